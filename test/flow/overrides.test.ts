// A clone is its source plus the declared differences: made, kept up, upgraded, edited by hand, against the sandbox.
import { describe, expect, test } from 'vitest';
import type { DesiredClone, DesiredOverrides } from '../../src/model/desired.ts';
import { aDesired, OPTIONS, picture } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import type { HandPack } from '../support/hands.ts';
import { aHouse } from '../support/histories.ts';
import { base, one, PACKS, type Scene, scene, settles, told } from '../support/scene.ts';

const SIZE = desiredOverrides('packs: { os: { values: { size: 5 } } }');

const withValues = (name: string, values: string) => (packs: readonly HandPack[]) =>
  packs.map((pack) => (pack.name === name ? { ...pack, values } : pack));

const clone = (
  overrides: DesiredOverrides | undefined,
  facts: Parameters<typeof one>[0] = {},
): DesiredClone => one({ ...(overrides === undefined ? {} : { overrides }), ...facts });

async function editSource({ hands }: Scene, values: string, pack = 'os'): Promise<void> {
  await hands.packs(await hands.uid('base', '1.0.0'), withValues(pack, values));
}

async function editClone({ hands }: Scene, values: string, pack = 'os'): Promise<void> {
  await hands.packs(await hands.uid('one', '1.0.0', 'edge-dev'), withValues(pack, values));
}

async function osOf({ hands }: Scene, version = '1.0.0'): Promise<string | undefined> {
  const { packs } = await hands.digestFacts(await hands.uid('one', version, 'edge-dev'));
  return packs.map((pack) => pack as unknown as HandPack).find(({ name }) => name === 'os')?.values;
}

const FILES = { 'os.yaml': 'all: new\n', 'h.yaml': 'kind: X\n', 'm.yaml': 'kind: Y\n' };

const KINDS: readonly (readonly [string, DesiredOverrides])[] = (
  [
    ['a value', 'packs: { os: { values: { size: 5 } } }'],
    ['a new value', 'packs: { os: { values: { nested: { deep: true } } } }'],
    ['a value taken away', 'packs: { os: { unset: [size] } }'],
    ['a text replaced', 'packs: { os: { replace: [{ find: admin, with: root }] } }'],
    ['a whole file', 'packs: { os: { valuesFile: os.yaml } }'],
    ['a tag', 'packs: { os: { tag: "24.04" } }'],
    ['a registry', 'packs: { os: { registryUid: 64eaff453040297344bcad5d } }'],
    ['a pack removed', 'packs: { apps: { remove: true } }'],
    ['a pack added', 'packs: { extra: { add: { type: manifest, layer: addon, after: os } } }'],
    ['a pack moved', 'packs: { apps: { move: { before: kubernetes } } }'],
    ['a manifest changed', 'packs: { apps: { manifests: { hello: { file: h.yaml } } } }'],
    ['a manifest added', 'packs: { apps: { manifests: { more: { add: true, file: m.yaml } } } }'],
    [
      'a manifest removed and another added',
      'packs: { apps: { manifests: { hello: { remove: true }, more: { add: true, file: m.yaml } } } }',
    ],
    ['a variable changed', 'variables: { region: { defaultValue: us } }'],
    ['a variable added', 'variables: { zone: { add: true, format: string, defaultValue: a } }'],
    ['a variable removed', 'variables: { region: { remove: true } }'],
  ] as const
).map(([name, yaml]) => [name, desiredOverrides(yaml, FILES)] as const);

const POLICIES: readonly (readonly [string, Parameters<typeof one>[0]])[] = [
  ['snapshot', {}],
  ['mirror by update', { content: 'mirror' }],
  ['mirror by new version', { content: 'mirror', mirrorBy: 'newVersion' }],
  ['mirror by recreate', { content: 'mirror', mirrorBy: 'recreate' }],
];

