// A declaration that asks for a source nobody can give: blocked where the declaration was edited, drift where the source went.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const one = (facts: CloneFacts = {}): DesiredClone => aClone('edge', facts);
const world = (clone: DesiredClone, more: WorldFacts = {}): WorldFacts => ({
  desired: aDesired(clone),
  rows: [aRow('edge', edge)],
  objects: [edge],
  ...more,
});
const blockedBy = (blocker: string): string => `blocked · unchanged edge [${blocker}, would be noop]`;

describe.each(['snapshot', 'mirror'] as const)('an existing %s', (content) => {
  const cases: readonly { name: string; facts: CloneFacts; more?: WorldFacts; expected: string }[] = [
    {
      name: 'a range that nothing fits',
      facts: { source: { version: '^7.0.0' } },
      expected: 'source_missing',
    },
    { name: 'an exact version', facts: { source: { version: '9.9.9' } }, expected: 'source_missing' },
    { name: 'an unknown profile', facts: { source: { profile: 'bsae' } }, expected: 'source_missing' },
    {
      name: 'a project that does not exist',
      facts: { source: { scope: 'project', project: 'nowhere' } },
      expected: 'source_missing',
    },
    {
      name: 'a project that does not have it',
      facts: { source: { scope: 'project', project: 'platform' } },
      expected: 'source_missing',
    },
    {
      name: 'a version that is a draft',
      facts: { source: { version: '3.0.0' } },
      more: {
        objects: [edge, anObject({ uid: 'u-base-9', name: 'base', version: '3.0.0', published: false })],
      },
      expected: 'unpublished_source',
    },
    {
      name: 'another version in a list that cannot be read',
      facts: { source: { version: '^7.0.0' } },
      more: { unreadableScopes: [null] },
      expected: 'unreadable',
    },
  ];
  test.each(cases)('edited to $name is blocked', ({ facts, more, expected }) => {
    const plan = planWorld(world(one({ content, ...facts }), more));
    expect(picture(plan)).toEqual([blockedBy(expected)]);
    expect(plan.drift).toEqual([]);
    expect(plan.changes[0]?.obstacles?.[0]?.detail).not.toContain('the clone could not be read');
  });

  test('whose source was deleted under an unedited declaration keeps what it has, and says so', () => {
    const row = aRow('edge', edge, {
      source: { ...aRow('edge', edge).source, uid: 'u-old', name: 'old', version: '1.0.0' },
    });
    const plan = planWorld(
      world(one({ content, source: { profile: 'old', version: '^1.0.0' } }), {
        rows: [row],
        gone: ['u-old'],
      }),
    );
    expect(picture(plan)).toEqual(['noop · unchanged edge']);
    expect(plan.drift.map(({ kind }) => kind)).toEqual(['source_gone']);
  });

  test('whose source project was deleted keeps what it has, and says so', () => {
    const row = aRow('edge', edge, {
      source: { ...aRow('edge', edge).source, scope: 'project', projectUid: 'p-deleted' },
    });
    const declared = one({ content, source: { scope: 'project', project: 'deleted' } });
    const plan = planWorld(world(declared, { rows: [row] }));
    expect(picture(plan)).toEqual(['noop · unchanged edge']);
    expect(plan.drift.map(({ kind }) => kind)).toEqual(['source_gone']);
  });
});

test('a mirror whose source was unpublished cannot follow it, and says so; a snapshot need not', () => {
  const draft = anObject({ uid: 'u-draft', name: 'draft', version: '1.0.0', published: false });
  const row = aRow('edge', edge, {
    source: { ...aRow('edge', edge).source, uid: 'u-draft', name: 'draft' },
  });
  const planOf = (content: 'mirror' | 'snapshot') =>
    picture(
      planWorld(
        world(one({ content, source: { profile: 'draft' } }), { rows: [row], objects: [edge, draft] }),
      ),
    );
  expect(planOf('mirror')).toEqual([blockedBy('unpublished_source')]);
  expect(planOf('snapshot')).toEqual(['noop · unchanged edge']);
});

describe('a chain', () => {
  const above = anObject({
    uid: 'u-above',
    name: 'above',
    version: '1.0.0',
    project: 'platform',
    published: false,
  });
  const source = {
    uid: 'u-above',
    name: 'above',
    version: '1.0.0',
    scope: 'project',
    projectUid: 'p-platform',
  };
  const declared = (content: 'snapshot' | 'mirror', version = '*') =>
    aDesired(
      aClone('above', { target: { project: 'platform' } }),
      aClone('edge', { chain: { clone: 'above', version }, content }),
    );
  const rows = [
    aRow('above', above),
    aRow('edge', edge, { source: { ...aRow('edge', edge).source, ...source, scope: 'project' } }),
  ];

  test('of an unpublished clone makes nothing', () => {
    const plan = planWorld({ desired: declared('snapshot'), rows: rows.slice(0, 1), objects: [above] });
    expect(picture(plan)).toEqual([
      'noop · unchanged above',
      'blocked · new edge [unpublished_source, would be create]',
    ]);
  });

  test('of an unpublished clone stops a mirror aloud, and leaves a snapshot alone', () => {
    const objects = [above, edge];
    expect(picture(planWorld({ desired: declared('mirror'), rows, objects }))).toEqual([
      'noop · unchanged above',
      blockedBy('unpublished_source'),
    ]);
    expect(picture(planWorld({ desired: declared('snapshot'), rows, objects }))).toEqual([
      'noop · unchanged above',
      'noop · unchanged edge',
    ]);
  });

  test('edited to versions that its link does not have is blocked', () => {
    const published = { ...above, isPublished: true };
    const plan = planWorld({ desired: declared('snapshot', '^5.0.0'), rows, objects: [published, edge] });
    expect(picture(plan)).toEqual(['noop · unchanged above', blockedBy('source_missing')]);
  });

  test('edited to copy another clone, which lacks the version, is blocked', () => {
    const other = anObject({ uid: 'u-other', name: 'other', version: '3.0.0', project: 'platform' });
    const plan = planWorld({
      desired: aDesired(
        aClone('other', { target: { project: 'platform', version: '3.0.0' } }),
        aClone('edge', { chain: { clone: 'other', version: '^1.0.0' } }),
      ),
      rows: [aRow('other', other), aRow('edge', edge)],
      objects: [other, edge],
    });
    expect(picture(plan)).toEqual(['noop · unchanged other', blockedBy('source_missing')]);
  });
});
