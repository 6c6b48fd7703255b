// `cloneform apply` and `cloneform destroy`: plan or read a saved plan, ask, do, tell.

import { declaredHere, loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { type ApplyEnd, applyClones } from '../../flow/running/apply-clones.ts';
import { connect } from '../../flow/tenant/connect.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteClient } from '../../palette/port.ts';
import { showingPlan } from '../../plan/make-plan.ts';
import { withTalk } from '../apply-talk.ts';
import type { Context } from '../context.ts';
import { failsOn, readDiff, readFailOn, readPlanOptions } from '../plan-options.ts';
import { type Reports, readReports } from '../reports.ts';
import { readRunOptions } from '../run-options.ts';
import { tellEnd } from '../tell-end.ts';

type Flags = Readonly<Record<string, unknown>>;

export function apply(context: Context, args: readonly string[], flags: Flags): Promise<ExitCode> {
  const [file] = args;
  return file === undefined ? runApply(context, flags, 'apply') : applyFile(context, file, flags);
}

export function destroy(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  return runApply(context, flags, 'destroy');
}

async function runApply(context: Context, flags: Flags, command: 'apply' | 'destroy'): Promise<ExitCode> {
  const { deps, globals } = context;
  if (flags['out'] !== undefined)
    return (await import('./plan.ts')).showPlan(context, flags, command === 'destroy');
  const options = readPlanOptions(flags, command === 'destroy');
  refuseUnread(options.refresh, command);
  const run = await readRunOptions(context, flags, command);
  const reports = await readReports(context, flags);
  const { settings, desired } = await loadDeclarations(deps, globals);
  return withClient(context, settings, { reports, flags, command, planFile: false }, (client) =>
    withTalk(context, flags, { command, planFile: null, exitCode: codeWith(flags) }, (talk) => {
      const request = { ...run, client, rateLimits: settings.palette.rateLimits, desired, options };
      return applyClones(deps, settings, globals.lockTimeoutMs, request, talk);
    }),
  );
}

/** Flags that say what to plan: a saved plan has said it. */
const PLANNED = [
  ['target', '--target'],
  ['exclude', '--exclude'],
  ['upgrade', '--upgrade'],
  ['refresh', '--refresh'],
  ['destroy', '--destroy'],
  ['discardAccepted', '--discard-accepted'],
  ['out', '-o'],
  ['dangerousAllowMassDelete', '--dangerous-allow-mass-delete'],
  ['dangerousDeleteInUse', '--dangerous-delete-in-use'],
] as const;

async function applyFile(context: Context, file: string, flags: Flags): Promise<ExitCode> {
  const { deps, globals } = context;
  const extra = PLANNED.find(([name]) => flags[name] !== undefined && flags[name] !== false);
  if (extra !== undefined) {
    throw refusal(
      EXIT.usage,
      'cli/usage',
      `${extra[1]} cannot be added to a saved plan: ${file} says what is done`,
      `plan again with it: cloneform plan ${extra[1]} … -o FILE`,
    );
  }
  const run = await readRunOptions(context, flags, 'apply');
  const { readSavedPlan, settingsOf } = await import('../../flow/saved/plan-file.ts');
  const reports = await readReports(context, flags);
  const plan = showingPlan(await readSavedPlan(deps, file), readDiff(flags));
  refuseUnread(plan.options.refresh, 'apply');
  const settings = await settingsOf(deps, plan);
  const declared = await declaredHere(deps, globals);
  const { applyPlanFile } = await import('../../flow/saved/apply-plan-file.ts');
  return withClient(context, settings, { reports, flags, command: 'apply', planFile: true }, (client) =>
    withTalk(context, flags, { command: 'apply', planFile: file, exitCode: codeWith(flags) }, (talk) => {
      const request = { ...run, client, rateLimits: settings.palette.rateLimits, plan, declared };
      return applyPlanFile(deps, settings, globals.lockTimeoutMs, request, talk);
    }),
  );
}

const DONE: ReadonlySet<ExitCode> = new Set([EXIT.ok, EXIT.changes]);

interface Outcome {
  readonly reports: Reports;
  readonly flags: Flags;
  readonly command: 'apply' | 'destroy';
  readonly planFile: boolean;
}

/** A run that went well may still have skipped what was blocked, or say that it changed something. */
function finalCode(flags: Flags, { applied, stopped }: ApplyEnd, code: ExitCode): ExitCode {
  if (code !== EXIT.ok) return code;
  if (failsOn(applied, readFailOn(flags))) return EXIT.blocked;
  return flags['detailedExitcode'] === true && stopped === null ? EXIT.changes : EXIT.ok;
}

function codeWith(flags: Flags): (end: ApplyEnd) => ExitCode {
  return (end) => finalCode(flags, end, end.exitCode);
}

async function withClient(
  context: Context,
  settings: Settings,
  { reports, flags, command, planFile }: Outcome,
  use: (client: PaletteClient) => Promise<ApplyEnd>,
): Promise<ExitCode> {
  const client = await connect(context.deps, context.globals, settings);
  try {
    const end = await use(client);
    const code = finalCode(flags, end, tellEnd(context, end, command, planFile));
    return (await reports.tryWrite(end.applied, command)) || !DONE.has(code) ? code : EXIT.error;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}

function refuseUnread(refresh: 'full' | 'fast' | 'none', command: 'apply' | 'destroy'): void {
  if (refresh !== 'none') return;
  throw refusal(
    EXIT.usage,
    'cli/usage',
    `${command} does not take --refresh none: what was not read cannot be changed safely`,
    'cloneform plan --refresh none shows the plan',
  );
}