describe.each(POLICIES)('%s', (name, policy) => {
  test.each(KINDS)('made with %s, the next plan is empty', async (_, overrides) => {
    const world = await scene();
    await settles(world.house, clone(overrides, policy));
  });

  test.each(KINDS)(
    '%s declared later is an update of the clone, and taken away again restores the source',
    async (_, overrides) => {
      const world = await scene();
      await settles(world.house, clone(undefined, policy));
      const reason = (plan: readonly string[]): string => plan[0]?.split(' ').slice(0, 3).join(' ') ?? '';
      expect(reason(picture(await world.house.plan(aDesired(clone(overrides, policy)))))).toContain(
        'overrides_changed',
      );
      await settles(world.house, clone(overrides, policy));
      await settles(world.house, clone(undefined, policy));
    },
  );

  test('an edit of the source elsewhere', async () => {
    const world = await scene();
    await settles(world.house, clone(SIZE, policy));
    await editSource(world, 'user: other\nsize: 3\n');
    const plan = told(await world.house.plan(aDesired(clone(SIZE, policy))));
    if (name === 'snapshot') return expect(plan).toEqual(['source_edited one (os: values changed)']);
    expect(plan[0]).toContain('source_edited one');
    await settles(world.house, clone(SIZE, policy));
    expect(await osOf(world, name === 'mirror by new version' ? '1.0.1' : '1.0.0')).toContain(
      'user: other\nsize: 5',
    );
  });
});

test('an upgrade brings what is new in the source and keeps the override', async () => {
  const packs = PACKS.map((pack) =>
    pack.name === 'os' ? { ...pack, values: 'user: admin\nsize: 3\nmore: 1\n' } : pack,
  );
  const template = { type: 'cluster', cloudType: 'edge-native', packs };
  const world = await scene(base('1.0.0'), base('1.1.0', { template }));
  await settles(world.house, clone(SIZE));
  const upgraded = clone(SIZE, { source: { profile: 'base', version: '1.1.0' } });
  const plan = await world.house.plan(aDesired(upgraded));
  expect(plan.changes[0]?.content?.[0]?.diff).toBe('+ more: 1');
  await settles(world.house, upgraded);
  expect(await osOf(world)).toBe('user: admin\nsize: 5\nmore: 1\n');
});

test('a change says where each override is declared, and a plan without changes does not look for it', async () => {
  let looked = 0;
  const { places, ...rest } = clone(SIZE, { content: 'mirror' });
  const override: DesiredClone['places']['override'] = ({ path }) => {
    looked++;
    return path.join('.') === 'packs.os.values.size'
      ? { file: 'teams/edge.yaml', line: 12, column: 3, text: 'size: 5' }
      : undefined;
  };
  const declared = { ...rest, places: { declaration: places.declaration, override } };
  const world = await scene();
  const plan = await world.house.plan(aDesired(declared));
  expect(plan.changes[0]?.overrides?.[0]?.declaredAt).toEqual({ file: 'teams/edge.yaml', line: 12 });
  expect((await world.house.plan(aDesired({ ...rest, places }))).checksum).toBe(plan.checksum);
  await settles(world.house, declared);
  looked = 0;
  expect((await world.house.plan(aDesired(declared))).summary.noop).toBe(1);
  expect(looked).toBe(0);
});

