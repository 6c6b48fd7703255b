// What a report says, whatever its format: the view of a plan, sorted into sections, counted by project, with what became of it.

import type { Diagnostic } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import type { AppliedPlan, ApplyResult, ChangeEntry, Plan } from '../plan/plan.ts';
import { isBrokenOff, leftWord, outcomeHeadline } from './apply-text.ts';
import { type ChangeView, toChangeView } from './change-view.ts';
import { DRIFT_NEXT, driftHeadline } from './drift-text.ts';
import { type GraphView, graphOfPlan } from './graph-view.ts';
import type { OverrideView } from './override-view.ts';
import { groupsOf, type PlanView, toPlanView } from './plan-view.ts';
import { COUNT_WORDS, count } from './plan-words.ts';

export type ReportKind = 'plan' | 'apply' | 'drift' | 'destroy';

export interface ReportedChange extends ChangeView {
  /** null before anything was applied. */
  readonly result: ResultView | null;
}

interface ResultView {
  readonly status: ApplyResult['status'];
  /** `applied`, `failed`, … */
  readonly words: string;
  /** Why, and what to do about it. */
  readonly notes: readonly string[];
}

export type SectionId = 'failed' | 'deletes' | 'blocked' | 'updates' | 'creates';

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly changes: readonly ReportedChange[];
}

/** Columns of the table by project, in this order; those that are zero everywhere are left out. */
export interface PlacesView {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly place: string; readonly counts: readonly number[] }[];
}

export interface ReportView extends PlanView {
  readonly kind: ReportKind;
  readonly title: string;
  /** Of a run that was applied; null else. */
  readonly outcome: { readonly headline: string; readonly isWhole: boolean } | null;
  readonly chips: readonly {
    readonly kind: string;
    readonly count: number;
    readonly words: string;
  }[];
  readonly sections: readonly Section[];
  readonly places: PlacesView;
  readonly diagnostics: readonly Diagnostic[];
  readonly graph: GraphView;
  /** Nothing to do, nothing that differs, nothing that went wrong. */
  readonly isWell: boolean;
  readonly commit: string | null;
  /** Its id; null before anything was applied. */
  readonly run: string | null;
  readonly host: string;
  readonly checksum: string;
  readonly tool: string;
  readonly createdAt: string;
  /** Whether there is something that the checksum stands for. */
  readonly hasChanges: boolean;
  readonly next: NextView | null;
}

interface NextView {
  readonly words: string;
  /** To be copied. */
  readonly command: string | null;
}

/** Where a line of a file of the project can be read in a browser; null: not known. */
export type LinkTo = (place: { readonly file: string; readonly line: number }) => string | null;

/** Where the declarations come from. */
export interface ReportOrigin {
  readonly linkTo?: LinkTo | null;
  readonly commit?: string | null;
}

export function toReportView(
  plan: Plan | AppliedPlan,
  kind: ReportKind,
  { linkTo = null, commit = null }: ReportOrigin = {},
): ReportView {
  const isDrift = kind === 'drift';
  const view = toPlanView(plan, { allDrift: isDrift });
  const results = 'results' in plan ? plan.results : null;
  const changes = isDrift ? [] : reportedChanges(plan, results ?? [], linkTo);
  return {
    ...view,
    kind,
    title: `cloneform ${kind}`,
    headline: isDrift ? driftHeadline(plan) : view.headline,
    facts: isDrift ? [] : view.facts,
    estimate: isDrift ? null : view.estimate,
    outcome: results === null || results.length === 0 ? null : toOutcome(results),
    chips: isDrift ? [] : chipsOf(plan),
    sections: sectionsOf(changes),
    places: placesOf(changes),
    diagnostics: plan.diagnostics,
    graph: graphOfPlan(plan, changes.length > 0),
    isWell: isWell(plan, view, isDrift),
    commit,
    run: ('run' in plan ? plan.run?.id : undefined) ?? null,
    host: plan.host,
    checksum: plan.checksum,
    tool: plan.tool,
    createdAt: plan.createdAt,
    hasChanges: changes.length > 0,
    next: nextOf(plan, kind, view, results),
  };
}

function isWell(plan: Plan | AppliedPlan, { hasErrors }: PlanView, isDrift: boolean): boolean {
  const isIdle = isDrift || plan.changes.every(({ action }) => action === 'noop');
  return isIdle && plan.drift.length === 0 && !hasErrors && plan.complete && !plan.errored;
}

/** In the order of work. What is in one group had the same result. */
function reportedChanges(
  plan: Plan,
  results: readonly ApplyResult[],
  linkTo: LinkTo | null,
): readonly ReportedChange[] {
  const byChange = new Map(results.map((result) => [keyOf(result), result]));
  const resultOf = (change: ChangeEntry): ResultView | null => {
    const result = byChange.get(keyOf(change));
    return result === undefined ? null : toResultView(result);
  };
  return groupsOf(plan, false, resultOf).map((group, index): ReportedChange => {
    const change = toChangeView(group, index + 1, plan.options);
    return {
      ...change,
      ...(linkTo === null ? {} : { overrides: change.overrides.map((one) => withLink(one, linkTo)) }),
      result: group.also,
    };
  });
}

