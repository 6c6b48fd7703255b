// `cloneform apply` and `cloneform destroy`: plan, ask, do, tell.
import { type ApplyEnd, type ApplyRequest, type ApplyTalk, applyClones } from '../../flow/apply-clones.ts';
import { connect } from '../../flow/connect.ts';
import { loadDeclarations } from '../../flow/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { assertNever } from '../../model/invariant.ts';
import type { Plan } from '../../plan/plan.ts';
import { renderApplySummary } from '../../render/apply-text.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import { createProgress } from '../../render/progress.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { readPlanOptions } from '../plan-options.ts';
import { tellError } from '../tell-error.ts';

type Flags = Readonly<Record<string, unknown>>;

export function apply(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  return runApply(context, flags, 'apply');
}

export function destroy(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  return runApply(context, flags, 'destroy');
}

async function runApply(context: Context, flags: Flags, command: 'apply' | 'destroy'): Promise<ExitCode> {
  const { deps, globals } = context;
  if (flags['verify'] !== undefined && flags['verify'] !== 'full') {
    throw refusal(EXIT.usage, 'cli/usage', '--verify takes `full` only');
  }
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const request: ApplyRequest = {
      client,
      rateLimits: settings.palette.rateLimits,
      desired,
      options: readPlanOptions(flags, command === 'destroy'),
      command,
      skipBlocked: flags['skipBlocked'] === true,
      expect: text(flags['expect']) ?? null,
      parallelism: typeof flags['parallelism'] === 'number' ? flags['parallelism'] : null,
      verifyWhole: flags['verify'] === 'full',
      message: text(flags['message']) ?? null,
      commit: commitOf(deps.env),
    };
    const end = await applyClones(
      deps,
      settings,
      globals.lockTimeoutMs,
      request,
      makeTalk(context, flags, command),
    );
    tellEnd(context, end, command);
    if (end.broken === null) return end.exitCode;
    const told = tellError(end.broken.error, { io: context.io, json: false, color: globals.color });
    return told === EXIT.fault ? EXIT.fault : end.exitCode;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}

function makeTalk(context: Context, flags: Flags, command: 'apply' | 'destroy'): ApplyTalk {
  const { io, globals } = context;
  const progress = createProgress(context.errStyle, { isTerminal: io.stderrIsTerminal });
  let underWay = 0;
  return {
    showPlan: (plan) => {
      if (!globals.json) io.writeOut(renderPlanText(plan, context.style, { command }));
    },
    approve: (plan) => approve(context, flags, command, plan),
    emit: (event) => {
      if (event.event === 'run_started') {
        io.onStopping(() => context.note(progress.event({ event: 'stopping', inFlight: underWay })));
      }
      if (event.event === 'change_started') underWay++;
      if (event.event === 'change_finished') underWay--;
      context.note(progress.event(event));
    },
    isStopping: () => io.isStopping(),
  };
}

async function approve(
  context: Context,
  flags: Flags,
  command: 'apply' | 'destroy',
  plan: Plan,
): ReturnType<ApplyTalk['approve']> {
  const { io, globals } = context;
  if (flags['autoApprove'] === true || text(flags['expect']) !== undefined) return 'yes';
  if (!io.stdinIsTerminal || globals.json) return 'nobody_to_ask';
  const taken = plan.changes.filter((change) => change.action === 'delete' || change.action === 'replace');
  const what =
    taken.length === 0 ? `${command} this` : `${command} this and delete ${taken.length} from Palette`;
  const answer = await io.ask(`\nDo you want to ${what}?\nOnly 'yes' is accepted: `);
  if (answer === null) return 'interrupted';
  return answer.trim() === 'yes' ? 'yes' : 'no';
}

function tellEnd(context: Context, end: ApplyEnd, command: 'apply' | 'destroy'): void {
  const { io, globals, style } = context;
  if (globals.json) {
    context.answer(end.applied, () => '');
  } else if (end.stopped === null) {
    io.writeOut(renderApplySummary(end.applied, style));
  } else {
    const why = whyStopped(end, command);
    if (why !== null) io.writeErr(`Nothing was done: ${why}\n`);
  }
}

function whyStopped(end: ApplyEnd, command: 'apply' | 'destroy'): string | null {
  switch (end.stopped) {
    case 'blocked':
      return 'some changes are blocked. --skip-blocked does the rest.';
    case 'declined':
      return 'it was not approved.';
    case 'unapproved':
      return `there is no terminal to ask on. Approve with cloneform ${command} --auto-approve.`;
    case 'checksum':
      return `the plan is not the expected one. Its checksum is ${end.applied.checksum}.`;
    case 'nothing_to_do':
    case null:
      return null;
    default:
      return assertNever(end.stopped);
  }
}

/** CI systems say which commit they run on. */
function commitOf(env: Context['deps']['env']): string | null {
  return env['GITHUB_SHA'] ?? env['CI_COMMIT_SHA'] ?? env['BUILD_SOURCEVERSION'] ?? null;
}
