// The words of a plan: a symbol and a verb for each action, a phrase for each reason, verdict and kind of drift.
import { assertNever } from '../model/invariant.ts';
import type { Action, ChangeEntry, Drift, PlannedClone, PlanOptions, Reason, Summary } from '../plan/plan.ts';
import type { Tone } from './style.ts';

export interface ActionWords {
  readonly symbol: string;
  readonly verb: string;
  readonly past: string;
  readonly tone: Tone;
}

/** Upper case where a reader must not slip, with or without color. */
export const ACTION_WORDS = {
  create: { symbol: '+', verb: 'create', past: 'created', tone: 'add' },
  adopt: { symbol: '=', verb: 'adopt', past: 'adopted', tone: 'add' },
  update: { symbol: '~', verb: 'update', past: 'updated', tone: 'change' },
  replace: { symbol: '±', verb: 'REPLACE', past: 'replaced', tone: 'remove' },
  delete: { symbol: '-', verb: 'DELETE', past: 'deleted', tone: 'remove' },
  forget: { symbol: '∅', verb: 'forget', past: 'forgotten', tone: 'change' },
  move: { symbol: '»', verb: 'move', past: 'moved', tone: 'change' },
  resume: { symbol: '↻', verb: 'resume', past: 'resumed', tone: 'change' },
  noop: { symbol: ' ', verb: 'keep', past: 'unchanged', tone: 'dim' },
  blocked: { symbol: '!', verb: 'blocked', past: 'blocked', tone: 'blocked' },
} as const satisfies Record<Action, ActionWords>;

/** Counts of a summary in the order in which they are reported. */
export const COUNT_WORDS: readonly (readonly [Exclude<keyof Summary, 'noop' | 'drift'>, string])[] = [
  ['resume', 'to resume'],
  ['create', 'to create'],
  ['adopt', 'to adopt'],
  ['update', 'to update'],
  ['replace', 'to replace'],
  ['move', 'to move'],
  ['forget', 'to forget'],
  ['delete', 'to delete'],
  ['blocked', 'blocked'],
];

const REASON_WORDS = {
  new: 'declared, but does not exist yet',
  gone: 'recorded, but gone from Palette',
  unchanged: 'as declared',
  metadata: 'differs from what is declared',
  target_changed: 'declared with another name, scope or project',
  not_declared: 'no longer declared',
  project_left: 'its project is no longer selected',
  project_disabled: 'its project is disabled; nothing is done to it',
  same_object: 'the same object under a new address; nothing changes in Palette',
  new_version: 'declared with another version; the older one stays as superseded',
  interrupted: 'an earlier run was interrupted here',
  equal_content: 'an object with equal content already exists',
  imports_block: 'listed in an imports block',
  reinstated: 'a superseded version is declared again',
  retention: 'more superseded versions than retain keeps',
  retained_in_use: 'superseded, but still in use',
  replaced: 'another clone took its place',
  clone_edited: 'its content was edited in Palette',
  source_edited: 'its source was edited under the same version',
  incomplete: 'did not turn out as planned; it will be completed',
  source_upgraded: 'its source has another version',
  overrides_changed: 'its overrides changed',
  removed_block: 'listed in a removed block; it stays in Palette',
  moved_block: 'listed in a moved block; nothing changes in Palette',
} as const satisfies Record<Reason, string>;

type Verdict = NonNullable<ChangeEntry['resume']>['verdict'];

const VERDICT_WORDS = {
  finish: 'it was created, and will be recorded',
  take_over: 'the response was lost, but it was created, and will be recorded',
  continue: 'it was created, and its overrides will be applied',
  retry: 'its result is not in Palette yet, so it will be sent again',
  confirm_deleted: 'it was deleted, and will be removed from state',
  close: 'nothing is left to do; the journal entry will be closed',
  wait: 'its result could not be read',
} as const satisfies Record<Verdict, string>;

/** What was found, without what would become of it: the change is blocked. */
const BLOCKED_VERDICT_WORDS = {
  finish: 'it was created',
  take_over: 'the response was lost, but it was created',
  continue: 'it was created, and its overrides are not applied yet',
  retry: 'not found in Palette',
  confirm_deleted: 'it was deleted',
  close: 'nothing is left to do',
  wait: 'its result could not be read',
} as const satisfies Record<Verdict, string>;

