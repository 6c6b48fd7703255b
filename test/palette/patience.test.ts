// When to go slower, when to stop, and how many retries a run has.
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../src/palette/answer-error.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';
import { createPatience, type Outcome, type Patience, type RequestKind } from '../../src/palette/patience.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { aClient, fakeClock, seededRandom } from '../support/sandboxes.ts';

function aPatience(): { patience: Patience; clock: ReturnType<typeof fakeClock> } {
  const clock = fakeClock();
  return { patience: createPatience(clock, seededRandom()), clock };
}

/** Sends one and hears `outcome`; false: nothing is sent any more. */
async function send(patience: Patience, kind: RequestKind, outcome: Outcome): Promise<boolean> {
  const pass = await patience.enter(kind);
  if (!('done' in pass)) return false;
  pass.done(outcome, 'ServiceUnavailable');
  return true;
}

describe('troubles in a row', () => {
  test('four cost nothing, then it waits longer and longer, and after a minute it gives up', async () => {
    const { patience, clock } = aPatience();
    const times: number[] = [];
    const startedAt = clock.now();
    while (await send(patience, 'write', 'trouble')) times.push(clock.now() - startedAt);
    expect(times.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    const waits = times.slice(5).map((at, index) => at - (times[index + 4] ?? 0));
    expect(waits.every((wait) => wait > 0 && wait <= 8000)).toBe(true);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(60_000);
    expect(clock.now() - startedAt).toBeLessThan(70_000);
    expect(times.length).toBeLessThan(25);
    expect(await patience.enter('write')).toMatchObject({ code: 'ServiceUnavailable' });
  });

  test('one good answer, a refusal included, and all is as before', async () => {
    const { patience, clock } = aPatience();
    for (let i = 0; i < 9; i++) await send(patience, 'read', 'trouble');
    await send(patience, 'read', 'alive');
    const before = clock.now();
    for (let i = 0; i < 4; i++) await send(patience, 'read', 'trouble');
    await send(patience, 'read', 'alive');
    for (let i = 0; i < 4; i++) await send(patience, 'read', 'trouble');
    expect(clock.now()).toBe(before);
  });

  test('whoever waits is reported once, and once that it is over', async () => {
    const clock = fakeClock();
    const told: string[] = [];
    const patience = createPatience(clock, seededRandom(), (struggle) => told.push(struggle.state));
    for (let i = 0; i < 9; i++) await send(patience, 'read', 'trouble');
    for (let i = 0; i < 3; i++) await send(patience, 'read', 'alive');
    expect(told).toEqual(['struggling', 'well again']);
  });

  test('reads and writes are distinguished', async () => {
    const { patience, clock } = aPatience();
    while (await send(patience, 'write', 'trouble'));
    const before = clock.now();
    expect(await send(patience, 'read', 'alive')).toBe(true);
    expect(clock.now()).toBe(before);
  });

  test('while it struggles, one is out at a time; the others wait for how it ends', async () => {
    const { patience } = aPatience();
    for (let i = 0; i < 5; i++) await send(patience, 'read', 'trouble');
    const out: number[] = [];
    const passes = [0, 1, 2].map(async (n) => {
      const pass = await patience.enter('read');
      out.push(n);
      return pass;
    });
    const first = await Promise.race(passes);
    await new Promise(setImmediate);
    expect(out).toHaveLength(1);
    if ('done' in first) first.done('alive', '');
    await Promise.all(passes);
    expect(out.toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  test('a quiet hour between two troubles is not an hour of trouble', async () => {
    const { patience, clock } = aPatience();
    await send(patience, 'read', 'trouble');
    await send(patience, 'read', 'alive');
    clock.advance(3_600_000);
    for (let i = 0; i < 6; i++) expect(await send(patience, 'read', 'trouble')).toBe(true);
  });
});

test('retries are rationed: fifty to begin with, and one for every two good answers', async () => {
  const { patience } = aPatience();
  const takeAll = (): number => {
    let n = 0;
    while (patience.takeRetry()) n++;
    return n;
  };
  expect(takeAll()).toBe(50);
  for (let i = 0; i < 20; i++) await send(patience, 'read', 'alive');
  expect(takeAll()).toBe(10);
  for (let i = 0; i < 5000; i++) await send(patience, 'read', 'alive');
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
  [{ kind: 'status', status: 404, code: 'ResourceNotFound', hasOwnBody: true }, 'alive'],
  [{ kind: 'status', status: 404 }, 'neutral'],
  [{ kind: 'status', status: 409 }, 'alive'],
  [{ kind: 'auth', status: 401 }, 'alive'],
  [{ kind: 'status', status: 429 }, 'trouble'],
  [{ kind: 'status', status: 408 }, 'trouble'],
  [{ kind: 'status', status: 503 }, 'trouble'],
  [{ kind: 'status', status: 500, code: 'InternalServerError' }, 'trouble'],
  [{ kind: 'status', status: 500, code: 'InternalServerError', hasOwnBody: true }, 'trouble'],
  [{ kind: 'status', status: 500, code: 'ClusterProfileAlreadyExists', hasOwnBody: true }, 'neutral'],
  [{ kind: 'network', code: 'ConnectionReset' }, 'trouble'],
  [{ kind: 'timeout', code: 'Timeout' }, 'trouble'],
  [{ kind: 'decode', code: 'NotJson' }, 'trouble'],
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
