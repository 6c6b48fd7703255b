// One command after the other on one machine: the second knows what the first has used.
import { describe, expect, test } from 'vitest';
import { openRateMemory } from '../../src/flow/tenant/rate-memory.ts';
import { openUserCache } from '../../src/flow/user-cache.ts';
import { createBuckets } from '../../src/palette/buckets.ts';
import { type Ledger, type RateLevels, withLedger } from '../../src/palette/rate-ledger.ts';
import { createServerLimits, DOCUMENTED_LIMITS } from '../../src/sandbox/server-limits.ts';
import { tempDir } from '../support/cli.ts';
import { fakeClock } from '../support/sandboxes.ts';
import { virtualClock } from '../support/virtual-time.ts';

const PATH = '/v1/clusterprofiles/u';
const PREFIX = 'clusterprofiles';

function aRun(clock: ReturnType<typeof fakeClock>, saved: RateLevels): Ledger {
  return withLedger(createBuckets(DOCUMENTED_LIMITS, clock), DOCUMENTED_LIMITS, clock, saved);
}

async function spend(ledger: Ledger): Promise<void> {
  await ledger.take(PREFIX);
  ledger.answered(PREFIX);
}

describe('commands one after the other', () => {
  test.each([
    [0, 1003],
    [300, 3003],
    [1000, 100],
    [4000, 700],
  ])('%i ms apart, %i requests each: no 429, and the rate is used', async (apart, requests) => {
    const clock = fakeClock();
    const server = createServerLimits(DOCUMENTED_LIMITS, () => clock.now());
    const started = clock.now();
    let saved: RateLevels = {};
    for (let run = 0; run < 4; run++) {
      const ledger = aRun(clock, saved);
      for (let i = 0; i < requests; i++) {
        await ledger.take(PREFIX);
        server.take(PATH);
        ledger.answered(PREFIX);
      }
      // As it comes back from the file that it was kept in.
      saved = JSON.parse(JSON.stringify(ledger.levels()));
      clock.advance(apart);
    }
    const ideal = Math.max(0, 4 * requests - 250 - 3 * 0.05 * apart) / 50;
    expect((clock.now() - started) / 1000 - (4 * apart) / 1000).toBeLessThanOrEqual(ideal * 1.1 + 1);
  });

  test('after a rest nothing is remembered', async () => {
    const clock = fakeClock();
    const first = aRun(clock, {});
    for (let i = 0; i < 500; i++) await spend(first);
    const saved = first.levels();
    expect(Object.keys(saved)).toEqual([PREFIX]);
    clock.advance(5000);
    const second = aRun(clock, saved);
    const before = clock.now();
    for (let i = 0; i < 200; i++) await spend(second);
    expect(clock.now()).toBe(before);
  });

  test('a few requests are not worth a file', async () => {
    const ledger = aRun(fakeClock(), {});
    for (let i = 0; i < 20; i++) await spend(ledger);
    expect(ledger.levels()).toEqual({});
  });

  test.each<[string, RateLevels]>([
    ['from the future', { [PREFIX]: { tokens: 0, at: Date.parse('2027-01-01T00:00:00Z') } }],
    ['negative', { [PREFIX]: { tokens: -1e9, at: 0 } }],
    ['larger than the limit', { [PREFIX]: { tokens: 1e9, at: 0 } }],
  ])('levels %s say nothing', async (_, saved) => {
    const clock = fakeClock();
    const ledger = aRun(clock, saved);
    const before = clock.now();
    for (let i = 0; i < 200; i++) await spend(ledger);
    expect(clock.now()).toBe(before);
  });

  test('are kept by host, and a damaged file is none', () => {
    const run = { env: { XDG_CACHE_HOME: tempDir() }, cwd: tempDir() };
    const levels = { [PREFIX]: { tokens: 3, at: 5 } };
    openRateMemory(run, 'a', (host) => host).keep(levels);
    expect(openRateMemory(run, 'a', (host) => host).saved).toEqual(levels);
    expect(openRateMemory(run, 'b', (host) => host).saved).toEqual({});
    for (const text of ['', '{', '[]', 'null', '{"x":{"tokens":"1","at":null}}', '{"__proto__":1}']) {
      openUserCache(run.env, [run.cwd]).write('rates-c', text);
      expect(openRateMemory(run, 'c', (host) => host).saved).toEqual({});
    }
    expect(({} as Record<string, unknown>)['tokens']).toBeUndefined();
  });
});

describe('requests that are held up on the way', () => {
  test.each([
    [20, 0, 1003],
    [300, 0, 1003],
    [20, 1500, 1003],
    [300, 4000, 1003],
    [1000, 2500, 600],
  ])('%i ms there and back, the first %i ms nothing arrives: no 429', async (latency, stall, requests) => {
    const clock = virtualClock();
    const started = clock.now();
    const server = createServerLimits(DOCUMENTED_LIMITS, () => clock.now());
    const ledger = withLedger(createBuckets(DOCUMENTED_LIMITS, clock), DOCUMENTED_LIMITS, clock, {});
    const send = async (): Promise<void> => {
      await ledger.take(PREFIX);
      await clock.sleep(Math.max(latency / 2, started + stall - clock.now()));
      server.take(PATH);
      await clock.sleep(latency / 2);
      ledger.answered(PREFIX);
    };
    await Promise.all(Array.from({ length: requests }, send));
    const ideal = (requests - 250) / 50 + (stall + latency) / 1000;
    expect((clock.now() - started) / 1000).toBeLessThan(ideal * 1.1 + 0.5);
  });
});
