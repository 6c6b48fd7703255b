// How fast a run goes and what holds it: told now and then, beside the changes that end.
import type { ApplyEvent } from '../../apply/events.ts';
import { limitOf, type RateLimits } from '../../model/settings.ts';
import type { RequestStats } from '../../palette/port.ts';

export interface PaceDeps {
  readonly emit: (event: ApplyEvent) => void;
  readonly stats: () => RequestStats;
  readonly limits: RateLimits;
  readonly clock: { now(): number };
}

/** Between two of them; a run that ends sooner tells none. */
const EVERY_MS = 10_000;
/** Of a rate that is used like this it can be said that it is the limit. */
const AT_LIMIT = 0.8;

/** `emit` with a `pace` behind the change that ends when its time has come. */
export function withPace({ emit, stats, limits, clock }: PaceDeps): (event: ApplyEvent) => void {
  let last = { at: clock.now(), stats: stats(), done: 0 };
  return (event) => {
    emit(event);
    const now = clock.now();
    if (event.event !== 'change_finished' || event.done === event.total || now - last.at < EVERY_MS) return;
    const current = { at: now, stats: stats(), done: event.done };
    const seconds = (now - last.at) / 1000;
    const perSecond = (count: number): number => Math.round((10 * count) / seconds) / 10;
    const left = event.total - event.done;
    const doneNow = current.done - last.done;
    emit({
      event: 'pace',
      done: event.done,
      total: event.total,
      requestsPerSecond: perSecond(current.stats.total - last.stats.total),
      limitedBy: limitedBy(last.stats, current.stats, limits, seconds),
      latencyMs: current.stats.latencyMs,
      secondsLeft: doneNow === 0 ? null : Math.ceil((left * seconds) / doneNow),
    });
    last = current;
  };
}

type LimitedBy = Extract<ApplyEvent, { event: 'pace' }>['limitedBy'];

/** The prefix whose rate is used up, a 429 first; null: nothing but the time that answers take. */
function limitedBy(before: RequestStats, now: RequestStats, limits: RateLimits, seconds: number): LimitedBy {
  if (limits === 'off') return null;
  const used = Object.entries(now.sent).map(([prefix, sent]) => {
    const { rps } = limitOf(limits, prefix);
    return { prefix, rps, share: (sent - (before.sent[prefix] ?? 0)) / seconds / rps };
  });
  const [most] = used.sort((a, b) => b.share - a.share);
  const isThrottled = now.throttled > before.throttled;
  if (most === undefined || !(isThrottled || most.share >= AT_LIMIT)) return null;
  return { prefix: most.prefix, perSecond: most.rps, throttled: isThrottled };
}
