// Clones that Palette makes after everybody gave up on them, and answers that say something else than what was done.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { type Transport, TransportError, type TransportResponse } from '../../src/palette/transport.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';
import { told } from '../support/scene.ts';

type Answer = (response: TransportResponse) => TransportResponse;

interface Set {
  readonly house: House;
  /** What becomes of the next clones, first to last: sent as usual when there is nothing more. */
  readonly next: ('late' | 'forbidden' | Answer)[];
  /** What was late arrives now. */
  readonly land: () => Promise<void>;
  readonly there: () => readonly string[];
}

function aSet(assumptions: Partial<Assumptions> = {}): Set {
  const clock = fakeClock();
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), { clock, assumptions });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox);
  const next: Set['next'] = [];
  const late: (() => Promise<unknown>)[] = [];
  const transport: Transport = {
    close: inner.close,
    send: async (request) => {
      clock.advance(50);
      const fate = request.path.endsWith('/clone') ? next.shift() : undefined;
      if (fate === undefined) return inner.send(request);
      if (fate === 'forbidden')
        return { status: 403, headers: {}, body: '{"code":"OperationForbidden","message":"no"}' };
      if (fate !== 'late') return fate(await inner.send(request));
      late.push(() => inner.send(request));
      throw new TransportError('timeout', 'unknown', 'no answer');
    },
  };
  house.client = aClient(transport, clock);
  return {
    house,
    next,
    land: async () => {
      clock.advance(60_000);
      for (const send of late.splice(0)) await send();
    },
    there: () => sandbox.describe().profiles.flatMap(({ name }) => (name === 'base' ? [] : [name])),
  };
}

const edge = aDesired(aClone('edge'));
const keep = aDesired(aClone('keep', { target: { scope: 'tenant', project: null } }));

/** Nothing to do, one object for each row, and no entry left once nothing can be late any more. */
async function expectQuiet({ house, there }: Set, desired: Desired): Promise<void> {
  expect(told(await house.plan(desired))).toEqual([]);
  house.clock.advance(16 * 60_000);
  await house.apply(desired);
  const { clones, openEntries } = await house.store.readRecorded();
  expect(openEntries).toEqual([]);
  expect(there()).toHaveLength(clones.length);
}

test('a clone that arrives between two runs is taken over, not made again', async () => {
  const set = aSet();
  set.next.push('late', 'late', 'late');
  expect((await set.house.apply(edge)).exitCode).toBe(4);
  await set.land();
  expect((await set.house.apply(edge)).exitCode).toBe(0);
  expect((await set.house.store.readRecorded()).clones[0]?.provenance).toBe('inferred');
  await expectQuiet(set, edge);
});

test('a clone that nobody wants any more when it arrives is recorded and deleted, however late', async () => {
  const set = aSet();
  set.next.push('late', 'late', 'late');
  await set.house.apply(edge);
  await set.house.apply(keep);
  await set.house.apply(keep);
  expect(told(await set.house.plan(keep))).toEqual([]);
  await set.land();
  expect(told(await set.house.plan(keep))).toEqual([
    'resume · interrupted edge',
    'delete · not_declared edge',
  ]);
  await set.house.apply(keep);
  expect(set.there()).toEqual(['keep']);
  await expectQuiet(set, keep);
});

test('a first send that arrives after the second was made and deleted again is still known', async () => {
  const set = aSet();
  set.next.push('late');
  expect((await set.house.apply(edge)).exitCode).toBe(0);
  await set.house.apply(keep);
  expect(set.there()).toEqual(['keep']);
  await set.land();
  await set.house.apply(keep);
  expect(set.there()).toEqual(['keep']);
  await expectQuiet(set, keep);
});

test('a clone that is forgotten is not taken back by a watch over its key', async () => {
  const set = aSet();
  set.next.push('late');
  await set.house.apply(edge);
  await set.house.apply({ ...keep, removed: [{ clone: 'edge', place: null }] } as unknown as Desired);
  expect(told(await set.house.plan(keep))).toEqual([]);
  expect(set.there().toSorted()).toEqual(['edge', 'keep']);
});

test('a definite no ends its own attempt only: an earlier one may still have been a yes', async () => {
  const set = aSet();
  set.next.push('late', 'late', 'late');
  await set.house.apply(edge);
  set.next.push('forbidden');
  const second = await set.house.apply(edge);
  expect(second.applied.results.at(-1)).toMatchObject({
    status: 'failed',
    error: { code: 'OperationForbidden' },
  });
  await set.land();
  expect((await set.house.apply(edge)).exitCode).toBe(0);
  await expectQuiet(set, edge);
});

