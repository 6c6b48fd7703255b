// Name, version, labels and description of one object, set and made sure of.
import { readObject } from '../inventory/read-object.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { WireMetadataPatch } from '../palette/wire.ts';
import type { Change, CloneFacts } from '../plan/plan.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { sameFacts } from '../plan/rules/metadata.ts';
import type { ApplyDeps } from './deps.ts';
import { attempt } from './failures.ts';
import { cloneScope } from './scopes.ts';

const MAX_SENDS = 3;

/**
 * Sets `facts`; null members are left out. An answer that never came is settled by reading the object: setting the same
 * facts twice does no harm. Gives the error that remained, or null.
 */
export async function patchFacts(
  deps: ApplyDeps,
  change: Change,
  uid: string,
  facts: CloneFacts,
): Promise<PaletteError | null> {
  const scope = cloneScope(change.clone);
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() => deps.client.patchMetadata(uid, scope, toPatch(change, facts)));
    if (sent.ok) return null;
    if (sent.error.effect === 'none' || sends === MAX_SENDS) return sent.error;
    const read = await readObject(deps.client, uid, scope, 'existence');
    if (
      read.status === 'present' &&
      sameFacts(withManaged(factsOf(read.object), facts), factsOf(read.object))
    )
      return null;
  }
}

/** Labels replace the whole set (assumption; facts.md section 9 e); the version is sent only where it changes. */
function toPatch(change: Change, facts: CloneFacts): WireMetadataPatch {
  const isReversioned =
    change.before !== undefined && change.action === 'update' && change.before.version !== facts.version;
  return {
    metadata: {
      name: facts.name,
      ...(facts.labels === null ? {} : { labels: facts.labels }),
      ...(facts.description === null ? {} : { annotations: { description: facts.description } }),
    },
    ...(isReversioned ? { spec: { version: facts.version } } : {}),
  };
}

function withManaged(seen: CloneFacts, wanted: CloneFacts): CloneFacts {
  return {
    name: wanted.name,
    version: wanted.version,
    labels: wanted.labels ?? seen.labels,
    description: wanted.description ?? seen.description,
  };
}
