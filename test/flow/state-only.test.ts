// What only state records is a change: shown, counted, approved, in the history; and with "No changes", state stays as it is.
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/flow/saved/check-plan.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { call } from '../support/sandboxes.ts';
import { base, one, type Scene, scene, settles, told } from '../support/scene.ts';

const work = (plan: Plan): readonly ChangeEntry[] => plan.changes.filter(({ action }) => action !== 'noop');
const recordsOf = (plan: Plan) => work(plan).map(({ records }) => records);

async function rowOf({ house }: Scene, address: string): Promise<RecordedClone> {
  const row = (await house.store.readRecorded()).clones.find((clone) => clone.address === address);
  if (row === undefined) throw new Error(`no row ${address}`);
  return row;
}

const serial = async ({ house }: Scene): Promise<number> =>
  (await house.store.readRecorded()).identity?.serial ?? 0;

/** Requests of any kind that a piece of work sends. */
async function requestsOf(world: Scene, piece: () => Promise<unknown>): Promise<number> {
  const before = world.house.client.stats().total;
  await piece();
  return world.house.client.stats().total - before;
}

describe('an upgrade to a version with equal content', () => {
  const equal = () => scene(base('1.0.0'), base('1.1.0'));

  test.each(['snapshot', 'mirror'] as const)('of a %s is a change of state alone', async (content) => {
    const world = await equal();
    await settles(world.house, one({ content, source: { version: '1.0.0' } }));
    const next = one({ content, source: { version: '1.1.0' } });
    const plan = await world.house.plan(aDesired(next));
    expect(told(plan)).toEqual(['update · source_upgraded one']);
    expect(recordsOf(plan)).toEqual([[{ what: 'source', from: 'base 1.0.0', to: 'base 1.1.0' }]]);
    expect(plan.applyable).toBe(true);
    expect(plan.estimate.requests).toBe(0);
    const end = await world.house.apply(aDesired(next));
    expect(end).toMatchObject({ exitCode: 0, stopped: null });
    expect(end.applied.results).toMatchObject([
      { address: 'one', reason: 'source_upgraded', status: 'applied' },
    ]);
    expect((await rowOf(world, 'one')).source.version).toBe('1.1.0');
    expect((await world.house.store.readRuns(1))[0]).toMatchObject({ outcome: 'done' });
    expect((await world.house.store.readRuns(1))[0]?.results).toHaveLength(1);
    expect(told(await world.house.plan(aDesired(next)))).toEqual([]);
  });

  test('asked for with --upgrade, too', async () => {
    const world = await equal();
    const ranged = one({ source: { version: '^1.0.0' } });
    await settles(world.house, one({ source: { version: '1.0.0' } }));
    expect(told(await world.house.plan(aDesired(ranged)))).toEqual([]);
    const plan = await world.house.plan(aDesired(ranged), { upgrade: ['*'] });
    expect(told(plan)).toEqual(['update · source_upgraded one']);
    expect(work(plan)[0]?.records).toHaveLength(1);
  });

  test('beside new labels is an entry of its own, and one apply does both', async () => {
    const world = await equal();
    await settles(world.house, one({ source: { version: '1.0.0' } }));
    const next = one({ source: { version: '1.1.0' }, target: { labels: { a: 'b' } } });
    const plan = await world.house.plan(aDesired(next));
    expect(told(plan)).toEqual(['update · source_upgraded one', 'update · metadata one']);
    expect(recordsOf(plan).map((records) => records?.length)).toEqual([1, undefined]);
    await settles(world.house, next);
    expect(await rowOf(world, 'one')).toMatchObject({ source: { version: '1.1.0' }, labels: { a: 'b' } });
  });

  test('leaves the links of a chain alone', async () => {
    const world = await equal();
    const chain = (version: string) => [
      one({ source: { version } }),
      aClone('two', { chain: { clone: 'one' }, target: { name: 'two', project: 'edge-prod' } }),
    ];
    await settles(world.house, ...chain('1.0.0'));
    expect(told(await world.house.plan(aDesired(...chain('1.1.0'))))).toEqual([
      'update · source_upgraded one',
    ]);
    await settles(world.house, ...chain('1.1.0'));
  });

  test('waits for a link that the same plan makes again', async () => {
    const world = await equal();
    const chain = (name: string) => [
      one({ target: { name } }),
      aClone('two', { chain: { clone: 'one' }, target: { name: 'two', project: 'edge-prod' } }),
    ];
    await settles(world.house, ...chain('one'));
    const plan = await world.house.plan(aDesired(...chain('other')));
    const second = work(plan).find(({ address }) => address === 'two');
    expect(second).toMatchObject({
      reason: 'source_upgraded',
      needs: ['one'],
      records: [{ what: 'source', from: 'one 1.0.0', to: 'other 1.0.0' }],
    });
    await settles(world.house, ...chain('other'));
    expect((await rowOf(world, 'two')).source.uid).toBe((await rowOf(world, 'one')).uid);
  });

  test('two reviewed versions have two checksums', async () => {
    const world = await scene(base('1.0.0'), base('1.1.0'), base('1.2.0'));
    await settles(world.house, one({ source: { version: '1.0.0' } }));
    const sums = ['1.1.0', '1.2.0'].map(async (version) => {
      const plan = await world.house.plan(aDesired(one({ source: { version } })));
      return plan.checksum;
    });
    expect(new Set(await Promise.all(sums)).size).toBe(2);
  });
});

