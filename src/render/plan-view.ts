// What a plan says, ready to be shown: words, counts and lines. All formats take it from here and decide nothing themselves.
import { assertNever } from '../model/invariant.ts';
import type {
  Action,
  BlockedBy,
  Change,
  CloneFacts,
  Drift,
  Plan,
  PlannedClone,
  Reason,
} from '../plan/plan.ts';

export type Tone = 'add' | 'change' | 'remove' | 'warn' | 'plain';

export interface ChangeView {
  readonly number: number;
  readonly symbol: string;
  readonly verb: string;
  readonly tone: Tone;
  readonly address: string;
  /** e.g. `docs-ubuntu-k3s 1.2.0 → edge-base 1.0.0 in edge-dev`. */
  readonly what: string;
  readonly reason: string;
  readonly details: readonly string[];
  readonly blockers: readonly {
    readonly by: BlockedBy;
    readonly detail: string;
    readonly hint: string | null;
  }[];
  readonly takesAway: boolean;
}

export interface PlanView {
  readonly headline: string;
  readonly counts: readonly string[];
  readonly changes: readonly ChangeView[];
  /** Deletes and replaces, by address: what is taken away. */
  readonly removals: readonly string[];
  readonly drift: readonly Drift[];
  readonly hasWork: boolean;
}

export function toPlanView(plan: Plan): PlanView {
  const shown = plan.changes.filter((change) => change.action !== 'noop');
  const counts = countsOf(plan);
  const changes = shown.map((change, index) => toChangeView(change, index + 1));
  return {
    headline: headlineOf(plan, counts),
    counts,
    changes,
    removals: shown.flatMap(removalOf),
    drift: plan.drift,
    hasWork: shown.some((change) => change.action !== 'blocked'),
  };
}

