// Progress of a run: one line per change that ended, the same in logs and on a terminal. Nothing is redrawn: that would take
// cursor controls, and lines that others pipe, copy and grep say more than a bar.
import type { ApplyEvent } from '../apply/events.ts';
import { assertNever } from '../model/invariant.ts';
import type { Action } from '../plan/plan.ts';
import { ACTION_WORDS } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout, type Span } from './wrap.ts';

export interface Progress {
  /** Text for standard error; empty when the event says nothing to people. */
  event(event: ApplyEvent): string;
  /** Asked now and then: a word about what takes long, empty when nothing does. */
  tick(): string;
}

export interface ProgressOptions {
  readonly isTerminal: boolean;
  /** Beginnings are reported too. */
  readonly isVerbose?: boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** So long nothing may be heard. */
const SILENCE_MS = 10_000;

/** On a terminal lines are wrapped to its width; in a log each event stays on one line. */
export function createProgress(
  style: Style,
  { isTerminal, isVerbose = false, now = () => 0 }: ProgressOptions = { isTerminal: true },
): Progress {
  const fitted = isTerminal ? style : { ...style, width: Number.POSITIVE_INFINITY };
  const line = (spans: readonly Span[]): string => joinLines(layout(spans, fitted, { first: 0, hang: 2 }));
  const underWay = new Map<string, UnderWay>();
  const at = { said: now() };
  const finish = (event: Finished): string => {
    underWay.delete(event.address);
    at.said = now();
    return line(finishedSpans(event));
  };
  return {
    event: (event) => {
      switch (event.event) {
        case 'run_started':
        case 'run_finished':
          at.said = now();
          return '';
        case 'pace':
          return line([{ text: paceWords(event), tone: 'dim' }]);
        case 'change_started':
          underWay.set(event.address, { action: event.action, since: now() });
          return isVerbose ? line(startedSpans(event)) : '';
        case 'stopping':
          return line([{ text: stoppingWords(event.inFlight), tone: 'warn' }]);
        case 'change_finished':
          return finish(event);
        default:
          return assertNever(event);
      }
    },
    tick: () => {
      const [oldest] = underWay;
      if (oldest === undefined || now() - at.said < SILENCE_MS) return '';
      at.said = now();
      return line(slowSpans(oldest[0], oldest[1], now(), underWay.size - 1));
    },
  };
}

interface UnderWay {
  readonly action: Action;
  readonly since: number;
}

function startedSpans(event: Extract<ApplyEvent, { readonly event: 'change_started' }>): readonly Span[] {
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

function paceWords(event: Extract<ApplyEvent, { readonly event: 'pace' }>): string {
  const { requestsPerSecond, limitedBy, latencyMs, secondsLeft } = event;
  const rate = `${requestsPerSecond} requests/s`;
  const left = secondsLeft === null ? '' : `; about ${secondsLeft} s left`;
  if (limitedBy === null) return `${rate}, limited by a response time of ${latencyMs ?? '?'} ms${left}`;
  const { prefix, perSecond, throttled } = limitedBy;
  const why = throttled
    ? `slowed down by Palette: 429 on ${prefix}`
    : `Palette allows ${perSecond} on ${prefix}`;
  return `${rate}, ${why}${left}`;
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
