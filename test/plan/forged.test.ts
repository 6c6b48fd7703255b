// A plan file that somebody changed and gave a new integrity hash: what it says that no planner would have said.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { type Declared, findForged, findIncomplete } from '../../src/plan/forged.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  type CloneFacts,
  OPTIONS,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const far = anObject({ uid: 'u-far', name: 'far', version: '1.0.0', project: 'edge-dev' });
const [edgeRow, farRow] = [aRow('edge', edge), aRow('far', far)];
const HINT = 'the plan file was changed after cloneform wrote it: make a new plan and review it';

const world = (facts: CloneFacts, more: WorldFacts = {}): WorldFacts => ({
  desired: aDesired(aClone('edge', facts)),
  rows: [edgeRow],
  objects: [edge],
  ...more,
});

/** The first entry of a plan. */
const first = (facts: WorldFacts): ChangeEntry => {
  const [entry] = planWorld(facts).changes;
  if (entry === undefined) throw new Error('there is a change');
  return entry;
};
const deleted = first({ rows: [edgeRow], objects: [edge], options: { destroy: true } });
const replaced = first(world({ target: { name: 'new' } }));
const relabeled = first(world({ target: { labels: { team: 'x' } } }));
const created = first({ desired: aDesired(aClone('edge')) });
const createdAgain = first(world({}, { objects: [], gone: ['u-edge'] }));
const adopted = first({
  desired: aDesired(aClone('edge', { adopt: true, source: { version: '1.0.0' } })),
  objects: [edge],
});
const forgotten = first({ rows: [edgeRow], gone: ['u-edge'], options: { destroy: true } });
const blocked = first({ desired: aDesired(aClone('edge', { source: { profile: 'none' } })) });
const resumed = first(
  world({}, { rows: [], operations: [anEntry({ key: edge.key, address: edgeRow.address, uid: 'u-edge' })] }),
);
const moved = first(
  world({ target: { name: 'edge' } }, { rows: [{ ...edgeRow, address: 'old' as Address }] }),
);

test('there is an entry of each kind', () => {
  const entries = [
    deleted,
    replaced,
    relabeled,
    created,
    createdAgain,
    adopted,
    forgotten,
    blocked,
    resumed,
    moved,
  ];
  expect(entries.map(({ action, reason }) => `${action} ${reason}`)).toEqual([
    'delete not_declared',
    'replace target_changed',
    'update metadata',
    'create new',
    'create gone',
    'adopt equal_content',
    'forget gone',
    'blocked new',
    'resume interrupted',
    'move same_object',
  ]);
});

function messages(
  changes: readonly ChangeEntry[],
  rows: readonly RecordedClone[],
  declared: Declared | null = null,
  options: Partial<Plan['options']> = {},
): readonly string[] {
  return findForged({ changes, options: { ...OPTIONS, ...options } }, rows, declared).map((found) => {
    expect(found).toMatchObject({ code: 'plan/forged', severity: 'error', hint: HINT });
    return found.message;
  });
}

const GUARDS = { maxNewProjects: 10, maxDeletes: 20, maxDeletePercent: 100 };
const declaring = (address: string, protect: boolean): Declared => ({
  clones: [
    { address: 'other' as Address, protect: true },
    { address: address as Address, protect },
  ],
  guards: GUARDS,
});
const PROTECTED = 'edge: it deletes edge 1.0.0 (UID u-edge), which is protected';

