// Projects that join a declaration by a plan: those that the plan makes clones for.
import { expect, test } from 'vitest';
import { joinedIn, joinKey } from '../../src/plan/approved-joins.ts';
import type { Action } from '../../src/plan/plan.ts';
import { aChange, aPlan } from '../render/plan-cases.ts';
import { PLANNED_SELECTOR } from '../support/a-world.ts';

const project = (name: string) => ({ uid: `p-${name}`, name });
const change = (id: string, name: string, action: Action) => aChange(`${id}["${name}"]`, { action });
const joinedBy = (...names: readonly string[]) => ({ ...PLANNED_SELECTOR, joined: names.map(project) });

test('a join counts where its clone is made or taken over, by the UID of the project', () => {
  const plan = aPlan(
    [
      change('fleet', 'a', 'create'),
      change('fleet', 'b', 'adopt'),
      change('fleet', 'c', 'noop'),
      change('fleet', 'd', 'update'),
      change('other', 'e', 'create'),
      aChange('fleet["f"]', { action: 'blocked', wouldBe: 'create', obstacles: [] }),
    ],
    { selectors: [joinedBy('a', 'b', 'c', 'd', 'e', 'f', 'g'), { ...joinedBy('e', 'a'), id: 'other' }] },
  );
  expect(joinedIn(plan)).toEqual(
    new Set([joinKey('fleet', 'p-a'), joinKey('fleet', 'p-b'), joinKey('other', 'p-e')]),
  );
});

test('a plan without selectors has no joins', () => {
  expect(joinedIn(aPlan([change('fleet', 'a', 'create')]))).toEqual(new Set());
});

test('a declaration and a project have one key, whatever characters are in them', () => {
  expect(new Set([joinKey('a', 'b'), joinKey('b', 'a'), joinKey('a,b', ''), joinKey('', 'a,b')]).size).toBe(
    4,
  );
});
