// What a plan says, ready to be shown: words, counts and lines, all raw. Every format takes it from here and decides nothing itself.
import { assertNever } from '../model/invariant.ts';
import { hasWork, intendedAction, kindOf, takesAway } from '../plan/document.ts';
import { importWords } from '../plan/import-words.ts';
import type { Action, BlockedBy, ChangeEntry, Drift, Plan } from '../plan/plan.ts';
import { baseAddress } from '../plan/supersede.ts';
import { type Detail, detailsOf, packDetails } from './change-details.ts';
import { type OverrideView, toOverrideViews } from './override-view.ts';
import { type PackView, toPackViews } from './pack-view.ts';
import {
  ACTION_WORDS,
  type ActionWords,
  COUNT_WORDS,
  cloneWords,
  count,
  driftWords,
  shortRun,
  sourceWords,
} from './plan-words.ts';
import { selectorLines } from './selector-words.ts';

export interface ChangeView extends ActionWords {
  /** Counts from 1, through changes and then deletes. */
  readonly number: number;
  readonly address: string;
  readonly action: Action;
  /** Name of the target project; `(tenant)` at tenant scope. */
  readonly place: string;
  /** e.g. `docs-ubuntu-k3s 1.2.0 → edge-base 1.0.0 in edge-dev`. */
  readonly clause: string;
  /** For a move: the address it had. */
  readonly movedFrom: string | null;
  readonly blockedBy: BlockedBy | null;
  readonly details: readonly Detail[];
  /** The same packs as in `details`, side by side. */
  readonly packs: readonly PackView[];
  /** All of them, also those that `details` does not list. */
  readonly overrides: readonly OverrideView[];
}

export interface DriftView {
  readonly address: string;
  readonly words: string;
  readonly detail: string;
  /** What was edited, where that is known. */
  readonly details: readonly Detail[];
  readonly packs: readonly PackView[];
  /** What can be done about it. */
  readonly hint: string | null;
}

/** One object that goes from Palette. */
interface RemovalView {
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
  /** In the order of work; nothing in here takes anything away. */
  readonly changes: readonly ChangeView[];
  /** Deletes and replaces. */
  readonly deletes: readonly ChangeView[];
  readonly drift: readonly DriftView[];
  /** Declarations that select their projects, a sentence each. */
  readonly selectors: readonly string[];
  readonly unmanaged: readonly string[];
  /** Lines of YAML to be pasted; raw. */
  readonly imports: readonly string[];
  readonly removals: readonly RemovalView[];
  /** Something that apply would do. */
  readonly hasWork: boolean;
  readonly hasErrors: boolean;
}

/** `allDrift`: also what changes show already. */
export function toPlanView(plan: Plan, allDrift = false): PlanView {
  const shown = plan.changes.filter((change) => change.action !== 'noop');
  const gentle = shown.filter((change) => !takesAway(change));
  const removing = shown.filter(takesAway);
  const told = allDrift ? new Set<string>() : withContent(plan.changes);
  return {
    headline: headlineOf(plan),
    facts: factsOf(plan),
    estimate: estimateOf(plan),
    unchanged: unchangedWords(plan),
    cautions: cautionsOf(plan),
    changes: gentle.map((change, index) => toChangeView(change, index + 1, plan.options)),
    deletes: removing.map((change, index) => toChangeView(change, gentle.length + index + 1, plan.options)),
    drift: plan.drift.map((drift) => toDriftView(drift, told)),
    selectors: selectorLines(plan.selectors ?? []),
    unmanaged: plan.unmanaged.map(
      (object) => `${cloneWords({ ...object, projectUid: null })} (UID ${object.uid})`,
    ),
    imports: importLines(plan.imports ?? []),
    removals: removing.map(toRemovalView),
    hasWork: hasWork(plan.changes),
    hasErrors: hasErrorsIn(plan),
  };
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
    ...(plan.drift.length === 0 ? [] : [`Drift: ${plan.drift.length}.`]),
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

function toChangeView(change: ChangeEntry, number: number, options: Plan['options']): ChangeView {
  const clause = clauseOf(change);
  const { verb } = ACTION_WORDS[intendedAction(change)];
  return {
    number,
    ...ACTION_WORDS[change.action],
    address: change.address,
    action: change.action,
    place: placeOf(change.clone),
    clause: change.action === 'blocked' ? `would ${verb.toLowerCase()} ${clause}` : clause,
    movedFrom: change.movedFrom ?? null,
    blockedBy: change.blockedBy ?? null,
    details: detailsOf(change, options),
    packs: toPackViews(change.content ?? []),
    overrides: toOverrideViews(change),
  };
}

export const IMPORTS_TITLE = 'To adopt these existing objects as they are, add this to your YAML';

function importLines(entries: NonNullable<Plan['imports']>): readonly string[] {
  if (entries.length === 0) return [];
  return ['imports:', ...entries.map((entry) => `  - ${importWords(entry)}`)];
}

export function placeOf({ scope, project, projectUid }: ChangeEntry['clone']): string {
  return scope === 'tenant' ? '(tenant)' : (project ?? projectUid ?? '?');
}

function clauseOf(change: ChangeEntry): string {
  const kind = kindOf(change);
  const clone = cloneWords(change.clone);
  switch (kind) {
    case 'create':
    case 'create_version':
    case 'adopt':
    case 'replace':
    case 'recreate':
    case 'update_content':
      return `${sourceWords(change.source)} → ${clone}${overrideWords(change)}`;
    case 'record':
      return recordClause(change, clone);
    case 'update_metadata':
    case 'delete':
    case 'forget_gone':
    case 'let_go':
    case 'move':
    case 'reinstate':
    case 'resume':
    case 'noop':
      return clone;
    default:
      return assertNever(kind);
  }
}

/** How many overrides apply. */
function overrideWords({ overrides = [] }: ChangeEntry): string {
  return overrides.length === 0 ? '' : ` with ${count(overrides.length, 'override')}`;
}

/** Its source is of interest only where something of it is recorded. */
function recordClause({ reason, source }: ChangeEntry, clone: string): string {
  return reason === 'metadata' ? clone : `${sourceWords(source)} → ${clone}`;
}

/** What a change above it shows pack by pack is not shown twice. */
export function toDriftView(
  { address, kind, detail, content, hint }: Drift,
  shown: ReadonlySet<string> = new Set(),
): DriftView {
  const untold = shown.has(address) ? [] : (content ?? []);
  return {
    address,
    words: driftWords(kind),
    detail,
    details: untold.flatMap(packDetails),
    hint: hint ?? null,
    packs: toPackViews(untold),
  };
}

function withContent(changes: readonly ChangeEntry[]): ReadonlySet<string> {
  return new Set(changes.flatMap((change) => (change.content?.length ? [change.address] : [])));
}

function toRemovalView(change: ChangeEntry): RemovalView {
  return { address: change.address, clone: cloneWords(change.replaces?.clone ?? change.clone) };
}

function hasErrorsIn(plan: Plan): boolean {
  return plan.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
