// The update saga for metadata: intent → patch → read back → row.
import { readObject } from '../inventory/read-object.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { hasRecordedContent } from '../model/remarks.ts';
import type { UpdateMetadata } from '../plan/change.ts';
import { managedAsSet } from '../plan/noted-row.ts';
import { factsOf } from '../plan/rules/draft.ts';
import { rewrittenDescription, sameFacts } from '../plan/rules/metadata.ts';
import { type ApplyDeps, refuse, type SagaResult, write } from './deps.ts';
import { toFailure } from './failures.ts';
import { remarkWords } from './make-clone.ts';
import { hintOfLabels, patchFacts } from './patch-facts.ts';
import { newEntry, withDescription } from './rows.ts';
import { cloneScope } from './scopes.ts';

export async function updateMetadata(
  deps: ApplyDeps,
  change: UpdateMetadata,
  row: RecordedClone,
): Promise<SagaResult> {
  const { uid, after } = change;
  const entry = newEntry(deps, change, 'update', uid);
  await write(deps, { kind: 'open_entry', entry });
  const failure = await patchFacts(deps, change, uid, after, {
    ...row.source,
    digest: row.overrides?.wanted ?? row.source.digest,
  });
  const read = await readObject(deps.client, uid, cloneScope(change.clone), 'existence');
  const object = read.status === 'present' ? read.object : null;
  const made = object === null ? null : rewrittenDescription(after.description, object.description);
  const wanted = made === null ? after : { ...after, description: made.shown };
  const isDone = failure === null && object !== null && sameFacts(factsOf(object), wanted);
  const close = {
    kind: 'close_entry',
    id: entry.id,
    outcome: isDone ? 'done' : 'abandoned',
  } as const;
  if (object === null) await write(deps, close);
  else await write(deps, { kind: 'put_clone', clone: refreshedRow(change, row, object) }, close);
  if (failure !== null) return toFailure(failure, uid);
  if (isDone) {
    const because = made === null ? null : remarkWords({ description: made });
    return { status: 'applied', uid, ...(because === null ? {} : { because }) };
  }
  return refuse(
    'NotAsAsked',
    'Palette accepted the change, but does not show it',
    hintOfLabels(after, object),
    uid,
  );
}

/**
 * Metadata moves Palette's timestamp, content does not change by it. The timestamp is taken over only while the content is
 * known to be the recorded one: otherwise the next plan has to read it again, or an edit would go unseen.
 */
function refreshedRow(change: UpdateMetadata, row: RecordedClone, object: ObservedObject): RecordedClone {
  const { seen } = change;
  const isKnown = hasRecordedContent(row, seen.digest) && seen.shown === object.shown;
  const refreshed: RecordedClone = {
    ...row,
    key: object.key,
    isProtected: change.protect,
    declaredVersion: change.declaredVersion,
    ...managedAsSet(change.manages, object),
    ...(isKnown ? { shown: object.shown, lastModified: object.lastModified } : {}),
  };
  return withDescription(change, refreshed, object);
}
