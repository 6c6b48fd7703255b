// Shapes that made a stage grow with the square of its input, or worse: thousands of them have to be planned within the time that any
// test has, which they were far from.
import { describe, expect, test } from 'vitest';
import { nameClones } from '../../src/declare/cross-checks.ts';
import { Faults } from '../../src/declare/faults.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import { aClone, aDesired, anObject, aRow, PLACE, planWorld } from '../support/a-world.ts';

const MANY = 4000;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const link = (index: number): DesiredClone =>
  aClone(`c${index}`, index === 0 ? {} : { chain: { clone: `c${index - 1}` } });

describe('many of one shape', () => {
  test('a chain of thousands', () => {
    const plan = planWorld({ desired: aDesired(...range(MANY).map(link)) });
    expect(plan.summary).toMatchObject({ create: MANY, blocked: 0 });
    expect(plan.changes.at(-1)?.address).toBe(`c${MANY - 1}`);
  });

  test('a chain of thousands without names, and one that bites its tail', () => {
    const unnamed = range(MANY).map((index) => {
      const clone = link(index);
      return index === 0 ? clone : { ...clone, target: { ...clone.target, name: '' } };
    });
    const faults = new Faults();
    expect(nameClones(unnamed, faults).every((clone) => clone.target.name === 'c0')).toBe(true);
    expect(faults.list()).toEqual([]);
    const tail = [aClone('c0', { chain: { clone: 'c2' } }), link(1), link(2), link(3)];
    nameClones(tail, faults);
    expect(faults.list().map(({ code }) => code)).toEqual(['declare/circle']);
  });

  test('thousands that copy somebody who is not declared', () => {
    const faults = new Faults();
    nameClones(
      range(MANY).map((index) => aClone(`c${index}`, { chain: { clone: 'clone-that-is-gone' } })),
      faults,
    );
    expect(faults.list().length).toBeGreaterThan(0);
  });

  test('thousands in a project and of a profile that are not there', () => {
    const plan = planWorld({
      desired: aDesired(
        ...range(MANY).map((index) =>
          aClone(`c${index}`, { source: { profile: 'bas' }, target: { project: 'edge-dv' } }),
        ),
      ),
    });
    expect(plan.summary.blocked).toBe(MANY);
    expect(plan.changes[0]?.obstacles?.map(({ hint }) => hint?.split('?')[0])).toEqual([
      'did you mean "edge-dev"',
      'did you mean "base"',
    ]);
  });

  test('thousands moved, removed and imported', () => {
    const old = range(MANY).map((index) =>
      anObject({ uid: `u${index}`, name: `n${index}`, version: '1.0.0', project: 'edge-dev' }),
    );
    const half = MANY / 2;
    const plan = planWorld({
      desired: {
        ...aDesired(...range(half).map((index) => aClone(`new${index}`, { target: { name: `n${index}` } }))),
        moved: range(half).map((index) => ({ from: `old${index}`, to: `new${index}`, place: PLACE })),
        removed: range(half).map((index) => ({ clone: `old${half + index}`, place: PLACE })),
        imports: range(half).map((index) => ({ to: `new${index}`, uid: `u${index}`, place: PLACE })),
      },
      rows: old.map((object, index) => aRow(`old${index}`, object)),
      objects: old,
    });
    expect(plan.summary).toMatchObject({ move: half, forget: half, delete: 0 });
  });
});
