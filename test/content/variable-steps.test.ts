// What has to be sent so that one profile has another's variables.
import { describe, expect, test } from 'vitest';
import type { Variable } from '../../src/content/content.ts';
import { variableSteps } from '../../src/content/variable-steps.ts';
import { aVariable } from '../support/contents.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => aVariable(name)) as [Variable, Variable, Variable];
const secret = aVariable('s', { isSensitive: true, defaultValue: '********' });

interface Steps {
  readonly set?: readonly string[];
  readonly remove?: readonly string[];
  readonly order?: readonly string[];
  readonly masked?: readonly string[];
  readonly isMaskedByOrder?: boolean;
}

const none = { set: [], remove: [], order: [], masked: [], isMaskedByOrder: false };

function stepsOf(from: readonly Variable[], to: readonly Variable[]): Steps {
  const { set, order, ...rest } = variableSteps(from, to);
  return { ...rest, set: set.map(({ name }) => name), order: order.map(({ name }) => name) };
}

test.each<[string, readonly Variable[], readonly Variable[], Steps]>([
  ['the same', [a, b], [a, b], {}],
  ['none to none', [], [], {}],
  ['one more at the end', [a], [a, b], { set: ['b'] }],
  ['the first ones', [], [a, b], { set: ['a', 'b'] }],
  ['one less', [a, b], [a], { remove: ['b'] }],
  ['one less at the head', [a, b], [b], { remove: ['a'] }],
  ['another default', [a, b], [a, aVariable('b', { defaultValue: 'x' })], { set: ['b'] }],
  ['one for another', [a], [b], { set: ['b'], remove: ['a'] }],
  ['another order', [a, b], [b, a], { order: ['b', 'a'] }],
  ['one more that must come first', [a], [b, a], { set: ['b'], order: ['b', 'a'] }],
  ['one that goes and another order', [a, b, c], [c, b], { remove: ['a'], order: ['c', 'b'] }],
  ['a sensitive one that stays', [secret, a], [secret, a], {}],
  ['a sensitive one with another mask', [secret], [{ ...secret, defaultValue: 'x' }], {}],
  ['a new sensitive one', [a], [a, secret], { masked: ['s'] }],
  ['a sensitive one that changes', [secret], [{ ...secret, description: 'x' }], { masked: ['s'] }],
  ['one that becomes sensitive', [a], [{ ...a, isSensitive: true }], { masked: ['a'] }],
  ['one that is sensitive no more', [secret], [{ ...secret, isSensitive: false }], { masked: ['s'] }],
  ['a sensitive one that goes', [a, secret], [a], { remove: ['s'] }],
  [
    'another order beside a sensitive one',
    [secret, a, b],
    [secret, b, a],
    { order: ['s', 'b', 'a'], masked: ['s'], isMaskedByOrder: true },
  ],
  [
    'another order and a sensitive one that changes',
    [secret, a, b],
    [{ ...secret, description: 'x' }, b, a],
    { order: ['s', 'b', 'a'], masked: ['s'] },
  ],
])('%s', (_, from, to, steps) => {
  expect(stepsOf(from, to)).toEqual({ ...none, ...steps });
});

describe('a display name that moves to another variable', () => {
  const named = aVariable('old', { displayName: 'Zone' });
  const taker = aVariable('new', { displayName: 'Zone' });

  test('is let go of first, under a name that nobody else has', () => {
    const { set, remove, masked } = variableSteps([named], [taker]);
    expect(set).toEqual([{ ...named, displayName: '(old)' }, taker]);
    expect(remove).toEqual(['old']);
    expect(masked).toEqual([]);
  });

  test('is left alone where nobody takes it', () => {
    expect(
      variableSteps([named], [aVariable('new', { displayName: 'Region' })]).set.map(({ name }) => name),
    ).toEqual(['new']);
    expect(variableSteps([aVariable('old')], [aVariable('new')]).set.map(({ name }) => name)).toEqual([
      'new',
    ]);
  });

  test('is left alone where its variable stays', () => {
    const steps = variableSteps([named], [{ ...named, displayName: '' }, taker]);
    expect(steps.set).toEqual([{ ...named, displayName: '' }, taker]);
  });

  test('of a sensitive variable cannot be let go of: only its mask is known', () => {
    const { set, masked } = variableSteps([{ ...named, isSensitive: true }], [taker]);
    expect(set).toEqual([taker]);
    expect(masked).toEqual(['old']);
  });
});
