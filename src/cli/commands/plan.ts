// `cloneform plan` and `cloneform drift`: what apply would do, what changed in Palette. They take no lock and write nothing.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredAsRecorded, desiredNow } from '../../flow/planning/desired.ts';
import { planRecorded } from '../../flow/planning/plan-recorded.ts';
import { selectionOf } from '../../flow/planning/selection.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { withRunning } from '../../flow/state/running.ts';
import { EXIT, type ExitCode, UserError, userError } from '../../flow/user-error.ts';
import type { FilterInput } from '../../model/clone-filter.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import { withGroups } from '../../plan/groups.ts';
import { refuseDriftWithoutState } from '../../plan/guards.ts';
import type { Plan, PlanOptions } from '../../plan/plan.ts';
import { denialsOf } from '../../plan/policy-blocks.ts';
import type { Output } from '../../questions/answer.ts';
import { hasUnread, renderDriftText } from '../../render/drift-text.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Context } from '../context.ts';
import type { FAIL_ON, Failure, METRICS, POLICY, REPORT, SELECTION } from '../flags.ts';
import { openMetrics } from '../metrics-file.ts';
import type { Input } from '../params.ts';
import { failsOn, type PlanFlags, toPlanOptions } from '../plan-options.ts';
import { policiesFor } from '../policies.ts';
import { readReports } from '../reports.ts';
import { checkPlanFile, savePlan } from '../save-plan.ts';

/** What `plan` and `drift` have in common. */
type LookInput = Input<typeof SELECTION & typeof FAIL_ON & typeof REPORT & typeof METRICS> & PlanFlags;

interface ShowInput extends LookInput, Input<typeof POLICY> {
  readonly out: string | undefined;
  readonly detailedExitcode: boolean;
  readonly locked?: boolean;
}

/** Also what `apply -o` and `destroy -o` do. */
export async function plan(context: Context, input: ShowInput): Promise<Output> {
  const { failOn, out: planFile = null } = input;
  if (planFile !== null) await checkPlanFile(context, planFile);
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const { plan: made, settings, recorded, ...seen } = await makePlan(context, toPlanOptions(input), input);
  if (input.locked === true) await refuseOtherSources(context, made);
  const isWanted = planFile !== null || context.globals.json;
  const document = isWanted ? await savePlan(context, made, settings, planFile) : made;
  await reports.write(document, 'plan');
  const exitCode = planExit(made, recorded, failOn, input.detailedExitcode);
  return {
    value: document,
    text: (style) => renderPlanText(made, style, { command: 'plan', planFile }),
    exitCode: await metrics.write({ command: 'plan', plan: made, exitCode, ...seen }),
  };
}

/** Fails with UserError (exit 6) where the plan copies something else than the lock file says. */
async function refuseOtherSources({ deps, globals }: Context, made: Plan): Promise<void> {
  const [{ lockFileOf, readLock }, { lockDifferences }] = await Promise.all([
    import('../../flow/upgrades/lock-file.ts'),
    import('../../plan/lock.ts'),
  ]);
  const file = lockFileOf(globals);
  const lock = await readLock(deps, file);
  if (lock === null)
    throw userError(EXIT.stale, 'plan/no-lock', `there is no lock file ${file}`, 'cloneform lock writes it');
  const differences = lockDifferences(made, lock, file);
  if (differences.length > 0) throw new UserError(EXIT.stale, differences);
}

function planExit(
  made: Plan,
  recorded: Recorded,
  failOn: ReadonlySet<Failure>,
  detailedExitcode: boolean,
): ExitCode {
  // Who asks for a failure on drift must not take "nobody can tell" for "none".
  if (failOn.has('drift') && refuseDriftWithoutState(recorded, made.changes) !== null) return EXIT.error;
  if (failsOn(made, failOn) || denialsOf(made).length > 0) return EXIT.blocked;
  if ((failOn.has('drift') || failOn.has('unmanaged')) && hasUnread(made)) return EXIT.error;
  const hasChanges = made.changes.some((change) => change.action !== 'noop');
  return detailedExitcode && hasChanges ? EXIT.changes : EXIT.ok;
}

/** Exit 2 where anything drifted; 1 where there is nothing recorded to compare with, and where something could not be read. */
export async function drift(
  context: Context,
  input: LookInput & Pick<FilterInput, 'addresses' | 'project'>,
): Promise<Output> {
  const reports = await readReports(context, input.report);
  const metrics = await openMetrics(context, input.metrics);
  const { target, addresses, project } = input;
  const which = selectionOf({ addresses: [...target, ...addresses], projects: project });
  const options = { ...toPlanOptions(input), ...which, preflight: false };
  const { plan: found, settings: _settings, recorded, ...seen } = await makePlan(context, options, input);
  const refused = refuseDriftWithoutState(recorded, found.changes);
  const made = refused === null ? found : withDiagnostic(found, refused);
  await reports.write(made, 'drift');
  const exitCode = refused === null ? driftExit(made, input.failOn) : EXIT.error;
  return {
    value: withGroups(made),
    text: (style) => renderDriftText(made, style),
    exitCode: await metrics.write({ command: 'drift', plan: made, exitCode, ...seen }),
  };
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

interface MadePlan {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly recorded: Recorded;
  /** Clones whose source has newer releases; absent: nobody asked. */
  readonly behind?: number;
}

/** `policy`: files; absent where no policy is asked. */
async function makePlan(
  context: Context,
  options: PlanOptions,
  { metrics, policy }: Pick<LookInput, 'metrics'> & Partial<Input<typeof POLICY>>,
): Promise<MadePlan> {
  const { deps, globals } = context;
  const { settings, declared } = await loadDeclarations(deps, globals);
  const { rateLimits } = settings.palette;
  const policies = policy === undefined ? null : await policiesFor(context, 'plan', declared, policy);
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
  const [{ withClient }, { planClones }] = await Promise.all([
    import('../../flow/tenant/with-client.ts'),
    import('../../flow/planning/plan-clones.ts'),
  ]);
  return withClient(deps, globals, settings, async (client) => {
    const [desired, recorded] = await Promise.all([
      options.destroy ? declared.desired : desiredNow(client, declared),
      readRecorded(),
    ]);
    const list = metrics === undefined ? [] : (['sources'] as const);
    const request = { client, desired, rateLimits, options, list };
    const { plan: made, behind } = await planClones(deps, { ...request, recorded });
    const ifKnown = behind === undefined ? {} : { behind };
    if (!made.changes.some((change) => change.blockers?.includes('exists_unmanaged')))
      return { plan: judged(made), settings, recorded, ...ifKnown };
    // A run that began, or continued, while Palette was read may have made what now looks like somebody else's.
    const now = await readRecorded();
    const isMoving = now.running !== undefined || now.identity?.serial !== recorded.identity?.serial;
    return {
      plan: judged(isMoving ? (await planClones(deps, { ...request, recorded: now })).plan : made),
      settings,
      recorded: now,
      ...ifKnown,
    };
  });
}