function headlineOf(plan: Plan, counts: readonly string[]): string {
  const unchanged = plan.summary.noop === 0 ? '' : ` ${plan.summary.noop} unchanged.`;
  if (counts.length > 0) return `Plan: ${counts.join(', ')}.${unchanged}`;
  if (plan.diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    return 'Nothing can be planned.';
  return `No changes. Palette matches the declarations.${unchanged}`;
}

const COUNTED: readonly (readonly [keyof Plan['summary'], string])[] = [
  ['create', 'to create'],
  ['adopt', 'to adopt'],
  ['update', 'to update'],
  ['replace', 'to replace'],
  ['move', 'to move'],
  ['forget', 'to forget'],
  ['resume', 'to resume'],
  ['delete', 'to delete'],
  ['blocked', 'blocked'],
];

function countsOf(plan: Plan): readonly string[] {
  return COUNTED.flatMap(([key, words]) =>
    plan.summary[key] === 0 ? [] : [`${plan.summary[key]} ${words}`],
  );
}

interface Words {
  readonly symbol: string;
  readonly verb: string;
  readonly tone: Tone;
}

const ACTION_WORDS = {
  create: { symbol: '+', verb: 'create', tone: 'add' },
  adopt: { symbol: '=', verb: 'adopt', tone: 'add' },
  update: { symbol: '~', verb: 'update', tone: 'change' },
  replace: { symbol: '±', verb: 'replace', tone: 'remove' },
  delete: { symbol: '-', verb: 'DELETE', tone: 'remove' },
  forget: { symbol: 'x', verb: 'forget', tone: 'change' },
  move: { symbol: '»', verb: 'move', tone: 'plain' },
  resume: { symbol: '↻', verb: 'resume', tone: 'change' },
  noop: { symbol: ' ', verb: 'keep', tone: 'plain' },
  blocked: { symbol: '!', verb: 'BLOCKED', tone: 'warn' },
} as const satisfies Record<Action, Words>;

function toChangeView(change: Change, number: number): ChangeView {
  const action = change.action === 'blocked' ? (change.wouldBe ?? 'noop') : change.action;
  return {
    number,
    ...ACTION_WORDS[change.action],
    ...(change.action === 'blocked' ? { verb: `BLOCKED ${action}` } : {}),
    address: change.address,
    what: whatOf(change, action),
    reason: reasonOf(change, action),
    details: detailsOf(change, action),
    blockers: change.blockers ?? [],
    takesAway: action === 'delete' || action === 'replace',
  };
}

function whatOf(change: Change, action: Action): string {
  const target = placed(change.clone);
  const source = `${change.source.name} ${change.source.version ?? '?'}`;
  switch (action) {
    case 'create':
    case 'adopt':
    case 'replace':
      return `${source} → ${target}`;
    case 'move':
      return `${change.movedFrom ?? ''} → ${change.address}: ${target}`;
    case 'update':
    case 'delete':
    case 'forget':
    case 'resume':
    case 'noop':
    case 'blocked':
      return target;
    default:
      return assertNever(action);
  }
}

/** `edge-base 1.0.0 in edge-dev`, or `… at tenant scope`. */
export function placed(clone: PlannedClone): string {
  const where =
    clone.scope === 'tenant' ? 'at tenant scope' : `in ${clone.project ?? clone.projectUid ?? '?'}`;
  return `${clone.name} ${clone.version} ${where}`;
}

const REASON_WORDS = {
  new: 'declared and not there yet',
  gone: 'it was there, and is gone from Palette',
  unchanged: 'as declared',
  metadata: 'name, version, labels or description differ from what is declared',
  target_changed: 'its name, scope or project changed in the declaration',
  not_declared: 'no longer declared',
  same_object: 'the same object under a new address; nothing changes in Palette',
  new_version: 'another target version is declared',
  interrupted: 'an earlier run was interrupted here',
  equal_content: 'its content equals the source',
  imports_block: 'named in imports',
  reinstated: 'a superseded version is wanted again',
  retention: 'more superseded versions than retain keeps',
  retained_in_use: 'superseded, but still in use',
  replaced: 'another clone took its place',
  clone_edited: 'the clone was edited in Palette',
  source_edited: 'the source changed under the same version',
  source_upgraded: 'the source moved to another version',
  removed_block: 'named in removed',
  moved_block: 'named in moved',
} as const satisfies Record<Reason, string>;

const VERDICT_WORDS = {
  finish: 'it was made; what is missing is done now',
  take_over: 'its answer was lost, but it was made; it is recorded now',
  retry: 'it was not made; the entry is closed',
  confirm_deleted: 'it was deleted; it leaves state',
  close: 'nothing of it is left to do; the entry is closed',
  wait: 'it could not be read yet',
} as const satisfies Record<NonNullable<Change['resume']>['verdict'], string>;

function reasonOf(change: Change, action: Action): string {
  const words = REASON_WORDS[change.reason];
  if (action === 'forget' && change.reason === 'gone') return 'no longer declared, and gone from Palette';
  return change.resume === undefined ? words : `${words}: ${VERDICT_WORDS[change.resume.verdict]}`;
}

function detailsOf(change: Change, action: Action): readonly string[] {
  const details: string[] = [];
  if (change.replaces !== undefined)
    details.push(`then deletes ${placed(change.replaces.clone)} (UID ${change.replaces.uid})`);
  if (action === 'delete' && change.uid !== undefined) details.push(`UID ${change.uid}`);
  const { before, after } = change;
  if (after !== undefined) {
    details.push(
      ...(action === 'update' && before !== undefined ? changedDetails(before, after) : madeDetails(after)),
    );
  }
  const users = [...(change.inUse?.clusters ?? []), ...(change.inUse?.templates ?? [])];
  if (users.length > 0 && (action === 'delete' || action === 'replace')) {
    details.push(`in use by ${users.map((user) => user.name).join(', ')}`);
  }
  return details;
}

function madeDetails(after: CloneFacts): readonly string[] {
  const labels = Object.entries(after.labels ?? {}).map(([key, value]) => `+ label ${label(key, value)}`);
  return after.description === null
    ? labels
    : [...labels, `+ description ${JSON.stringify(after.description)}`];
}

function changedDetails(before: CloneFacts, after: CloneFacts): readonly string[] {
  const old = (before.description ?? '').trim();
  const now = (after.description ?? '').trim();
  return [
    ...(before.name === after.name ? [] : [`~ name ${before.name} → ${after.name}`]),
    ...(before.version === after.version ? [] : [`~ version ${before.version} → ${after.version}`]),
    ...labelDetails(before.labels ?? {}, after.labels ?? {}),
    ...(old === now ? [] : [`~ description ${JSON.stringify(old)} → ${JSON.stringify(now)}`]),
  ];
}

function labelDetails(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const now = Object.hasOwn(after, key) ? after[key] : undefined;
    if (old === now) return [];
    if (old === undefined) return [`+ label ${label(key, now ?? '')}`];
    if (now === undefined) return [`- label ${label(key, old)}`];
    return [`~ label ${key}: ${old} → ${now}`];
  });
}

/** Palette keeps a bare tag as a label with this value (facts.md section 1). */
function label(key: string, value: string): string {
  return value === 'spectro__tag' ? key : `${key}: ${value}`;
}

function removalOf(change: Change): readonly string[] {
  if (change.action === 'delete') return [`${change.address}: ${placed(change.clone)}`];
  if (change.action === 'replace' && change.replaces !== undefined) {
    return [`${change.address}: ${placed(change.replaces.clone)}`];
  }
  return [];
}