describe('what the declaration says of a clone that is so already', () => {
  const cases: readonly {
    readonly name: string;
    readonly from: DesiredClone;
    readonly to: DesiredClone;
    readonly records: ChangeEntry['records'];
  }[] = [
    {
      name: 'protection',
      from: one(),
      to: one({ protect: true }),
      records: [{ what: 'protected', from: 'false', to: 'true' }],
    },
    {
      name: 'labels that are no longer declared',
      from: one({ target: { labels: { a: 'b' } } }),
      to: one(),
      records: [{ what: 'labels', from: '{"a":"b"}', to: null }],
    },
    {
      name: 'labels that it has',
      from: one(),
      to: one({ target: { labels: {} } }),
      records: [{ what: 'labels', from: null, to: '{}' }],
    },
    {
      name: 'a description that is no longer declared',
      from: one({ target: { description: 'words' } }),
      to: one(),
      records: [{ what: 'description', from: 'words', to: null }],
    },
    {
      name: 'the version of the source instead of its number',
      from: one(),
      to: one({ target: { version: 'source' } }),
      records: [{ what: 'declaredVersion', from: '1.0.0', to: 'source' }],
    },
  ];
  test.each(cases)('$name', async ({ from, to, records }) => {
    const world = await scene();
    await settles(world.house, from);
    const plan = await world.house.plan(aDesired(to));
    expect(told(plan)).toEqual(['update · metadata one']);
    expect(recordsOf(plan)).toEqual([records]);
    const planned = await requestsOf(world, () => world.house.plan(aDesired(to)));
    expect(planned).toBeGreaterThan(0);
    expect(await requestsOf(world, () => world.house.apply(aDesired(to)))).toBe(planned);
    expect(told(await world.house.plan(aDesired(to)))).toEqual([]);
  });
});

test('protection reaches the superseded versions, and the plan says so', async () => {
  const world = await scene();
  await settles(world.house, one());
  await settles(world.house, one({ target: { version: '2.0.0' } }));
  const next = one({ target: { version: '2.0.0' }, protect: true });
  expect(told(await world.house.plan(aDesired(next)))).toEqual([
    'update · metadata one',
    'update · metadata one@1.0.0',
  ]);
  await settles(world.house, next);
  expect((await rowOf(world, 'one@1.0.0')).isProtected).toBe(true);
});

