// What is said of a group: by which id, with which clusters, and with the marks where its members differ.
import { describe, expect, test } from 'vitest';
import type { InUse } from '../../src/model/observed.ts';
import { groupChanges, toPlanGroups, withGroups } from '../../src/plan/groups.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { inProjects } from '../render/fleet-cases.ts';
import { aChange, aPlan } from '../render/plan-cases.ts';

const grouped = (changes: readonly ChangeEntry[]) => groupChanges(changes, () => null);
const sizes = (changes: readonly ChangeEntry[]): readonly number[] =>
  grouped(changes).map(({ members }) => members.length);
/** The same change in two projects, each with facts of its own. */
function pair(own: (index: number) => Partial<ChangeEntry>): readonly ChangeEntry[] {
  return inProjects(2, {}).map((entry, index) => ({ ...entry, ...own(index) }));
}
const update = { action: 'update', reason: 'metadata' } as const;
const remove = { action: 'delete', reason: 'not_declared' } as const;
const blocked = {
  action: 'blocked',
  wouldBe: 'delete',
  reason: 'not_declared',
  blockedBy: 'mass_delete',
} as const;
const cause = { by: 'mass_delete', detail: '7 deletes', hint: null } as const;
const facts = { name: 'edge-base', version: '1.0.0', labels: null, description: null };
const used = (clusters: readonly string[], templates: readonly string[] = []): InUse => ({
  clusters: clusters.map((name) => ({ uid: `c-${name}`, name })),
  templates: templates.map((name) => ({ uid: `t-${name}`, name })),
});

describe('the groups of a document', () => {
  const changes = [
    ...inProjects(2, {}, 'a'),
    ...inProjects(1, { ...blocked, obstacles: [cause] }, 'b'),
    aChange('same', { action: 'noop', reason: 'unchanged' }),
  ];
  const expected = [
    {
      id: 'a',
      action: 'create',
      reason: 'new',
      count: 2,
      addresses: ['a["store-001"]', 'a["store-002"]'],
    },
    {
      id: 'b',
      action: 'blocked',
      reason: 'not_declared',
      wouldBe: 'delete',
      blockedBy: 'mass_delete',
      count: 1,
      addresses: ['b["store-001"]'],
    },
  ];

  test('say what all of their members are, and name these', () => {
    expect(toPlanGroups(changes)).toStrictEqual(expected);
  });

  test('are added to a plan, but not to one with an integrity hash, which would no longer fit', () => {
    const plan = aPlan(changes);
    expect(withGroups(plan)).toStrictEqual({ ...plan, groups: expected });
    const sealed = { ...plan, seal: 'sha256:0' };
    expect(withGroups(sealed)).toBe(sealed);
  });
});

test.each([
  ['edge', 'edge'],
  ['edge["oslo"]', 'edge'],
  ['edge["oslo"]@1.0.0', 'edge@1.0.0'],
  ['edge@1.0.0', 'edge@1.0.0'],
])('the id of %s is %s', (address, id) => {
  expect(grouped([aChange(address)])[0]?.id).toBe(id);
});

describe('what uses the members', () => {
  test('is named together, each once; of some nothing may be known', () => {
    const changes = [used(['a', 'b'], ['t']), used(['b', 'c'], ['t', 's'])].map((inUse, index) => ({
      ...(inProjects(2, update)[index] ?? expect.fail()),
      inUse,
    }));
    expect(grouped(changes).map(({ like }) => like.inUse)).toEqual([used(['a', 'b', 'c'], ['t', 's'])]);
  });

  test.each<[string, readonly InUse[], readonly number[]]>([
    ['clusters of their own', [used(['a']), used(['b', 'c'])], [2]],
    ['templates of their own', [used([], ['a']), used([], ['b'])], [2]],
    ['clusters, or none', [used(['a']), used([])], [1, 1]],
    ['templates, or none', [used([], ['a']), used([])], [1, 1]],
    ['clusters or templates', [used(['a']), used([], ['a'])], [1, 1]],
  ])('counts by whether there is any: %s', (_, inUse, expected) => {
    const changes = pair((index) => ({ ...update, inUse: inUse[index] ?? used([]) }));
    expect(sizes(changes)).toEqual(expected);
  });

  test('is nothing that a group without it speaks of', () => {
    expect(Object.keys(grouped(inProjects(2, {}))[0]?.like ?? {})).not.toContain('inUse');
  });
});

