// Where a plan is not the one that was expected, what differs is said: always something, and only what its checksum covers.
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { formatAddress } from '../../src/model/address.ts';
import { planChecksum } from '../../src/plan/checksum.ts';
import { planDifferences } from '../../src/plan/differences.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import type { PlannedSelector } from '../../src/plan/planned-selector.ts';
import { aClone, aDesired, anObject, aRow, PLANNED_SELECTOR, planWorld } from '../support/a-world.ts';
import { anyPlan } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
/** One update, as a mirror whose source was edited. */
const expected: Plan = planWorld({
  desired: aDesired(aClone('edge', { content: 'mirror', source: { version: '1.2.0' } })),
  rows: [aRow('edge', edge)],
  objects: [edge],
});
const [update] = expected.changes as readonly [ChangeEntry];
const picked = 'update · source_upgraded';
const now = (change: Partial<ChangeEntry>): Plan => ({ ...expected, changes: [{ ...update, ...change }] });
const messages = (one: Plan, other: Plan): readonly string[] =>
  planDifferences(one, other).map(({ message }) => message);
const observed = update.preconditions.observed ?? expect.fail('an update is of an observed object');
const after = update.after ?? expect.fail('an update has an end');
const seen = (facts: Partial<typeof observed>): Partial<ChangeEntry> => ({
  preconditions: { ...update.preconditions, observed: { ...observed, ...facts } },
});
const rendering: NonNullable<ChangeEntry['rendering']> = {
  digest: 'sha256:1',
  wanted: 'sha256:2',
  shown: 'sha256:4',
  format: 1,
  source: 'sha256:5',
  places: {},
};

describe('one change', () => {
  test('is the update that the cases begin with', () => {
    expect(`${update.action} · ${update.reason}`).toBe(picked);
  });

  const cases: readonly (readonly [string, Partial<ChangeEntry>, string])[] = [
    ['another action', { action: 'replace' }, `expected ${picked}, but it is now replace · source_upgraded`],
    ['another reason', { reason: 'metadata' }, `expected ${picked}, but it is now update · metadata`],
    [
      'another name',
      { clone: { ...update.clone, name: 'n' } },
      `${picked}: its name, version, scope or project changed since`,
    ],
    ['another object', { uid: 'u-2' }, `${picked}: its object in Palette changed since`],
    ['an edited clone', seen({ digest: 'sha256:9' }), `${picked}: the content of the clone changed since`],
    [
      'an edited source',
      { source: { ...update.source, digest: 'sha256:8' } },
      `${picked}: the content of the source changed since`,
    ],
    [
      'labels that somebody set',
      seen({ labels: { team: 'a' } }),
      `${picked}: its labels in Palette ({} → {"team":"a"}) changed since`,
    ],
    [
      'a description that somebody wrote',
      seen({ description: 'mine' }),
      `${picked}: its description in Palette changed since`,
    ],
    [
      'another former address',
      { movedFrom: formatAddress('old', null) },
      `${picked}: its previous address changed since`,
    ],
    ['labels to set', { after: { ...after, labels: { a: 'b' } } }, `${picked}: its labels changed since`],
    [
      'a description to set',
      { after: { ...after, description: 'd' } },
      `${picked}: its description changed since`,
    ],
    [
      'a new name in Palette',
      { before: { ...update.before, name: 'x', version: '1.0.0' } as NonNullable<ChangeEntry['before']> },
      `${picked}: its name or version in Palette changed since`,
    ],
    [
      'other facts to record',
      { records: [{ what: 'labels', from: 'a', to: 'b' }] as NonNullable<ChangeEntry['records']> },
      `${picked}: what state records changed since`,
    ],
    [
      'overrides, which it had none of',
      { rendering },
      `${picked}: its overrides, the content that its overrides make changed since`,
    ],
  ];
  test.each(cases)('with %s', (_name, change, words) => {
    expect(messages(expected, now(change))).toEqual([`edge: ${words}`]);
  });

  test.each([
    ['its overrides', { ...rendering, digest: 'sha256:3' }],
    ['the content that its overrides make', { ...rendering, wanted: 'sha256:3' }],
  ])('with a change of %s alone', (words, other) => {
    expect(messages(now({ rendering }), now({ rendering: other as typeof rendering }))).toEqual([
      `edge: ${picked}: ${words} changed since`,
    ]);
  });

  test('that no longer exists, or did not exist', () => {
    const none: Plan = { ...expected, changes: [] };
    expect(messages(expected, none)).toEqual([`edge: expected ${picked}, but there is nothing to do now`]);
    expect(messages(none, expected)).toEqual([`edge: ${picked}, which was not expected`]);
  });

  test('in two entries is reported once, with both actions', () => {
    const both: Plan = { ...expected, changes: [update, { ...update, reason: 'metadata' }] };
    expect(messages(expected, both)).toEqual([
      `edge: expected ${picked}, but it is now ${picked}, update · metadata`,
    ]);
  });
});

test('what exists now comes before what is gone, and each is an error', () => {
  const other = now({ address: formatAddress('other', null) });
  expect(planDifferences(expected, other)).toEqual([
    { code: 'plan/differs', severity: 'error', message: `other: ${picked}, which was not expected` },
    {
      code: 'plan/differs',
      severity: 'error',
      message: `edge: expected ${picked}, but there is nothing to do now`,
    },
  ]);
});

test('a plan for another tenant is one, whatever it changes', () => {
  expect(messages(expected, { ...expected, tenantUid: 'other' })).toEqual([
    'the two plans belong to different tenants',
  ]);
});

describe('selectors', () => {
  const project = (name: string) => ({ uid: `p-${name}`, name });
  const withSelectors = (...selectors: readonly PlannedSelector[]): Plan => ({ ...expected, selectors });
  test.each([
    ['other projects', { projects: [project('a'), project('b')] }],
    ['a project by another name', { projects: [{ uid: 'p-a', name: 'b' }] }],
    ['projects that joined', { joined: [project('a')] }],
    ['projects that left', { left: [project('c')] }],
    ['disabled projects', { disabled: [project('d')] }],
    ['another end for those that leave', { onLeave: 'delete' }],
  ] satisfies readonly (readonly [string, Partial<PlannedSelector>])[])('with %s', (_name, facts) => {
    expect(
      messages(withSelectors(PLANNED_SELECTOR), withSelectors({ ...PLANNED_SELECTOR, ...facts })),
    ).toEqual(['fleet: the projects that it selects changed since']);
  });

  test('that one of the plans does not have', () => {
    const words = ['fleet: the projects that it selects changed since'];
    expect(messages(withSelectors(PLANNED_SELECTOR), expected)).toEqual(words);
    expect(messages(expected, withSelectors(PLANNED_SELECTOR))).toEqual(words);
  });
});

test('there are none exactly where the checksums are equal', () => {
  const checksum = (plan: Plan): string =>
    planChecksum(plan.tenantUid, plan.changes, sha256, 2, plan.selectors ?? []);
  fc.assert(
    fc.property(anyPlan(), anyPlan(), fc.boolean(), (one, other, isSame) => {
      const compared = isSame ? structuredClone(one) : other;
      expect(planDifferences(one, compared).length === 0).toBe(checksum(one) === checksum(compared));
    }),
    { numRuns: 100 },
  );
});