function withLink(view: OverrideView, linkTo: LinkTo): OverrideView {
  const href = view.place === undefined ? null : linkTo(view.place);
  return href === null ? view : { ...view, href };
}

function keyOf({ address, action }: Pick<ApplyResult, 'address' | 'action'>): string {
  return JSON.stringify([address, action]);
}

function toOutcome(results: readonly ApplyResult[]): ReportView['outcome'] {
  return {
    headline: outcomeHeadline(results),
    isWhole: results.every((result) => result.status === 'applied'),
  };
}

function toResultView(result: ApplyResult): ResultView {
  const { error, because } = result;
  const notes = [
    ...(error === undefined ? [] : [`${error.code}: ${error.message}`]),
    ...(error?.ref == null ? [] : [`Palette's reference: ${error.ref}`]),
    ...(because === undefined ? [] : [because]),
    ...(error?.hint == null ? [] : [`next: ${error.hint}`]),
  ];
  return { status: result.status, words: leftWord(result) ?? 'applied', notes };
}

function chipsOf(plan: Plan | AppliedPlan): ReportView['chips'] {
  if ('results' in plan && plan.results.length > 0) return outcomeChips(plan.results);
  const chips = COUNT_WORDS.map(([kind, words]) => ({ kind, count: plan.summary[kind], words }));
  return [...chips, { kind: 'drift', count: plan.drift.length, words: 'drifted' } as const].filter(
    (chip) => chip.count > 0,
  );
}

function outcomeChips(results: readonly ApplyResult[]): ReportView['chips'] {
  const counts = new Map<string, { readonly kind: string; readonly words: string; count: number }>();
  for (const result of results) {
    const words = leftWord(result) ?? 'applied';
    const chip = counts.get(words) ?? { kind: words === 'blocked' ? words : result.status, words, count: 0 };
    chip.count++;
    counts.set(words, chip);
  }
  return [...counts.values()];
}

/** What a reviewer must see stands first. */
function sectionsOf(changes: readonly ReportedChange[]): readonly Section[] {
  const sorted: Record<SectionId, ReportedChange[]> = {
    failed: [],
    deletes: [],
    blocked: [],
    updates: [],
    creates: [],
  };
  for (const change of changes) sorted[sectionOf(change)].push(change);
  const titles: Readonly<Record<SectionId, string>> = {
    failed: 'Failed',
    deletes: 'Deletes and replaces',
    blocked: 'Blocked',
    updates: 'Changes to existing clones',
    creates: 'Creates',
  };
  return (Object.keys(sorted) as SectionId[])
    .map((id) => ({ id, title: titles[id], changes: sorted[id] }))
    .filter((section) => section.changes.length > 0);
}

function sectionOf(change: ReportedChange): SectionId {
  if (change.result?.status === 'failed') return 'failed';
  switch (change.action) {
    case 'delete':
    case 'replace':
      return 'deletes';
    case 'blocked':
      return 'blocked';
    case 'create':
      return 'creates';
    case 'adopt':
    case 'update':
    case 'forget':
    case 'move':
    case 'resume':
    case 'noop':
      return 'updates';
    default:
      return assertNever(change.action);
  }
}

function placesOf(changes: readonly ReportedChange[]): PlacesView {
  const counts = new Map<string, Map<string, number>>();
  for (const { members, action } of changes)
    for (const { place } of members) {
      const row = counts.get(place) ?? new Map<string, number>();
      row.set(action, (row.get(action) ?? 0) + 1);
      counts.set(place, row);
    }
  const columns = COUNT_WORDS.map(([kind]) => kind).filter((kind) =>
    [...counts.values()].some((row) => row.has(kind)),
  );
  return {
    columns,
    rows: [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([place, row]) => ({ place, counts: columns.map((kind) => row.get(kind) ?? 0) })),
  };
}

function nextOf(
  plan: Plan,
  kind: ReportKind,
  view: PlanView,
  results: readonly ApplyResult[] | null,
): NextView | null {
  const say = (words: string): NextView => ({ words, command: null });
  if (kind === 'drift') return plan.drift.length === 0 ? null : say(DRIFT_NEXT);
  if (results !== null && results.length > 0) {
    return results.every((result) => result.status === 'applied')
      ? null
      : say(
          isBrokenOff(results)
            ? 'The run failed, and state may lack its last steps. Fix the cause and run apply: it checks those steps in Palette and continues.'
            : 'State is saved. Fix the errors and run apply to continue.',
        );
  }
  if (view.hasErrors) return say('Fix the errors; nothing is applied until then.');
  if (plan.summary.blocked > 0)
    return say(
      `${count(plan.summary.blocked, 'change')} blocked. Nothing is applied until this is fixed, or with --skip-blocked.`,
    );
  if (!view.hasWork) return null;
  const command = plan.options.destroy ? 'destroy' : 'apply';
  return { words: 'To apply exactly this plan:', command: `cloneform ${command} --expect ${plan.checksum}` };
}