describe('what belongs to one object keeps no two changes apart', () => {
  const resume = (operation: string, verdict: 'finish' | 'retry'): Partial<ChangeEntry> => ({
    action: 'resume',
    reason: 'interrupted',
    resume: { operation, verdict, source: null },
  });
  const replaces = (uid: string, name: string): Partial<ChangeEntry> => ({
    action: 'replace',
    reason: 'target_changed',
    replaces: { uid, clone: { ...aChange('x').clone, name, projectUid: uid } },
  });
  const before = (description: string): NonNullable<ChangeEntry['before']> => ({ ...facts, description });
  test.each<[string, (index: number) => Partial<ChangeEntry>, readonly number[]]>([
    ['the journal entry', (index) => resume(`op-${index}`, 'finish'), [2]],
    ['but what became of it', (index) => resume('op', index === 0 ? 'finish' : 'retry'), [1, 1]],
    ['the object that is replaced', (index) => replaces(`u-${index}`, 'old'), [2]],
    ['but how that was called', (index) => replaces('u', `old-${index}`), [1, 1]],
    [
      'how an object was that goes as it was recorded',
      (index) => ({ ...remove, before: before(`${index}`) }),
      [2],
    ],
    ['but how an object was that changes', (index) => ({ ...update, before: before(`${index}`) }), [1, 1]],
    [
      'nor how one is that goes otherwise than recorded',
      (index) => ({ ...remove, before: before(`${index}`), recordedAs: facts }),
      [1, 1],
    ],
    [
      'nor whether anything was there',
      (index) => ({ ...update, ...(index === 0 ? { before: facts } : {}) }),
      [1, 1],
    ],
  ])('%s', (_, own, expected) => {
    expect(sizes(pair(own))).toEqual(expected);
  });

  test('nor is it said of all of them', () => {
    const [group] = grouped(pair((index) => ({ ...replaces(`u-${index}`, 'old'), uid: `u-${index}` })));
    expect(group?.like.replaces).toEqual({
      uid: '<UID>',
      clone: { ...aChange('x').clone, name: 'old', projectUid: null },
    });
    expect(Object.keys(group?.like ?? {})).not.toContain('uid');
    const [resumed] = grouped(pair((index) => resume(`op-${index}`, 'finish')));
    expect(resumed?.like.resume).toEqual({ operation: '', verdict: 'finish', source: null });
  });
});

describe('the name of a project is marked where it stands as a word', () => {
  const inEach = (...projects: readonly string[]): readonly ChangeEntry[] =>
    projects.map((project) => {
      const address = `edge[${JSON.stringify(project)}]`;
      return aChange(address, {
        clone: { project },
        after: { ...facts, description: `${project}: cloneform state rm '${address}', not x${project}` },
      });
    });
  const describing = (
    ...texts: readonly (readonly [project: string, text: string])[]
  ): readonly ChangeEntry[] =>
    texts.map(([project, description]) =>
      aChange(`edge[${JSON.stringify(project)}]`, { clone: { project }, after: { ...facts, description } }),
    );

  test.each<[string, readonly ChangeEntry[], readonly number[]]>([
    [
      'as it is, and as it is quoted',
      describing(['a "7"', 'a "7" and "a \\"7\\""'], ['b "8"', 'b "8" and "b \\"8\\""']),
      [2],
    ],
    ['with characters of a pattern', describing(['a.b', 'in a.b'], ['c.d', 'in c.d']), [2]],
    ['which are no pattern', describing(['a.b', 'in axb'], ['c.d', 'in cxd']), [1, 1]],
    [
      'of all sorts',
      describing(['a+(b)[c]{d}|e^f$g*h?\\/', 'in a+(b)[c]{d}|e^f$g*h?\\/'], ['x', 'in x']),
      [2],
    ],
    ['not as a part of a word', inEach('a', 'b'), [1, 1]],
    ['not as a part of a number of a version', describing(['a', 'a.1'], ['b', 'b.1']), [1, 1]],
    ['also before the end of a sentence', describing(['a', 'in a.'], ['b', 'in b.']), [2]],
  ])('%s', (_, changes, expected) => {
    expect(sizes(changes)).toEqual(expected);
  });

  test('and a UID, wherever it stands', () => {
    const changes = pair((index) => ({
      after: { ...facts, description: `of 690b0c0000000000000000a${index}` },
    }));
    expect(grouped(changes).map(({ like }) => like.after?.description)).toEqual(['of <UID>']);
  });

  test('unless the words could pose as a mark', () => {
    const changes = pair((index) => ({ after: { ...facts, description: index === 0 ? '<UID>' : '<UID>' } }));
    expect(sizes(changes)).toEqual([1, 1]);
  });
});

describe('one cause', () => {
  const causedIn = (id: string, more: Partial<ChangeEntry> = {}): readonly ChangeEntry[] =>
    inProjects(2, { ...blocked, obstacles: [cause] }, id).map((entry) => ({
      ...entry,
      needs: ['x' as never],
      ...more,
    }));

  test('of changes of one declaration keeps its id', () => {
    const other = { clone: { ...aChange('x').clone, version: '7.0.0' } };
    expect(
      toPlanGroups([...causedIn('a'), ...causedIn('a', other)]).map(({ id, count }) => [id, count]),
    ).toEqual([['a', 4]]);
  });

  test('of changes of several declarations has none, even where the last ones are of the first', () => {
    const changes = [
      ...causedIn('a'),
      ...causedIn('b'),
      ...causedIn('a', { clone: { ...aChange('x').clone, version: '7.0.0' } }),
    ];
    expect(toPlanGroups(changes).map(({ id, count }) => [id, count])).toEqual([[null, 6]]);
  });

  test('comes without what its changes wait for', () => {
    expect(grouped([...causedIn('a'), ...causedIn('b')]).map(({ like }) => like.needs)).toEqual([[]]);
    expect(grouped(causedIn('a')).map(({ like }) => like.needs)).toEqual([['x']]);
  });

  test.each<[string, Partial<ChangeEntry>]>([
    ['changes that nothing blocks', { ...remove, obstacles: [cause] }],
    ['changes that are blocked by what nobody knows', { ...blocked }],
  ])('joins no %s', (_, more) => {
    const [first, second] = [inProjects(2, {}, 'a'), inProjects(2, {}, 'b')].map((list) =>
      list.map((entry) => ({ ...entry, ...more })),
    );
    expect(sizes([...(first ?? []), ...(second ?? [])])).toEqual([2, 2]);
  });
});
