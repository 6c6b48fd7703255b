// `where --override` and what `outdated` says of upgrades that meet overrides.
import { afterEach, expect, test } from 'vitest';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const packs = (mtu: number) => [
  { name: 'os', layer: 'os', tag: '22.04', values: `net:\n  mtu: ${mtu}\nsize: 3\n` },
  { name: 'k8s', layer: 'k8s', tag: '1.30.1', values: 'a: 1\n' },
];
const version = (name: string, mtu: number) =>
  base(name, { template: { type: 'cluster', cloudType: 'edge-native', packs: packs(mtu) }, variables: [] });

async function place(): Promise<Place> {
  const at = await aPlace(aSeed(version('1.0.0', 1500), version('1.1.0', 1600)));
  places.push(at);
  return at;
}

const CLONES = {
  fleet:
    '{ source: { profile: base, version: "1.0.0" }, target: { scope: project, projects: [edge-dev, edge-prod] }, overrides: { packs: { os: { values: { net: { mtu: 9000 } }, unset: [size] } } }, perProject: { edge-prod: { overrides: { packs: { os: { values: { net: { mtu: 1400 } } }, k8s: { tag: 1.30.9 } } } } } }',
  plain:
    '{ source: { profile: base, version: "1.0.0" }, target: { scope: project, project: platform, name: plain } }',
};

test('where --override lists what is overridden, where that stands, and for which clones', async () => {
  const at = await place();
  at.declare(CLONES);
  const { code, out } = await at.run('where', '--override', 'os');
  expect([code, out]).toEqual([
    0,
    [
      'os  unset size, net.mtu  cloneform.yaml:4',
      '  fleet["edge-dev"] fleet["edge-prod"]',
      'os  net.mtu  cloneform.yaml:4',
      '  fleet["edge-prod"]',
      '',
      '2 clones of 2 with overrides.',
      '',
    ].join('\n'),
  ]);
  const { rows, ...rest } = JSON.parse((await at.run('where', '--override', 'k*', '--json')).out);
  expect(rest).toEqual({ formatVersion: '1.0', overridden: 2, packs: ['k8s', 'os'] });
  expect(rows).toEqual([
    {
      pack: 'k8s',
      sets: ['tag 1.30.9'],
      place: { file: 'cloneform.yaml', line: 4 },
      addresses: ['fleet["edge-prod"]'],
    },
  ]);
  expect((await at.run('where', '--override', 'nope')).out).toContain('Overridden packs: k8s, os.');
  expect((await at.run('where', '--override', 'os', '--pack', 'os')).code).toBe(64);
  expect((await at.run('where')).err).toContain('--override NAME');
  at.declare({ plain: CLONES.plain });
  expect((await at.run('where', '--override', 'os')).out).toBe('No declaration has overrides.\n');
});

test('what a later layer drops is overridden by nobody', async () => {
  const at = await place();
  at.declare({ fleet: CLONES.fleet.replace('os: { values: { net: { mtu: 1400 } } }', 'os: null') });
  expect((await at.run('where', '--override', 'os')).out).toContain('\n  fleet["edge-dev"]\n');
});

test('outdated says which upgrades change a place that an override sets', async () => {
  const at = await place();
  at.declare(CLONES);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  at.declare({ fleet: CLONES.fleet.replace('"1.0.0"', '^1.0.0'), plain: CLONES.plain });
  const { out } = await at.run('outdated');
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'fleet["edge-dev"], fleet["edge-prod"]: 1.1.0 changes 1 place that overrides set: os values net.mtu (the override stays).',
  );
  const { clones: rows } = JSON.parse((await at.run('outdated', '--json')).out);
  expect(rows).toMatchObject([
    {
      address: 'fleet["edge-dev"]',
      conflicts: [{ pack: 'os', path: 'net.mtu', source: '1600', wanted: '9000', conflict: 'kept' }],
    },
    { address: 'fleet["edge-prod"]', conflicts: [{ wanted: '1400' }] },
    { address: 'plain', conflicts: [] },
  ]);
});
