// Which packs a plan tells of: those of what changes write, and of what they overwrite or supersede.
import { expect, test } from 'vitest';
import type { Digest } from '../../src/content/content.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  BASE,
  type CloneFacts,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const [first, second] = BASE;
const digests = (...objects: readonly { readonly digest: Digest | null }[]): readonly string[] =>
  objects.map(({ digest }) => digest ?? expect.fail('it was read whole')).toSorted();

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const edited = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'a: 9' });
const recorded = (facts: CloneFacts, object = edge): WorldFacts => ({
  desired: aDesired(aClone('edge', facts)),
  rows: [aRow('edge', edge)],
  objects: [object],
});
const mirror = { content: 'mirror', source: { version: '1.2.0' } } as const;

test.each<[string, WorldFacts, readonly string[]]>([
  ['the source of a create', { desired: aDesired(aClone('edge')) }, digests(second)],
  [
    'the source of what is blocked',
    {
      desired: aDesired(aClone('edge')),
      preflight: { edge: { status: 'refused', code: 'a', message: 'b' } },
    },
    digests(second),
  ],
  [
    'each of several sources, once',
    { desired: aDesired(aClone('a'), aClone('b'), aClone('c', { source: { version: '1.0.0' } })) },
    digests(first, second),
  ],
  ['both contents of an update', recorded(mirror), digests(first, second)],
  ['what somebody made of a clone that is updated', recorded(mirror, edited), digests(edited, second)],
  ['both contents of a new version', recorded({ ...mirror, mirrorBy: 'newVersion' }), digests(first, second)],
  [
    'both contents of a clone that is adopted',
    {
      desired: {
        ...aDesired(aClone('edge', mirror)),
        imports: [{ to: 'edge', uid: 'u-edge', place: { file: '', line: 1, column: 1, text: '' } }],
      },
      objects: [edge],
    },
    digests(first, second),
  ],
  [
    'the content of a clone that is adopted as it is',
    { desired: aDesired(aClone('edge', { adopt: true, source: { version: '1.0.0' } })), objects: [edge] },
    digests(first),
  ],
  [
    'a source whose content is known from another object alone',
    {
      desired: aDesired(aClone('edge')),
      objects: [
        { ...second, content: null },
        anObject({ uid: 'u-same', name: 'same', version: '1.0.0', text: 'a: 2' }),
      ],
    },
    digests(second),
  ],
  [
    'nothing of a source whose content nobody read',
    { desired: aDesired(aClone('edge')), objects: [{ ...second, content: null }] },
    [],
  ],
  ['nothing of what stays as it is', recorded({}), []],
  ['nothing of an update of labels', recorded({ target: { labels: { a: 'b' } } }), []],
  ['nothing of a delete', { ...recorded({}), desired: aDesired(), options: { destroy: true } }, []],
  [
    'nothing of a source that is missing',
    { desired: aDesired(aClone('edge', { source: { version: '^9.0.0' } })) },
    [],
  ],
])('%s', (_, world, expected) => {
  expect(Object.keys(planWorld(world).contents ?? {}).toSorted()).toEqual(expected);
});

test('a plan that writes nothing has no member for it', () => {
  expect(Object.keys(planWorld(recorded({})))).not.toContain('contents');
});

test('a pack is named by what identifies it, without its values', () => {
  const { contents = {} } = planWorld({ desired: aDesired(aClone('edge')) });
  expect(Object.values(contents)).toEqual([
    [{ name: 'hello', layer: 'addon', type: 'manifest', tag: '1.0.0', registryUid: '' }],
  ]);
});
