// Promotion: clones of clones, in one plan and over time.
import { expect, test } from 'vitest';
import { aClone, aDesired, OPTIONS, picture } from '../support/a-world.ts';
import { base, PACKS, scene, settles, told } from '../support/scene.ts';

const pack = (tag: string) => ({
  type: 'cluster',
  cloudType: 'edge-native',
  packs: PACKS.map((item) => (item.name === 'os' ? { ...item, tag } : item)),
});

const dev = (version: string) =>
  aClone('dev', { source: { profile: 'base', version }, target: { version: 'source', project: 'platform' } });
const staging = (version = '*', content: 'snapshot' | 'mirror' = 'snapshot') =>
  aClone('staging', {
    chain: { clone: 'dev', version },
    content,
    target: { version: 'source', project: 'edge-dev', name: 'dev' },
  });
const prod = (version = '*') =>
  aClone('prod', {
    chain: { clone: 'staging', version },
    target: { version: 'source', project: 'edge-prod', name: 'dev' },
  });

const two = () => scene(base('1.0.0'), base('2.0.0', { template: pack('24.04') }));

test('a whole chain is planned and made in one run, each link behind what it copies', async () => {
  const { house } = await two();
  const chain = [dev('1.0.0'), staging(), prod()];
  const plan = await house.plan(aDesired(...chain));
  expect(picture(plan)).toEqual(['create · new dev', 'create · new staging', 'create · new prod']);
  expect(
    plan.changes.map((change) => [change.source.version, change.source.uid === null, change.needs]),
  ).toEqual([
    ['1.0.0', false, []],
    ['1.0.0', true, ['dev']],
    ['1.0.0', true, ['staging']],
  ]);
  expect(new Set(plan.changes.map((change) => change.source.digest)).size).toBe(1);
  await settles(house, ...chain);
  const rows = new Map((await house.store.readRecorded()).clones.map((row) => [row.address as string, row]));
  expect(rows.get('prod')?.source.uid).toBe(rows.get('staging')?.uid);
  expect(rows.get('staging')?.source.uid).toBe(rows.get('dev')?.uid);
});

test('a new version reaches only the links that are reported to take it', async () => {
  const { house } = await two();
  await settles(house, dev('1.0.0'), staging(), prod());
  const next = [dev('2.0.0'), staging(), prod()];
  expect(told(await house.plan(aDesired(...next)))).toEqual(['create · new_version dev']);
  await settles(house, ...next);
  const upgraded = await house.plan(aDesired(...next), { upgrade: ['staging'] });
  expect(told(upgraded)).toEqual(['create · new_version staging']);
  await house.apply(aDesired(...next), { options: { ...OPTIONS, upgrade: ['staging'] } });
  expect(told(await house.plan(aDesired(...next)))).toEqual([]);
  const exact = [dev('2.0.0'), staging('2.0.0'), prod('2.0.0')];
  expect(told(await house.plan(aDesired(...exact)))).toEqual(['create · new_version prod']);
  await settles(house, ...exact);
});

test('all at once: the plan shows the versions that the links above will have', async () => {
  const { house } = await two();
  await settles(house, dev('1.0.0'), staging(), prod());
  const all = aDesired(dev('2.0.0'), staging('^2.0.0'), prod('^2.0.0'));
  expect(told(await house.plan(all))).toEqual([
    'create · new_version dev',
    'create · new_version staging',
    'create · new_version prod',
  ]);
  await house.apply(all);
  expect(told(await house.plan(all))).toEqual([]);
});

test('a link that a mirror changes in place is followed by the mirrors behind it', async () => {
  const { house, hands } = await two();
  const chain = [
    aClone('dev', {
      source: { profile: 'base', version: '1.0.0' },
      content: 'mirror',
      target: { project: 'platform' },
    }),
    aClone('staging', { chain: { clone: 'dev' }, content: 'mirror' }),
    aClone('prod', { chain: { clone: 'staging' }, target: { project: 'edge-prod' } }),
  ];
  await settles(house, ...chain);
  await hands.packs(await hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 2));
  expect(told(await house.plan(aDesired(...chain)))).toEqual([
    'update · source_edited dev',
    'update · source_edited staging',
    'source_edited dev (apps: removed)',
  ]);
  await house.apply(aDesired(...chain));
  expect(told(await house.plan(aDesired(...chain)))).toEqual(['source_edited prod (apps: removed)']);
});

test('a failed link skips only what hangs on it', async () => {
  const { house } = await two();
  const chain = [
    dev('1.0.0'),
    staging(),
    prod(),
    aClone('alone', { source: { profile: 'base', version: '1.0.0' } }),
  ];
  const { client } = house;
  house.client = {
    ...client,
    clone: async (uid, scope, target) => {
      if (target.target.projectUid === undefined || target.name !== 'dev')
        return client.clone(uid, scope, target);
      const isStaging = (await client.listProjects()).some(
        (project) => project.uid === target.target.projectUid && project.name === 'edge-dev',
      );
      return client.clone(isStaging ? '0123456789abcdef01234567' : uid, scope, target);
    },
  };
  const end = await house.apply(aDesired(...chain));
  expect(Object.fromEntries(end.applied.results.map((result) => [result.address, result.status]))).toEqual({
    alone: 'applied',
    dev: 'applied',
    staging: 'failed',
    prod: 'skipped',
  });
  house.client = client;
  await settles(house, ...chain);
});

test('a link that cannot be made blocks what hangs on it, and nothing else', async () => {
  const { house } = await two();
  const chain = [dev('9.9.9'), staging(), aClone('alone', { source: { profile: 'base', version: '1.0.0' } })];
  expect(picture(await house.plan(aDesired(...chain)))).toEqual([
    'create · new alone',
    'blocked · new dev [source_missing, would be create]',
    'blocked · new staging [source_missing, would be create]',
  ]);
});

