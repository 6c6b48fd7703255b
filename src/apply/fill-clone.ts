// The overrides of a clone that was just made: its content is that of the source, and becomes the wanted one.

import { toObservedObject } from '../inventory/object-from-wire.ts';
import { readWhole } from '../inventory/read-whole.ts';
import { keyId } from '../model/natural-key.ts';
import { deniesObject } from '../palette/palette-error.ts';
import type { Making } from '../plan/change.ts';
import { keyOf } from '../plan/rules/draft.ts';
import { type ApplyDeps, type FailedSaga, refuse } from './deps.ts';
import { attempt, toFailure } from './failures.ts';
import type { WantedContent } from './goal.ts';
import type { PendingCreate } from './pending-create.ts';
import { cloneScope } from './scopes.ts';
import { targetOf, type UpdateTarget, type VariableChanges, variableChanges } from './update-body.ts';
import { type ContentWriting, notPublished, writeContent } from './write-content.ts';

export type Filled = 'filled' | 'not_seen' | FailedSaga;

/** A new object may take a moment to be readable. */
const WAITS_MS = [0, 250, 500, 1000, 2000, 4000];

/** What is known of the object before it is written. */
interface Found {
  readonly target: UpdateTarget;
  readonly variables: VariableChanges;
  readonly isDone: boolean;
}

/** Whether its variables can be written: of sensitive ones only their mask is known. */
export function maskedRefusal({ source, content }: WantedContent): FailedSaga | null {
  const { masked } = variableChanges(source.object.content?.variables ?? [], content.variables);
  return masked.length === 0
    ? null
    : refuse(
        'MaskedVariable',
        `the sensitive variables ${masked.join(', ')} would have to be written, but Palette masks their values`,
        'leave these variables, and the order of variables beside them, out of the overrides',
      );
}

/** `isSure`: this run made it with one call, and nothing else can be there by its UID. */
export async function fillClone(
  deps: ApplyDeps,
  change: Making,
  pending: PendingCreate,
  made: { readonly uid: string; readonly isSure: boolean },
  wanted: WantedContent,
): Promise<Filled> {
  const hasManifests = (wanted.source.object.content?.packs ?? []).some(
    ({ manifests }) => manifests.length > 0,
  );
  const found =
    made.isSure && !hasManifests
      ? foundUnseen(change, made.uid, wanted)
      : await find(deps, change, made, wanted);
  if (!('target' in found)) return found.status === 'absent' ? 'not_seen' : found;
  const filled = await fill(deps, change, pending, found, wanted);
  if (filled !== 'not_seen' || !made.isSure) return filled;
  // A PUT may come before Palette shows the object: then it is waited for, and looked at.
  const again = await find(deps, change, { ...made, isSure: false }, wanted);
  if (!('target' in again)) return again.status === 'absent' ? 'not_seen' : again;
  return fill(deps, change, pending, again, wanted);
}

async function fill(
  deps: ApplyDeps,
  change: Making,
  { entry, isInDoubt }: PendingCreate,
  { target, variables, isDone }: Found,
  wanted: WantedContent,
): Promise<Filled> {
  if (isDone) return 'filled';
  const writing: ContentWriting = {
    entry,
    scope: cloneScope(change.clone),
    target,
    variables,
    movesStep: !isInDoubt,
  };
  const written = await writeContent(deps, wanted, writing);
  if (written.status === 'written') return 'filled';
  if (written.status === 'refused') return written.result;
  const { error, step } = written;
  if (deniesObject(error)) return 'not_seen';
  if (step === 'publish' && error.hasOwnBody) return notPublished(deps, wanted, writing, error);
  return toFailure(
    error,
    target.uid,
    'the clone exists, but its overrides are not applied completely; the next run continues',
  );
}

/** Without manifests there is nothing of the object's own to name: no request before the first change. */
function foundUnseen({ clone }: Making, uid: string, { source, content }: WantedContent): Found {
  const { description } = source.object;
  return {
    target: {
      uid,
      name: clone.name,
      version: clone.version,
      annotations: description === '' ? {} : { description },
      packs: [],
    },
    variables: variableChanges(source.object.content?.variables ?? [], content.variables),
    isDone: false,
  };
}

type NotFound = { readonly status: 'absent' } | FailedSaga;

/** Looks until it is there: one GET of an object that this run made, all of it where it may have been begun by another. */
async function find(
  deps: ApplyDeps,
  change: Making,
  { uid, isSure }: { readonly uid: string; readonly isSure: boolean },
  wanted: WantedContent,
): Promise<Found | NotFound> {
  const scope = cloneScope(change.clone);
  let last: NotFound = { status: 'absent' };
  for (const wait of WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    const read = await attempt(async () =>
      isSure
        ? { profile: (await deps.client.getProfile(uid, scope))?.value, whole: undefined }
        : await readWhole(deps.client, uid, scope).then((whole) => ({ profile: whole?.profile, whole })),
    );
    if (!read.ok) {
      last = toFailure(
        read.error,
        uid,
        'the clone exists, but could not be read to apply its overrides; the next run continues',
      );
      continue;
    }
    const { profile, whole } = read.value;
    if (profile === undefined) {
      last = { status: 'absent' };
      continue;
    }
    // An answer may name the wrong object: nothing is written into that.
    if (keyId(toObservedObject(profile, scope).key) !== keyId(keyOf(change.clone)))
      return { status: 'absent' };
    const from = (whole ?? wanted.source).object.content?.variables ?? [];
    const object = whole?.object;
    return {
      target: targetOf(profile, change.clone.version),
      variables: variableChanges(from, wanted.content.variables),
      isDone: object?.digest === wanted.goal.digest && object.isPublished && !object.hasDraft,
    };
  }
  return last;
}
