// Progress of a run: one line per change that ended, the same in logs and on a terminal. Nothing is redrawn: that would take
// cursor controls, and lines that others pipe, copy and grep say more than a bar.
import type { ApplyEvent } from '../apply/events.ts';
import { assertNever } from '../model/invariant.ts';
import { ACTION_WORDS } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout, type Span } from './wrap.ts';

export interface Progress {
  /** Text for standard error; empty when the event says nothing to people. */
  event(event: ApplyEvent): string;
}

/** On a terminal lines are wrapped to its width; in a log each event stays on one line. */
export function createProgress(
  style: Style,
  options: { readonly isTerminal: boolean } = { isTerminal: true },
): Progress {
  const fitted = options.isTerminal ? style : { ...style, width: Number.POSITIVE_INFINITY };
  const line = (spans: readonly Span[]): string => joinLines(layout(spans, fitted, { first: 0, hang: 2 }));
  return {
    event: (event) => {
      switch (event.event) {
        case 'run_started':
        case 'change_started':
        case 'run_finished':
          return '';
        case 'pace':
          return line([{ text: paceWords(event), tone: 'dim' }]);
        case 'stopping':
          return line([{ text: stoppingWords(event.inFlight), tone: 'warn' }]);
        case 'change_finished':
          return line(finishedSpans(event));
        default:
          return assertNever(event);
      }
    },
  };
}

function paceWords(event: Extract<ApplyEvent, { readonly event: 'pace' }>): string {
  const { requestsPerSecond, limitedBy, latencyMs, secondsLeft } = event;
  const rate = `${requestsPerSecond} requests/s`;
  const left = secondsLeft === null ? '' : `; about ${secondsLeft} s left`;
  if (limitedBy === null) return `${rate}, held by answers of ${latencyMs ?? '?'} ms${left}`;
  const { prefix, perSecond, throttled } = limitedBy;
  const why = throttled ? `Palette wants less: 429 on ${prefix}` : `Palette allows ${perSecond} on ${prefix}`;
  return `${rate}, ${why}${left}`;
}

function stoppingWords(inFlight: number): string {
  const finish =
    inFlight === 0 ? '' : ` ${inFlight} under way ${inFlight === 1 ? 'is' : 'are'} finished first.`;
  return `Stopping: nothing new is started.${finish} Ctrl-C once more stops at once.`;
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
