// Changes that are equal but for their project are one group; whatever a reader would see of a difference keeps them apart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InUse } from '../../src/model/observed.ts';
import { alone, groupChanges, groupDrift, toPlanGroups } from '../../src/plan/groups.ts';
import type { ChangeEntry, Drift } from '../../src/plan/plan.ts';
import { detailsOf } from '../../src/render/change-details.ts';
import { inProjects } from '../render/fleet-cases.ts';
import { aChange } from '../render/plan-cases.ts';
import { OPTIONS } from '../support/a-world.ts';
import { anyPlan } from '../support/arbitrary-plan.ts';

const nothing = (): null => null;
const sizes = (changes: readonly ChangeEntry[]): readonly number[] =>
  groupChanges(changes, nothing).map(({ members }) => members.length);

/** A pair of changes of one declaration in two projects, the second with other facts. */
function pair(
  facts: Partial<ChangeEntry>,
  other: Partial<ChangeEntry> = {},
  base: Parameters<typeof inProjects>[1] = {},
): readonly ChangeEntry[] {
  const [first, second] = inProjects(2, base);
  return [
    { ...first, ...facts },
    { ...second, ...facts, ...other },
  ] as readonly ChangeEntry[];
}

const facts = { name: 'edge-base', version: '1.0.0', labels: { team: 'edge' }, description: 'Of all.' };
const content = [{ pack: 'k8s', change: 'tag', from: '1', to: '2' }];
const override = { pack: 'cni', part: 'values', path: 'mtu', source: '1', wanted: '2' };
const used = (...names: readonly string[]): InUse => ({
  clusters: names.map((name) => ({ uid: name, name })),
  templates: [],
});
const blocked = { action: 'blocked', wouldBe: 'create', blockedBy: 'preflight' } as const;
const obstacle = {
  by: 'preflight',
  detail: 'Palette would refuse it: Full: no room',
  hint: 'make room',
} as const;
const update = { action: 'update', reason: 'metadata' } as const;
const remove = { action: 'delete', reason: 'not_declared' } as const;

describe('two changes of one declaration are one group', () => {
  test.each([
    ['as they are', pair({})],
    ['whatever their UIDs and digests', pair({ uid: 'u-1' }, { uid: 'u-2' }, update)],
    ['with the same facts', pair({ after: facts, content, overrides: [override] })],
    [
      'with the name of their project in what is set',
      pair(
        {
          after: { ...facts, labels: { site: 'store-001' } },
          overrides: [{ ...override, wanted: 'http://store-001/x' }],
        },
        {
          after: { ...facts, labels: { site: 'store-002' } },
          overrides: [{ ...override, wanted: 'http://store-002/x' }],
        },
      ),
    ],
    ['used by different clusters', pair({ inUse: used('a') }, { inUse: used('b', 'c') }, update)],
    [
      'blocked by an object of their own',
      pair(
        { ...blocked, obstacles: [{ ...obstacle, detail: 'it exists (UID 690b0c0000000000000000aa)' }] },
        { obstacles: [{ ...obstacle, detail: 'it exists (UID 690b0c0000000000000000bb)' }] },
      ),
    ],
    [
      'after a change in their own project',
      inProjects(2, {}).map((entry, index) => ({
        ...entry,
        needs: inProjects(2, {}, 'above')
          .slice(index, index + 1)
          .map(({ address }) => address),
      })),
    ],
  ])('%s', (_, changes) => {
    expect(sizes(changes)).toEqual([2]);
  });
});

describe('and two, where there differs', () => {
  test.each([
    ['the action', pair({}, { action: 'update', reason: 'metadata' })],
    ['the reason', pair({}, { reason: 'gone' })],
    ['a label', pair({ after: facts }, { after: { ...facts, labels: { team: 'core' } } })],
    ['the description', pair({ after: facts }, { after: { ...facts, description: '' } })],
    [
      'the version',
      pair(
        { clone: { ...aChange('x').clone, project: 'store-001' } },
        { clone: { ...aChange('x').clone, project: 'store-002', version: '2.0.0' } },
      ),
    ],
    ['the source', pair({}, { source: { ...aChange('x').source, version: '9.0.0' } })],
    [
      'the source so far',
      pair(
        { sourceBefore: { name: 'a', version: '1' } },
        { sourceBefore: { name: 'a', version: '2' } },
        update,
      ),
    ],
    ['a pack', pair({ content }, { content: [] }, update)],
    ['an override', pair({ overrides: [override] }, { overrides: [{ ...override, wanted: '3' }] })],
    ['protection', pair({ protect: true }, { protect: false })],
    ['whether clusters use it', pair({ inUse: used() }, { inUse: used('b') }, update)],
    ['the clusters that use what goes', pair({ inUse: used('a') }, { inUse: used('b') }, remove)],
    [
      'how it became what goes',
      pair({ recordedAs: facts, before: facts }, { recordedAs: { ...facts, description: '' } }, remove),
    ],
    [
      'the cause',
      pair({ ...blocked, obstacles: [obstacle] }, { obstacles: [{ ...obstacle, detail: 'no' }] }),
    ],
    ['a member that nobody knows yet', pair({ news: 1 } as object, { news: 2 } as object)],
  ])('%s', (_, changes) => {
    expect(sizes(changes)).toEqual([1, 1]);
  });

  test('the place, though the address has the same project', () => {
    expect(sizes([...inProjects(1, {}), ...inProjects(1, { clone: { project: 'elsewhere' } })])).toEqual([
      1, 1,
    ]);
  });

  test('clones that are no fan-out', () => {
    expect(sizes([aChange('a'), aChange('b')])).toEqual([1, 1]);
  });

  test('a name that poses as the mark of a group', () => {
    const named = inProjects(2, {}).map((entry, index) => ({
      ...entry,
      after: { ...facts, description: index === 0 ? '<project>' : 'store-002' },
    }));
    expect(sizes(named)).toEqual([1, 1]);
  });
});

