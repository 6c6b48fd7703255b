// Content over time against the sandbox: what is edited where, under each policy; each edit named, one apply, then peace.
import { expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { SeedVersion } from '../../src/sandbox/seed.ts';
import { aClone, aDesired, picture } from '../support/a-world.ts';
import type { HandPack, Hands } from '../support/hands.ts';
import { clientOf } from '../support/sandboxes.ts';
import { base, one, PACKS, scene, settles, told } from '../support/scene.ts';

type Edit = readonly [string, (hands: Hands, uid: string) => Promise<void>, readonly string[]];

const replacePack = (name: string, change: Partial<HandPack>) => (packs: readonly HandPack[]) =>
  packs.map((pack) => (pack.name === name ? { ...pack, ...change } : pack));

const EDITS: readonly Edit[] = [
  [
    'a value',
    (h, uid) => h.packs(uid, replacePack('os', { values: 'user: root\nsize: 3\n' })),
    ['os: values'],
  ],
  [
    'a comment',
    (h, uid) => h.packs(uid, replacePack('os', { values: '# by hand\nuser: admin\nsize: 3\n' })),
    ['os: comments'],
  ],
  ['a tag', (h, uid) => h.packs(uid, replacePack('os', { tag: '24.04' })), ['os: tag']],
  [
    'a registry',
    (h, uid) => h.packs(uid, replacePack('os', { registryUid: '64eaff453040297344bcad5d' })),
    ['os: registry'],
  ],
  [
    'a manifest',
    (h, uid) =>
      h.packs(
        uid,
        replacePack('apps', { manifests: [{ name: 'hello', content: 'kind: Namespace\nname: bye\n' }] }),
      ),
    ['apps: manifest hello changed'],
  ],
  [
    'manifests added and removed',
    (h, uid) => h.packs(uid, replacePack('apps', { manifests: [{ name: 'other', content: 'a: 1' }] })),
    ['apps: manifest hello removed', 'apps: manifest other added'],
  ],
  [
    'a pack added',
    (h, uid) =>
      h.packs(uid, (packs) => [
        ...packs,
        { name: 'extra', tag: '2.0.0', layer: 'addon', type: 'spectro', values: 'a: 1' },
      ]),
    ['extra: added'],
  ],
  ['a pack removed', (h, uid) => h.packs(uid, (packs) => packs.slice(0, 2)), ['apps: removed']],
  ['the order', (h, uid) => h.packs(uid, (packs) => packs.toReversed()), ['(profile): order of packs']],
  [
    'a variable changed',
    (h, uid) =>
      h.variables(uid, (all) => all.map((v) => (v.name === 'region' ? { ...v, defaultValue: 'us' } : v))),
    ['(variables): region changed (defaultValue)'],
  ],
  [
    'a variable added',
    (h, uid) => h.variables(uid, (all) => [...all, { name: 'zone', format: 'string', defaultValue: 'a' }]),
    ['(variables): zone added'],
  ],
  [
    'a variable removed',
    (h, uid) => h.variables(uid, (all) => all.filter((v) => v.name !== 'region')),
    ['(variables): region removed'],
  ],
];

const UPDATES = ['update', 'newVersion', 'recreate'] as const;
const ACTIONS = { update: 'update', newVersion: 'create', recreate: 'replace' } as const;

test.each(EDITS)(
  'a snapshot tells of %s in the clone, and accept-worthy as it is changes nothing',
  async (_, edit, named) => {
    const { house, hands } = await scene();
    await house.apply(aDesired(one()));
    await edit(hands, await hands.uid('one', '1.0.0', 'edge-dev'));
    expect(told(await house.plan(aDesired(one())))).toEqual([`clone_edited one (${named.join('; ')})`]);
  },
);

test.each(EDITS)('a snapshot tells of %s in the source', async (_, edit, named) => {
  const { house, hands } = await scene();
  await house.apply(aDesired(one()));
  await edit(hands, await hands.uid('base', '1.0.0'));
  expect(told(await house.plan(aDesired(one())))).toEqual([`source_edited one (${named.join('; ')})`]);
});

for (const mirrorBy of UPDATES) {
  const mirror = one({ content: 'mirror', mirrorBy });

  test.each(EDITS)(`a mirror by ${mirrorBy} takes %s in the clone back`, async (_, edit, named) => {
    const { house, hands } = await scene();
    await house.apply(aDesired(mirror));
    await edit(hands, await hands.uid('one', '1.0.0', 'edge-dev'));
    expect(told(await house.plan(aDesired(mirror)))).toEqual([
      `${ACTIONS[mirrorBy]} · clone_edited one`,
      `clone_edited one (${named.join('; ')})`,
    ]);
    await settles(house, mirror);
  });

  test.each(EDITS)(`a mirror by ${mirrorBy} follows %s in the source`, async (_, edit, named) => {
    const { house, hands } = await scene();
    await house.apply(aDesired(mirror));
    await edit(hands, await hands.uid('base', '1.0.0'));
    expect(told(await house.plan(aDesired(mirror)))).toEqual([
      `${ACTIONS[mirrorBy]} · source_edited one`,
      `source_edited one (${named.join('; ')})`,
    ]);
    await settles(house, mirror);
  });
}

test('edits on both sides are each told of their own side', async () => {
  const { house, hands } = await scene();
  const desired = aDesired(one());
  await house.apply(desired);
  await hands.packs(await hands.uid('one', '1.0.0', 'edge-dev'), replacePack('os', { tag: '24.04' }));
  await hands.packs(
    await hands.uid('base', '1.0.0'),
    replacePack('kubernetes', { values: 'pack:\n  cidr: 11.0.0.0/8\n' }),
  );
  expect(told(await house.plan(desired))).toEqual([
    'clone_edited one (os: tag)',
    'source_edited one (kubernetes: values)',
  ]);
});

test('the difference in values is reported by key', async () => {
  const { house, hands } = await scene();
  await house.apply(aDesired(one()));
  await hands.packs(
    await hands.uid('one', '1.0.0', 'edge-dev'),
    replacePack('os', { values: 'user: root\nsize: 3\nmore: 1\n' }),
  );
  const plan = await house.plan(aDesired(one()));
  expect(plan.drift[0]?.content?.[0]?.diff).toBe('~ user: "admin" → "root"\n+ more: 1');
});

test('what Palette does by itself is no difference', async () => {
  const { house, hands } = await scene();
  const desired = aDesired(one({ content: 'mirror' }));
  await house.apply(desired);
  const uid = await hands.uid('one', '1.0.0', 'edge-dev');
  await hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: pack.values?.trimEnd() ?? '' })));
  expect(told(await house.plan(desired))).toEqual([]);
});

