// What a plan says of drafts that nobody published: what becomes of each, once for all clones of which it is true.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../src/plan/change.ts';
import { noteDrafts } from '../../src/plan/draft-notes.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { inputOf } from '../support/a-world.ts';

const draft = { draft: true, published: true };

/** As much of a change as the note looks at. */
function change(kind: PlannedChange['kind'], seen: object | null = draft, address = 'edge'): PlannedChange {
  return { kind, address, seen } as unknown as PlannedChange;
}

function notes(changes: readonly PlannedChange[], own: readonly string[] = []) {
  const unfinished = { updates: new Set(own), drafts: new Set(own) };
  return noteDrafts(makePlanningContext(inputOf({}), [], unfinished), changes);
}

describe('a draft', () => {
  test.each<[string, PlannedChange, string | null]>([
    ['of an object that is deleted', change('delete'), 'plan/draft-deleted'],
    ['of one that is replaced', change('replace'), 'plan/draft-deleted'],
    ['of one that is created again', change('recreate'), 'plan/draft-deleted'],
    ['that an update writes over', change('update_content'), 'plan/draft-overwritten'],
    ['beside a clone that stays', change('noop'), 'plan/draft-left'],
    ['beside one whose labels change', change('update_metadata'), 'plan/draft-left'],
    ['beside one of which only state changes', change('record'), 'plan/draft-left'],
    ['of an object that is let go', change('let_go'), null],
    ['that does not exist', change('delete', { draft: false, published: true }), null],
    ['that is all that the object has', change('delete', { draft: true, published: false }), null],
    ['of an object that was not read', change('forget_gone', null), null],
    ['of an object that is yet to be made', { kind: 'create', address: 'edge' } as PlannedChange, null],
    ['of a blocked change', change('blocked'), null],
  ])('%s', (_, planned, expected) => {
    expect(notes([planned], ['edge']).map(({ code }) => code)).toEqual(expected === null ? [] : [expected]);
  });

  test.each(['noop', 'update_metadata', 'record'] as const)('of somebody else stays beside %s', (kind) => {
    expect(notes([change(kind)])).toEqual([]);
  });

  test('of somebody else is deleted with its object all the same', () => {
    expect(notes([change('delete')]).map(({ code }) => code)).toEqual(['plan/draft-deleted']);
  });
});

test('each note says what is lost, and what can be done first', () => {
  expect(notes([change('delete'), change('update_content'), change('noop')], ['edge'])).toEqual([
    {
      code: 'plan/draft-deleted',
      severity: 'warning',
      message: 'edge: the object that is deleted has an unpublished draft, which is lost with it',
      hint: 'if somebody needs the draft, publish it or copy it in Palette first',
    },
    {
      code: 'plan/draft-overwritten',
      severity: 'warning',
      message:
        'edge: an interrupted run wrote a draft and did not publish it; what the draft contains by now is overwritten',
      hint: 'if somebody has edited that draft since, copy the edit in Palette first',
    },
    {
      code: 'plan/draft-left',
      severity: 'warning',
      message:
        'edge: an interrupted run wrote a draft and did not publish it; its source was edited since, so that the draft stays',
      hint: 'discard the draft in Palette, or take the source as it is now with --upgrade',
    },
  ]);
});

test.each([
  [2, 'a, b: '],
  [5, 'a, b, c, d, e: '],
  [7, 'a, b, c, d, e and 2 more: '],
])('%i clones are named in one note', (count, expected) => {
  const changes = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    .slice(0, count)
    .map((at) => change('delete', draft, at));
  const [note, ...others] = notes(changes);
  expect(note?.message.slice(0, expected.length)).toBe(expected);
  expect(others).toEqual([]);
});
