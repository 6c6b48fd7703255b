// What keeps a plan from doing more than anybody meant: too many deletes, an older state, a state that is not there, an emptied file.
import { describe, expect, test } from 'vitest';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { joinKey } from '../../src/plan/approved-joins.ts';
import type { Draft, PlannedChange } from '../../src/plan/change.ts';
import {
  findAgeFaults,
  findMassDelete,
  guardMassDelete,
  guardNewProjects,
  guardNothingDeclared,
  guardOlderState,
  noteOlderState,
  noteStateAbsent,
  refuseDriftWithoutState,
  standsUnrecorded,
} from '../../src/plan/guards.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import type { PlannedSelector } from '../../src/plan/planned-selector.ts';
import { makePlanningContext, type PlanInput } from '../../src/plan/planning-context.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  inputOf,
  PLACE,
  PLANNED_SELECTOR,
} from '../support/a-world.ts';
import { aSelection } from '../support/selected-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('edge', edge);

/** As much of a change as the rule looks at. */
function change(kind: PlannedChange['kind'], at: string, more: object = {}): PlannedChange {
  return { kind, address: at, needs: [], source: { uid: 'u-base' }, ...more } as unknown as PlannedChange;
}
const entry = (action: string, at: string, more: object = {}): ChangeEntry =>
  ({ action, address: at, needs: [], ...more }) as unknown as ChangeEntry;

describe('how many deletes one run may have', () => {
  const guards = { maxDeletes: 3, maxDeletePercent: 30 };
  const deletes = (count: number, reason = 'not_declared') =>
    Array.from({ length: count }, (_, n) => change('delete', `c${n}`, { reason }) as Draft);
  const rows = (count: number, superseded = 0) =>
    Array.from({ length: count + superseded }, (_, n) => ({
      ...row,
      status: n < count ? ('current' as const) : ('superseded' as const),
    }));
  test.each<[string, readonly Draft[], number, string | null]>([
    ['none', [], 0, null],
    ['as many as allowed, of few clones', deletes(3), 3, null],
    ['one more', deletes(4), 100, '4 deletes in one run: guards.maxDeletes is 3'],
    ['a share that is allowed', deletes(3), 10, null],
    ['a share of fewer than ten clones says nothing', deletes(3), 9, null],
    ['retention does not count', deletes(9, 'retention'), 20, null],
    [
      'a replace counts',
      [...deletes(3), change('replace', 'x', { reason: 'target_changed' }) as Draft],
      100,
      '4 deletes in one run: guards.maxDeletes is 3',
    ],
    ['a create does not', [...deletes(3), change('create', 'x') as Draft], 100, null],
  ])('%s', (_, changes, total, expected) => {
    expect(findMassDelete(changes, rows(total), guards)).toBe(expected);
  });

  test('what an interrupted replace of few clones left behind does not make them many', () => {
    expect(findMassDelete(deletes(3), rows(6), guards)).toBeNull();
    expect(findMassDelete(deletes(3), rows(5, 4), { ...guards, maxDeletePercent: 10 })).toBeNull();
    expect(findMassDelete(deletes(3), rows(9, 3), { ...guards, maxDeletePercent: 10 })).toBeNull();
    expect(findMassDelete(deletes(3), rows(10, 2), { ...guards, maxDeletePercent: 10 })).toBe(
      '3 deletes in one run: 25 % of 12 recorded clones; guards.maxDeletePercent is 10',
    );
  });

  test('blocks every delete and replace, and nothing else', () => {
    const planned = [
      change('delete', 'a'),
      change('replace', 'b'),
      change('create', 'c'),
      change('delete', 'd'),
    ];
    const desired = aDesired();
    const guarded = (maxDeletes: number, allowMassDelete = false) =>
      guardMassDelete(
        makePlanningContext(
          inputOf({
            desired: { ...desired, guards: { ...desired.guards, maxDeletes } },
            options: { allowMassDelete },
          }),
          [],
        ),
        planned,
      );
    expect(guarded(2).map(({ kind }) => kind)).toEqual(['blocked', 'blocked', 'create', 'blocked']);
    expect(guarded(2)[0]).toMatchObject({
      change: planned[0],
      blockers: [
        {
          by: 'mass_delete',
          detail: '3 deletes in one run: guards.maxDeletes is 2',
          hint: 'if you intend this, use apply --dangerous-allow-mass-delete or raise the guard in the root file',
        },
      ],
    });
    expect(guarded(3)).toEqual(planned);
    expect(guarded(2, true)).toEqual(planned);
  });

  test('a share that is too large is said in percent', () => {
    expect(findMassDelete(deletes(3), rows(10), { maxDeletes: 3, maxDeletePercent: 29 })).toBe(
      '3 deletes in one run: 30 % of 10 recorded clones; guards.maxDeletePercent is 29',
    );
  });
});

