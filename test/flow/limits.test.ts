// A thousand clones in twenty projects at Palette's documented limits and 20 ms of latency, in virtual time: requests and seconds
// against the budgets of the design, and not one answer of 429.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { RateLimits } from '../../src/model/settings.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { DOCUMENTED_LIMITS } from '../../src/sandbox/server-limits.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, call, seedVersion } from '../support/sandboxes.ts';
import { virtualClock, withLatency } from '../support/virtual-time.ts';

const CLONES = 1000;
const PROJECTS = Array.from({ length: 20 }, (_, index) => `p${index}`);
const LATENCY_MS = 20;
/** Pages of 50: fifty clones a project fill one, and the tenant's sources another. */
const LISTS = PROJECTS.length + 1;
const SOURCES = 2;

const clock = virtualClock();
const sandbox = aSandbox(
  {
    ...aSeed(...['base', 'other'].map((name) => seedVersion({ name, version: '1.0.0' }))),
    projects: PROJECTS,
  },
  { clock, limits: DOCUMENTED_LIMITS },
);
const log: { readonly path: string; readonly status: number }[] = [];
const logged: Transport = (() => {
  const inner = withLatency(createSandboxTransport(sandbox, clock), clock, LATENCY_MS);
  return {
    ...inner,
    send: async (request) => {
      const answer = await inner.send(request);
      log.push({ path: request.path, status: answer.status });
      return answer;
    },
  };
})();

const desired: Desired = aDesired(
  ...Array.from({ length: CLONES }, (_, index) =>
    aClone(`clone-${index}`, {
      source: { profile: index % 2 === 0 ? 'base' : 'other' },
      target: { project: PROJECTS[index % PROJECTS.length] ?? '' },
    }),
  ),
);

interface Cost {
  readonly requests: number;
  readonly seconds: number;
  /** What the server's limits allow for these requests: its bursts, then its rates, side by side. */
  readonly ideal: number;
  readonly throttled: number;
}

/** Each command begins with full buckets, as after a minute of rest. */
async function costOf(work: (house: House) => Promise<unknown>): Promise<Cost> {
  clock.advance(60_000);
  house.client = aClient(logged, clock, DOCUMENTED_LIMITS);
  log.length = 0;
  const startedAt = clock.now();
  await work(house);
  return {
    requests: log.length,
    seconds: (clock.now() - startedAt) / 1000,
    ideal: Math.max(
      ...[...perPrefix()].map(([prefix, count]) => idealSeconds(DOCUMENTED_LIMITS, prefix, count)),
    ),
    throttled: log.filter(({ status }) => status === 429).length,
  };
}

function perPrefix(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of log) {
    const prefix = path.split('/')[2] ?? '';
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return counts;
}

function idealSeconds(limits: RateLimits, prefix: string, count: number): number {
  if (limits === 'off') return 0;
  const { rps, burst } = limits[prefix] ?? limits.default;
  return Math.max(0, count - burst) / rps;
}

const house = aHouse(sandbox, clock);

describe('a thousand clones at the limits', () => {
  let made: Cost;
  beforeAll(async () => {
    made = await costOf(async () => {
      const end = await house.apply(desired, { rateLimits: DOCUMENTED_LIMITS, parallelism: null });
      expect(end.exitCode).toBe(0);
      expect(end.applied.summary).toMatchObject({ create: CLONES, applied: CLONES });
    });
  }, 300_000);

  test('making them: plan, clone and read back, at nine tenths of the limit', () => {
    expect(made.throttled).toBe(0);
    expect(made.requests).toBeLessThanOrEqual(3 * CLONES + LISTS + 3 * SOURCES + 5);
    expect(made.ideal / made.seconds).toBeGreaterThan(0.9);
  });

  test('a plan of nothing to do: one request a clone', async () => {
    const cost = await costOf(async () => {
      expect((await house.plan(desired)).summary).toMatchObject({ noop: CLONES, drift: 0 });
    });
    expect(cost.throttled).toBe(0);
    expect(cost.requests).toBeLessThanOrEqual(CLONES + LISTS + 3 * SOURCES + 5);
    expect(cost.seconds / cost.ideal).toBeLessThan(1.1);
  });

  test('refresh fast: the lists, and what changed', async () => {
    const cost = await costOf(async () => {
      expect((await house.plan(desired, { refresh: 'fast' })).summary).toMatchObject({ noop: CLONES });
    });
    expect(cost.throttled).toBe(0);
    expect(cost.requests).toBeLessThanOrEqual(LISTS + 3 * SOURCES + 5);
    // Who am I, the lists, the sources, their contents: one after the other, and nothing else is waited for.
    expect(cost.seconds).toBeLessThanOrEqual((4 * LATENCY_MS) / 1000);
  });

  test('refresh fast where some clones were edited: three requests for each of them', async () => {
    const { clones } = await house.store.readRecorded();
    const edited = clones.filter((_, index) => index % 100 === 0);
    for (const { uid, key } of edited)
      await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/metadata`, {
        project: key.projectUid ?? '',
        body: { metadata: { name: key.name, labels: { touched: 'yes' } } },
      });
    clock.advance(60_000);
    const cost = await costOf(async () => {
      expect((await house.plan(desired, { refresh: 'fast' })).summary).toMatchObject({ noop: CLONES });
    });
    expect(cost.requests).toBeGreaterThan(LISTS + edited.length);
    expect(cost.requests).toBeLessThanOrEqual(LISTS + 3 * edited.length + 3 * SOURCES + 5);
  });
});
