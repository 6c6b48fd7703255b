// Chains of clones, and which version a declaration copies: look-ups that every rule of the planner builds on.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { missingVersion, suggestion } from '../../src/plan/choose-source.ts';
import { chainDepths, inChainOrder, toSource, upstreamOf } from '../../src/plan/links.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { allowsVersion, compareVersions } from '../../src/plan/version-range.ts';
import { aClone, aDesired, anObject, inputOf } from '../support/a-world.ts';

const copyOf = (id: string, clone: string, project?: string): DesiredClone =>
  aClone(id, { chain: { clone, ...(project === undefined ? {} : { project }) } });
const contextOf = (...clones: readonly DesiredClone[]) =>
  makePlanningContext(inputOf({ desired: aDesired(...clones) }), []);

describe('a source', () => {
  const object = anObject({ uid: 'u', name: 'n', version: '1.0.0' });
  test('has what the object has, and is not pending', () => {
    const { uid, key, digest, shown, content, isPublished, hasDraft } = object;
    const same = { uid, key, digest, shown, content, object, isPublished, hasDraft, isPending: false };
    expect(toSource(object)).toEqual({ ...same, clone: null });
    expect(toSource(object, aClone('a').address)).toEqual({ ...same, clone: 'a' });
  });

  test('is none where its content could not be told', () => {
    expect(toSource({ ...object, digest: null })).toBeNull();
  });
});

describe('the clone that a chain copies', () => {
  const fan = ['edge-dev', 'edge-prod'].map((project) => aClone('fan', { target: { project } }, true));
  const single = aClone('single', { target: { project: 'edge-prod' } });
  test.each<[string, DesiredClone, string | undefined]>([
    ['none: it copies a profile', aClone('a'), undefined],
    ['none is declared', copyOf('a', 'nobody'), undefined],
    ['the only one', copyOf('a', 'single'), 'single'],
    ['the only one, by its project', copyOf('a', 'single', 'edge-prod'), 'single'],
    ['none in that project', copyOf('a', 'single', 'edge-dev'), undefined],
    ['one of several, by its project', copyOf('a', 'fan', 'edge-prod'), 'fan["edge-prod"]'],
    ['none of several in that project', copyOf('a', 'fan', 'platform'), undefined],
  ])('%s', (_, clone, address) => {
    expect(upstreamOf(contextOf(clone, single, ...fan), clone)?.address).toBe(address);
  });
});

describe('how many clones lie between a clone and a profile', () => {
  const depthsOf = (...clones: readonly DesiredClone[]) =>
    Object.fromEntries(chainDepths(contextOf(...clones)));

  test('is none without chains, and the order is that of the declarations', () => {
    const clones = [aClone('a'), aClone('b')];
    expect(depthsOf(...clones)).toEqual({ a: 0, b: 0 });
    expect(inChainOrder(contextOf(...clones)).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('is one more than that of what it copies', () => {
    const clones = [copyOf('a', 'c'), copyOf('b', 'a'), aClone('c'), copyOf('d', 'b'), aClone('e')];
    expect(depthsOf(...clones)).toEqual({ a: 1, b: 2, c: 0, d: 3, e: 0 });
    expect(inChainOrder(contextOf(...clones)).map(({ id }) => id)).toEqual(['c', 'e', 'a', 'b', 'd']);
  });

  test('is none for a copy of nobody', () => {
    expect(depthsOf(copyOf('a', 'nobody'), copyOf('b', 'a'))).toEqual({ a: 0, b: 1 });
  });

  test('ends in a circle, which declarations refuse', () => {
    expect(depthsOf(copyOf('a', 'b'), copyOf('b', 'c'), copyOf('c', 'a'))).toEqual({ a: 2, b: 1, c: 0 });
    expect(depthsOf(copyOf('a', 'b'), copyOf('b', 'b'))).toEqual({ a: 1, b: 0 });
  });
});

describe('versions', () => {
  test.each<[string, string, boolean]>([
    ['1.0.0', '1.0.0', true],
    ['legacy', 'legacy', true],
    ['legacy', 'other', false],
    ['^1.0.0', '1.9.0', true],
    ['^1.0.0', '2.0.0', false],
    ['*', '1.0.0-rc.1', false],
    ['*', 'legacy', false],
    ['1.0.0-rc.1', '1.0.0-rc.1', true],
  ])('%s allows %s: %s', (wanted, version, expected) => {
    expect(allowsVersion(wanted, version)).toBe(expected);
  });

  test('are compared by their numbers, legacy ones by their letters', () => {
    expect(['1.10.0', '1.9.0', '1.0.0-rc.1', '1.0.0'].sort(compareVersions)).toEqual([
      '1.0.0-rc.1',
      '1.0.0',
      '1.9.0',
      '1.10.0',
    ]);
    expect([compareVersions('b', 'a'), compareVersions('1.0.0', 'a'), compareVersions('a', 'a')]).toEqual([
      1, -1, 0,
    ]);
  });

  test('that none matches are listed in their order, prereleases named', () => {
    expect(missingVersion('"base"', '^3.0.0', ['1.10.0', '1.9.0'])).toEqual({
      status: 'missing',
      detail: '"base" has no version that matches "^3.0.0"',
      hint: 'it has 1.9.0, 1.10.0',
    });
    expect(missingVersion('"base"', '^3.0.0', ['3.0.0-rc.1', '1.0.0'])).toMatchObject({
      hint: 'it has 1.0.0, 3.0.0-rc.1; a range does not match prereleases: declare one exactly (3.0.0-rc.1)',
    });
  });
});

test.each<[string | undefined, readonly string[], string]>([
  ['b', ['a', 'b'], 'did you mean "b"? projects: "a", "b"'],
  [undefined, ['a'], 'projects: "a"'],
  [undefined, [], 'this key sees no projects'],
  [
    undefined,
    Array.from({ length: 20 }, () => 'a'),
    `projects: ${Array.from({ length: 20 }, () => '"a"').join(', ')}`,
  ],
  [
    undefined,
    Array.from({ length: 22 }, () => 'a'),
    `projects: ${Array.from({ length: 20 }, () => '"a"').join(', ')} and 2 more`,
  ],
])('a suggestion %j of %j', (guess, known, said) => {
  expect(suggestion(guess, known, 'projects')).toBe(said);
});