describe('a state that is older than the one last used', () => {
  const older = { serial: 5, seenSerial: 9, seenAt: '2026-01-02T00:00:00.000Z' };
  const contextOf = (options: Partial<PlanInput['options']> = {}, isOlder = true) => {
    const input = inputOf({
      rows: [row],
      options,
      operations: [
        anEntry({ id: 'deleting', kind: 'delete', key: edge.key, address: row.address }),
        anEntry({ id: 'making', key: { ...edge.key, name: 'x' }, address: row.address }),
      ],
    });
    return makePlanningContext(isOlder ? { ...input, recorded: { ...input.recorded, older } } : input, [row]);
  };
  const resume = (id: string, verdict: string): PlannedChange =>
    change('resume', 'edge', { resume: { operation: id, verdict } });
  test.each<[string, PlannedChange, boolean]>([
    ['a delete', change('delete', 'edge'), true],
    ['a delete for retention', change('delete', 'edge', { reason: 'retention' }), true],
    ['a replace', change('replace', 'edge'), true],
    ['a delete that continues', resume('deleting', 'retry'), true],
    ['one that is finished', resume('deleting', 'finish'), true],
    ['one that an update continues with', resume('deleting', 'continue'), true],
    ['one that is confirmed only', resume('deleting', 'confirm_deleted'), false],
    ['a create that continues', resume('making', 'retry'), false],
    ['a create', change('create', 'edge'), false],
  ])('%s', (_, planned, isBlockedNow) => {
    const [guarded] = guardOlderState(contextOf(), [planned]);
    expect(guarded?.kind === 'blocked').toBe(isBlockedNow);
    expect(guardOlderState(contextOf({ allowMassDelete: true }), [planned])).toEqual([planned]);
    expect(guardOlderState(contextOf({}, false), [planned])).toEqual([planned]);
  });

  test('says by how much, in the plan and beside what it blocks', () => {
    const [guarded] = guardOlderState(contextOf(), [change('delete', 'edge')]);
    expect(guarded).toMatchObject({
      blockers: [{ by: 'mass_delete', detail: expect.stringContaining('serial 5') }],
    });
    expect(noteOlderState(contextOf())).toEqual([
      {
        code: 'plan/state-older',
        severity: 'warning',
        message:
          'the state is older than the one last used here: its serial is 5, but 9 was seen at 2026-01-02T00:00:00.000Z',
        hint: expect.stringMatching(/^restore a newer state if you have one; .*adopt: true/u),
      },
    ]);
    expect(noteOlderState(contextOf({}, false))).toEqual([]);
  });

  const faults = (entries: readonly ChangeEntry[], allowMassDelete = false, isOlder = true) =>
    findAgeFaults(
      { changes: entries, options: { ...inputOf({}).options, allowMassDelete } },
      isOlder ? { ...inputOf({}).recorded, older } : inputOf({}).recorded,
    );
  const REFUSED = {
    code: 'plan/state-older',
    severity: 'error',
    message:
      'this plan deletes, but the state is older (serial 5) than the one last used here (serial 9, seen 2026-01-02T00:00:00.000Z)',
    hint: 'restore the newer state, or make a new plan: it shows which changes depend on the older state',
  };

  test('refuses a saved plan that deletes, unless that is allowed', () => {
    const deleting = [
      entry('noop', 'a', { reason: 'unchanged' }),
      entry('delete', 'edge', { reason: 'not_declared' }),
    ];
    expect(faults(deleting)).toEqual([REFUSED]);
    expect(faults(deleting, true)).toEqual([]);
    expect(faults(deleting, false, false)).toEqual([]);
    expect(faults([entry('create', 'edge', { reason: 'new' })])).toEqual([]);
  });
});

