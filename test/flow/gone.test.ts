// An outage in the middle of a run that deletes: nothing is called deleted that is still there, and the next run ends the job.
import { expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { TransportRequest, TransportResponse } from '../../src/palette/transport.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired, OPTIONS } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, clientOf, fakeClock, seedVersion } from '../support/sandboxes.ts';

const options = { ...OPTIONS, allowMassDelete: true };
const eight = Array.from({ length: 8 }, (_, n) => aClone(`c${n}`));
const PAGE_NOT_FOUND = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: '404 page not found',
} as const;
const DENIED = {
  status: 404,
  headers: {},
  body: '{"code":"ProjectNotFoundInTenant","message":"no such project"}',
} as const;

async function appliedHouse(...clones: readonly DesiredClone[]): Promise<House> {
  const clock = fakeClock();
  const seed = aSeed(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'base', version: '1.1.0' }),
  );
  const house = aHouse(aSandbox(seed, { clock }), clock);
  expect((await house.apply(aDesired(...clones))).exitCode).toBe(0);
  return house;
}

/** From the nth request on, counted from the first of the next run, this is the answer to those that `isHit` names. */
function answerFrom(
  house: House,
  nth: number,
  answer: TransportResponse,
  isHit: (request: TransportRequest) => boolean = () => true,
): { heal(): void } {
  const inner = createSandboxTransport(house.sandbox);
  let sent = 0;
  house.client = aClient(
    {
      send: async (request) => (++sent >= nth && isHit(request) ? answer : inner.send(request)),
      close: inner.close,
    },
    house.clock,
  );
  return { heal: () => void (house.client = clientOf(house.sandbox, house.clock)) };
}

const uids = (house: House): ReadonlySet<string> =>
  new Set(house.sandbox.describe().profiles.map(({ uid }) => uid));

/** Everything that Palette has of ours is in state or in the journal. */
async function expectNothingLost(house: House, made: ReadonlySet<string>): Promise<void> {
  const { clones, openEntries } = await house.store.readRecorded();
  const known = new Set([...clones, ...openEntries].map(({ uid }) => uid));
  const there = uids(house);
  expect([...made].filter((uid) => there.has(uid) && !known.has(uid))).toEqual([]);
}

const PLANNING = 14;

test.each([0, 1, 8, 9, 12, 16, 17, 20, 24, 30].map((n) => PLANNING + n))(
  'destroy of eight clones, all answers "404 page not found" from request %i on',
  async (nth) => {
    const house = await appliedHouse(...eight);
    const made = new Set((await house.store.readRecorded()).clones.map(({ uid }) => uid));
    const fault = answerFrom(house, nth, PAGE_NOT_FOUND);
    const end = await house.apply(aDesired(), { command: 'destroy', options: { ...options, destroy: true } });
    expect(end.exitCode).toBe(4);
    await expectNothingLost(house, made);
    const applied = end.applied.results.filter(({ status }) => status === 'applied');
    const there = uids(house);
    expect(applied.filter(({ uid }) => uid !== undefined && there.has(uid))).toEqual([]);
    fault.heal();
    const next = await house.apply(aDesired(), {
      command: 'destroy',
      options: { ...options, destroy: true },
    });
    expect(next.exitCode).toBe(0);
    const { clones, openEntries } = await house.store.readRecorded();
    expect([clones, openEntries]).toEqual([[], []]);
    expect([...made].filter((uid) => uids(house).has(uid))).toEqual([]);
  },
);

test.each([404, 400, 403, 422])(
  'destroy while every delete is answered ProjectNotFoundInTenant (%i)',
  async (status) => {
    const house = await appliedHouse(...eight);
    const fault = answerFrom(house, 1, { ...DENIED, status }, ({ method }) => method === 'DELETE');
    const end = await house.apply(aDesired(), { command: 'destroy', options: { ...options, destroy: true } });
    expect([end.exitCode, (await house.store.readRecorded()).clones.length]).toEqual([4, 8]);
    fault.heal();
    const next = await house.apply(aDesired(), {
      command: 'destroy',
      options: { ...options, destroy: true },
    });
    expect([next.exitCode, (await house.store.readRecorded()).clones.length]).toEqual([0, 0]);
  },
);

interface Work {
  readonly before: readonly DesiredClone[];
  readonly after: readonly DesiredClone[];
  /** Versions that are there in the end. */
  readonly names: readonly string[];
}

const from = (version: string, more: Parameters<typeof aClone>[1] = {}): DesiredClone =>
  aClone('one', { source: { version }, ...more });

/** Each deletes one object. */
const WORKS: Readonly<Record<string, Work>> = {
  'a delete': { before: [from('1.0.0'), aClone('keep')], after: [aClone('keep')], names: ['keep 1.0.0'] },
  'a replace': {
    before: [from('1.0.0')],
    after: [from('1.0.0', { target: { name: 'other' } })],
    names: ['other 1.0.0'],
  },
  'a recreate': {
    before: [from('1.0.0', { content: 'mirror', mirrorBy: 'recreate' })],
    after: [from('1.1.0', { content: 'mirror', mirrorBy: 'recreate' })],
    names: ['one 1.0.0'],
  },
  retention: {
    before: [from('1.0.0', { retain: 'none' })],
    after: [from('1.0.0', { retain: 'none', target: { version: '2.0.0' } })],
    names: ['one 2.0.0'],
  },
};

