// Whole runs at Palette's documented limits, against the limiter of the sandbox, on virtual time.
import { expect, test } from 'vitest';
import type { ApplyEnd } from '../../src/flow/running/apply-clones.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { RequestStats } from '../../src/palette/port.ts';
import type { Transport } from '../../src/palette/transport.ts';
import type { FaultRule } from '../../src/sandbox/fault-rules.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { DOCUMENTED_LIMITS } from '../../src/sandbox/server-limits.ts';
import { aClone, aDesired, type CloneFacts, OPTIONS } from '../support/a-world.ts';
import { handsOn } from '../support/hands.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, seededRandom, seedVersion } from '../support/sandboxes.ts';
import { strikes } from '../support/serving.ts';
import { type VirtualClock, virtualClock } from '../support/virtual-time.ts';

/** 100 to 200 ms there and back. */
function farAway(sandbox: Sandbox, clock: VirtualClock): Transport {
  const inner = createSandboxTransport(sandbox, clock);
  const random = seededRandom(11);
  return {
    ...inner,
    send: async (request) => {
      await clock.sleep(Math.round(50 + random() * 50));
      const answer = await inner.send(request);
      await clock.sleep(Math.round(50 + random() * 50));
      return answer;
    },
  };
}

interface Scene {
  readonly house: House;
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  /** What goes wrong; may be changed as it continues. */
  readonly rules: FaultRule[];
}

function aScene(): Scene {
  const clock = virtualClock();
  const rules: FaultRule[] = [];
  const seed = { ...aSeed(seedVersion({ name: 'base', version: '1.0.0' })), limits: 'documented' as const };
  const sandbox = aSandbox(seed, { clock, faults: { seed: 1, rules } });
  const house = aHouse(sandbox, clock);
  house.client = aClient(farAway(sandbox, clock), clock, DOCUMENTED_LIMITS);
  return { house, clock, sandbox, rules };
}

const some = (id: string, n: number, facts: CloneFacts = {}): ReturnType<typeof aClone>[] =>
  Array.from({ length: n }, (_, i) => aClone(`${id}${i}`, { source: { profile: 'base' }, ...facts }));

interface Measured {
  readonly end: ApplyEnd;
  readonly stats: RequestStats;
  /** Of the changes alone, without the plan before them. */
  readonly requests: number;
  readonly seconds: number;
  readonly allSeconds: number;
}

async function measure({ house, clock }: Scene, desired: Desired): Promise<Measured> {
  const startedAt = clock.now();
  const at = { changes: startedAt, planned: 0 };
  const more = {
    rateLimits: DOCUMENTED_LIMITS,
    parallelism: null,
    options: { ...OPTIONS, allowMassDelete: true },
  };
  const end = await house.apply(desired, more, (event) => {
    if (event.event !== 'run_started') return;
    at.changes = clock.now();
    at.planned = house.client.stats().total;
  });
  const stats = house.client.stats();
  return {
    end,
    stats,
    requests: stats.total - at.planned,
    seconds: (clock.now() - at.changes) / 1000,
    allSeconds: (clock.now() - startedAt) / 1000,
  };
}

/** The estimate is within so much of what was measured. */
function expectHonest({ end, requests, seconds }: Measured, share: number): void {
  const { estimate } = end.applied;
  expect(Math.abs(estimate.requests - requests) / requests).toBeLessThan(share);
  expect(Math.abs(estimate.seconds - seconds) / seconds).toBeLessThan(share);
}

test('2000 creates: no 429, over 90 % of what the limits allow, as long as was estimated', async () => {
  const measured = await measure(aScene(), aDesired(...some('c', 2000)));
  const { end, stats, allSeconds } = measured;
  expect(end.exitCode).toBe(0);
  expect(end.applied.summary.applied).toBe(2000);
  expect(stats.throttled).toBe(0);
  const sent = stats.sent['clusterprofiles'] ?? 0;
  expect((sent - 250) / 50 / allSeconds).toBeGreaterThan(0.9);
  expectHonest(measured, 0.05);
});