describe('the source changes the place that an override sets', () => {
  const mirror = (onConflict: 'keep' | 'block'): DesiredClone =>
    clone(desiredOverrides(`{ onConflict: ${onConflict}, packs: { os: { values: { size: 5 } } } }`), {
      content: 'mirror',
    });

  test('keep: the override stays, and the plan says so once', async () => {
    const world = await scene();
    await settles(world.house, mirror('keep'));
    await editSource(world, 'user: admin\nsize: 4\n');
    const plan = await world.house.plan(aDesired(mirror('keep')));
    expect(plan.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'plan/override-conflict',
        message: 'one: the source changed os values size; the override stays',
      }),
    );
    const values = { source: '4', wanted: '5', clone: '5' };
    expect(plan.changes[0]?.overrides?.[0]).toMatchObject({ ...values, conflict: 'kept' });
    const hidden = await world.house.plan(aDesired(mirror('keep')), { diff: 'keys' });
    expect(new Set(Object.values(hidden.changes[0]?.overrides?.[0] ?? {}))).not.toContain('5');
    await settles(world.house, mirror('keep'));
    expect((await world.house.plan(aDesired(mirror('keep')))).diagnostics).toEqual([]);
    expect(await osOf(world)).toContain('size: 5');
  });

  test('of a clone that somebody edited at that place, the plan shows the value that it has', async () => {
    const world = await scene();
    await settles(world.house, mirror('block'));
    await editSource(world, 'user: admin\nsize: 4\n');
    await editClone(world, 'user: admin\nsize: 7\n');
    const [change] = (await world.house.plan(aDesired(mirror('block')))).changes;
    expect(change?.overrides?.[0]).toMatchObject({
      source: '4',
      wanted: '5',
      clone: '7',
      conflict: 'blocked',
    });
  });

  test('block: nothing is done until somebody decides', async () => {
    const world = await scene();
    await settles(world.house, mirror('block'));
    await editSource(world, 'user: other\nsize: 4\n');
    expect(picture(await world.house.plan(aDesired(mirror('block'))))).toEqual([
      'blocked · source_edited one [override_conflict, would be update]',
    ]);
    const kept = await world.house.plan(aDesired(mirror('block')), { keepOverrides: ['one'] });
    expect(picture(kept)).toEqual(['update · source_edited one']);
    await settles(world.house, mirror('keep'));
  });

  test('block, where nothing else changed', async () => {
    const world = await scene();
    await settles(world.house, mirror('block'));
    await editSource(world, 'user: admin\nsize: 4\n');
    const plan = await world.house.plan(aDesired(mirror('block')));
    expect(plan.changes[0]?.blockedBy).toBe('override_conflict');
    expect(plan.changes[0]?.obstacles?.[0]?.detail).toMatch(
      /the source changed os values size, which an override sets$/,
    );
  });

  test('to what is wanted anyway: no conflict, and the override is redundant', async () => {
    const world = await scene();
    await settles(world.house, mirror('block'));
    await editSource(world, 'user: admin\nsize: 5\n');
    const plan = await world.house.plan(aDesired(mirror('block')));
    expect(plan.summary.blocked).toBe(0);
    expect(plan.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain(
      'hint plan/override-redundant',
    );
    await settles(world.house, mirror('block'));
  });
});

test('a snapshot whose source was edited is not rendered from it; --upgrade takes it as it is now', async () => {
  const world = await scene();
  await settles(world.house, clone(SIZE));
  await editSource(world, 'user: other\nsize: 3\n');
  const more = clone(desiredOverrides('packs: { os: { values: { size: 6 } } }'));
  expect(picture(await world.house.plan(aDesired(more)))).toEqual([
    'blocked · overrides_changed one [source_edited, would be update]',
  ]);
  expect(picture(await world.house.plan(aDesired(more), { upgrade: ['one'] }))).toEqual([
    'update · source_edited one',
  ]);
});

test('a pack that the source lacks blocks, with file and line', async () => {
  const world = await scene();
  const plan = await world.house.plan(
    aDesired(clone(desiredOverrides('packs: { nope: { values: { a: 1 } } }'))),
  );
  expect(picture(plan)).toEqual(['blocked · new one [override_failed, would be create]']);
  expect(plan.changes[0]?.obstacles?.[0]?.detail).toContain('nope');
});

test('a manual edit of a snapshot is drift, and blocks other overrides', async () => {
  const world = await scene();
  await settles(world.house, clone(SIZE));
  await editClone(world, 'user: hand\nsize: 5\n');
  expect(told(await world.house.plan(aDesired(clone(SIZE))))).toEqual(['clone_edited one (os: values)']);
  expect(
    picture(
      await world.house.plan(aDesired(clone(desiredOverrides('packs: { os: { values: { size: 6 } } }')))),
    ),
  ).toEqual(['blocked · overrides_changed one [clone_edited, would be update]']);
});

