// Variables that a mirror follows although their display names, unique within a profile, would stand in each other's way.
import { expect, test } from 'vitest';
import { aDesired } from '../support/a-world.ts';
import { base, one, PACKS, scene, settles, told } from '../support/scene.ts';

const named = (name: string, displayName: string): { name: string; [member: string]: unknown } => ({
  name,
  displayName,
  format: 'string',
  defaultValue: 'eu',
});
const using = (name: string): typeof PACKS =>
  PACKS.map((pack) =>
    pack.name === 'os' ? { ...pack, values: `region: "{{.spectro.var.${name}}}"\n` } : pack,
  );

test('a variable that is renamed and keeps its display name, while values name it', async () => {
  const template = { type: 'cluster', cloudType: 'edge-native', packs: using('region') };
  const { house, hands } = await scene(base('1.0.0', { template, variables: [named('region', 'Region')] }));
  const mirror = one({ content: 'mirror' });
  await settles(house, mirror);
  const source = await hands.uid('base', '1.0.0');
  await hands.variables(source, (all) => [...all, named('area', 'Area')]);
  await hands.packs(source, () => using('area'));
  await hands.variables(source, () => [named('area', 'Region')]);
  expect(told(await house.plan(aDesired(mirror)))[0]).toBe('update · source_edited one');
  await settles(house, mirror);
  const { variables } = await hands.digestFacts(await hands.uid('one', '1.0.0', 'edge-dev'));
  expect(variables.map(({ name, displayName }) => [name, displayName])).toEqual([['area', 'Region']]);
});

test('two variables that swap their display names', async () => {
  const { house, hands } = await scene(
    base('1.0.0', { variables: [named('a', 'First'), named('b', 'Second')] }),
  );
  const mirror = one({ content: 'mirror' });
  await settles(house, mirror);
  await hands.variables(await hands.uid('base', '1.0.0'), () => [named('a', 'Second'), named('b', 'First')]);
  await settles(house, mirror);
});