test('an estimate of all kinds of work is about what is measured', async () => {
  const set = aScene();
  const mirrors = some('m', 80, { content: 'mirror' });
  const before = [...mirrors, ...some('d', 60), ...some('r', 60), ...some('l', 60)];
  expect((await measure(set, aDesired(...before))).end.exitCode).toBe(0);
  const hands = handsOn(set.sandbox);
  await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
    packs.map((pack) => ({ ...pack, values: 'v: other' })),
  );
  set.clock.advance(60_000);
  const after = [
    ...mirrors,
    ...some('r', 60).map((clone) => ({ ...clone, target: { ...clone.target, name: `new-${clone.id}` } })),
    ...some('l', 60, { target: { labels: { team: 'edge' } } }),
    ...some('n', 80, { target: { description: 'words' } }),
  ];
  const measured = await measure(set, aDesired(...after));
  expect(measured.end.exitCode).toBe(0);
  expect(measured.end.applied.summary).toMatchObject({
    update: 140,
    delete: 60,
    replace: 60,
    create: 80,
    failed: 0,
  });
  expect(measured.stats.throttled).toBe(0);
  expectHonest(measured, 0.1);
});

test('another tool that eats two fifths of the limit is adapted to', async () => {
  const set = aScene();
  const other = { isOn: true, sent: 0 };
  const eat = async (): Promise<void> => {
    while (other.isOn) {
      await set.clock.sleep(50);
      other.sent++;
      await set.sandbox.deliver(
        new Request('http://s/v1/clusterprofiles/macros', { headers: { ApiKey: 'k' } }),
      );
    }
  };
  const eating = eat();
  const { end, stats, allSeconds } = await measure(set, aDesired(...some('c', 400)));
  other.isOn = false;
  await eating;
  expect(end.exitCode).toBe(0);
  expect(end.applied.summary.applied).toBe(400);
  const sent = stats.sent['clusterprofiles'] ?? 0;
  expect(stats.throttled).toBeGreaterThan(0);
  expect(stats.throttled / sent).toBeLessThan(0.05);
  // 30 a second are left of the 50.
  expect((sent - stats.throttled - 250) / 30 / allSeconds).toBeGreaterThan(0.8);
});

const DOWN = { kind: 'status', status: 503, committed: false, body: 'html', code: 'X' } as const;

test('writes that never come through: the run stops early, says why, and the next one does it all', async () => {
  const set = aScene();
  set.rules.push(strikes(['clone'], DOWN));
  const { end, stats } = await measure(set, aDesired(...some('c', 300)));
  expect(end.exitCode).toBe(4);
  const { applied, failed, notStarted } = end.applied.summary;
  expect({ applied, all: failed + notStarted }).toEqual({ applied: 0, all: 300 });
  expect(notStarted).toBeGreaterThan(250);
  expect(end.applied.results.map((result) => result.error?.code)).toContain('GivenUp');
  const about = 300 + 64;
  expect(stats.sent['clusterprofiles']).toBeLessThan(about);
  expect(set.sandbox.describe().faults[0]?.struck).toBeLessThan(60);
  set.rules.length = 0;
  // The next process.
  set.house.client = aClient(farAway(set.sandbox, set.clock), set.clock, DOCUMENTED_LIMITS);
  const next = await measure(set, aDesired(...some('c', 300)));
  expect(next.end.exitCode).toBe(0);
  expect(set.sandbox.describe().profiles).toHaveLength(301);
});

test('reads that never come through while it plans: an error, not a storm', async () => {
  const set = aScene();
  await measure(set, aDesired(...some('c', 300)));
  const before = set.house.client.stats().total;
  set.rules.push(strikes(['get', 'list'], DOWN));
  await expect(measure(set, aDesired(...some('c', 300)))).rejects.toMatchObject({
    kind: 'given_up',
    message: expect.stringMatching(/not responded for \d+ s \(last error: ServiceUnavailable\)/),
  });
  expect(set.house.client.stats().total - before).toBeLessThan(150);
});

test('a Palette that is down for half a minute is waited for', async () => {
  const set = aScene();
  const outage = async (): Promise<void> => {
    await set.clock.sleep(8000);
    set.rules.push(strikes(null, DOWN));
    await set.clock.sleep(30_000);
    set.rules.length = 0;
  };
  const over = outage();
  const { end, stats } = await measure(set, aDesired(...some('c', 300)));
  await over;
  expect(set.sandbox.describe().faults).toEqual([]);
  expect(end.exitCode).toBe(0);
  expect(end.applied.summary.applied).toBe(300);
  expect(stats.retries).toBeGreaterThan(0);
  expect(stats.total).toBeLessThan(1500);
});