test('a version that another clone copies is not retired, and it is once that one moves on', async () => {
  const { house } = await two();
  const retained = (version: string) => ({ ...dev(version), retain: 'none' as const });
  await settles(house, retained('1.0.0'), staging());
  const next = aDesired(retained('2.0.0'), staging());
  const plan = await house.plan(next);
  expect(picture(plan)).toEqual([
    'create · new_version dev',
    'noop · retained_in_use dev@1.0.0',
    'noop · unchanged staging',
  ]);
  expect(plan.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['plan/retained']);
  await house.apply(next);
  const moved = aDesired(retained('2.0.0'), staging('2.0.0'));
  expect(told(await house.plan(moved))).toEqual([
    'create · new_version staging',
    'delete · retention dev@1.0.0',
  ]);
  await house.apply(moved);
  expect(told(await house.plan(moved))).toEqual([]);
});

test('a selected link brings along what it cannot be made without', async () => {
  const { house } = await two();
  const chain = aDesired(dev('1.0.0'), staging(), prod(), aClone('alone', { source: { profile: 'base' } }));
  expect(picture(await house.plan(chain, { target: ['staging'] }))).toEqual([
    'create · new dev',
    'create · new staging',
  ]);
  expect(picture(await house.plan(chain, { exclude: ['alone', 'prod'] }))).toEqual([
    'create · new dev',
    'create · new staging',
  ]);
});

test('the whole chain goes in reverse', async () => {
  const { house } = await two();
  await settles(house, dev('1.0.0'), staging(), prod());
  const plan = await house.plan(aDesired(), { destroy: true });
  expect(picture(plan)).toEqual([
    'delete · not_declared prod',
    'delete · not_declared staging',
    'delete · not_declared dev',
  ]);
});

test('an equal version number of another profile is nothing to stay on', async () => {
  const { house } = await two();
  const alone = aClone('b', {
    source: { profile: 'base', version: '1.0.0' },
    target: { project: null, scope: 'tenant' },
  });
  const above = (target: { readonly name: string; readonly version: string }) =>
    aClone('a', { source: { profile: 'base' }, target: { project: 'platform', ...target } });
  await settles(house, above({ name: 'old', version: '1.0.0' }), alone);
  await settles(house, above({ name: 'old', version: '1.1.0' }), alone);
  // `b` has version 1.0.0 of base. Told to copy `a` instead, it must not take the version 1.0.0 of `a` that a replace deletes.
  const link = aClone('b', { chain: { clone: 'a' }, target: { project: null, scope: 'tenant' } });
  const plan = await house.plan(aDesired(above({ name: 'new', version: '1.1.0' }), link));
  const change = plan.changes.find(({ address }) => address === 'b');
  expect([change?.source.name, change?.source.version]).toEqual(['new', '1.1.0']);
  await settles(house, above({ name: 'new', version: '1.1.0' }), link);
});

test('another profile in a range is taken at its highest, whatever the version of the old one', async () => {
  const { house } = await scene(
    base('1.0.0'),
    base('1.0.0', { name: 'other' }),
    base('1.1.0', { name: 'other' }),
  );
  const copy = (profile: string) => aClone('a', { source: { profile, version: '^1.0.0' } });
  await settles(house, copy('base'));
  const { changes } = await house.plan(aDesired(copy('other')));
  expect(changes[0]?.source.version).toBe('1.1.0');
});

test('while the clone itself is blocked, nothing that stands beside it is deleted', async () => {
  const { house, hands } = await two();
  const at = (name: string, version: string, profile = 'base') =>
    aClone('a', { source: { profile, version }, target: { name, version: 'source' }, retain: 'none' });
  await settles(
    house,
    aClone('a', {
      ...at('old', '1.0.0'),
      source: { profile: 'base', version: '1.0.0' },
      retain: 'all',
      target: { name: 'old', version: 'source' },
    }),
  );
  const kept = {
    source: { profile: 'base', version: '2.0.0' },
    target: { name: 'old', version: 'source' },
  } as const;
  await settles(house, aClone('a', kept));
  await hands.remove(await hands.uid('old', '2.0.0', 'edge-dev'));
  const blocked = aDesired(at('new', '*', 'nobody'));
  const plan = await house.plan(blocked);
  expect(picture(plan)).toContain('blocked · gone a [source_missing, would be create]');
  expect(plan.summary.delete).toBe(0);
});

test('an id that is renamed while its target goes back to an older version: the version moves along before it is taken up again', async () => {
  const { house } = await two();
  const at = (id: string, version: string) =>
    aClone(id, { source: { profile: 'base', version: '1.0.0' }, target: { name: 'two', version } });
  await settles(house, at('p', '1.0.0'));
  await settles(house, at('p', '1.1.0'));
  await settles(house, at('q', '1.0.0'));
  const { clones } = await house.store.readRecorded();
  expect(clones.map(({ address, key }) => [address, key.version])).toEqual([
    ['q', '1.0.0'],
    ['q@1.1.0', '1.1.0'],
  ]);
});

test('what a run records of the version that it sets aside comes behind the clone, also where that became a link', async () => {
  const { house } = await two();
  const above = aClone('p', { source: { profile: 'base', version: '1.0.0' }, target: { name: 'p' } });
  await settles(house, aClone('r', { source: { profile: 'base', version: '2.0.0' }, protect: true }));
  const link = aClone('r', { chain: { clone: 'p' }, target: { version: '2.0.0' } });
  expect(told(await house.plan(aDesired(above, link)))).toEqual([
    'create · new p',
    'create · new_version r',
    'update · metadata r@1.0.0',
  ]);
  await settles(house, above, link);
});