test('labels edited by hand are drift and are put back; edited in YAML they are only changed', async () => {
  const { house, hands } = await scene();
  const labelled = one({ target: { labels: { team: 'edge' } } });
  await house.apply(aDesired(labelled));
  await hands.metadata(await hands.uid('one', '1.0.0', 'edge-dev'), {
    name: 'one',
    labels: { team: 'other' },
  });
  expect(told(await house.plan(aDesired(labelled)))).toEqual([
    'update · metadata one',
    'metadata_edited one',
  ]);
  await settles(house, labelled);
  const other = one({ target: { labels: { team: 'core' } } });
  expect(told(await house.plan(aDesired(other)))).toEqual(['update · metadata one']);
  await settles(house, other);
});

test('labels and description come right in the same apply as the content', async () => {
  const { house, hands } = await scene();
  const mirror = one({ content: 'mirror', target: { labels: { a: 'b' }, description: 'words' } });
  await house.apply(aDesired(mirror));
  const uid = await hands.uid('one', '1.0.0', 'edge-dev');
  await hands.packs(uid, replacePack('os', { tag: '9' }));
  await hands.metadata(uid, { name: 'one', labels: {}, annotations: { description: 'other' } });
  await settles(house, mirror);
});

test('a draft that is not ours blocks a mirror', async () => {
  const { house, hands } = await scene();
  const mirror = aDesired(one({ content: 'mirror' }));
  await house.apply(mirror);
  await hands.draft(await hands.uid('one', '1.0.0', 'edge-dev'), replacePack('os', { tag: '9' }));
  await hands.packs(await hands.uid('base', '1.0.0'), replacePack('os', { tag: '8' }));
  expect(picture(await house.plan(mirror))).toEqual([
    'blocked · source_edited one [clone_edited, would be update]',
  ]);
});

test('a sensitive variable that would have to be written blocks an update, and a new version takes it along', async () => {
  const { house, hands } = await scene();
  const mirror = one({ content: 'mirror' });
  await house.apply(aDesired(mirror));
  await hands.variables(await hands.uid('base', '1.0.0'), (all) => [
    ...all.filter((v) => v.name !== 'token'),
    { name: 'token', format: 'string', defaultValue: 'other', isSensitive: true, description: 'new' },
  ]);
  expect(picture(await house.plan(aDesired(mirror)))).toEqual([
    'blocked · source_edited one [masked_variable, would be update]',
  ]);
  const versions = one({ content: 'mirror', mirrorBy: 'newVersion' });
  await settles(house, versions);
});

test('a sensitive default survives a mirror update, and its mask is never sent', async () => {
  const { house, hands } = await scene();
  const mirror = one({ content: 'mirror' });
  await house.apply(aDesired(mirror));
  await hands.variables(await hands.uid('base', '1.0.0'), (all) => [
    ...all.map((v) => (v.name === 'token' ? { ...v, defaultValue: 's3cret-token' } : v)),
    { name: 'zone', format: 'string', defaultValue: 'a' },
  ]);
  const sent: string[] = [];
  house.client = clientOf(
    {
      ...house.sandbox,
      deliver: async (request, ...rest) => {
        if (request.method !== 'GET') sent.push(await request.clone().text());
        return house.sandbox.deliver(request, ...rest);
      },
    },
    house.clock,
  );
  await settles(house, mirror);
  expect(sent.join('\n')).toContain('zone');
  expect(sent.join('\n')).not.toMatch(/\*{8}|token/);
});