describe('what is protected is not deleted, whatever the file says', () => {
  const isProtected = { ...edgeRow, isProtected: true };
  const older = { ...edgeRow, address: 'edge@1.0.0' as Address, status: 'superseded' as const };
  test.each<[string, ChangeEntry, readonly RecordedClone[], Declared | null, readonly string[]]>([
    ['nothing is protected', deleted, [edgeRow], declaring('edge', false), []],
    ['state has it as protected', deleted, [isProtected], null, [PROTECTED]],
    ['the declarations protect it', deleted, [edgeRow], declaring('edge', true), [PROTECTED]],
    ['state has it as protected, and a replace deletes it', replaced, [isProtected], null, [PROTECTED]],
    [
      'state has it as protected, and it is deleted and created again',
      { ...replaced, reason: 'clone_edited', content: [] },
      [isProtected],
      null,
      [PROTECTED],
    ],
    ['another kind of change does not delete it', relabeled, [isProtected], declaring('edge', true), []],
    ['nothing is done', { ...deleted, action: 'blocked', wouldBe: 'delete' }, [isProtected], null, []],
    ['it is not recorded', deleted, [farRow], declaring('edge', true), []],
    [
      'an older version of what the declarations protect',
      { ...deleted, address: older.address },
      [older],
      declaring('edge', true),
      ['edge@1.0.0: it deletes edge 1.0.0 (UID u-edge), which is protected'],
    ],
    [
      'the file names another object, and state has this one at the address',
      {
        ...deleted,
        uid: 'u-far',
        preconditions: {
          ...deleted.preconditions,
          recorded: null,
          observed: { ...seenOf(deleted), uid: 'u-far' },
        },
      },
      [isProtected, farRow],
      null,
      [PROTECTED],
    ],
    [
      'the file names another address',
      { ...deleted, address: 'new' as Address },
      [isProtected],
      null,
      ['new: state has UID u-edge at edge', 'new: it deletes edge 1.0.0 (UID u-edge), which is protected'],
    ],
    [
      'the file names another address, and a replace deletes it',
      { ...replaced, address: 'new' as Address, uid: 'u-far' },
      [isProtected, farRow],
      null,
      ['new: state has UID u-edge at edge', 'new: it deletes edge 1.0.0 (UID u-edge), which is protected'],
    ],
  ])('%s', (_, change, rows, declared, expected) => {
    expect(messages([change], rows, declared)).toEqual(expected);
  });
});

function seenOf({
  preconditions: { observed },
}: ChangeEntry): NonNullable<ChangeEntry['preconditions']['observed']> {
  if (observed === null) throw new Error('it was seen');
  return observed;
}

/** The entry with another object among its preconditions. */
function withOther(entry: ChangeEntry, which: 'observed' | 'recorded'): ChangeEntry {
  const known = entry.preconditions[which];
  return {
    ...entry,
    preconditions: { ...entry.preconditions, [which]: { ...(known ?? seenOf(deleted)), uid: 'u-far' } },
  };
}

