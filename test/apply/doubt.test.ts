// Answers that never came: before the commit and after it, with lists that are late, over several runs.
import { describe, expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { TransportError, type TransportRequest } from '../../src/palette/transport.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, call, clientOf, fakeClock, seedVersion } from '../support/sandboxes.ts';

type Fault = 'lost before' | 'lost after' | '500 after' | 'truncated after';

/** A house whose requests of one sort meet a fault, `times` times, each after a moment. */
function aFaultyHouse(
  isHit: (request: TransportRequest) => boolean,
  fault: Fault,
  times: number,
  assumptions: Partial<Assumptions> = {},
): { house: House; heal(): void } {
  const clock = fakeClock();
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0', labels: { a: 'b' } })), {
    clock,
    assumptions,
  });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox);
  let left = times;
  house.client = aClient(
    {
      send: async (request) => {
        clock.advance(100);
        if (left === 0 || !isHit(request)) return inner.send(request);
        left--;
        if (fault === 'lost before') throw new TransportError('reset', 'unknown', 'cut');
        const response = await inner.send(request);
        clock.advance(100);
        if (fault === '500 after')
          return { ...response, status: 500, body: '{"code":"InternalError","message":"late"}' };
        if (fault === 'truncated after') return { ...response, body: response.body.slice(0, 4) };
        throw new TransportError('timeout', 'unknown', 'no answer');
      },
      close: inner.close,
    },
    clock,
  );
  return { house, heal: () => void (house.client = clientOf(sandbox, clock)) };
}

const isClone = (request: TransportRequest): boolean => request.path.endsWith('/clone');
const isDelete = (request: TransportRequest): boolean => request.method === 'DELETE';
const isPatch = (request: TransportRequest): boolean => request.method === 'PATCH';
const desired = aDesired(aClone('edge', { target: { labels: { team: 'x' } } }));

async function copies(house: House): Promise<number> {
  return house.sandbox.describe().profiles.filter((profile) => profile.name === 'edge').length;
}

/** Settled: one clone, recorded, nothing open, nothing to do. */
async function expectSettled(house: House): Promise<void> {
  house.clock.advance(16 * 60_000);
  await house.apply(desired);
  const { clones, openEntries } = await house.store.readRecorded();
  expect(clones.map((row) => row.address)).toEqual(['edge']);
  expect(openEntries).toEqual([]);
  expect(await copies(house)).toBe(1);
  expect((await house.plan(desired)).changes.map((change) => change.action)).toEqual(['noop']);
}

describe.each<Fault>(['lost before', 'lost after', '500 after', 'truncated after'])(
  'a clone whose answer is %s',
  (fault) => {
    test('once: the run itself settles it', async () => {
      const { house } = aFaultyHouse(isClone, fault, 1);
      const end = await house.apply(desired);
      expect(end.exitCode).toBe(0);
      await expectSettled(house);
      const { clones } = await house.store.readRecorded();
      expect(clones[0]?.provenance).toBe(fault === 'lost before' ? 'created' : 'inferred');
    });

    test('again and again: the run says so, the next one settles it', async () => {
      const { house, heal } = aFaultyHouse(isClone, fault, 50);
      await house.apply(desired);
      expect(await copies(house)).toBe(fault === 'lost before' ? 0 : 1);
      heal();
      const end = await house.apply(desired);
      expect(end.exitCode).toBe(0);
      await expectSettled(house);
    });

    test('while lists show new objects late', async () => {
      const { house, heal } = aFaultyHouse(isClone, fault, 50, { listsShowNewObjects: 'late' });
      await house.apply(desired);
      heal();
      for (let runs = 0; runs < 2; runs++) await house.apply(desired);
      await expectSettled(house);
    });
  },
);

function withoutItems(body: string, name: string): string {
  const page: {
    readonly items: readonly { readonly metadata: { readonly name: string } }[];
    readonly listmeta: object;
  } = JSON.parse(body);
  const items = page.items.filter((item) => item.metadata.name !== name);
  return JSON.stringify({ items, listmeta: { ...page.listmeta, count: items.length } });
}

