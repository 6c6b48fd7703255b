// What a change copies and is to arrive at, and the scope that each of its calls is sent in: read from values alone.
import { describe, expect, test } from 'vitest';
import { goalOf, withOverrides } from '../../src/apply/goal.ts';
import { cloneScope, cloneTarget, sourceScopeOf } from '../../src/apply/scopes.ts';
import { type CopyingChange, madeUid, sourceOf } from '../../src/apply/source-of.ts';
import type { RecordedClone, RecordedOverrides } from '../../src/model/recorded.ts';
import type { PlannedClone, PlannedSource } from '../../src/plan/plan.ts';
import { viewOf } from '../../src/state/view.ts';
import { anObject, aRow } from '../support/a-world.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}` as const) as [
  RecordedClone['digest'],
  RecordedClone['digest'],
  RecordedClone['digest'],
];

const link = aRow('link', anObject({ uid: 'u-link', name: 'link', version: '1.0.0', project: 'edge-dev' }), {
  digest: A,
});
const rewritten: RecordedClone = { ...link, remarks: { rewritten: { of: A, digest: B } } };
const stateOf = (...clones: readonly RecordedClone[]) => ({
  state: viewOf({ clones, openEntries: [] }, 'run'),
});

const profile = {
  name: 'base',
  version: '1.0.0',
  scope: 'tenant',
  project: null,
  projectUid: null,
  uid: 'u-base',
  digest: A,
} as PlannedSource;
const ofLink = { ...profile, name: 'link', clone: 'link', uid: null } as unknown as PlannedSource;

function copying(source: PlannedSource, uid: string | null, digest = A): CopyingChange {
  return { kind: 'create', address: 'edge', source, copies: { uid, digest, shown: C } } as never;
}

describe('the source of a change', () => {
  const named = { name: 'base', version: '1.0.0', scope: 'tenant', projectUid: null };

  test.each<readonly [string, CopyingChange, readonly RecordedClone[], object]>([
    [
      'is the profile that the plan saw',
      copying(profile, 'u-base'),
      [],
      { ...named, uid: 'u-base', digest: A },
    ],
    [
      'is what the run made for a chain',
      copying(ofLink, null),
      [link],
      { ...named, name: 'link', uid: 'u-link', digest: A },
    ],
    [
      'has the text that Palette made of the planned one',
      copying(ofLink, null),
      [rewritten],
      { ...named, name: 'link', uid: 'u-link', digest: B },
    ],
    [
      'has the planned text where the link was recorded with another one',
      copying(ofLink, null, C),
      [rewritten],
      { ...named, name: 'link', uid: 'u-link', digest: C },
    ],
    [
      'has the planned text where another object stands at the address of the link',
      copying(ofLink, 'u-other'),
      [rewritten],
      { ...named, name: 'link', uid: 'u-other', digest: A },
    ],
  ])('%s', (_, change, clones, expected) => {
    expect(sourceOf(stateOf(...clones), change)).toEqual(expected);
  });

  test.each<readonly [string, CopyingChange, string]>([
    ['no version', copying({ ...profile, version: null }, 'u-base'), 'edge has no source to clone from'],
    ['no profile', copying(profile, null), 'edge copies base, which does not exist'],
    ['no link', copying(ofLink, null), 'edge copies link, which does not exist'],
  ])('that has %s is a fault of ours', (_, change, message) => {
    expect(() => sourceOf(stateOf(), change)).toThrow(message);
  });

  test.each<readonly [string, PlannedSource, readonly RecordedClone[], string | null]>([
    ['a profile', profile, [link], null],
    ['a link that is recorded', ofLink, [link], 'u-link'],
    ['a link of another version', { ...ofLink, version: '2.0.0' }, [link], null],
    ['a link that is not recorded', ofLink, [], null],
  ])('made by an earlier change: %s', (_, source, clones, uid) => {
    expect(madeUid(stateOf(...clones), { source })).toBe(uid);
  });
});

describe('the goal of a change', () => {
  const overrides: RecordedOverrides = { format: 1, digest: A, source: A, wanted: B, places: {} };

  test('is the content of its source, or what its overrides make of it', () => {
    expect(goalOf(stateOf(), copying(profile, 'u-base'))).toEqual({ digest: A });
    const rendering = { ...overrides, shown: C };
    expect(goalOf(stateOf(), { ...copying(profile, 'u-base'), rendering })).toEqual({
      digest: B,
      shown: C,
      overrides,
    });
  });

  test('says what a row records of overrides, in place of what it had', () => {
    const other = { ...overrides, wanted: C };
    expect(withOverrides({ ...link, overrides: other }, { digest: B, overrides })).toEqual({
      ...link,
      overrides,
    });
    expect(withOverrides({ ...link, overrides: other }, { digest: A })).toStrictEqual(link);
    expect(withOverrides(link, { digest: A })).toStrictEqual(link);
  });
});

describe('scopes', () => {
  const clone: PlannedClone = {
    name: 'edge',
    version: '1.0.0',
    scope: 'project',
    project: 'edge-dev',
    projectUid: 'p-1',
  };
  const golden: PlannedClone = { ...clone, scope: 'tenant', project: null, projectUid: null };

  test('a clone is called in its own, a source in its own', () => {
    expect(cloneScope(clone)).toEqual({ scope: 'project', projectUid: 'p-1' });
    expect(cloneScope(golden)).toEqual({ scope: 'tenant', projectUid: null });
    expect(sourceScopeOf({ source: { ...profile, scope: 'project', projectUid: 'p-2' } })).toEqual({
      scope: 'project',
      projectUid: 'p-2',
    });
  });

  test('the body of a clone names its target, and no project at tenant scope', () => {
    expect(cloneTarget(clone)).toEqual({
      name: 'edge',
      version: '1.0.0',
      target: { scope: 'project', projectUid: 'p-1' },
    });
    expect(cloneTarget(golden)).toEqual({ name: 'edge', version: '1.0.0', target: { scope: 'tenant' } });
  });
});