test('another address at the same key continues with what an earlier one left in doubt', async () => {
  const set = aSet();
  set.next.push('late', 'late', 'late');
  await set.house.apply(edge);
  const other = aDesired(aClone('other', { target: { name: 'edge' } }));
  set.next.push('late');
  const second = await set.house.apply(other);
  expect(second.exitCode).toBe(0);
  await set.land();
  expect(set.there()).toEqual(['edge']);
  await expectQuiet(set, other);
});

test.each(['409', '422', '400', '500'] as const)(
  'a conflict (%s) with our own object, because something on the way sent it twice, is no failure',
  async (conflictStatus) => {
    const set = aSet({ conflictStatus });
    const body = '{"code":"ClusterProfileAlreadyExists","message":"it exists"}';
    set.next.push(() => ({ status: Number(conflictStatus), headers: {}, body }));
    expect((await set.house.apply(edge)).exitCode).toBe(0);
    await expectQuiet(set, edge);
  },
);

test.each(['409', '422', '400', '500'] as const)(
  'a conflict (%s) with an object of somebody else is a failure with the line that takes it over',
  async (conflictStatus) => {
    const set = aSet({ conflictStatus, validateReportsConflict: 'no' });
    const { house } = set;
    const theirs = aHouse(house.sandbox, house.clock);
    await theirs.apply(edge);
    house.clock.advance(60_000);
    const { listProfiles } = house.client;
    let lists = 0;
    // It shows up between the plan and the clone.
    house.client = {
      ...house.client,
      listProfiles: async (scope) => {
        const { rows } = await listProfiles(scope);
        return { rows: ++lists > 2 ? rows : rows.filter((row) => row.metadata.name !== 'edge'), missing: 0 };
      },
    };
    const end = await house.apply(edge);
    const [result] = end.applied.results;
    expect(result).toMatchObject({ status: 'failed', error: { code: 'ClusterProfileAlreadyExists' } });
    expect(result?.error?.hint).toContain("imports: [ { to: 'edge', uid: ");
    expect((await house.store.readRecorded()).openEntries).toEqual([]);
    expect(set.there()).toEqual(['edge']);
  },
);

const created =
  (body: string): Answer =>
  (response) => ({ ...response, body });

test.each<readonly [string, (set: Set) => Answer]>([
  ['nothing', () => created('')],
  ['no JSON', () => created('<html>')],
  ['no UID', () => created('{"id":1}')],
  ['half of it', () => (response) => ({ ...response, body: response.body.slice(0, 9) })],
  ['status 200', () => (response) => ({ ...response, status: 200 })],
  ['a UID that leads nowhere', () => created('{"uid":"ffffffffffffffffffffffff"}')],
  [
    'the UID of its source',
    ({ house }) => created(JSON.stringify({ uid: house.sandbox.describe().profiles[0]?.uid })),
  ],
])('a clone that is answered with %s is found by its key; nothing else is touched', async (_, answer) => {
  const set = aSet();
  const desired = aDesired(aClone('edge', { target: { labels: { team: 'x' } } }));
  const before = await baseOf(set);
  set.next.push(answer(set));
  expect((await set.house.apply(desired)).exitCode).toBe(0);
  expect(await baseOf(set)).toEqual(before);
  await expectQuiet(set, desired);
});

test('a UID that led nowhere, when the process dies over it, does not hide what was made', async () => {
  const set = aSet();
  set.next.push(created('{"uid":"ffffffffffffffffffffffff"}'));
  const { client } = set.house;
  set.house.client = { ...client, getProfile: () => Promise.reject(new Error('the process died')) };
  await set.house.apply(edge).catch(() => undefined);
  set.house.client = client;
  set.house.clock.advance(1000);
  expect((await set.house.apply(edge)).exitCode).toBe(0);
  expect(set.there()).toEqual(['edge']);
  await expectQuiet(set, edge);
});

async function baseOf({ house }: Set): Promise<unknown> {
  const uid = house.sandbox.describe().profiles.find(({ name }) => name === 'base')?.uid ?? '';
  return (await house.client.getProfile(uid, { scope: 'tenant', projectUid: null }))?.value;
}
