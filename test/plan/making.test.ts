// Changes that make another version, and versions that come back: what stands in the way of each, and what the plan says of them.
import { describe, expect, test } from 'vitest';
import { reinstatable } from '../../src/plan/rules/reinstating.ts';
import { anObject, aRow, BASE } from '../support/a-world.ts';
import { AS_MADE, contextOf, lastOf, type OneClone, outcome, planOne } from '../support/one-clone.ts';

const at = (version: string, name = 'edge') =>
  anObject({ uid: `u-${name}-${version}`, name, version, project: 'edge-dev' });
const [one] = BASE;

describe('another version', () => {
  const clone = { target: { version: '2.0.0' } };
  test.each<[string, OneClone, string]>([
    ['is made beside the clone', { clone }, 'create_version · new_version'],
    [
      'is not made where somebody has it',
      { clone, world: { objects: [at('2.0.0')] } },
      'create_version · new_version [exists_unmanaged]',
    ],
    [
      'is made beside another one',
      { clone, world: { objects: [at('3.0.0')] } },
      'create_version · new_version',
    ],
    [
      'is not made in a project that cannot be listed',
      { clone, world: { unreadableScopes: ['edge-dev'] } },
      'create_version · new_version [unreadable]',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });

  test('names the content before, where it is known', () => {
    expect(lastOf(planOne({ clone })).contentBefore).toBe(one.digest);
    const unread = { clone, seen: { digest: null, content: null } };
    expect(lastOf(planOne(unread))).not.toHaveProperty('contentBefore');
  });
});

test('a clone that is created again at a full quota may be lost, which the plan says', () => {
  const facts: OneClone = {
    clone: { mirrorBy: 'recreate', content: 'mirror' },
    source: 'a: 7',
    world: { observed: { quota: { limit: 10, known: 12, crowded: new Set(['edge']) } } },
  };
  const { obstacles } = lastOf(planOne(facts));
  expect(obstacles?.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('after the delete, Palette could refuse to create the clone again'),
  ]);
});

describe('a version that comes back', () => {
  const current = { ...AS_MADE.key, version: '2.0.0' };
  const back = (old: typeof AS_MADE, world: OneClone['world'] = {}): OneClone => ({
    seen: { key: current },
    row: { key: current },
    world: {
      ...world,
      rows: [aRow(`edge@${old.key.version}`, old, { status: 'superseded' })],
      objects: [old],
    },
  });
  const statusOf = (facts: OneClone) => reinstatable(contextOf(facts));

  test('is the superseded one with the wanted name and version', () => {
    const old = at('1.0.0');
    expect(statusOf(back(old))).toMatchObject({ status: 'present', row: { uid: old.uid }, object: old });
  });

  test.each<[string, OneClone]>([
    ['of another version', back(at('1.1.0'))],
    ['of another name', back(at('1.0.0', 'was'))],
    ['that is gone', back(at('1.0.0'), { gone: ['u-edge-1.0.0'] })],
    ['whose place is not known', { ...back(at('1.0.0')), clone: { target: { project: 'nowhere' } } }],
    ['where there never was one', {}],
  ])('is none %s', (_, facts) => {
    expect(statusOf(facts)).toBeNull();
  });

  test.each<[string, OneClone, string]>([
    ['was refused', back(at('1.0.0'), { unreadable: ['u-edge-1.0.0'] }), 'Forbidden'],
    ['was not read', back(at('1.0.0'), { observed: { objects: new Map() } }), 'NotRead'],
  ])('waits where it %s', (_, facts, code) => {
    expect(statusOf(facts)).toMatchObject({
      status: 'unreadable',
      failure: { code, message: expect.stringMatching(/./) },
    });
  });

  test('is described by what state has, and waits for nothing', () => {
    const old = at('1.0.0');
    const { changes } = planOne(back(old));
    expect(changes.find(({ action }) => action === 'move')).toMatchObject({
      reason: 'reinstated',
      movedFrom: 'edge@1.0.0',
      uid: old.uid,
      needs: [],
      clone: { name: 'edge', version: '1.0.0', project: 'edge-dev' },
      source: { uid: 'u-base-1', version: '1.0.0' },
    });
  });
});