test('a range is sticky; --upgrade moves it, in place or by version', async () => {
  const { house } = await scene(
    base('1.0.0'),
    base('1.1.0', { template: { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) } }),
  );
  const ranged = one({ source: { profile: 'base', version: '>=1.0.0 <1.1.0' } });
  await house.apply(aDesired(ranged));
  const wide = one({ source: { profile: 'base', version: '^1.0.0' } });
  expect(told(await house.plan(aDesired(wide)))).toEqual([]);
  expect(told(await house.plan(aDesired(wide), { upgrade: ['one'] }))).toEqual([
    'update · source_upgraded one',
  ]);
  const end = await house.apply(aDesired(wide), { options: { ...OPTS, upgrade: ['*'] } });
  expect(end.exitCode).toBe(0);
  expect(told(await house.plan(aDesired(wide)))).toEqual([]);
});

const OPTS: Plan['options'] = {
  destroy: false,
  refresh: 'full',
  target: [],
  exclude: [],
  upgrade: [],
  preflight: true,
  allowMassDelete: false,
  allowDeleteInUse: false,
};

const packsOf = (tag: string): SeedVersion['template'] => ({
  type: 'cluster',
  cloudType: 'edge-native',
  packs: PACKS.map((pack) => (pack.name === 'os' ? { ...pack, tag } : pack)),
});

test('an edited exact version upgrades a snapshot, but not one that was edited by hand', async () => {
  const { house, hands } = await scene(base('1.0.0'), base('2.0.0', { template: packsOf('24.04') }));
  await house.apply(aDesired(one()));
  const next = one({ source: { profile: 'base', version: '2.0.0' } });
  await hands.packs(await hands.uid('one', '1.0.0', 'edge-dev'), replacePack('apps', { tag: '7' }));
  expect(picture(await house.plan(aDesired(next)))).toEqual([
    'blocked · source_upgraded one [clone_edited, would be update]',
  ]);
  await hands.packs(await hands.uid('one', '1.0.0', 'edge-dev'), replacePack('apps', { tag: '1.0.0' }));
  expect(told(await house.plan(aDesired(next)))).toEqual(['update · source_upgraded one']);
  await settles(house, next);
});

test('target.version: source makes a version per source version, and goes back by state alone', async () => {
  const { house, hands } = await scene(base('1.0.0'), base('2.0.0', { template: packsOf('24.04') }));
  const at = (version: string, retain: DesiredClone['retain'] = 'all'): DesiredClone =>
    one({ source: { profile: 'base', version }, target: { version: 'source' }, retain });
  await settles(house, at('1.0.0'));
  expect(told(await house.plan(aDesired(at('2.0.0'))))).toEqual(['create · new_version one']);
  await settles(house, at('2.0.0'));
  const uids = (await house.store.readRecorded()).clones.map((row) => [
    row.address,
    row.status,
    row.key.version,
  ]);
  expect(uids).toEqual([
    ['one', 'current', '2.0.0'],
    ['one@1.0.0', 'superseded', '1.0.0'],
  ]);
  expect(picture(await house.plan(aDesired(at('1.0.0'))))).toEqual([
    'move · reinstated one',
    'noop · unchanged one@2.0.0',
  ]);
  await settles(house, at('1.0.0'));
  expect(picture(await house.plan(aDesired(at('1.0.0', 'none'))))).toEqual([
    'noop · unchanged one',
    'delete · retention one@2.0.0',
  ]);
  await settles(house, at('1.0.0', 'none'));
  await expect(hands.uid('one', '2.0.0', 'edge-dev')).rejects.toThrow('no one 2.0.0');
});

test('retention in the same run as the version that it makes room for; what is in use stays and blocks nothing', async () => {
  const { house, hands } = await scene(base('1.0.0'));
  const at = (version: string): DesiredClone => one({ target: { version }, retain: 'none' });
  await settles(house, at('1.0.0'));
  expect(picture(await house.plan(aDesired(at('1.1.0'))))).toEqual([
    'create · new_version one',
    'delete · retention one@1.0.0',
  ]);
  await settles(house, at('1.1.0'));
  await expect(hands.uid('one', '1.0.0', 'edge-dev')).rejects.toThrow('no one 1.0.0');
});

test('a clone and its versions go together when the declaration goes, and move together with its id', async () => {
  const { house } = await scene();
  await settles(house, one());
  await settles(house, one({ target: { version: '1.1.0' } }));
  const renamed = { ...one({ target: { version: '1.1.0' } }), id: 'uno', address: 'uno' as never };
  expect(picture(await house.plan(aDesired(renamed)))).toEqual([
    'move · same_object uno',
    'move · same_object uno@1.0.0',
  ]);
  await settles(house, renamed);
  const other = aClone('other', { source: { profile: 'base', version: '1.0.0' } });
  expect(picture(await house.plan(aDesired(other)))).toEqual([
    'create · new other',
    'delete · not_declared uno@1.0.0',
    'delete · not_declared uno',
  ]);
  await settles(house, other);
});
