// Clones that state knows are not read whole while they are as recorded. What copies one of them may need its content all the same.
import { expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { aClone, aDesired, picture } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { base, PACKS, scene, settles } from '../support/scene.ts';

const sized = (size: number) => desiredOverrides(`packs: { os: { values: { size: ${size} } } }`);

/** No other object has the content that its overrides make. */
const dev = (version: string): DesiredClone =>
  aClone('dev', {
    source: { version },
    overrides: sized(5),
    target: { version: 'source', project: 'platform' },
  });
const staging = aClone('staging', { chain: { clone: 'dev' }, target: { version: 'source', name: 'dev' } });
const prod = aClone('prod', {
  chain: { clone: 'staging' },
  overrides: sized(6),
  target: { project: 'edge-prod', name: 'dev' },
});
const newer = base('2.0.0', {
  template: {
    type: 'cluster',
    cloudType: 'edge-native',
    packs: PACKS.map((pack) => (pack.name === 'os' ? { ...pack, tag: '24.04' } : pack)),
  },
});

test('an upgrade to a clone that is as recorded shows what changes', async () => {
  const { house } = await scene(base('1.0.0'), newer);
  await settles(house, dev('1.0.0'), staging);
  await settles(house, dev('2.0.0'), staging);
  const plan = await house.plan(aDesired(dev('2.0.0'), staging), { upgrade: ['staging'] });
  const change = plan.changes.find(({ address }) => address === 'staging');
  expect(change?.content).toEqual([{ pack: 'os', change: 'tag', from: '22.04', to: '24.04' }]);
});

test('a chain of two new links below a clone that is as recorded is made in one run', async () => {
  const { house } = await scene(base('1.0.0'));
  await settles(house, dev('1.0.0'));
  const clones = [dev('1.0.0'), staging, prod];
  expect(picture(await house.plan(aDesired(...clones)))).toEqual([
    'noop · unchanged dev',
    'create · new staging',
    'create · new prod',
  ]);
  await settles(house, ...clones);
});