const DRIFT_WORDS = {
  clone_edited: 'edited in Palette',
  source_edited: 'source edited',
  source_gone: 'source gone',
  metadata_edited: 'labels or description edited in Palette',
  renamed: 'renamed in Palette',
  unpublished: 'not published',
  gone: 'gone from Palette',
} as const satisfies Record<Drift['kind'], string>;

export function reasonWords({
  reason,
  resume,
  blockedBy,
}: Pick<ChangeEntry, 'reason' | 'resume' | 'blockedBy'>): string {
  const words = REASON_WORDS[reason];
  if (resume === undefined) return words;
  return `${words}: ${(blockedBy === undefined ? VERDICT_WORDS : BLOCKED_VERDICT_WORDS)[resume.verdict]}`;
}

/** Why a rollback makes a change: what it speaks of is the run. */
const ROLLBACK_WORDS: Partial<Record<Reason, (then: string) => string>> = {
  new: (then) => `it existed ${then}`,
  not_declared: (then) => `it did not exist ${then}`,
  removed_block: (then) => `it was adopted, not created, and not recorded ${then}; it stays in Palette`,
  metadata: (then) => `its name, labels or description were different ${then}`,
  target_changed: (then) => `it had another name, scope or project ${then}`,
  new_version: (then) => `it had another version ${then}; the current one stays as superseded`,
  reinstated: (then) => `it had this version ${then}`,
  source_upgraded: (then) => `its source had another version ${then}`,
};

/** null: as in any other plan. */
export function rollbackWords(
  { reason }: Pick<ChangeEntry, 'reason'>,
  { kind, run }: NonNullable<PlanOptions['rollback']>,
): string | null {
  const id = shortRun(run);
  if (kind === 'undo' && reason === 'not_declared') return `run ${id} created it`;
  return ROLLBACK_WORDS[reason]?.(kind === 'undo' ? `before run ${id}` : `when run ${id} ended`) ?? null;
}

/** As much of a run's id as tells it from others. */
export function shortRun(id: string): string {
  return id.slice(0, 8);
}

export function driftWords(kind: Drift['kind']): string {
  return DRIFT_WORDS[kind];
}

/** `edge-base 1.0.0 in edge-dev`, or `… at tenant scope`. */
export function cloneWords(clone: PlannedClone): string {
  return `${versionWords(clone)} ${placeWords(clone)}`;
}

/** `edge-base 1.0.0` */
export function versionWords({ name, version }: Pick<PlannedClone, 'name' | 'version'>): string {
  return `${nameWords(name)} ${version}`;
}

/** `copy of edge-infra 1.2.0`, or `source edge-infra 1.1.0 → 1.2.0` where it takes content of another one than before. */
export function copyWords({ source, sourceBefore }: Pick<ChangeEntry, 'source' | 'sourceBefore'>): string {
  const { name, version } = source;
  if (sourceBefore === undefined || version === null)
    return `copy of ${nameWords(name)}${version === null ? '' : ` ${version}`}`;
  const now = sourceBefore.name === name ? version : versionWords({ name, version });
  return `source ${versionWords(sourceBefore)} → ${now}`;
}

/** Name of the target project; `(tenant)` at tenant scope. */
export function placeOf({
  scope,
  project,
  projectUid,
}: Pick<PlannedClone, 'scope' | 'project' | 'projectUid'>): string {
  return scope === 'tenant' ? '(tenant)' : (project ?? projectUid ?? '?');
}

function placeWords(place: Pick<PlannedClone, 'scope' | 'project' | 'projectUid'>): string {
  switch (place.scope) {
    case 'tenant':
      return 'at tenant scope';
    case 'project':
      return `in ${nameWords(place.project ?? place.projectUid ?? '?')}`;
    default:
      return assertNever(place.scope);
  }
}

/** `1 request`, `2 requests`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** In quotes where its end could be mistaken: names may have spaces, arrows, anything. */
function nameWords(name: string): string {
  return /^[\p{L}\p{M}\p{N}._:@+-]+$/u.test(name) ? name : `"${name.replaceAll('"', '\\"')}"`;
}
