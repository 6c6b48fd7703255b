// The client's buckets against the server's, on a clock that we turn.
import { describe, expect, test } from 'vitest';
import { bucketPrefix, createBuckets } from '../../src/palette/buckets.ts';
import type { Clock } from '../../src/palette/clock.ts';
import { createServerLimits, DOCUMENTED_LIMITS } from '../../src/sandbox/server-limits.ts';
import { fakeClock, seededRandom } from '../support/sandboxes.ts';

/** Sends `n` requests one after the other, each late by up to `jitterMs`; gives what the server thought of it. */
async function sendMany(
  clock: Clock & { advance(ms: number): void },
  n: number,
  path: string,
  jitterMs: number,
): Promise<{ refused: number; seconds: number }> {
  const buckets = createBuckets(DOCUMENTED_LIMITS, clock);
  const server = createServerLimits(DOCUMENTED_LIMITS, () => arrival);
  const random = seededRandom(5);
  const started = clock.now();
  let arrival = started;
  let refused = 0;
  for (let i = 0; i < n; i++) {
    await buckets.take(bucketPrefix(path));
    arrival = Math.max(arrival, clock.now() + random() * jitterMs);
    try {
      server.take(path);
    } catch {
      refused++;
      buckets.throttled(bucketPrefix(path), { retryAfterMs: null, sentAt: clock.now() });
    }
  }
  return { refused, seconds: (clock.now() - started) / 1000 };
}

describe('at the documented limits', () => {
  test.each([
    ['/v1/clusterprofiles/u/clone', 4000, 50, 250],
    ['/v1/dashboard/clusterprofiles', 800, 10, 50],
  ])('%s: no 429, and at least 90 %% of what the limit allows', async (path, n, rps, burst) => {
    const { refused, seconds } = await sendMany(fakeClock(), n, path, 200);
    expect(refused).toBe(0);
    expect((n - burst) / rps / seconds).toBeGreaterThan(0.9);
  });
});

test('a 429 empties the bucket and slows it; quiet lets it grow back', async () => {
  const clock = fakeClock();
  const buckets = createBuckets({ default: { rps: 10, burst: 10 } }, clock);
  const timeOf = async (n: number): Promise<number> => {
    const started = clock.now();
    for (let i = 0; i < n; i++) await buckets.take('p');
    return clock.now() - started;
  };
  await timeOf(10);
  const normal = await timeOf(10);
  buckets.throttled('p', { retryAfterMs: 3000, sentAt: clock.now() });
  expect(await timeOf(1)).toBeGreaterThanOrEqual(3000);
  expect(await timeOf(10)).toBeGreaterThan(normal * 1.2);
  clock.advance(60_000);
  await timeOf(10);
  expect(await timeOf(10)).toBeLessThanOrEqual(normal * 1.1);
});

test('of several 429s to requests that were out together, one slows it', async () => {
  const speedAfter = async (sentAt: readonly number[]): Promise<number> => {
    const clock = fakeClock(0);
    const buckets = createBuckets({ default: { rps: 10, burst: 10 } }, clock);
    for (const at of sentAt) {
      clock.advance(100);
      buckets.throttled('p', { retryAfterMs: 1000, sentAt: at });
    }
    await buckets.take('p');
    const before = clock.now();
    for (let i = 0; i < 5; i++) await buckets.take('p');
    return clock.now() - before;
  };
  expect(await speedAfter([10, 20, 30, 40])).toBe(await speedAfter([10]));
  expect(await speedAfter([10, 150])).toBeGreaterThan(await speedAfter([10]));
});

test('after a 429 the margin stays wider, however quiet it is', async () => {
  const clock = fakeClock();
  const buckets = createBuckets({ default: { rps: 100, burst: 100 } }, clock);
  const atOnce = async (): Promise<number> => {
    clock.advance(3_600_000);
    const before = clock.now();
    let n = 0;
    for (; clock.now() === before; n++) await buckets.take('p');
    return n - 1;
  };
  expect(await atOnce()).toBe(88);
  buckets.throttled('p', { retryAfterMs: null, sentAt: clock.now() });
  expect(await atOnce()).toBe(50);
});

test('prefixes do not wait for each other, and off waits for nobody', async () => {
  const clock = fakeClock();
  const buckets = createBuckets({ default: { rps: 1, burst: 2 } }, clock);
  for (let i = 0; i < 5; i++) await buckets.take('slow');
  const before = clock.now();
  await buckets.take('other');
  expect(clock.now()).toBe(before);
  const free = createBuckets('off', clock);
  for (let i = 0; i < 1000; i++) await free.take('slow');
  expect(clock.now()).toBe(before);
});

test.each([
  ['/v1/clusterprofiles/uid/packs/manifests', 'clusterprofiles'],
  ['/v1/dashboard/clusterprofiles?limit=50', 'dashboard'],
  ['/v1/users/info', 'users'],
])('%s counts as %s', (path, prefix) => {
  expect(bucketPrefix(path)).toBe(prefix);
});
