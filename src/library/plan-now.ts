// Entry points of plan and drift: declarations, state and Palette as they are now → a plan, and the exit code that it comes to.
import type { CommonOptions, FlowDeps } from '../flow/deps.ts';
import type { LastRun } from '../flow/planning/approved-joins.ts';
import { loadDeclarations } from '../flow/planning/declarations.ts';
import { desiredAsRecorded, desiredNow } from '../flow/planning/desired.ts';
import { planRecorded } from '../flow/planning/plan-recorded.ts';
import { selectionOf } from '../flow/planning/selection.ts';
import { withReader } from '../flow/state/open-state.ts';
import { withRunning } from '../flow/state/running.ts';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import type { FilterInput } from '../model/clone-filter.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Recorded } from '../model/recorded.ts';
import type { Settings } from '../model/settings.ts';
import { refuseDriftWithoutState } from '../plan/guards.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { denialsOf } from '../plan/policy-blocks.ts';
import { hasUnread } from '../render/drift-text.ts';
import { readLockCheck } from './locked-sources.ts';
import { type AskedPlan, type Failure, failsOn, toPlanOptions } from './plan-options.ts';
import { policiesFor } from './policies.ts';

/** What plan and drift have in common. */
interface LookInput extends AskedPlan {
  readonly failOn: ReadonlySet<Failure>;
  /** Also counts the clones whose source has newer releases, which costs a list of each place with sources. */
  readonly countBehind: boolean;
}

export interface PlanNowInput extends LookInput {
  /** Files of policies beside those of the declarations. */
  readonly policy: readonly string[];
  /** Exit 2 where there is anything to do. */
  readonly detailedExitcode: boolean;
}

export interface MadeNow {
  readonly plan: Plan;
  readonly exitCode: ExitCode;
  readonly settings: Settings;
  /** Clones whose source has newer releases; absent: nobody asked. */
  readonly behind?: number;
}

export async function planNow(deps: FlowDeps, common: CommonOptions, input: PlanNowInput): Promise<MadeNow> {
  const options = toPlanOptions(input);
  const refuse = await readLockCheck(deps, common, input.locked);
  const { recorded, ...made } = await lookNow(deps, common, options, input);
  refuse?.(made.plan);
  return { ...made, exitCode: planExit(made.plan, recorded, input) };
}

function planExit(made: Plan, recorded: Recorded, { failOn, detailedExitcode }: PlanNowInput): ExitCode {
  // Who asks for a failure on drift must not take "nobody can tell" for "none".
  if (failOn.has('drift') && refuseDriftWithoutState(recorded, made.changes) !== null) return EXIT.error;
  if (failsOn(made, failOn) || denialsOf(made).length > 0) return EXIT.blocked;
  if ((failOn.has('drift') || failOn.has('unmanaged')) && hasUnread(made)) return EXIT.error;
  const hasChanges = made.changes.some((change) => change.action !== 'noop');
  return detailedExitcode && hasChanges ? EXIT.changes : EXIT.ok;
}

export type DriftNowInput = LookInput & Pick<FilterInput, 'addresses' | 'project'>;

/** Exit 2 where anything drifted; 1 where there is nothing recorded to compare with, and where something could not be read. */
export async function driftNow(
  deps: FlowDeps,
  common: CommonOptions,
  input: DriftNowInput,
): Promise<MadeNow> {
  const { target = [], addresses, project } = input;
  const which = selectionOf({ addresses: [...target, ...addresses], projects: project });
  const options = { ...toPlanOptions(input), ...which, preflight: false };
  const { plan: found, recorded, ...seen } = await lookNow(deps, common, options, input);
  const refused = refuseDriftWithoutState(recorded, found.changes);
  const plan = refused === null ? found : withDiagnostic(found, refused);
  return { ...seen, plan, exitCode: refused === null ? driftExit(plan, input.failOn) : EXIT.error };
}

function driftExit(made: Plan, failOn: ReadonlySet<Failure>): ExitCode {
  if (failsOn(made, failOn)) return EXIT.blocked;
  if (made.drift.length > 0) return EXIT.changes;
  // Nobody can tell whether what was not read has drifted.
  return hasUnread(made) ? EXIT.error : EXIT.ok;
}

/** In the place of the plan's own of the same code. */
function withDiagnostic(made: Plan, diagnostic: Diagnostic): Plan {
  const others = made.diagnostics.filter(({ code }) => code !== diagnostic.code);
  return { ...made, diagnostics: [...others, diagnostic] };
}

interface Look extends Omit<MadeNow, 'exitCode'> {
  readonly recorded: Recorded;
}

/** `policy`: files; absent where no policy is asked. */
async function lookNow(
  deps: FlowDeps,
  common: CommonOptions,
  options: PlanOptions,
  { countBehind, policy }: Pick<LookInput, 'countBehind'> & { readonly policy?: readonly string[] },
): Promise<Look> {
  const { settings, declared } = await loadDeclarations(deps, common);
  const { rateLimits } = settings.palette;
  const policies = policy === undefined ? null : await policiesFor(deps, 'plan', declared, policy);
  const judged = (made: Plan): Plan => policies?.judge(made, rateLimits) ?? made;
  const readRecorded = () =>
    withReader(deps, settings, async (reader) =>
      withRunning(deps, settings, reader, await reader.readRecorded()),
    );
  if (options.refresh === 'none') {
    const recorded = await readRecorded();
    const desired = await desiredAsRecorded(declared, recorded);
    const made = planRecorded(deps, { desired, recorded, rateLimits, options });
    return { plan: judged(made), settings, recorded };
  }
  // Loaded here: without network nothing of it is wanted.
  const [{ withClient }, { planClones }, { lastRunOf }, { nameAuthors }] = await Promise.all([
    import('../flow/tenant/with-client.ts'),
    import('../flow/planning/plan-clones.ts'),
    import('../flow/planning/approved-joins.ts'),
    import('../flow/planning/name-authors.ts'),
  ]);
  return withClient(deps, common, settings, async (client) => {
    const [desired, recorded] = await Promise.all([
      options.destroy ? declared.desired : desiredNow(client, declared, deps.reading),
      readRecorded(),
    ]);
    const list = countBehind ? (['sources'] as const) : [];
    const lastRun: LastRun = () => withReader(deps, settings, (reader) => lastRunOf(reader)());
    const request = { client, desired, rateLimits, options, list, lastRun, policies };
    const { plan: made, behind } = await planClones(deps, { ...request, recorded });
    const ifKnown = behind === undefined ? {} : { behind };
    if (!made.changes.some((change) => change.blockers?.includes('exists_unmanaged')))
      return { plan: judged(await nameAuthors(client, made, recorded)), settings, recorded, ...ifKnown };
    // A run that began, or continued, while Palette was read may have made what now looks like somebody else's.
    const now = await readRecorded();
    const isMoving = now.running !== undefined || now.identity?.serial !== recorded.identity?.serial;
    const last = isMoving ? (await planClones(deps, { ...request, recorded: now })).plan : made;
    return {
      plan: judged(await nameAuthors(client, last, now)),
      settings,
      recorded: now,
      ...ifKnown,
    };
  });
}