test('a source that was deleted and made again with equal content is recorded aloud', async () => {
  const world = await scene();
  await settles(world.house, one());
  const old = await world.hands.uid('base', '1.0.0');
  const copy = { metadata: { name: 'spare', version: '1.0.0', target: { scope: 'tenant' } } };
  const { body } = await call(world.house.sandbox, 'POST', `/v1/clusterprofiles/${old}/clone`, {
    body: copy,
  });
  await world.hands.remove(old);
  await call(world.house.sandbox, 'PATCH', `/v1/clusterprofiles/${String(body['uid'])}/metadata`, {
    body: { metadata: { name: 'base' } },
  });
  const plan = await world.house.plan(aDesired(one()));
  expect(recordsOf(plan)).toEqual([[{ what: 'sourceUid', from: old, to: body['uid'] }]]);
  await settles(world.house, one());
});

test('with nothing to do, apply writes nothing: not even a timestamp that moved', async () => {
  const world = await scene();
  await settles(world.house, one());
  world.house.clock.advance(60_000);
  await world.hands.metadata(await world.hands.uid('one', '1.0.0', 'edge-dev'), {
    name: 'one',
    labels: { by: 'hand' },
  });
  const before = await serial(world);
  const plan = await world.house.plan(aDesired(one()));
  expect(told(plan)).toEqual([]);
  expect(await world.house.apply(aDesired(one()))).toMatchObject({ stopped: 'nothing_to_do' });
  expect(await serial(world)).toBe(before);
  expect(await world.house.store.readRuns(9)).toHaveLength(1);
});

describe('renamed in Palette and then declared so', () => {
  const rename = async (world: Scene, from: string, to: string): Promise<void> => {
    world.house.clock.advance(60_000);
    await world.hands.metadata(await world.hands.uid(from, '1.0.0', 'edge-dev'), { name: to });
  };
  const other = one({ target: { name: 'other' } });

  test('is recorded, and what the declaration says of it then holds', async () => {
    const world = await scene();
    await settles(world.house, one());
    const { uid } = await rowOf(world, 'one');
    await rename(world, 'one', 'other');
    const plan = await world.house.plan(aDesired(other));
    expect([told(plan), recordsOf(plan)]).toEqual([
      ['update · metadata one'],
      [[{ what: 'name', from: 'one', to: 'other' }]],
    ]);
    await settles(world.house, other);
    expect(await rowOf(world, 'one')).toMatchObject({ uid, key: { name: 'other' } });
    await settles(world.house, one({ target: { name: 'other', version: '2.0.0' } }));
  });

  test('and other labels are set in the same change', async () => {
    const world = await scene();
    await settles(world.house, one());
    await rename(world, 'one', 'other');
    await settles(world.house, one({ target: { name: 'other', labels: { a: 'b' } } }));
    expect(await rowOf(world, 'one')).toMatchObject({ key: { name: 'other' }, labels: { a: 'b' } });
  });

  test.each(['recreate', 'newVersion'] as const)('a mirror by %s continues from there', async (mirrorBy) => {
    const world = await scene();
    const mirror = (name: string) => one({ content: 'mirror', mirrorBy, target: { name } });
    await settles(world.house, mirror('one'));
    await rename(world, 'one', 'other');
    await world.hands.packs(await world.hands.uid('base', '1.0.0'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: other\n' } : pack)),
    );
    await settles(world.house, mirror('other'));
  });

  test('a saved plan of it holds until it is called something else again', async () => {
    const world = await scene();
    await settles(world.house, one());
    await rename(world, 'one', 'other');
    const plan = await world.house.plan(aDesired(other));
    const faults = async () =>
      (await checkPlan(world.house.client, plan, await world.house.store.readRecorded())).faults;
    expect(await faults()).toEqual([]);
    await rename(world, 'other', 'third');
    expect((await faults()).map(({ code }) => code)).toEqual(['plan/stale-object']);
  });
});
