// Progress of a run. A few changes have a line each when they end, the same in logs and on a terminal. Of many, only failures
// have one: how far the run has come is one line that moves (cli/moving-line.ts), and its end says what was done.
import type { ApplyEvent } from '../apply/events.ts';
import { assertNever } from '../model/invariant.ts';
import type { Action } from '../plan/plan.ts';
import { ACTION_WORDS } from './plan-words.ts';
import type { Applying } from './reading-text.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout, type Span } from './wrap.ts';

export interface Progress {
  /** Text for standard error that stays; empty when the event says nothing to people. */
  event(event: ApplyEvent): string;
  /** Asked now and then: a word about what takes long, empty when nothing does. */
  tick(): string;
  /** What the line that moves says; null: each change has a line of its own, or nothing runs. */
  moving(): Applying | null;
}

/** So many changes have a line each; of more, `--verbose` lists each. */
const MOST_LISTED = 10;
/** Lines of failures while the run continues. Its end lists all of them. */
const MOST_FAILURES = 10;

/** Whether each of so many changes has a line of its own when it ends. */
export function isEachListed(changes: number, isVerbose: boolean): boolean {
  return isVerbose || changes <= MOST_LISTED;
}

export interface ProgressOptions {
  readonly isTerminal: boolean;
  /** Beginnings are reported too. */
  readonly withStarts?: boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** So long nothing may be heard. */
const SILENCE_MS = 10_000;

/** On a terminal lines are wrapped to its width; in a log each event stays on one line. */
export function createProgress(
  style: Style,
  { isTerminal, withStarts = false, now = () => 0 }: ProgressOptions = { isTerminal: true },
): Progress {
  const fitted = isTerminal ? style : { ...style, width: Number.POSITIVE_INFINITY };
  const line = (spans: readonly Span[]): string => joinLines(layout(spans, fitted, { first: 0, hang: 2 }));
  const run: Run = { isEach: true, done: 0, total: 0, failed: 0, pace: null, underWay: new Map(), at: now() };
  const start = (event: Started): string => {
    run.underWay.set(event.address, { action: event.action, since: now() });
    return withStarts ? line(startedSpans(event)) : '';
  };
  const finish = (event: Finished): string => {
    run.underWay.delete(event.address);
    run.at = now();
    run.done = event.done;
    run.total = event.total;
    if (event.status === 'failed') run.failed++;
    if (run.isEach) return line(finishedSpans(event));
    if (event.status !== 'failed' || run.failed > MOST_FAILURES) return '';
    const more = run.failed < MOST_FAILURES ? '' : line([{ text: MORE_FAILURES, tone: 'dim' }]);
    return line(finishedSpans(event)) + more;
  };
  return {
    event: (event) => {
      switch (event.event) {
        case 'run_started':
          Object.assign(run, {
            isEach: isEachListed(event.total, style.isVerbose === true),
            total: event.total,
          });
          run.at = now();
          return '';
        case 'run_finished':
          run.underWay.clear();
          run.isEach = true;
          return '';
        case 'pace':
          run.pace = paceWords(event);
          return run.isEach ? line([{ text: `${run.pace}${paceLeft(event)}`, tone: 'dim' }]) : '';
        case 'change_started':
          return start(event);
        case 'stopping':
          return line([{ text: stoppingWords(event.inFlight), tone: 'warn' }]);
        case 'change_finished':
          return finish(event);
        default:
          return assertNever(event);
      }
    },
    tick: () => {
      const slow = run.isEach ? slowOf(run, now()) : null;
      if (slow === null) return '';
      run.at = now();
      return line(slow);
    },
    moving: () => (run.isEach ? null : toApplying(run, now())),
  };
}

interface Run {
  /** Each change has a line of its own. */
  isEach: boolean;
  done: number;
  total: number;
  failed: number;
  pace: string | null;
  readonly underWay: Map<string, UnderWay>;
  /** When something was last heard of it. */
  at: number;
}

const MORE_FAILURES = 'Further failures are counted; the end of the run lists each.';

function toApplying(run: Run, now: number): Applying {
  const { done, total, failed, pace, underWay } = run;
  const slow = slowOf(run, now);
  const remark = slow === null ? pace : slow.map(({ text }) => text).join('');
  return { done, total, failed, inFlight: underWay.size, remark };
}

/** What is under way longest, once nothing else was heard for long. */
function slowOf({ underWay, at }: Run, now: number): readonly Span[] | null {
  const [oldest] = underWay;
  if (oldest === undefined || now - at < SILENCE_MS) return null;
  return slowSpans(oldest[0], oldest[1], now, underWay.size - 1);
}

type Started = Extract<ApplyEvent, { readonly event: 'change_started' }>;

interface UnderWay {
  readonly action: Action;
  readonly since: number;
}

function startedSpans(event: Started): readonly Span[] {
  const { verb, tone } = ACTION_WORDS[event.action];
  return [
    { text: `${verb.toLowerCase()} `, tone },
    { text: event.address, keep: true },
    { text: ` started (${event.number} of ${event.total})`, tone: 'dim' },
  ];
}

function slowSpans(
  address: string,
  { action, since }: UnderWay,
  now: number,
  others: number,
): readonly Span[] {
  const more = others === 0 ? '' : `, and ${others} more`;
  return [
    { text: `Still running: ${ACTION_WORDS[action].verb.toLowerCase()} ` },
    { text: address, keep: true },
    { text: ` for ${durationWords(now - since)}${more}` },
  ];
}

type Pace = Extract<ApplyEvent, { readonly event: 'pace' }>;

function paceWords({ requestsPerSecond, limitedBy, latencyMs }: Pace): string {
  const rate = `${requestsPerSecond} requests/s`;
  if (limitedBy === null) return `${rate}, limited by a response time of ${latencyMs ?? '?'} ms`;
  const { prefix, perSecond, throttled } = limitedBy;
  const why = throttled
    ? `slowed down by Palette: 429 on ${prefix}`
    : `Palette allows ${perSecond} on ${prefix}`;
  return `${rate}, ${why}`;
}

function paceLeft({ secondsLeft }: Pace): string {
  return secondsLeft === null ? '' : `; about ${secondsLeft} s left`;
}

function durationWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function stoppingWords(inFlight: number): string {
  const finish = inFlight === 0 ? '' : ` Waiting for ${inFlight} in progress.`;
  return `Stopping: no new changes are started.${finish} Press Ctrl-C again to stop immediately.`;
}

type Finished = Extract<ApplyEvent, { readonly event: 'change_finished' }>;

const MOST_WHY = 300;

function finishedSpans(event: Finished): readonly Span[] {
  const { done, total, elapsedMs, status, action, error, because } = event;
  const head: Span = {
    text: `[${String(done).padStart(String(total).length)}/${total}] `,
    tone: 'dim',
    keep: true,
  };
  const tail: Span = { text: ` (${(elapsedMs / 1000).toFixed(1)}s)`, tone: 'dim' };
  const address: Span = { text: event.address, keep: true };
  if (status === 'applied') {
    const { past, tone } = ACTION_WORDS[action];
    return [head, { text: past, tone }, { text: ' ' }, address, tail];
  }
  const why = error === null || error === undefined ? (because ?? '') : `${error.code}: ${error.message}`;
  const verb = ACTION_WORDS[action].verb.toLowerCase();
  return [
    head,
    { text: `${status.replace('_', ' ')}:`, tone: status === 'failed' ? 'error' : 'warn' },
    { text: ` ${verb} ` },
    address,
    { text: why === '' ? '' : `: ${safeText(why, MOST_WHY)}` },
    tail,
  ];
}