describe('members that name one object name the same one', () => {
  const differs = 'edge: it changes UID u-edge, but its precondition names UID u-far';
  const copied = 'edge: it copies UID u-base-2, but its precondition names UID u-far';
  const copying = (uid: string | null): ChangeEntry['preconditions'] => {
    const { source } = created.preconditions;
    if (source === null) throw new Error('it copies something');
    return { ...created.preconditions, source: { ...source, uid } };
  };
  test.each<[string, ChangeEntry, readonly string[]]>([
    ['a delete', deleted, []],
    ['a delete of another object than was seen', withOther(deleted, 'observed'), [differs]],
    [
      'a delete of another object than is recorded',
      withOther(deleted, 'recorded'),
      [differs, 'edge: state has UID u-far at far'],
    ],
    [
      'a delete of another object than was seen and is recorded',
      withOther(withOther(deleted, 'observed'), 'recorded'),
      [differs, differs, 'edge: state has UID u-far at far'],
    ],
    ['an update', relabeled, []],
    ['an update of another object than was seen', withOther(relabeled, 'observed'), [differs]],
    ['a replace', replaced, []],
    ['a replace of another object than was seen', withOther(replaced, 'observed'), [differs]],
    [
      'a replace that deletes another object than was seen and is recorded',
      { ...replaced, replaces: { uid: 'u-far', clone: replaced.clone } },
      Array(2).fill('edge: it changes UID u-far, but its precondition names UID u-edge'),
    ],
    ['an adoption', adopted, []],
    ['an adoption of another object than was seen', withOther(adopted, 'observed'), [differs]],
    ['a create, which names none', withOther(createdAgain, 'recorded'), []],
    ['an entry of a row that is forgotten, as nothing is sent', withOther(forgotten, 'recorded'), []],
    ['an entry that an interrupted run left', withOther(resumed, 'observed'), []],
    ['a create that copies what was seen', created, []],
    [
      'a create that copies another source than was seen',
      { ...created, preconditions: copying('u-far') },
      [copied],
    ],
    [
      'an update in place that copies another source than was seen',
      { ...adopted, preconditions: { ...adopted.preconditions, source: copying('u-far').source } },
      ['edge: it copies UID u-base-1, but its precondition names UID u-far'],
    ],
    ['a create whose source the plan makes first', { ...created, preconditions: copying(null) }, []],
    [
      'a create whose source the plan makes first, by another name',
      { ...created, source: { ...created.source, uid: null } },
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(messages([change], [edgeRow, farRow])).toEqual(expected);
  });
});

describe('state has the object at the address of the change', () => {
  const elsewhere = [{ ...edgeRow, address: 'old' as Address }];
  test.each<[string, readonly ChangeEntry[], readonly RecordedClone[], readonly string[]]>([
    ['an update', [relabeled], [edgeRow], []],
    ['an update of what has another address', [relabeled], elsewhere, ['edge: state has UID u-edge at old']],
    ['a delete of what has another address', [deleted], elsewhere, ['edge: state has UID u-edge at old']],
    ['an update of what is not recorded, which is stale', [relabeled], [farRow], []],
    ['an update after a move', [moved, relabeled], elsewhere, []],
    ['an update before a move', [relabeled, moved], elsewhere, ['edge: state has UID u-edge at old']],
    ['a create, which changes nothing that is there', [createdAgain], elsewhere, []],
  ])('%s', (_, changes, rows, expected) => {
    expect(messages(changes, rows)).toEqual(expected);
  });
});

describe('no more is deleted than the declarations allow', () => {
  const both = planWorld({
    rows: [edgeRow, farRow],
    objects: [edge, far],
    options: { destroy: true },
  }).changes;
  const declared = (maxDeletes: number): Declared => ({ clones: [], guards: { ...GUARDS, maxDeletes } });
  const tooMany = 'it deletes more than the declarations allow: 2 deletes in one run: guards.maxDeletes is 1';
  test.each<[string, readonly ChangeEntry[], Declared | null, Partial<Plan['options']>, readonly string[]]>([
    ['as many as allowed', both, declared(2), {}, []],
    ['one more', both, declared(1), {}, [tooMany]],
    ['one more, where no declarations are at hand', both, null, {}, []],
    ['one more, where the plan shows that it was allowed', both, declared(1), { allowMassDelete: true }, []],
    [
      'one more that is blocked',
      both.map((entry, n) => (n > 0 ? { ...entry, action: 'blocked', wouldBe: 'delete' } : entry)),
      declared(1),
      {},
      [],
    ],
  ])('%s', (_, changes, guards, options, expected) => {
    expect(messages(changes, [edgeRow, farRow], guards, options)).toEqual(expected);
  });
});

describe('an entry says all that it takes to carry it out', () => {
  const { uid: _uid, ...unnamed } = deleted;
  const { after: _after, ...unfinished } = created;
  test.each<[string, ChangeEntry, string | null]>([
    ['a delete', deleted, null],
    ['a delete of nothing', unnamed, 'edge: it does not name its object'],
    [
      'a delete of what nobody saw',
      { ...deleted, preconditions: { ...deleted.preconditions, observed: null } },
      'edge: it does not say how its object was seen',
    ],
    [
      'a create of nothing',
      { ...created, preconditions: { ...created.preconditions, source: null } },
      'edge: it does not say what it copies',
    ],
    ['a create without labels and description', unfinished, 'edge: it does not say its after'],
    ['a blocked entry, which nobody carries out', blocked, null],
  ])('%s', (_, change, expected) => {
    expect(findIncomplete({ changes: [change] })).toEqual(
      expected === null ? [] : [{ code: 'plan/forged', severity: 'error', message: expected, hint: HINT }],
    );
    expect(messages([change], [edgeRow])).toEqual(expected === null ? [] : [expected]);
  });
});
