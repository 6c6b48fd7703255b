// When to go slower, when to stop, and how many retries a run has.
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/palette/answer-error.ts';
import {
  type CircuitBreaker,
  createCircuitBreaker,
  type Outcome,
  type RequestKind,
} from '../../src/palette/circuit-breaker.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { aClient, fakeClock, seededRandom } from '../support/sandboxes.ts';

function aBreaker(): { breaker: CircuitBreaker; clock: ReturnType<typeof fakeClock> } {
  const clock = fakeClock();
  return { breaker: createCircuitBreaker(clock, seededRandom()), clock };
}

/** Sends one and hears `outcome`; false: nothing is sent any more. */
async function send(breaker: CircuitBreaker, kind: RequestKind, outcome: Outcome): Promise<boolean> {
  const permit = await breaker.enter(kind);
  if (!('report' in permit)) return false;
  permit.report(outcome, 'ServiceUnavailable');
  return true;
}

describe('failures in a row', () => {
  test('four cost nothing, then it waits longer and longer, and after a minute it gives up', async () => {
    const { breaker, clock } = aBreaker();
    const times: number[] = [];
    const startedAt = clock.now();
    while (await send(breaker, 'write', 'failure')) times.push(clock.now() - startedAt);
    expect(times.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    const waits = times.slice(5).map((at, index) => at - (times[index + 4] ?? 0));
    expect(waits.every((wait) => wait > 0 && wait <= 8000)).toBe(true);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(60_000);
    expect(clock.now() - startedAt).toBeLessThan(70_000);
    expect(times.length).toBeLessThan(25);
    expect(await breaker.enter('write')).toMatchObject({ code: 'ServiceUnavailable' });
  });

  test('one good answer, a refusal included, and all is as before', async () => {
    const { breaker, clock } = aBreaker();
    for (let i = 0; i < 9; i++) await send(breaker, 'read', 'failure');
    await send(breaker, 'read', 'success');
    const before = clock.now();
    for (let i = 0; i < 4; i++) await send(breaker, 'read', 'failure');
    await send(breaker, 'read', 'success');
    for (let i = 0; i < 4; i++) await send(breaker, 'read', 'failure');
    expect(clock.now()).toBe(before);
  });

  test('whoever waits is reported once, and once that it is over', async () => {
    const clock = fakeClock();
    const told: string[] = [];
    const breaker = createCircuitBreaker(clock, seededRandom(), (notice) => told.push(notice.state));
    for (let i = 0; i < 9; i++) await send(breaker, 'read', 'failure');
    for (let i = 0; i < 3; i++) await send(breaker, 'read', 'success');
    expect(told).toEqual(['not responding', 'recovered']);
  });

  test('reads and writes are distinguished', async () => {
    const { breaker, clock } = aBreaker();
    while (await send(breaker, 'write', 'failure'));
    const before = clock.now();
    expect(await send(breaker, 'read', 'success')).toBe(true);
    expect(clock.now()).toBe(before);
  });

  test('while the circuit is open, one request is under way at a time, and the others wait for its outcome', async () => {
    const { breaker } = aBreaker();
    for (let i = 0; i < 5; i++) await send(breaker, 'read', 'failure');
    const out: number[] = [];
    const passes = [0, 1, 2].map(async (n) => {
      const permit = await breaker.enter('read');
      out.push(n);
      return permit;
    });
    const first = await Promise.race(passes);
    await new Promise(setImmediate);
    expect(out).toHaveLength(1);
    if ('report' in first) first.report('success', '');
    await Promise.all(passes);
    expect(out.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  test('an hour without requests between two failures is not an hour of failures', async () => {
    const { breaker, clock } = aBreaker();
    await send(breaker, 'read', 'failure');
    await send(breaker, 'read', 'success');
    clock.advance(3_600_000);
    for (let i = 0; i < 6; i++) expect(await send(breaker, 'read', 'failure')).toBe(true);
  });
});

test('retries are rationed: fifty to begin with, and one for every two good answers', async () => {
  const { breaker } = aBreaker();
  const takeAll = (): number => {
    let n = 0;
    while (breaker.takeRetry()) n++;
    return n;
  };
  expect(takeAll()).toBe(50);
  for (let i = 0; i < 20; i++) await send(breaker, 'read', 'success');
  expect(takeAll()).toBe(10);
  for (let i = 0; i < 5000; i++) await send(breaker, 'read', 'success');
  expect(takeAll()).toBe(500);
});

test('a run in which more fails than comes through ends without a storm, and says why', async () => {
  const clock = fakeClock();
  let n = 0;
  // Five in six fail, so no series of them is long.
  const transport: Transport = {
    send: async () => {
      const isGood = n++ % 6 === 0;
      return { status: isGood ? 200 : 503, headers: {}, body: isGood ? '{"tenantUid":"t"}' : '' };
    },
    close: async () => undefined,
  };
  const client = aClient(transport, clock);
  const errors: PaletteError[] = [];
  for (let i = 0; i < 200; i++) await client.whoAmI().catch((error: PaletteError) => errors.push(error));
  expect(errors.at(-1)?.message).toContain('too many requests of this run failed');
  expect(client.stats().retries).toBeLessThan(50 + 100);
});

test.each<[Partial<ConstructorParameters<typeof PaletteError>[0]>, Outcome]>([
  [{ kind: 'status', status: 404, code: 'ResourceNotFound', hasOwnBody: true }, 'success'],
  [{ kind: 'status', status: 404 }, 'neutral'],
  [{ kind: 'status', status: 409 }, 'success'],
  [{ kind: 'auth', status: 401 }, 'success'],
  [{ kind: 'status', status: 429 }, 'failure'],
  [{ kind: 'status', status: 408 }, 'failure'],
  [{ kind: 'status', status: 503 }, 'failure'],
  [{ kind: 'status', status: 500, code: 'InternalServerError' }, 'failure'],
  [{ kind: 'status', status: 500, code: 'InternalServerError', hasOwnBody: true }, 'failure'],
  [{ kind: 'status', status: 500, code: 'ClusterProfileAlreadyExists', hasOwnBody: true }, 'neutral'],
  [{ kind: 'network', code: 'ConnectionReset' }, 'failure'],
  [{ kind: 'timeout', code: 'Timeout' }, 'failure'],
  [{ kind: 'decode', code: 'NotJson' }, 'failure'],
  [{ kind: 'decode', code: 'UnexpectedAnswer' }, 'neutral'],
])('%j says: %s', (facts, expected) => {
  const error = new PaletteError({
    kind: 'status',
    code: 'X',
    method: 'GET',
    path: '/',
    effect: 'none',
    message: '',
    ...facts,
  });
  expect(outcomeOf(error)).toBe(expected);
});
