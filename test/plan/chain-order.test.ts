// Chains in a plan: what is copied comes before its copies, whatever they are called; deletes go the other way.
import { expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { aClone, aDesired, anObject, aRow, BASE, planWorld } from '../support/a-world.ts';

const copyOf = (id: string, clone: string, project?: string): DesiredClone =>
  aClone(id, { chain: { clone, ...(project === undefined ? {} : { project }) } });

test.each<[string, readonly DesiredClone[], readonly string[]]>([
  ['no chain: by address', [aClone('b'), aClone('a')], ['a', 'b']],
  ['a copy of a later name', [copyOf('a', 'b'), aClone('b')], ['b', 'a']],
  ['three in a row', [copyOf('a', 'b'), copyOf('b', 'c'), aClone('c')], ['c', 'b', 'a']],
  ['three in a row, the other way', [aClone('a'), copyOf('b', 'a'), copyOf('c', 'b')], ['a', 'b', 'c']],
  [
    'two copies of one, and copies of these',
    [copyOf('a', 'b'), copyOf('b', 'd'), copyOf('c', 'e'), aClone('d'), copyOf('e', 'd')],
    ['d', 'b', 'e', 'a', 'c'],
  ],
  [
    'a chain beside clones of a profile',
    [copyOf('a', 'y'), aClone('x'), aClone('y'), aClone('z')],
    ['x', 'y', 'z', 'a'],
  ],
  [
    'a copy of one of a fan-out',
    [
      copyOf('a', 'fan', 'edge-prod'),
      aClone('fan', {}, true),
      aClone('fan', { target: { project: 'edge-prod' } }, true),
    ],
    ['fan["edge-dev"]', 'fan["edge-prod"]', 'a'],
  ],
])('%s', (_, clones, expected) => {
  const { changes } = planWorld({ desired: aDesired(...clones) });
  expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual(
    expected.map((address) => `create ${address}`),
  );
});

test('copies are deleted before what they were copied from', () => {
  const [base] = BASE;
  const objects = ['c', 'a', 'b'].map((name) =>
    anObject({ uid: `u-${name}`, name, version: '1.0.0', project: 'edge-dev' }),
  );
  const sourceOf = { a: base.uid, b: 'u-c', c: 'u-a' };
  const rows = objects.map((object) => {
    const row = aRow(object.key.name, object);
    return { ...row, source: { ...row.source, uid: sourceOf[object.key.name as keyof typeof sourceOf] } };
  });
  const { changes } = planWorld({ desired: aDesired(), rows, objects, options: { destroy: true } });
  expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'delete b',
    'delete c',
    'delete a',
  ]);
});

test('a chain takes what it copies from the one project that it names', () => {
  const { changes } = planWorld({
    desired: aDesired(
      copyOf('a', 'fan', 'edge-prod'),
      aClone('fan', { source: { version: '1.0.0' } }, true),
      aClone(
        'fan',
        { source: { version: '1.2.0' }, target: { project: 'edge-prod', version: '7.0.0' } },
        true,
      ),
    ),
  });
  expect(changes.find(({ address }) => address === 'a')?.source).toMatchObject({ version: '7.0.0' });
});