describe('a state that is not there', () => {
  const taken = entry('blocked', 'edge', { blockers: ['exists_unmanaged'] });
  const context = (facts: Parameters<typeof inputOf>[0]) =>
    makePlanningContext(inputOf(facts), facts.rows ?? []);

  test.each<[string, ChangeEntry, boolean]>([
    ['what is adopted', entry('adopt', 'edge'), true],
    ['what stands in the way', taken, true],
    ['what is blocked by something else', entry('blocked', 'edge', { blockers: ['preflight'] }), false],
    ['what is created', entry('create', 'edge'), false],
  ])('an object is there that state does not know: %s', (_, one, expected) => {
    expect(standsUnrecorded(one)).toBe(expected);
  });

  test('is said where declared names exist in Palette', () => {
    expect(
      noteStateAbsent(context({}), [taken, taken]).map(({ severity, message }) => [severity, message]),
    ).toEqual([['warning', 'there is no state, but 2 of the declared names and versions exist in Palette']]);
    const here = [taken, entry('create', 'other'), entry('adopt', 'another')];
    expect(noteStateAbsent(context({}), here)).toEqual([
      {
        code: 'plan/state-absent',
        severity: 'warning',
        message: 'there is no state, but 1 of the declared names and versions exist in Palette',
        hint: expect.stringContaining('cloneform import --all --match GLOB --write FILE'),
      },
    ]);
    expect(noteStateAbsent(context({ rows: [] }), [taken])).toEqual([]);
    expect(noteStateAbsent(context({}), [entry('adopt', 'edge')])).toEqual([]);
  });

  test('tells no drift', () => {
    const recorded = inputOf({ rows: [] }).recorded;
    expect(refuseDriftWithoutState({ ...recorded, clones: [row] }, [taken])).toBeNull();
    expect(refuseDriftWithoutState(recorded, [])).toBeNull();
    expect(refuseDriftWithoutState(recorded, [taken, entry('create', 'other')])?.message).toBe(
      'the state records no clone, but 1 of the declared names and versions exist in Palette: drift cannot be determined',
    );
    expect(refuseDriftWithoutState({ ...recorded, identity: null }, [taken])).toMatchObject({
      severity: 'error',
      code: 'plan/state-absent',
      message: expect.stringContaining('there is no state, but 1'),
    });
  });

  test('and nothing declared is an error where clones are recorded, unless deleting all is what was asked for', () => {
    const messages = (facts: Parameters<typeof inputOf>[0]) =>
      guardNothingDeclared(context(facts)).map(({ severity, message }) => `${severity}: ${message}`);
    expect(messages({ rows: [row] })).toEqual(['error: no clones are declared, but 1 is recorded']);
    expect(messages({ rows: [] })).toEqual([]);
    expect(messages({ rows: [row], desired: aDesired(aClone('edge')) })).toEqual([]);
    expect(messages({ rows: [row], options: { destroy: true } })).toEqual([]);
    expect(messages({ rows: [row, aRow('other', edge)] })).toEqual([
      'error: no clones are declared, but 2 are recorded',
    ]);
    expect(messages({ rows: [row], options: { rollback: { kind: 'undo', run: 'run-1' } } })).toEqual([]);
    expect(messages({ rows: [row], options: { rollback: { kind: 'to', run: 'run-1' } } })).toHaveLength(1);
  });

  test('does not speak of clones that something else decides about', () => {
    const inProject = aRow('fan["edge-dev"]', edge);
    const selected = (rows: readonly RecordedClone[]) =>
      guardNothingDeclared(
        context({ rows, desired: aSelection({ names: { 'edge-dev': 'edge-dev' }, selected: [] }) }),
      );
    expect(selected([inProject])).toEqual([]);
    expect(selected([inProject, row]).map(({ code, message, hint }) => [code, message, hint])).toEqual([
      [
        'plan/nothing-declared',
        'no clones are declared, but 1 is recorded',
        'to delete them all, use cloneform destroy; to keep them in Palette and stop managing them, use cloneform state rm',
      ],
    ]);
    const removed = { ...aDesired(), removed: [{ clone: 'edge', place: PLACE }] };
    expect(guardNothingDeclared(context({ rows: [row], desired: removed }))).toEqual([]);
  });
});