const outages = Object.keys(WORKS).flatMap((what) =>
  [PAGE_NOT_FOUND, DENIED].map((answer) => [what, answer.body, answer] as const),
);

test.each(outages)('%s, after whose delete all is answered %s', async (what, _, answer) => {
  const work = WORKS[what];
  if (work === undefined) throw new Error(what);
  const house = await appliedHouse(...work.before);
  const made = new Set((await house.store.readRecorded()).clones.map(({ uid }) => uid));
  let isDown = false;
  const fault = answerFrom(house, 1, answer, ({ method }) => {
    const isHit = isDown;
    isDown ||= method === 'DELETE';
    return isHit;
  });
  const end = await house.apply(aDesired(...work.after), { options });
  expect(end.exitCode).toBe(4);
  await expectNothingLost(house, made);
  fault.heal();
  for (let runs = 0; runs < 2; runs++) {
    house.clock.advance(2000);
    expect((await house.apply(aDesired(...work.after), { options })).exitCode).toBe(0);
  }
  const clones = house.sandbox.describe().profiles.filter(({ name }) => name !== 'base');
  expect(clones.map(({ name, version }) => `${name} ${version}`)).toEqual(work.names);
  expect((await house.store.readRecorded()).clones.map(({ key }) => `${key.name} ${key.version}`)).toEqual(
    work.names,
  );
});

test('a delete that is never carried out is not done, however it was answered', async () => {
  const house = await appliedHouse(...eight);
  const fault = answerFrom(
    house,
    1,
    { status: 204, headers: {}, body: '' },
    ({ method }) => method === 'DELETE',
  );
  const end = await house.apply(aDesired(), { command: 'destroy', options: { ...options, destroy: true } });
  expect([end.exitCode, (await house.store.readRecorded()).clones.length]).toEqual([4, 8]);
  fault.heal();
  const next = await house.apply(aDesired(), { command: 'destroy', options: { ...options, destroy: true } });
  expect([next.exitCode, uids(house).size]).toEqual([0, 2]);
});

test('forty deletes share the lists that confirm them', async () => {
  const many = Array.from({ length: 40 }, (_, n) => aClone(`c${n}`));
  const house = await appliedHouse(...many);
  const before = house.client.stats().sent['dashboard'] ?? 0;
  const end = await house.apply(aDesired(), { options: { ...options, destroy: true }, parallelism: 20 });
  expect(end.exitCode).toBe(0);
  expect((house.client.stats().sent['dashboard'] ?? 0) - before).toBeLessThan(20);
});

const isClone = ({ path }: TransportRequest): boolean => path.endsWith('/clone');

test.each([401, 403])(
  'a clone that was carried out, answered %i: it is looked for, and is ours',
  async (status) => {
    const house = await appliedHouse(aClone('keep'));
    const inner = createSandboxTransport(house.sandbox);
    house.client = aClient(
      {
        send: async (request) => {
          const answer = await inner.send(request);
          return isClone(request)
            ? { ...answer, status, body: '{"code":"Forbidden","message":"no"}' }
            : answer;
        },
        close: inner.close,
      },
      house.clock,
    );
    const end = await house.apply(aDesired(aClone('keep'), aClone('fresh')), { options });
    expect(end.exitCode).toBe(0);
    expect((await house.store.readRecorded()).clones.map(({ address }) => address)).toEqual([
      'fresh',
      'keep',
    ]);
  },
);

test('a key that is refused from a clone on, which was carried out: exit 4, and the next run takes the clone up', async () => {
  const house = await appliedHouse(aClone('keep'));
  const inner = createSandboxTransport(house.sandbox);
  let isRefused = false;
  house.client = aClient(
    {
      send: async (request) => {
        if (!isRefused && !isClone(request)) return inner.send(request);
        if (!isRefused) await inner.send(request);
        isRefused = true;
        return { status: 401, headers: {}, body: '{"code":"Unauthorized","message":"expired"}' };
      },
      close: inner.close,
    },
    house.clock,
  );
  const wanted = aDesired(aClone('keep'), aClone('fresh'));
  expect((await house.apply(wanted, { options })).exitCode).toBe(4);
  expect((await house.store.readRecorded()).openEntries).toHaveLength(1);
  house.client = clientOf(house.sandbox, house.clock);
  expect((await house.apply(wanted, { options })).exitCode).toBe(0);
  expect((await house.store.readRecorded()).clones.map(({ address }) => address)).toEqual(['fresh', 'keep']);
});

test('a clone that is refused for want of rights leaves nothing open, and exits 4 only where something was written', async () => {
  const house = await appliedHouse(aClone('keep'));
  const fault = answerFrom(
    house,
    1,
    { status: 403, headers: {}, body: '{"code":"Forbidden","message":"no"}' },
    isClone,
  );
  const end = await house.apply(aDesired(aClone('keep'), aClone('fresh')), { options });
  expect(end.exitCode).toBe(4);
  expect((await house.store.readRecorded()).openEntries).toEqual([]);
  fault.heal();
});
