// What a plan says of the circumstances that it was made in: other runs, disabled projects, unanswered questions, another state.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import { noteForeign } from '../../src/plan/foreign.ts';
import { noteDisabled, noteRunning, noteUnanswered, unansweredIn } from '../../src/plan/notes.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { anObject, aRow, inputOf, PLANNED_SELECTOR, type WorldFacts } from '../support/a-world.ts';

const contextOf = (facts: WorldFacts) => makePlanningContext(inputOf(facts), facts.rows ?? []);

function warning(code: Diagnostic['code'], message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', message, hint };
}

test('a run in progress', () => {
  expect(noteRunning(contextOf({}))).toEqual([]);
  const running = { command: 'apply', user: 'ann', host: 'runner', since: '2026-01-01T00:00:00.000Z' };
  expect(noteRunning(contextOf({ recorded: { running } }))).toEqual([
    warning(
      'plan/run-in-progress',
      'a run is in progress: apply by ann on runner, since 2026-01-01T00:00:00.000Z; this plan shows its remaining changes, and changes in progress may look interrupted',
      'make a new plan when that run has ended',
    ),
  ]);
});

describe('disabled projects', () => {
  const disabled = (id: string, ...names: readonly string[]) => ({
    ...PLANNED_SELECTOR,
    id,
    disabled: names.map((name) => ({ uid: `p-${name}`, name })),
  });
  test.each<[string, readonly ReturnType<typeof disabled>[], readonly string[]]>([
    ['none', [disabled('fleet')], []],
    ['one', [disabled('fleet', 'a')], ['fleet leaves a disabled project alone: a']],
    ['two', [disabled('fleet', 'a', 'b')], ['fleet leaves 2 disabled projects alone: a, b']],
    [
      'as many as are named',
      [disabled('fleet', 'a', 'b', 'c', 'd', 'e')],
      ['fleet leaves 5 disabled projects alone: a, b, c, d, e'],
    ],
    [
      'more',
      [disabled('fleet', 'a', 'b', 'c', 'd', 'e', 'f', 'g')],
      ['fleet leaves 7 disabled projects alone: a, b, c, d, e and 2 more'],
    ],
    [
      'of several declarations',
      [disabled('one', 'a'), disabled('none'), disabled('two', 'b')],
      ['one leaves a disabled project alone: a', 'two leaves a disabled project alone: b'],
    ],
  ])('%s', (_, selectors, expected) => {
    const hint =
      'clones there are kept as they are, and not read; enable the project in Palette to manage them again';
    expect(noteDisabled(selectors)).toEqual(
      expected.map((message) => warning('plan/project-disabled', message, hint)),
    );
  });
});

describe('what Palette did not answer', () => {
  test('are the questions whose answer says nothing', () => {
    const unanswered = { code: 'Timeout', message: 'too late' };
    const input = inputOf({
      preflight: {
        a: { status: 'accepted' },
        b: { status: 'unanswered', ...unanswered },
        c: { status: 'refused', code: 'Odd', message: 'no' },
        d: { status: 'unanswered', ...unanswered },
      },
    });
    expect(unansweredIn(input)).toEqual([
      { address: 'b', ...unanswered },
      { address: 'd', ...unanswered },
    ]);
  });

  test.each<[string, readonly string[], string | null]>([
    ['nothing', [], null],
    ['one', ['a'], 'a'],
    ['as many as are named', ['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
    ['more', ['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
  ])('is said with the first reason: %s', (_, addresses, names) => {
    const unanswered = addresses.map((address) => ({
      address,
      code: 'Timeout',
      message: `late for ${address}`,
    }));
    expect(noteUnanswered(unanswered)).toEqual(
      names === null
        ? []
        : [
            warning(
              'plan/preflight-unanswered',
              `Palette's own check (clone/validate) did not answer for ${names}: Timeout: late for a`,
              'make a new plan, or skip the check with --no-preflight',
            ),
          ],
    );
  });
});

describe('clones that carry the stamp of a state', () => {
  const stamped = (name: string, lineage?: string): ObservedObject => {
    const object = anObject({ uid: `u-${name}`, name, version: '1.0.0', project: 'edge-dev' });
    const stamp = { sourceUid: 'u-base-1', sourceVersion: '1.0.0', digest: 'sha256:1' };
    return lineage === undefined ? object : { ...object, stamp: { ...stamp, lineage } };
  };
  const world = (...objects: readonly ObservedObject[]): WorldFacts => ({
    objects,
    rows: objects.map((object) => aRow(object.key.name, object)),
  });
  const many = (count: number) => Array.from({ length: count }, (_, n) => stamped(`c${n}`, 'other'));
  const read = world(stamped('a', 'other'));

  test.each<[string, WorldFacts, string | null]>([
    ['none', world(stamped('a')), null],
    // The state of the world is `l`.
    ['this one', world(stamped('a', 'l')), null],
    ['another one', world(stamped('a', 'l'), stamped('b', 'other')), 'b (other)'],
    ['a clone that is gone', { ...read, objects: [], gone: ['u-a'] }, null],
    ['a clone that cannot be read', { ...read, objects: [], unreadable: ['u-a'] }, null],
    ['a clone that was not read', { ...read, objects: [] }, null],
    ['an object that is not recorded', { rows: [], objects: [stamped('a', 'other')] }, null],
    ['of five', world(...many(5)), 'c0 (other), c1 (other), c2 (other), c3 (other), c4 (other)'],
    [
      'of six',
      world(...many(6)),
      'c0 (other), c1 (other), c2 (other), c3 (other), c4 (other), … (6 in total)',
    ],
  ])('%s', (_, facts, names) => {
    expect(noteForeign(contextOf(facts))).toEqual(
      names === null
        ? []
        : [
            warning(
              'plan/foreign-stamp',
              `clones recorded here carry the stamp of another state: ${names}`,
              'only one state should own them: remove them from the other with removed:, or from this one with state rm',
            ),
          ],
    );
  });
});