describe('projects that join a declaration at once', () => {
  const selector = (id: string, ...names: readonly string[]): PlannedSelector => ({
    ...PLANNED_SELECTOR,
    id,
    joined: names.map((name) => ({ uid: `p-${name}`, name })),
  });
  const create = (project: string, id = 'fleet'): PlannedChange => change('create', `${id}["${project}"]`);
  const resumed = change('resume', 'fleet["a"]');
  const fleet = aRow('fleet["edge-dev"]', edge);
  const other = aRow('other["edge-dev"]', edge);
  const ALL = [selector('fleet', 'a', 'b', 'c')];
  const creates = ['a', 'b', 'c'].map((project) => create(project));

  interface Joining {
    readonly selectors: readonly PlannedSelector[];
    readonly changes: readonly PlannedChange[];
    readonly most: number;
    readonly approved?: readonly string[];
    readonly rows?: readonly RecordedClone[];
  }
  const guarded = ({ selectors, changes, most, approved, rows = [fleet] }: Joining) => {
    const desired = aDesired();
    const input = {
      ...inputOf({ rows, desired: { ...desired, guards: { ...desired.guards, maxNewProjects: most } } }),
      ...(approved === undefined
        ? {}
        : { approvedJoins: new Set(approved.map((name) => joinKey('fleet', `p-${name}`))) }),
    };
    return guardNewProjects(makePlanningContext(input, rows), selectors, changes);
  };

  test.each<[string, Joining, number]>([
    ['no declaration selects its projects', { selectors: [], changes: creates, most: 0 }, 0],
    ['as many as are allowed', { selectors: ALL, changes: creates, most: 3 }, 0],
    ['one more', { selectors: ALL, changes: creates, most: 2 }, 3],
    ['its first ones are no news', { selectors: ALL, changes: creates, most: 2, rows: [other] }, 0],
    ['one of them was approved', { selectors: ALL, changes: creates, most: 2, approved: ['a'] }, 0],
    [
      'one was approved, and the rest are too many',
      { selectors: ALL, changes: creates, most: 1, approved: ['a'] },
      2,
    ],
    ['approved were others', { selectors: ALL, changes: creates, most: 2, approved: ['x'] }, 3],
    ['some of them are not selected now', { selectors: ALL, changes: creates.slice(1), most: 2 }, 0],
    [
      'what is done twice counts once',
      { selectors: ALL, changes: [create('a'), create('a'), create('b')], most: 2 },
      0,
    ],
    [
      'what is blocked counts',
      {
        selectors: ALL,
        changes: [create('a'), change('blocked', '', { change: create('b'), blockers: [] })],
        most: 1,
      },
      2,
    ],
    [
      'each declaration for itself',
      {
        selectors: [selector('fleet', 'a', 'b'), selector('other', 'a')],
        changes: [create('a'), create('b'), create('a', 'other')],
        most: 1,
        rows: [fleet, other],
      },
      2,
    ],
    [
      'clones of before are left alone',
      {
        selectors: [selector('fleet', 'a', 'b')],
        changes: [create('a'), create('b'), create('old')],
        most: 1,
      },
      2,
    ],
    [
      'what was begun continues',
      { selectors: [selector('fleet', 'a', 'b')], changes: [resumed, create('a'), create('b')], most: 1 },
      2,
    ],
  ])('%s', (_, joining, expected) => {
    const blockers = guarded(joining).flatMap((one) => (one.kind === 'blocked' ? one.blockers : []));
    expect(blockers.map(({ by }) => by)).toEqual(Array.from({ length: expected }, () => 'new_projects'));
  });

  test('are counted, with what to do about it', () => {
    const [first] = guarded({ selectors: ALL, changes: creates, most: 2 });
    expect(first).toMatchObject({
      kind: 'blocked',
      change: creates[0],
      blockers: [
        {
          by: 'new_projects',
          detail: '3 projects join fleet in one run: guards.maxNewProjects is 2',
          hint: 'if you intend this, raise the guard in the root file, or use --target for some of them at a time',
        },
      ],
    });
  });
});
