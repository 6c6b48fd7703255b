// What a plan says, ready to be shown: words, counts and lines, all raw. Every format takes it from here and decides nothing itself.
import { hasWork, takesAway } from '../plan/document.ts';
import { alone, type Group, groupChanges } from '../plan/groups.ts';
import { importWords } from '../plan/import-words.ts';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { baseAddress } from '../plan/supersede.ts';
import { type ChangeView, toChangeView } from './change-view.ts';
import { type DriftView, toDriftList } from './drift-view.ts';
import { COUNT_WORDS, cloneWords, count, shortRun, versionWords } from './plan-words.ts';
import { selectorLines } from './selector-words.ts';

/** So many changes are shown one by one, even where they are equal. */
const FEW = 5;

/** One object that goes from Palette, or several that are equal but for their project. */
export interface RemovalView {
  readonly address: string;
  readonly clone: string;
}

export interface PlanView {
  readonly headline: string;
  /** Sentences that belong right under it. */
  readonly facts: readonly string[];
  /** What apply would cost; null where it has nothing to do. */
  readonly estimate: string | null;
  /** How many clones are unchanged, and how many superseded versions are kept; empty: none. */
  readonly unchanged: string;
  /** What makes this plan less than whole. */
  readonly cautions: readonly string[];
  /** In the order of work; nothing in here takes anything away, and nothing blocks it. */
  readonly changes: readonly ChangeView[];
  /** Deletes and replaces. */
  readonly deletes: readonly ChangeView[];
  readonly blocked: readonly ChangeView[];
  readonly drift: readonly DriftView[];
  /** Declarations that select their projects, a sentence each. */
  readonly selectors: readonly string[];
  /** How many clones that are, each as often as it drifted. */
  readonly drifted: number;
  /** What can be done about several that drifted, which are called ADDRESS. */
  readonly driftNext: readonly string[];
  readonly unmanaged: readonly string[];
  /** Lines of YAML to be pasted; raw. */
  readonly imports: readonly string[];
  readonly removals: readonly RemovalView[];
  /** Something that apply would do. */
  readonly hasWork: boolean;
  readonly hasErrors: boolean;
}

export interface ViewOptions {
  /** Also what changes show already. */
  readonly allDrift?: boolean;
  /** Each change by itself. */
  readonly isVerbose?: boolean;
}

/** With what else was asked to be equal within a group. */
export type ChangeGroup<A> = Group<ChangeEntry, A>;

/** A plan of few changes has one group for each. `also`: see groupChanges. */
export function groupsOf<A>(
  { changes }: Pick<Plan, 'changes'>,
  isVerbose: boolean,
  also: (change: ChangeEntry) => A,
): readonly ChangeGroup<A>[] {
  const shown = changes.filter((change) => change.action !== 'noop');
  return isVerbose || shown.length <= FEW
    ? shown.map((change) => alone(change, also(change)))
    : groupChanges(shown, also);
}

export function toPlanView(plan: Plan, { allDrift = false, isVerbose = false }: ViewOptions = {}): PlanView {
  const groups = groupsOf(plan, isVerbose, () => null);
  const blocked = groups.filter(({ like }) => like.action === 'blocked');
  const deletes = groups.filter(({ like }) => takesAway(like));
  const changes = groups.filter(({ like }) => like.action !== 'blocked' && !takesAway(like));
  let number = 0;
  const view = (group: Group<ChangeEntry>): ChangeView => toChangeView(group, ++number, plan.options);
  const { drift, next } = toDriftList(
    plan.drift,
    allDrift ? [] : plan.changes,
    !isVerbose && plan.drift.length > FEW,
  );
  return {
    headline: headlineOf(plan),
    facts: factsOf(plan),
    estimate: estimateOf(plan),
    unchanged: unchangedWords(plan),
    cautions: cautionsOf(plan),
    changes: changes.map(view),
    deletes: deletes.map(view),
    blocked: blocked.map(view),
    drift,
    drifted: plan.drift.length,
    driftNext: next,
    selectors: selectorLines(plan.selectors ?? []),
    unmanaged: plan.unmanaged.map(
      (object) => `${cloneWords({ ...object, projectUid: null })} (UID ${object.uid})`,
    ),
    imports: importLines(plan.imports ?? []),
    removals: deletes.map(toRemovalView),
    hasWork: hasWork(plan.changes),
    hasErrors: hasErrorsIn(plan),
  };
}

/** How many changes the views stand for. */
export function countChanges(views: readonly Pick<ChangeView, 'count'>[]): number {
  return views.reduce((sum, view) => sum + view.count, 0);
}

