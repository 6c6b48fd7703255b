// Shows a run to whoever started it: the plan, the question, progress; and writes its events for tools that follow it.
import type { ApplyEvent } from '../apply/events.ts';
import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import type { RunReporter } from '../flow/running/run-plan.ts';
import { EXIT, type ExitCode, userError } from '../flow/user-error.ts';
import { takesAway } from '../plan/document.ts';
import type { Plan } from '../plan/plan.ts';
import { renderPlanText } from '../render/plan-text.ts';
import { createProgress } from '../render/progress.ts';
import { renderApplying } from '../render/reading-text.ts';
import { askYes } from './ask-yes.ts';
import type { Context } from './context.ts';
import { type EventsFile, openEvents } from './events-file.ts';
import type { APPLYING } from './flags.ts';
import type { Input } from './params.ts';

/** Commands have some of these flags each. */
type ReporterInput = Partial<
  Pick<Input<typeof APPLYING>, 'autoApprove' | 'events' | 'expect' | 'interactive'>
>;

export interface ReporterOptions {
  readonly command: 'apply' | 'destroy' | 'revert' | 'rollback' | 'state rebuild';
  /** A saved plan is its own approval. */
  readonly planFile: string | null;
  /** Where the command ends with another code than the run. */
  readonly exitCode?: (end: ApplyEnd) => ExitCode;
}

/** How often progress looks for changes that take long. */
const TICK_MS = 1000;

/** Fails with UserError for flags that exclude each other, and where events cannot be written. */
export async function withReporter(
  context: Context,
  input: ReporterInput,
  options: ReporterOptions,
  run: (reporter: RunReporter) => Promise<ApplyEnd>,
): Promise<ApplyEnd> {
  refuseQuestions(context, input);
  context.io.onWork();
  const events = await openEvents(context, input.events);
  const { reporter, tick } = makeReporter(context, input, options, events);
  const timer = setInterval(tick, TICK_MS);
  timer.unref();
  try {
    const end = await run(reporter);
    const exitCode = options.exitCode?.(end) ?? end.exitCode;
    events.line({ event: 'ended', exitCode, stopped: end.stopped });
    return end;
  } finally {
    clearInterval(timer);
    context.moving(null);
    await events.close();
  }
}

function refuseQuestions({ io, globals }: Context, input: ReporterInput): void {
  if (input.interactive !== true) return;
  const why = globals.json
    ? '--json cannot ask questions'
    : input.autoApprove === true
      ? '--auto-approve already approves every change'
      : io.stdinIsTerminal
        ? null
        : 'there is no terminal to ask on';
  if (why !== null)
    throw userError(EXIT.usage, 'cli/usage', `--interactive asks before each change, but ${why}`);
}

function makeReporter(
  context: Context,
  input: ReporterInput,
  options: ReporterOptions,
  events: EventsFile,
): { readonly reporter: RunReporter; readonly tick: () => void } {
  const { io, globals, deps } = context;
  const progress = createProgress(context.errStyle, {
    isTerminal: io.stderrIsTerminal,
    withStarts: globals.logLevel !== 'off',
    now: () => deps.clock.now(),
  });
  const report = (event: ApplyEvent): void => {
    events.line(event);
    const text = progress.event(event);
    if (text !== '') context.note(text);
    const run = progress.moving();
    context.moving(
      run === null
        ? null
        : {
            work: 'applying',
            parts: { changes: run },
            text: (rate, width) => renderApplying(progress.moving() ?? run, rate, width),
          },
    );
  };
  let inFlight = 0;
  const reporter: RunReporter = {
    showPlan: (plan) => {
      const { checksum, summary } = plan;
      events.line({ event: 'planned', command: options.command, checksum, summary });
      const command = options.command === 'destroy' ? 'destroy' : 'apply';
      if (!globals.json) io.writeOut(renderPlanText(plan, context.style, { command }));
    },
    allowed: ({ id, file, line }) => context.note(`Approved by autoApprove (${file}:${line}): ${id}\n`),
    approve: (plan) => approve(context, input, options, plan),
    emit: (event) => {
      if (event.event === 'run_started') io.onStopping(() => report({ event: 'stopping', inFlight }));
      if (event.event === 'change_started') inFlight++;
      if (event.event === 'change_finished') inFlight--;
      report(event);
    },
    isStopping: () => io.isStopping(),
  };
  const tick = (): void => {
    const text = progress.tick();
    if (text !== '') context.note(text);
  };
  return { reporter, tick };
}

async function approve(
  context: Context,
  input: ReporterInput,
  { command, planFile }: ReporterOptions,
  plan: Plan,
): ReturnType<RunReporter['approve']> {
  if (input.interactive === true) return (await import('./ask-each.ts')).askEach(context, plan);
  // A saved plan was reviewed: naming it approves it.
  if (planFile !== null || input.autoApprove === true || input.expect !== undefined) return 'yes';
  const taken = plan.changes.filter(takesAway);
  const verb =
    command === 'rollback' || command === 'revert'
      ? 'apply'
      : command === 'state rebuild'
        ? 'record'
        : command;
  const what = taken.length === 0 ? `${verb} this` : `${verb} this and delete ${taken.length} from Palette`;
  return askYes(context, what);
}