test('a cause that hits several declarations in the same words is one group of all of them', () => {
  const cause = {
    ...blocked,
    wouldBe: 'delete',
    reason: 'not_declared',
    obstacles: [{ by: 'mass_delete', detail: '7 deletes', hint: null }],
  } as const;
  const changes = [
    ...inProjects(3, cause, 'a'),
    ...inProjects(3, cause, 'b'),
    aChange('c', cause),
    aChange('d'),
  ];
  expect(toPlanGroups(changes).map(({ id, count }) => [id, count])).toEqual([
    [null, 7],
    ['d', 1],
  ]);
});

test('every change is in one group, in the order of work, and no-ops in none', () => {
  fc.assert(
    fc.property(anyPlan(), ({ changes }) => {
      const shown = changes.filter(({ action }) => action !== 'noop');
      const members = groupChanges(shown, nothing).flatMap((group) => group.members);
      expect(new Set(members)).toEqual(new Set(shown));
      expect(members).toHaveLength(shown.length);
      const order = new Map(shown.map((change, index) => [change, index]));
      for (const group of groupChanges(shown, nothing)) {
        const places = group.members.map((change) => order.get(change) ?? -1);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
      expect(toPlanGroups(changes).reduce((sum, { count }) => sum + count, 0)).toBe(shown.length);
    }),
  );
});

/** Names as teams give them, among them such that are words of the plan itself. */
const anyProject = fc.constantFrom(
  'oslo',
  'edge',
  'edge-base',
  'a',
  '1.0.0',
  'team',
  'name',
  'store "7"',
  'x.y',
  'riga-1',
  'spectro__tag',
  'ütü',
);

test('what is said of a group is true of each of its members', () => {
  const anyText = fc
    .tuple(anyProject, fc.constantFrom('', ' in edge', '.', '-x', '/oslo'))
    .map(([a, b]) => a + b);
  const anyEntry = fc
    .record({
      project: anyProject,
      useOwn: fc.boolean(),
      text: anyText,
      action: fc.constantFrom('create', 'update', 'delete'),
      version: fc.constantFrom('1.0.0', '2.0.0'),
    })
    .map(({ project, useOwn, text, action, version }): ChangeEntry => {
      const own = useOwn ? `at ${project}, team` : text;
      return aChange(`edge[${JSON.stringify(project)}]`, {
        action: action as ChangeEntry['action'],
        reason: action === 'create' ? 'new' : action === 'update' ? 'source_upgraded' : 'not_declared',
        clone: { project, version },
        after: { ...facts, description: own },
        before: { ...facts, description: 'before' },
        content: [{ pack: own, change: 'values', from: null, to: own }],
      });
    });
  fc.assert(
    fc.property(fc.array(anyEntry, { minLength: 2, maxLength: 12 }), (changes) => {
      for (const { like, members } of groupChanges(changes, nothing)) {
        const said = JSON.stringify(detailsOf(like, OPTIONS).filter(({ text }) => !text.startsWith('UID')));
        for (const member of members) {
          const project = JSON.stringify(member.clone.project).slice(1, -1);
          const truth = detailsOf(member, OPTIONS);
          expect(said.replaceAll('<project>', () => project)).toBe(
            JSON.stringify(truth.filter(({ text }) => !text.startsWith('UID'))),
          );
        }
      }
    }),
  );
});

test('drift is grouped likewise', () => {
  const drift = inProjects(3, {}).map(
    ({ address }, index): Drift => ({
      address,
      kind: 'clone_edited',
      detail: index === 2 ? 'its labels differ' : 'its content differs',
      hint: `cloneform revert '${address}'`,
    }),
  );
  expect(groupDrift(drift, nothing).map(({ id, members, like }) => [id, members.length, like.hint])).toEqual([
    ['edge-base', 2, 'cloneform revert \'edge-base["<project>"]\''],
    ['edge-base', 1, 'cloneform revert \'edge-base["store-003"]\''],
  ]);
});

test('what else is asked to be equal is, and is marked likewise', () => {
  const changes = inProjects(3, {});
  const groups = groupChanges(changes, ({ clone }) =>
    clone.project === 'store-003' ? 'no' : `${clone.project} is full`,
  );
  expect(groups.map(({ also, members }) => [also, members.length])).toEqual([
    ['<project> is full', 2],
    ['no', 1],
  ]);
  for (const change of changes) expect(alone(change, null).members).toEqual([change]);
});