function headlineOf(plan: Plan): string {
  const counts = COUNT_WORDS.flatMap(([key, words]) =>
    plan.summary[key] === 0 ? [] : [`${plan.summary[key]} ${words}`],
  );
  const words = unchangedWords(plan);
  const unchanged = words === '' ? '' : ` ${words}`;
  if (counts.length > 0) return `Plan: ${counts.join(', ')}.${unchanged}`;
  if (hasErrorsIn(plan)) return 'Nothing can be planned.';
  const { rollback } = plan.options;
  if (rollback !== undefined) return `${rollbackHeadline(rollback)}${unchanged}`;
  if (plan.options.destroy) return 'No changes. State is empty, so there is nothing to delete.';
  if (!plan.complete) return `No changes in the part that was examined.${unchanged}`;
  const drifted = new Set(plan.drift.map(({ address }) => address)).size;
  if (drifted > 0)
    return `No changes to apply, but ${count(drifted, 'clone')} ${drifted === 1 ? 'has' : 'have'} drifted.${unchanged}`;
  return `No changes. Palette matches the declarations.${unchanged}`;
}

function rollbackHeadline({ kind, run }: NonNullable<Plan['options']['rollback']>): string {
  const id = shortRun(run);
  return kind === 'undo'
    ? `No changes. Everything that run ${id} changed is already as it was before that run.`
    : `No changes. Palette is already as run ${id} left it.`;
}

/** Superseded versions are objects of their own that no declaration names: they are not among the unchanged clones. */
function unchangedWords({ changes }: Plan): string {
  const noops = changes.filter(({ action }) => action === 'noop');
  const kept = noops.filter(({ address }) => baseAddress(address) !== address).length;
  const current = noops.length - kept;
  return [
    ...(current === 0 ? [] : [`${current} unchanged.`]),
    ...(kept === 0 ? [] : [`${count(kept, 'superseded version')} kept.`]),
  ].join(' ');
}

function factsOf(plan: Plan): readonly string[] {
  const estimate = estimateOf(plan);
  return [
    // Without changes the headline says it.
    ...(plan.drift.length === 0 || plan.changes.every(({ action }) => action === 'noop')
      ? []
      : [`Drift: ${plan.drift.length}.`]),
    ...(estimate ? [estimate] : []),
  ];
}

function estimateOf(plan: Plan): string | null {
  const { requests, seconds } = plan.estimate;
  if (!hasWork(plan.changes) || requests === 0) return null;
  const time = seconds === 0 ? '' : `, ${count(seconds, 'second')} at Palette's limits`;
  return `Estimate: about ${count(requests, 'request')}${time}.`;
}

export function cautionsOf(plan: Plan): readonly string[] {
  const { target, exclude, projects = [], refresh, rollback, revert = [] } = plan.options;
  const cautions: string[] = [];
  if (plan.errored)
    cautions.push(
      'Some objects could not be read. Their changes are blocked; they are not treated as deleted.',
    );
  if (rollback?.kind === 'undo')
    cautions.push(`Only clones changed by run ${shortRun(rollback.run)} were examined.`);
  else if (revert.length > 0)
    cautions.push(`Only ${revert.join(', ')} was examined; manual edits of it are discarded.`);
  else if (target.length > 0) cautions.push(`Only --target ${target.join(', ')} was examined.`);
  if (projects.length > 0) cautions.push(`Only --project ${projects.join(', ')} was examined.`);
  if (exclude.length > 0) cautions.push(`Not examined: --exclude ${exclude.join(', ')}.`);
  if (refresh === 'fast')
    cautions.push(
      'Clones whose list row did not change were not read: edits that leave Palette’s timestamp unchanged are not detected.',
    );
  if (refresh === 'none')
    cautions.push('Nothing was read from Palette: the plan compares with what is recorded in state.');
  if (plan.options.allowDeleteInUse)
    cautions.push('--dangerous-delete-in-use: clones that clusters use may be deleted.');
  return cautions;
}

export const IMPORTS_TITLE =
  'To adopt these existing objects, add this to your YAML; the next plan shows what it would change in them';

function importLines(entries: NonNullable<Plan['imports']>): readonly string[] {
  if (entries.length === 0) return [];
  return ['imports:', ...entries.map((entry) => `  - ${importWords(entry)}`)];
}

function toRemovalView({ id, like, members }: Group<ChangeEntry>): RemovalView {
  const clone = like.replaces?.clone ?? like.clone;
  if (members.length === 1) return { address: like.address, clone: cloneWords(clone) };
  return { address: id ?? like.address, clone: `${versionWords(clone)} in ${members.length} projects` };
}

function hasErrorsIn(plan: Plan): boolean {
  return plan.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
