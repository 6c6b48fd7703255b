// The planner: one pure function from what is desired, recorded and observed to a plan. Same input, same bytes.
import { HIDDEN_VALUE, withDetail } from '../content/diff-detail.ts';
import type { DiffDetail } from '../content/pack-change.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { scopeId } from '../model/natural-key.ts';
import type { Observed, PackStages } from '../model/observed.ts';
import { noteChainsThatWait } from './chain-ahead.ts';
import { isCopying } from './change.ts';
import { planChecksum } from './checksum.ts';
import { contentsOf } from './contents.ts';
import { type Decided, decideAll } from './decide.ts';
import { hasWork, kindOf, toEntry } from './document.ts';
import { estimate } from './estimate.ts';
import { noteForeign } from './foreign.ts';
import { noteStateAbsent } from './guards.ts';
import { noteRunning, noteUnanswered, unansweredIn } from './notes.ts';
import type { ChangeEntry, Plan, PlannedOverride } from './plan.ts';
import { groupBy, type PlanInput, type PlanningContext } from './planning-context.ts';
import { warnOfQuota } from './quota.ts';
import { isNarrowed } from './select.ts';
import { findSkew, macrosIn, type SkewHint, tellSkew } from './skew.ts';
import type { Source } from './source.ts';
import { summarize } from './summary.ts';
import { findUnmanaged } from './unmanaged.ts';

/** What a plan says of itself; from outside, as the planner knows no clock. */
export interface PlanStamp {
  readonly tool: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly hash: (text: string) => string;
}

export function makePlan(input: PlanInput, stamp: PlanStamp): Plan {
  return planOf(decideAll(input), stamp);
}

/** The document of what was decided. */
export function planOf(decided: Decided, stamp: PlanStamp): Plan {
  const { planning } = decided;
  const { input } = planning;
  const { diff = 'values' } = input.options;
  const drift = decided.drift.map((item) => showing(item, diff));
  const skew = skewOf(decided);
  const changes = withHints(
    decided.changes.map((change) => showing(toEntry(change), diff)),
    skew,
  );
  const { observed } = input;
  const unanswered = unansweredIn(input);
  const diagnostics: readonly Diagnostic[] = [
    ...(input.desired.warnings ?? []),
    ...decided.diagnostics,
    ...noteStateAbsent(planning, changes),
    ...noteForeign(planning),
    ...warnOfQuota(observed, decided.changes),
    ...noteChainsThatWait(planning),
    ...noteRunning(planning),
    ...noteUnanswered(unanswered),
    ...tellSkew(skew),
  ];
  const selectors = decided.selectors.length === 0 ? {} : { selectors: decided.selectors };
  const isErrored = hasFailedReads(input);
  const summary = summarize(changes, drift);
  const hasErrors = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  const { options, recorded } = input;
  return {
    formatVersion: '1.0',
    tool: stamp.tool,
    createdAt: stamp.createdAt,
    tenantUid: observed.tenantUid,
    host: observed.host,
    state: { lineage: recorded.identity?.lineage ?? null, serial: recorded.identity?.serial ?? 0 },
    checksum: planChecksum(observed.tenantUid, changes, stamp.hash, 2, decided.selectors),
    options,
    ...selectors,
    changes,
    drift,
    unmanaged: findUnmanaged(
      planning,
      changes,
      options.allUnmanaged === true ? 'all names' : 'names of clones',
    ),
    ...importsOf(changes),
    ...contentsOf(decided),
    ...placesOf(observed, changes, contentsOf(decided)),
    diagnostics,
    summary,
    estimate: estimate(decided.changes, input.rateLimits, options),
    applyable: hasWork(changes) && summary.blocked === 0 && !hasErrors,
    complete: !isErrored && unanswered.length === 0 && !isNarrowed(options) && options.refresh !== 'none',
    errored: isErrored,
  };
}

/** What is known of projects and registries that the plan is about. */
function placesOf(
  { projectTags, registryNames }: Observed,
  changes: readonly ChangeEntry[],
  { contents = {} }: Pick<Plan, 'contents'>,
): Pick<Plan, 'projectTags' | 'registries'> {
  const projects = new Set(changes.flatMap(({ clone }) => clone.projectUid ?? []));
  const registries = new Set(
    Object.values(contents).flatMap((packs) => packs.map((pack) => pack.registryUid)),
  );
  const tags = [...(projectTags ?? [])].filter(([uid]) => projects.has(uid));
  const names = [...(registryNames ?? [])].filter(([uid]) => registries.has(uid));
  return {
    ...(tags.length === 0 ? {} : { projectTags: Object.fromEntries(tags) }),
    ...(names.length === 0 ? {} : { registries: Object.fromEntries(names) }),
  };
}