test('a mirror is brought back to source and overrides', async () => {
  const world = await scene();
  const mirror = clone(SIZE, { content: 'mirror' });
  await settles(world.house, mirror);
  await editClone(world, 'user: hand\nsize: 5\n');
  expect(picture(await world.house.plan(aDesired(mirror)))).toEqual(['update · clone_edited one']);
  await settles(world.house, mirror);
  expect(await osOf(world)).toBe('user: admin\nsize: 5\n');
});

test('overrides that change to equal content change state alone', async () => {
  const world = await scene();
  await settles(world.house, clone(SIZE));
  const same = clone(desiredOverrides('packs: { os: { onConflict: block, values: { size: 5 } } }'));
  const plan = await world.house.plan(aDesired(same));
  expect(plan.changes[0]).toMatchObject({ action: 'update', reason: 'overrides_changed' });
  expect(plan.changes[0]?.records?.map(({ what }) => what)).toEqual(['overrides']);
  await settles(world.house, same);
});

test('an unchanged clone with overrides reads no more than one without', async () => {
  const count = async (overrides: DesiredOverrides | undefined): Promise<number> => {
    const world = await scene();
    await settles(world.house, clone(overrides, { content: 'mirror' }));
    const before = world.house.client.stats().total;
    await world.house.plan(aDesired(clone(overrides, { content: 'mirror' })));
    return world.house.client.stats().total - before;
  };
  expect(await count(SIZE)).toBe(await count(undefined));
});

test('a chain copies what the link above it has, overrides included', async () => {
  const world = await scene();
  const above = clone(SIZE, { content: 'mirror' });
  const below: DesiredClone = {
    ...one({ chain: { clone: 'one' }, target: { name: 'two' }, content: 'mirror' }),
    address: 'two' as DesiredClone['address'],
    id: 'two',
  };
  await settles(world.house, above, below);
  const { packs } = await world.hands.digestFacts(await world.hands.uid('two', '1.0.0', 'edge-dev'));
  expect(JSON.stringify(packs)).toContain('size: 5');
});

test('revert brings a snapshot back to source and overrides', async () => {
  const world = await scene();
  await settles(world.house, clone(SIZE));
  await editClone(world, 'user: hand\nsize: 5\n');
  const end = await world.house.apply(aDesired(clone(SIZE)), { options: { ...OPTIONS, revert: ['one'] } });
  expect(end.exitCode).toBe(0);
  expect(await osOf(world)).toBe('user: admin\nsize: 5\n');
  expect(told(await world.house.plan(aDesired(clone(SIZE))))).toEqual([]);
});

test('a sensitive variable of the source stays as it is beside overrides', async () => {
  const world = await scene();
  const overrides = desiredOverrides('variables: { region: { defaultValue: us } }');
  await settles(world.house, clone(overrides));
  const { variables } = await world.hands.digestFacts(await world.hands.uid('one', '1.0.0', 'edge-dev'));
  expect(JSON.stringify(variables)).toContain('"us"');
});

test('no value of an override and no text of a source is in state', async () => {
  const world = await scene();
  await settles(
    world.house,
    clone(
      desiredOverrides(
        'packs: { os: { values: { size: 5, password: hunter2 }, replace: [{ find: admin, with: root-user }] } }',
      ),
    ),
  );
  const text = JSON.stringify(await world.house.store.readRecorded(), (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  expect(text).toContain('password');
  for (const word of ['hunter2', 'root-user', 'admin']) expect(text).not.toContain(word);
});

test('an object that is as declared with overrides is adopted, and one with the content of the source is not', async () => {
  const world = await scene();
  await settles(world.house, clone(SIZE));
  const { sandbox, clock } = world.house;
  const again = aHouse(sandbox, clock);
  expect(picture(await again.plan(aDesired(clone(undefined, { adopt: true }))))).toEqual([
    'blocked · equal_content one [content_differs, would be adopt]',
  ]);
  expect(picture(await again.plan(aDesired(clone(SIZE, { adopt: true }))))).toEqual([
    'adopt · equal_content one',
  ]);
  await settles(again, clone(SIZE, { adopt: true }));
  const rows = (await again.store.readRecorded()).clones;
  expect(rows[0]?.overrides?.digest).toBe(SIZE.digest);
});
