// `cloneform rollback --to RUN` and `--undo RUN`: an ordinary plan back to what that run left, or to what was there before it.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { planRollback, rollbackClones } from '../../flow/running/rollback.ts';
import type { RollbackAim } from '../../flow/running/rollback-goal.ts';
import { connect } from '../../flow/tenant/connect.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import { withTalk } from '../apply-talk.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { readPlanOptions } from '../plan-options.ts';
import { readReports } from '../reports.ts';
import { readRunOptions } from '../run-options.ts';
import { checkPlanFile, savePlan } from '../save-plan.ts';
import { tellEnd } from '../tell-end.ts';

export async function rollback(
  context: Context,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const options = readPlanOptions(flags, false);
  if (options.refresh === 'none')
    throw refusal(
      EXIT.usage,
      'cli/usage',
      'rollback does not take --refresh none: what was not read cannot be changed safely',
    );
  const aim = readAim(args[0], flags);
  const planFile = text(flags['out']);
  if (planFile !== undefined) return saveRollback(context, aim, planFile, options, flags);
  const run = await readRunOptions(context, flags, 'rollback');
  const reports = await readReports(context, flags);
  const { settings, desired: declared } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const end = await withTalk(context, flags, { command: 'rollback', planFile: null }, (talk) => {
      const { rateLimits } = settings.palette;
      const request = { ...run, aim, client, rateLimits, declared, options };
      return rollbackClones(deps, settings, globals.lockTimeoutMs, request, talk);
    });
    const code = tellEnd(context, end, 'rollback');
    const isDone = code === EXIT.ok && end.stopped === null;
    if (isDone && !globals.json) context.note(`\n${NEXT}\n`);
    return (await reports.tryWrite(end.applied, 'apply')) || code !== EXIT.ok ? code : EXIT.error;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}

/** Exactly one of --to, --undo and a run by itself, which means --to. */
function readAim(plain: string | undefined, flags: Readonly<Record<string, unknown>>): RollbackAim {
  const named = (kind: RollbackAim['kind'], run: string | undefined): readonly RollbackAim[] =>
    run === undefined ? [] : [{ kind, run }];
  const [aim, ...others] = [
    ...named('to', text(flags['to'])),
    ...named('undo', text(flags['undo'])),
    ...named('plain', plain),
  ];
  if (aim !== undefined && others.length === 0) return aim;
  throw refusal(
    EXIT.usage,
    'cli/usage',
    aim === undefined
      ? 'rollback needs a run'
      : 'rollback takes one run: with --to, with --undo, or by itself',
    'cloneform rollback --undo RUN undoes a run, --to RUN goes back to what a run left; cloneform history lists the runs',
  );
}

/** The way back for review: `apply FILE` goes it. */
async function saveRollback(
  context: Context,
  aim: RollbackAim,
  planFile: string,
  options: PlanOptions,
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  await checkPlanFile(context, planFile);
  const reports = await readReports(context, flags);
  const { settings, desired: declared } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const { rateLimits } = settings.palette;
    const plan = await planRollback(deps, settings, { client, rateLimits, options, aim, declared });
    const document = await savePlan(context, plan, settings, planFile);
    await reports.write(document, 'plan');
    context.answer(document, () => renderPlanText(plan, context.style, { command: 'plan', planFile }));
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}

const NEXT = 'Next: take the declarations back too, or the next apply goes forward again.';