function importsOf(changes: readonly ChangeEntry[]): Pick<Plan, 'imports'> {
  const entries = changes.flatMap(({ obstacles = [] }) =>
    obstacles.flatMap((blocker) => blocker.import ?? []),
  );
  return entries.length === 0 ? {} : { imports: entries };
}

/** Differences of values with no more than was asked for. */
function showing<T extends Shown>(item: T, detail: DiffDetail): T {
  if (detail === 'values') return item;
  const { content, overrides } = item;
  return {
    ...item,
    ...(content === undefined ? {} : { content: withDetail(content, detail) }),
    ...(overrides === undefined ? {} : { overrides: overrides.map((one) => hidden(one, detail)) }),
  };
}

type Shown = Pick<ChangeEntry, 'content' | 'overrides'>;

/** An override without its values; `none` leaves the pack only. */
function hidden(override: PlannedOverride, detail: 'keys' | 'none'): PlannedOverride {
  const value = (text: string | null): string | null => (text === null ? null : HIDDEN_VALUE);
  const { source, sourceBefore, wanted, path, clone } = override;
  return {
    ...override,
    path: detail === 'none' ? '' : path,
    source: value(source),
    wanted: value(wanted),
    ...(sourceBefore === undefined ? {} : { sourceBefore: value(sourceBefore) }),
    ...(clone === undefined ? {} : { clone: value(clone) }),
  };
}

/** Scopes whose macros it is worth knowing: those that get content which uses some. By UID, `""` for the tenant. */
export function findMacroScopes({ planning, copying, sources }: Decided): ReadonlySet<string> {
  const scopes = copying.flatMap(({ address, clone: { projectUid } }) => {
    const source = sources.get(address);
    const content = source?.content ?? planning.contentWith(source?.digest ?? null);
    return content !== null && macrosIn(content).length > 0 ? ['', projectUid ?? ''] : [];
  });
  return new Set(scopes);
}

function hasFailedReads({ observed }: PlanInput): boolean {
  const reads = [...observed.scopes.values(), ...observed.objects.values()];
  return reads.some((read) => read.status === 'unreadable');
}

/** Of what copies content: what it brings along that people regret. */
function skewOf({ planning, copying, sources }: Decided): readonly SkewHint[] {
  return copying.flatMap((change) => {
    const source = sources.get(change.address);
    if (source === undefined) return [];
    const row = planning.recorded.get(change.address);
    const after = source.content ?? planning.contentWith(source.digest);
    const macros = macrosFor(planning, change.clone.projectUid);
    const packStages = stagesOf(planning, source);
    const before = planning.contentWith(row?.digest ?? null);
    return findSkew({ change, source, before, after, macros, packStages });
  });
}

/** What was asked about the source, else what a list says of it; null: neither does. */
function stagesOf({ observed }: PlanningContext, { uid, key }: Source): PackStages | null {
  const asked = uid === null ? undefined : observed.packStages?.get(uid);
  if (asked !== undefined) return asked;
  const list = observed.scopes.get(scopeId(key));
  if (list?.status !== 'listed') return null;
  return list.versions.find((version) => version.uid === uid)?.seen?.packStages ?? null;
}

/** Sources that are copied and of whose packs no list tells. */
export function findUntoldSources({ planning, copying, sources }: Decided): readonly Source[] {
  const found = copying.flatMap(({ address }) => sources.get(address) ?? []);
  const untold = found.filter((source) => source.uid !== null && stagesOf(planning, source) === null);
  return [...new Map(untold.map((source) => [source.uid, source])).values()];
}

function withHints(changes: readonly ChangeEntry[], hints: readonly SkewHint[]): readonly ChangeEntry[] {
  if (hints.length === 0) return changes;
  const byAddress = groupBy(hints, ({ address }) => address);
  return changes.map((change) => {
    const own = byAddress.get(change.address);
    if (own === undefined || !isCopying({ kind: kindOf(change) })) return change;
    return { ...change, hints: own.map(({ code, text }) => ({ code: code.replace(/^plan\//, ''), text })) };
  });
}

/** Those of the project and of the tenant, which its projects can use; null where either is not known. */
function macrosFor(planning: PlanningContext, projectUid: string | null): ReadonlySet<string> | null {
  const [own, tenant] = [planning.observed.macros.get(projectUid ?? ''), planning.observed.macros.get('')];
  return own === undefined || tenant === undefined ? null : new Set([...own, ...tenant]);
}

/** A plan that was made already, with no more of its values than was asked for. */
export function showingPlan<T extends Plan>(plan: T, detail: DiffDetail): T {
  if (detail === 'values') return plan;
  return {
    ...plan,
    changes: plan.changes.map((change) => showing(change, detail)),
    drift: plan.drift.map((item) => showing(item, detail)),
  };
}
