// What a plan says of objects in the places of its clones that nobody manages.
import { expect, test } from 'vitest';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  picture,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';

const inDev = (name: string, version: string): ReturnType<typeof anObject> =>
  anObject({ uid: `u-${name}-${version}`, name, version, project: 'edge-dev' });
const edge = inDev('edge', '1.0.0');
const desired = aDesired(aClone('edge'));
const managed: WorldFacts = { desired, rows: [aRow('edge', edge)] };

test.each<[string, WorldFacts, readonly string[]]>([
  ['nothing beside the clone', { ...managed, objects: [edge] }, []],
  [
    'another version of a clone',
    { ...managed, objects: [edge, inDev('edge', '2.0.0')] },
    ['edge 2.0.0 in edge-dev'],
  ],
  ['what stands where a clone is to be created', { desired, objects: [edge] }, ['edge 1.0.0 in edge-dev']],
  [
    'the name of a clone in another project, or at tenant scope',
    {
      ...managed,
      objects: [
        edge,
        anObject({ uid: 'u-prod', name: 'edge', version: '1.0.0', project: 'edge-prod' }),
        anObject({ uid: 'u-tenant', name: 'edge', version: '1.0.0' }),
      ],
    },
    [],
  ],
  [
    'the name of a clone whose project does not exist',
    {
      desired: aDesired(aClone('edge', { target: { project: 'nowhere' } })),
      objects: [anObject({ uid: 'u-tenant', name: 'edge', version: '1.0.0' })],
    },
    [],
  ],
  ['another name in the project', { ...managed, objects: [edge, inDev('other', '1.0.0')] }, []],
  [
    'what is beside a clone that is recorded and no longer declared',
    { desired: aDesired(), rows: [aRow('edge', edge)], objects: [edge, inDev('edge', '2.0.0')] },
    ['edge 2.0.0 in edge-dev'],
  ],
  [
    'what the journal knows',
    {
      ...managed,
      objects: [edge, inDev('edge', '2.0.0')],
      operations: [
        anEntry({
          address: 'edge' as ReturnType<typeof anEntry>['address'],
          key: { ...scopeOf('edge-dev'), name: 'edge', version: '2.0.0' },
          uid: 'u-edge-2.0.0',
        }),
      ],
    },
    [],
  ],
  [
    'what an interrupted update names',
    {
      ...managed,
      objects: [edge, inDev('edge', '2.0.0')],
      operations: [
        anEntry({
          kind: 'update',
          address: 'edge' as ReturnType<typeof anEntry>['address'],
          key: { ...scopeOf('edge-dev'), name: 'edge', version: '2.0.0' },
          uid: 'u-edge-2.0.0',
        }),
      ],
    },
    [],
  ],
  [
    'another version of a clone at tenant scope, and of one of that name in a project',
    {
      desired: aDesired(
        aClone('all', { target: { name: 'edge', scope: 'tenant', project: null, version: '9.0.0' } }),
        aClone('edge', { target: { version: '9.0.0' } }),
      ),
      objects: [inDev('edge', '1.0.0'), anObject({ uid: 'u-tenant', name: 'edge', version: '2.0.0' })],
    },
    ['edge 2.0.0 in tenant', 'edge 1.0.0 in edge-dev'],
  ],
  [
    'what this plan adopts',
    { desired: aDesired(aClone('edge', { adopt: true, source: { version: '1.0.0' } })), objects: [edge] },
    [],
  ],
  [
    'versions of a profile that clones are copied from in the same place',
    {
      desired: aDesired(
        aClone('copy', { target: { name: 'base', scope: 'tenant', project: null, version: '9.0.0' } }),
      ),
    },
    [],
  ],
  [
    'a project whose list could not be read',
    { ...managed, objects: [edge, inDev('edge', '2.0.0')], unreadableScopes: ['edge-dev'] },
    [],
  ],
  [
    'with --unmanaged, every other name in the projects of the clones',
    {
      ...managed,
      objects: [
        edge,
        inDev('other', '1.0.0'),
        anObject({ uid: 'u-prod', name: 'other', version: '1.0.0', project: 'edge-prod' }),
      ],
      options: { allUnmanaged: true },
    },
    ['other 1.0.0 in edge-dev'],
  ],
  [
    'several, by name, project and version',
    {
      desired: aDesired(
        aClone('b', { target: { name: 'b' } }),
        aClone('a', { target: { name: 'a', project: 'edge-prod' } }),
        aClone('a2', { target: { name: 'a', version: '3.0.0' } }),
      ),
      objects: [
        inDev('b', '9.0.0'),
        inDev('a', '1.10.0'),
        inDev('a', '1.9.0'),
        anObject({ uid: 'u-a', name: 'a', version: '0.1.0', project: 'edge-prod' }),
      ],
    },
    ['a 1.9.0 in edge-dev', 'a 1.10.0 in edge-dev', 'a 0.1.0 in edge-prod', 'b 9.0.0 in edge-dev'],
  ],
])('%s', (_, world, expected) => {
  const { unmanaged } = planWorld(world);
  expect(
    unmanaged.map(({ name, version, project }) => `${name} ${version} in ${project ?? 'tenant'}`),
  ).toEqual(expected);
});

test('what is adopted is adopted', () => {
  const plan = planWorld({
    desired: aDesired(aClone('edge', { adopt: true, source: { version: '1.0.0' } })),
    objects: [edge],
  });
  expect(picture(plan)).toEqual(['adopt · equal_content edge']);
});
