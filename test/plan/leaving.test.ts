// What goes, or goes by another address, is shown as it is now, beside how it was recorded.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { intended, type PlannedChange } from '../../src/plan/change.ts';
import { makePlanningContext, type PlanningContext } from '../../src/plan/planning-context.ts';
import { withPresent } from '../../src/plan/rules/leaving.ts';
import { decideLetGo, decideMove, decideUndeclared } from '../../src/plan/rules/undeclared.ts';
import { anObject, aRow, inputOf, type ObjectFacts, type WorldFacts } from '../support/a-world.ts';

const made = (facts: Partial<ObjectFacts> = {}): ObservedObject =>
  anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', ...facts });
const edge = made();
const row = aRow('edge', edge);
type Decide = (planning: PlanningContext, row: RecordedClone) => PlannedChange;
const remove: Decide = (planning, recorded) => decideUndeclared(planning, recorded, 'not_declared');
const letGo: Decide = (planning, recorded) => decideLetGo(planning, recorded, 'removed_block');
const move: Decide = (planning, recorded) => decideMove(planning, recorded, 'new' as Address, 'moved_block');

/** `known`: the rows that the look-up has. */
function shown(
  decide: Decide,
  facts: WorldFacts,
  recorded = row,
  known: readonly RecordedClone[] = [recorded],
) {
  const planning = makePlanningContext(inputOf({ rows: [recorded], ...facts }), [recorded]);
  const planned = decide(planning, recorded);
  const rows = new Map(known.map((one) => [one.uid, one]));
  return { planned, ...withPresent(planning, rows, planned) };
}

describe('an object that is there', () => {
  const relabeled = made({ labels: { a: 'b' } });
  const recordedAs = { name: 'edge', version: '1.0.0', labels: null, description: null };
  test.each<[string, Decide, ObservedObject, Partial<RecordedClone>, object | null, readonly string[]]>([
    ['as it was recorded', remove, edge, {}, null, []],
    ['let go of as it was recorded', letGo, edge, {}, null, []],
    ['with another name', remove, made({ name: 'other' }), {}, recordedAs, ['renamed']],
    ['with another version', remove, made({ version: '2.0.0' }), {}, recordedAs, ['renamed']],
    ['with labels where none were set', remove, relabeled, {}, recordedAs, []],
    [
      'with other labels than were set',
      remove,
      relabeled,
      { labels: { a: 'c' } },
      { ...recordedAs, labels: { a: 'c' } },
      ['metadata_edited'],
    ],
    ['with the labels that were set', remove, relabeled, { labels: { a: 'b' } }, null, []],
    ['with a description where none was set', remove, made({ description: 'text' }), {}, null, []],
    [
      'with another description than was set',
      remove,
      made({ description: 'text' }),
      { description: 'old' },
      { ...recordedAs, description: 'old' },
      ['metadata_edited'],
    ],
    [
      'with blanks around its description',
      remove,
      made({ description: ' text\n' }),
      { description: 'text' },
      null,
      [],
    ],
    [
      'with a description that was set with blanks',
      remove,
      made({ description: 'text' }),
      { description: ' text' },
      null,
      [],
    ],
    [
      'moved with another name, which the decision about its clone reports',
      move,
      made({ name: 'other' }),
      {},
      recordedAs,
      [],
    ],
    ['not published', remove, made({ published: false }), {}, null, ['unpublished']],
  ])('%s', (_, decide, object, facts, recorded, kinds) => {
    const { change, drift } = shown(decide, { objects: [object] }, { ...row, ...facts });
    const { name, version } = object.key;
    expect(intended(change)).toMatchObject({
      clone: { name, version, project: 'edge-dev' },
      before: { name, version, labels: object.labels, description: object.description },
      seen: { uid: 'u-edge', digest: object.digest },
    });
    expect('recordedAs' in intended(change)).toBe(recorded !== null);
    expect(intended(change)).toMatchObject(recorded === null ? {} : { recordedAs: recorded });
    expect(change).not.toHaveProperty('content');
    expect(drift.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('whose content was edited is shown with the edit, and with nothing else that differs', () => {
    const object = made({ text: 'a: 9', name: 'other' });
    const { change, drift } = shown(remove, { objects: [object] });
    expect(drift.map(({ kind }) => kind)).toEqual(['renamed', 'clone_edited']);
    expect(change).toMatchObject({ kind: 'delete', content: [{ pack: 'hello', diff: '~ a: 1 → 9' }] });
  });

  test('that may not go stays blocked, and is shown as well', () => {
    const protectedRow = { ...row, isProtected: true };
    const { change } = shown(remove, { objects: [made({ name: 'other' })] }, protectedRow);
    expect(change).toMatchObject({
      kind: 'blocked',
      blockers: [{ by: 'protected' }],
      change: { kind: 'delete', clone: { name: 'other' }, recordedAs: { name: 'edge' } },
    });
  });

  test('that is put aside in this run has its drift under its old address', () => {
    const object = made({ name: 'other' });
    const older = { ...row, address: 'edge@1.0.0' as Address };
    const { change, drift } = shown(remove, { objects: [object] }, older, [row]);
    expect(change).toMatchObject({ address: 'edge@1.0.0', clone: { name: 'other' } });
    expect(drift).toEqual([]);
  });
});

describe('a change comes back as it is', () => {
  test.each<[string, Decide, WorldFacts, readonly RecordedClone[]]>([
    ['of an object that was not read', remove, {}, [row]],
    ['of an object that cannot be read', remove, { unreadable: ['u-edge'] }, [row]],
    ['of an object that is gone', remove, { gone: ['u-edge'] }, [row]],
    ['of an object without a row', remove, { objects: [made({ name: 'other' })] }, []],
    ['of an object that was not read and is let go of', letGo, {}, [row]],
    [
      'of an object that stays',
      (planning, recorded) => ({
        ...decideLetGo(planning, recorded, 'removed_block'),
        kind: 'noop',
        reason: 'unchanged',
      }),
      { objects: [made({ name: 'other' })] },
      [row],
    ],
  ])('%s', (_, decide, facts, known) => {
    const { planned, change, drift } = shown(decide, facts, row, known);
    expect(change).toBe(planned);
    expect(drift).toEqual([]);
  });
});
