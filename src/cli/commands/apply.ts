// `cloneform apply` and `cloneform destroy`: plan, ask, do, tell.
import { type ApplyRequest, type ApplyTalk, applyClones } from '../../flow/apply-clones.ts';
import { connect } from '../../flow/connect.ts';
import { loadDeclarations } from '../../flow/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import type { Plan } from '../../plan/plan.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import { createProgress } from '../../render/progress.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { readPlanOptions } from '../plan-options.ts';
import { readReports } from '../reports.ts';
import { tellEnd } from '../tell-end.ts';

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
  const options = readPlanOptions(flags, command === 'destroy');
  if (options.refresh === 'none') {
    const why = 'what was not read cannot be changed safely';
    throw refusal(
      EXIT.usage,
      'cli/usage',
      `${command} does not take --refresh none: ${why}`,
      'cloneform plan --refresh none shows the plan',
    );
  }
  const reports = await readReports(context, flags);
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const request: ApplyRequest = {
      client,
      rateLimits: settings.palette.rateLimits,
      desired,
      options,
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
    const code = tellEnd(context, end, command);
    return (await reports.tryWrite(end.applied, command)) || code !== EXIT.ok ? code : EXIT.error;
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
