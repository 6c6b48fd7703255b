// Name, version, labels, description and stamp of one object, set and made sure of.
import { readObject } from '../inventory/read-object.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { RecordedSource } from '../model/recorded.ts';
import { type StampPlace, stampTexts, type Texts } from '../model/stamp.ts';
import type { PaletteError } from '../palette/palette-error.ts';
import type { WireMetadataPatch } from '../palette/wire.ts';
import { isUpdating, type Making, type UpdateContent, type UpdateMetadata } from '../plan/change.ts';
import type { CloneFacts } from '../plan/plan.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { sameFacts } from '../plan/rules/metadata.ts';
import type { ApplyDeps } from './deps.ts';
import { attempt } from './failures.ts';
import { cloneScope } from './scopes.ts';

const MAX_SENDS = 3;

/** What sets labels, a description or a stamp. */
type Patching = Making | UpdateContent | UpdateMetadata;

/**
 * Sets `facts`; null members are left out. An answer that never came is settled by reading the object: setting the same
 * facts twice does no harm. `source` has the digest that the stamp names: that of the clone. Gives the error that remained, or null.
 */
export async function patchFacts(
  deps: ApplyDeps,
  change: Patching,
  uid: string,
  facts: CloneFacts,
  source: RecordedSource,
): Promise<PaletteError | null> {
  const scope = cloneScope(change.clone);
  const patch = withStamp(toPatch(change, facts), await stampFor(deps, change, uid, facts, source));
  for (let sends = 1; ; sends++) {
    const sent = await attempt(() => deps.client.patchMetadata(uid, scope, patch));
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
function toPatch(change: Patching, facts: CloneFacts): WireMetadataPatch {
  const isReversioned = isUpdating(change) && change.before.version !== facts.version;
  return {
    metadata: {
      name: facts.name,
      ...(facts.labels === null ? {} : { labels: facts.labels }),
      ...(facts.description === null ? {} : { annotations: { description: facts.description } }),
    },
    ...(isReversioned ? { spec: { version: facts.version } } : {}),
  };
}

interface Stamping {
  readonly place: StampPlace;
  readonly texts: Texts;
  /** Sent along, because labels replace the whole set. */
  readonly labels: Texts;
}

/** null: none is asked for, or the labels beside it are not known: a stamp is not worth losing them. */
async function stampFor(
  deps: ApplyDeps,
  change: Patching,
  uid: string,
  { labels }: CloneFacts,
  { uid: sourceUid, version: sourceVersion, digest }: RecordedSource,
): Promise<Stamping | null> {
  const place = change.manages.stamp;
  const lineage = deps.recorded.identity?.lineage;
  if (place === undefined || lineage === undefined) return null;
  const texts = stampTexts({ sourceUid, sourceVersion, digest, lineage });
  if (place === 'annotations') return { place, texts, labels: {} };
  if (labels !== null) return { place, texts, labels };
  // What a clone brought along from its source is nobody's to declare, but must stay.
  const read = await readObject(deps.client, uid, cloneScope(change.clone), 'existence');
  return read.status === 'present' ? { place, texts, labels: read.object.labels } : null;
}

function withStamp(patch: WireMetadataPatch, stamp: Stamping | null): WireMetadataPatch {
  if (stamp === null) return patch;
  const { metadata } = patch;
  const more =
    stamp.place === 'labels'
      ? { labels: { ...stamp.labels, ...stamp.texts } }
      : { annotations: { ...metadata.annotations, ...stamp.texts } };
  return { ...patch, metadata: { ...metadata, ...more } };
}

function withManaged(seen: CloneFacts, wanted: CloneFacts): CloneFacts {
  return {
    name: wanted.name,
    version: wanted.version,
    labels: wanted.labels ?? seen.labels,
    description: wanted.description ?? seen.description,
  };
}

/** What to do about labels and a description that did not come out as declared. */
export function hintOfLabels(after: CloneFacts, object: ObservedObject | null): string {
  const surplus = surplusLabels(after, object);
  return surplus.length === 0
    ? 'make a new plan'
    : `Palette keeps labels that are not sent: remove ${surplus.join(', ')} in its console, or declare them`;
}

/** Where PATCH adds to the labels instead of replacing them (facts.md section 9 e), these stay beside those that were sent. */
function surplusLabels({ labels }: CloneFacts, object: ObservedObject | null): readonly string[] {
  if (labels === null || object === null) return [];
  const isSet = Object.entries(labels).every(([name, value]) => object.labels[name] === value);
  return !isSet ? [] : Object.keys(object.labels).filter((name) => !Object.hasOwn(labels, name));
}
