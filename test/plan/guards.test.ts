// What keeps a plan from doing more than anybody meant: too many deletes, an older state, a state that is not there, an emptied file.
import { describe, expect, test } from 'vitest';
import type { Draft, PlannedChange } from '../../src/plan/change.ts';
import {
  findAgeFaults,
  findMassDelete,
  guardNothingDeclared,
  guardOlderState,
  noteOlderState,
  noteStateAbsent,
  refuseDriftWithoutState,
  standsUnrecorded,
} from '../../src/plan/guards.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { makePlanningContext, type PlanInput } from '../../src/plan/planning-context.ts';
import { aClone, aDesired, anEntry, anObject, aRow, inputOf } from '../support/a-world.ts';

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
    expect(noteOlderState(contextOf()).map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'warning: the state is older than the one last used here: its serial is 5, but 9 was seen at 2026-01-02T00:00:00.000Z',
    ]);
    expect(noteOlderState(contextOf({}, false))).toEqual([]);
  });

  const faults = (entries: readonly ChangeEntry[], allowMassDelete = false, isOlder = true) =>
    findAgeFaults(
      { changes: entries, options: { ...inputOf({}).options, allowMassDelete } },
      isOlder ? { ...inputOf({}).recorded, older } : inputOf({}).recorded,
    ).map(({ code, severity }) => `${severity} ${code}`);

  test('refuses a saved plan that deletes, unless that is allowed', () => {
    const deleting = [
      entry('noop', 'a', { reason: 'unchanged' }),
      entry('delete', 'edge', { reason: 'not_declared' }),
    ];
    expect(faults(deleting)).toEqual(['error plan/state-older']);
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
    expect(noteStateAbsent(context({ rows: [] }), [taken])).toEqual([]);
    expect(noteStateAbsent(context({}), [entry('adopt', 'edge')])).toEqual([]);
  });

  test('tells no drift', () => {
    const recorded = inputOf({ rows: [] }).recorded;
    expect(refuseDriftWithoutState({ ...recorded, clones: [row] }, [taken])).toBeNull();
    expect(refuseDriftWithoutState(recorded, [])).toBeNull();
    expect(refuseDriftWithoutState(recorded, [taken])?.message).toBe(
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
  });
});
