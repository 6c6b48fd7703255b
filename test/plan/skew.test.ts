// Hints about what a change brings along: each is a coded warning and stops nothing.
import { expect, test } from 'vitest';
import type { SeedVersion } from '../../src/sandbox/seed.ts';
import { aClone, aDesired, OPTIONS } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aSandbox, aSeed, fakeClock } from '../support/sandboxes.ts';
import { base, one, PACKS, scene, settles } from '../support/scene.ts';

const withPack = (name: string, facts: object) => ({
  template: {
    type: 'cluster',
    cloudType: 'edge-native',
    packs: PACKS.map((pack) => (pack.name === name ? { ...pack, ...facts } : pack)),
  },
});
const at = (version: string) => one({ source: { profile: 'base', version } });

async function codes(...versions: readonly SeedVersion[]): Promise<readonly string[]> {
  const { house } = await scene(...versions);
  await settles(house, at('1.0.0'));
  const plan = await house.plan(aDesired(at('2.0.0')));
  expect(plan.applyable).toBe(true);
  return plan.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

test('a minor version of Kubernetes that is skipped, trains included', async () => {
  expect(await codes(base('1.0.0'), base('2.0.0', withPack('kubernetes', { tag: '1.27.x' })))).toEqual([
    'plan/skew-kubernetes-skip: one: kubernetes 1.25.x → 1.27.x skips a minor version of Kubernetes',
  ]);
  expect(await codes(base('1.0.0'), base('2.0.0', withPack('kubernetes', { tag: '1.26.3' })))).toEqual([]);
});

test('a pack that goes back', async () => {
  expect(await codes(base('1.0.0'), base('2.0.0', withPack('os', { tag: '20.04' })))).toEqual([
    'plan/skew-pack-downgrade: one: os 22.04 → 20.04 is a downgrade',
  ]);
});

test('a source with a draft that nobody published', async () => {
  const { house, hands } = await scene(base('1.0.0'));
  await hands.draft(await hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 1));
  const { diagnostics } = await house.plan(aDesired(at('1.0.0')));
  expect(diagnostics.map(({ code }) => code)).toEqual(['plan/skew-unpublished-draft']);
});

test('macros that neither the target project nor the tenant has', async () => {
  const clock = fakeClock();
  const values =
    'a: "{{.spectro.macro.registry}}"\nb: "{{ .spectro.macro.site }}"\nc: "{{.spectro.macro.zone}}"\n';
  const sandbox = aSandbox(
    {
      ...aSeed(base('1.0.0', withPack('os', { values }))),
      macros: [
        { name: 'registry', value: 'secret', project: null },
        { name: 'site', value: 'x', project: 'edge-dev' },
        { name: 'zone', value: 'x', project: 'edge-prod' },
      ],
    },
    { clock },
  );
  const house = aHouse(sandbox, clock);
  const plan = await house.plan(aDesired(at('1.0.0')), OPTIONS);
  expect(plan.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'plan/skew-missing-macro: one: values use macros that are not defined in the target project: zone',
  ]);
  expect(JSON.stringify(plan)).not.toContain('secret');
});

test('what holds for a whole fleet is said once', async () => {
  const { house } = await scene(base('1.0.0'), base('2.0.0', withPack('os', { tag: '20.04' })));
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const fleet = (version: string) =>
    ids.map((id) => aClone(id, { source: { profile: 'base', version }, target: { name: id } }));
  await settles(house, ...fleet('1.0.0'));
  const { diagnostics } = await house.plan(aDesired(...fleet('2.0.0')));
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'a, b, c, d, e and 2 more: os 22.04 → 20.04 is a downgrade',
  ]);
});
