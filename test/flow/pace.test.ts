// What a run says of its speed, and of what holds it.
import { expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import { withPace } from '../../src/flow/running/pace.ts';
import type { RateLimits } from '../../src/model/settings.ts';
import type { RequestStats } from '../../src/palette/port.ts';
import { createProgress } from '../../src/render/progress.ts';
import { DOCUMENTED_LIMITS } from '../../src/sandbox/server-limits.ts';
import { fakeClock } from '../support/sandboxes.ts';

interface Second {
  readonly clusterprofiles: number;
  readonly throttled?: number;
  readonly done: number;
}

/** Paces of a run of a hundred changes, second by second. */
function pacesOf(seconds: readonly Second[], limits: RateLimits = DOCUMENTED_LIMITS): readonly ApplyEvent[] {
  const clock = fakeClock();
  const told: ApplyEvent[] = [];
  let sent = 0;
  let throttled = 0;
  const stats = (): RequestStats => ({
    sent: { clusterprofiles: sent, dashboard: 1 },
    total: sent + 1,
    retries: 0,
    written: 0,
    throttled,
    latencyMs: 300,
    serverDate: null,
  });
  const emit = withPace({ emit: (event) => void told.push(event), stats, limits, clock });
  let done = 0;
  for (const second of seconds) {
    clock.advance(1000);
    sent += second.clusterprofiles;
    throttled += second.throttled ?? 0;
    for (let i = 0; i < second.done; i++) emit(finished(++done));
  }
  expect(told.filter(({ event }) => event === 'change_finished')).toHaveLength(done);
  return told.filter(({ event }) => event === 'pace');
}

function finished(done: number): ApplyEvent {
  const rest = { uid: null, error: null, because: null, elapsedMs: 1, total: 100 };
  return { event: 'change_finished', address: 'a', action: 'create', status: 'applied', done, ...rest };
}

const say = (event: ApplyEvent | undefined): string =>
  event === undefined ? '' : createProgress({ width: 80, color: false }).event(event);
const evenly = (second: Second, length = 10): readonly Second[] => Array.from({ length }, () => second);

test('at the limit of Palette', () => {
  const [pace, ...more] = pacesOf(evenly({ clusterprofiles: 48, done: 2 }, 20));
  expect(pace).toEqual({
    event: 'pace',
    done: 19,
    total: 100,
    requestsPerSecond: 48,
    limitedBy: { prefix: 'clusterprofiles', perSecond: 50, throttled: false },
    latencyMs: 300,
    secondsLeft: 43,
  });
  expect(say(pace)).toBe('48 requests/s, Palette allows 50 on clusterprofiles; about 43 s left\n');
  expect(more).toHaveLength(1);
});

test('held by slow answers', () => {
  const [pace] = pacesOf(evenly({ clusterprofiles: 5, done: 1 }));
  expect(say(pace)).toBe('5 requests/s, limited by a response time of 300 ms; about 90 s left\n');
  expect(say(pacesOf(evenly({ clusterprofiles: 90, done: 1 }), 'off')[0])).toContain(
    'limited by a response time of',
  );
});

test('throttled', () => {
  const [pace] = pacesOf(evenly({ clusterprofiles: 20, throttled: 1, done: 1 }));
  expect(say(pace)).toBe('20 requests/s, slowed down by Palette: 429 on clusterprofiles; about 90 s left\n');
});

test('a run that ends within ten seconds says nothing of it, nor does the last change of any', () => {
  expect(pacesOf(evenly({ clusterprofiles: 48, done: 10 }, 9))).toEqual([]);
  expect(
    pacesOf([...evenly({ clusterprofiles: 1, done: 0 }, 11), { clusterprofiles: 1, done: 100 }]),
  ).toHaveLength(1);
});