test('a no of any status and code, to what may be there already, is waited out until a late list shows why', async () => {
  const { house } = aFaultyHouse(isClone, 'lost after', 0);
  const inner = createSandboxTransport(house.sandbox);
  const shown = house.clock.now() + 6000;
  let sends = 0;
  house.client = aClient(
    {
      send: async (request) => {
        const response = await inner.send(request);
        if (request.path.startsWith('/v1/dashboard/clusterprofiles') && house.clock.now() < shown)
          return { ...response, body: withoutItems(response.body, 'edge') };
        if (!isClone(request)) return response;
        if (++sends === 1) throw new TransportError('reset', 'unknown', 'cut');
        return { ...response, status: 422, body: '{"code":"Unwanted","message":"no"}' };
      },
      close: inner.close,
    },
    house.clock,
  );
  const end = await house.apply(desired);
  expect([end.exitCode, sends]).toEqual([0, 2]);
  await expectSettled(house);
});

test('a list that cannot be read leaves the entry open: what was made is not forgotten', async () => {
  const { house, heal } = aFaultyHouse(isClone, 'lost after', 50);
  const look = house.client;
  house.client = {
    ...look,
    listProfiles: async (scope) =>
      (await copies(house)) > 0 ? Promise.reject(await forbidden(house)) : look.listProfiles(scope),
  };
  await house.apply(desired);
  expect((await house.store.readRecorded()).openEntries).toHaveLength(1);
  const blind = await house.apply(desired);
  expect(blind.applied.changes[0]).toMatchObject({
    action: 'blocked',
    wouldBe: 'resume',
    blockedBy: 'unreadable',
  });
  expect((await house.store.readRecorded()).openEntries).toHaveLength(1);
  heal();
  await house.apply(desired);
  await expectSettled(house);
});

async function forbidden(house: House): Promise<unknown> {
  return house.client
    .getProfile('../', { scope: 'tenant', projectUid: null })
    .catch((error: unknown) => error);
}

test('an object that someone else made meanwhile is not taken for ours', async () => {
  const { house, heal } = aFaultyHouse(isClone, 'lost before', 50);
  await house.apply(desired);
  heal();
  house.clock.advance(60_000);
  const project = house.sandbox.describe().projects.find(({ name }) => name === 'edge-dev')?.uid ?? '';
  const template = { type: 'add-on', cloudType: 'all', packs: [{ name: 'theirs', values: 'other: 1' }] };
  await call(house.sandbox, 'POST', '/v1/clusterprofiles?publish=true', {
    project,
    body: { metadata: { name: 'edge' }, spec: { version: '1.0.0', template } },
  });
  const end = await house.apply(desired);
  expect(end.applied.changes.map(({ action, blockedBy }) => [action, blockedBy])).toEqual([
    ['blocked', 'exists_unmanaged'],
  ]);
  expect((await house.store.readRecorded()).clones).toEqual([]);
});

describe.each<Fault>(['lost before', 'lost after', '500 after'])('a delete whose answer is %s', (fault) => {
  test('is settled by this run or the next, and nothing else goes', async () => {
    const { house, heal } = aFaultyHouse(isDelete, fault, 2);
    await house.apply(desired);
    const keep = aDesired(aClone('keep'));
    await house.apply(keep);
    heal();
    await house.apply(keep);
    expect(await copies(house)).toBe(0);
    const { clones, openEntries } = await house.store.readRecorded();
    expect([clones.map((row) => row.address), openEntries]).toEqual([['keep'], []]);
  });
});

describe.each<Fault>(['lost before', 'lost after', '500 after'])('labels whose answer is %s', (fault) => {
  test('are set in the end', async () => {
    const { house, heal } = aFaultyHouse(isPatch, fault, 2);
    await house.apply(desired);
    heal();
    await house.apply(desired);
    await expectSettled(house);
  });
});

test('state that fails in the middle of a run: nothing more is sent, and the results say what is true', async () => {
  const { house, heal } = aFaultyHouse(() => false, 'lost before', 0);
  heal();
  const two = aDesired(aClone('edge'), aClone('other'), aClone('third'));
  const { write } = house.store;
  let writes = 0;
  house.store.write = async (lease, mutations) => {
    if (++writes > 3) throw new StoreError('disk_full', 'memory', 'no space is left');
    return write.call(house.store, lease, mutations);
  };
  const end = await house.apply(two, { parallelism: 1 });
  expect(end.exitCode).toBe(4);
  expect(end.broken?.error).toBeInstanceOf(StoreError);
  expect(end.applied.results.map(({ status }) => status)).toEqual(['failed', 'not_started', 'not_started']);
  house.store.write = write;
  await house.apply(two);
  const { clones, openEntries } = await house.store.readRecorded();
  expect([clones.length, openEntries.length, await copies(house)]).toEqual([3, 0, 1]);
});
