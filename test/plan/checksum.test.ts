// The checksum of a plan stands for the work and for what it was reviewed on; when it was made, and what policies say, are no part of it.
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/content/canonical-json.ts';
import { type ChecksumVersion, hasChecksum, planChecksum } from '../../src/plan/checksum.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import type { PlannedSelector } from '../../src/plan/planned-selector.ts';
import { aClone, aDesired, anObject, aRow, PLANNED_SELECTOR, planWorld } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const plan = planWorld({
  desired: aDesired(aClone('edge', { content: 'mirror', source: { version: '1.2.0' } }), aClone('new')),
  rows: [aRow('edge', edge)],
  objects: [edge],
});
const update = plan.changes.find(({ address }) => address === 'edge') ?? expect.fail('edge is updated');
const { preconditions } = update;
const observed = preconditions.observed ?? expect.fail('an update is of an observed object');
/** The hashed text itself, so that a test sees what counts. */
const text = (changes: readonly ChangeEntry[], version: ChecksumVersion = 2): string =>
  planChecksum('t', changes, (one) => one, version);
const seen = (facts: Partial<typeof observed>): Partial<ChangeEntry> => ({
  preconditions: { ...preconditions, observed: { ...observed, ...facts } },
});
const denied: Partial<ChangeEntry> = {
  action: 'blocked',
  wouldBe: 'update',
  blockedBy: 'policy',
  blockers: ['policy'],
};

describe('what counts', () => {
  const cases: readonly (readonly [string, Partial<ChangeEntry>, boolean])[] = [
    ['a no-op', { action: 'noop' }, false],
    ['labels that were observed', seen({ labels: { a: 'b' } }), true],
    ['a description that was observed', seen({ description: 'hand' }), true],
    [
      'blanks around a description that was observed',
      seen({ description: `  ${observed.description}\n` }),
      false,
    ],
    ['when an object was edited last', seen({ lastModified: '2027-01-01T00:00:00.000Z' }), false],
    ['the content that was observed', seen({ digest: 'sha256:1' }), true],
    ['the name that the object has', { before: { ...edge.key, name: 'renamed' } as never }, true],
  ];
  test.each(cases)('%s: %s', (_name, change, isCounted) => {
    const [one, other] = [update, { ...update, ...change }];
    const before = change.action === 'noop' ? text([]) : text([one]);
    expect(text([other]) !== before).toBe(isCounted);
  });

  test('the tenant, the order and each change', () => {
    const [first, second] = plan.changes as readonly [ChangeEntry, ChangeEntry];
    const all = [
      text([first]),
      text([first, second]),
      text([second, first]),
      planChecksum('other', [first], (one) => one),
    ];
    expect(new Set(all).size).toBe(4);
  });

  test('not that policies deny the change', () => {
    expect(text([{ ...update, ...denied }])).toBe(text([update]));
  });

  test('what else blocks it, with and without a policy', () => {
    const blocked: Partial<ChangeEntry> = { ...denied, blockedBy: 'in_use', blockers: ['in_use'] };
    const both: Partial<ChangeEntry> = { ...denied, blockers: ['policy', 'in_use'] };
    expect(text([{ ...update, ...both }])).toBe(text([{ ...update, ...blocked }]));
    expect(text([{ ...update, ...blocked }])).not.toBe(text([update]));
  });
});

describe('selectors', () => {
  const checksum = (...selectors: readonly PlannedSelector[]): string =>
    planChecksum('t', plan.changes, (one) => one, 2, selectors);

  test('count by the UIDs and names of their projects, and by what happens to those that leave', () => {
    expect(JSON.parse(checksum(PLANNED_SELECTOR))).toMatchObject({
      v: 2,
      tenantUid: 't',
      selectors: [
        { id: 'fleet', onLeave: 'block', projects: [['p-a', 'a']], joined: [], left: [], disabled: [] },
      ],
    });
  });

  test('leave the checksum of a plan without any as it was', () => {
    expect(checksum()).toBe(text(plan.changes));
    expect(JSON.parse(checksum())).not.toHaveProperty('selectors');
  });
});

describe('a checksum of the first edition', () => {
  test('covers neither labels nor description nor name that were observed', () => {
    const edited = { ...update, ...seen({ labels: { a: 'b' }, description: 'hand' }) };
    expect(text([edited], 1)).toBe(text([update], 1));
    expect(text([update], 1)).not.toBe(text([update], 2));
  });

  test.each([1, 2] as const)('is accepted, as one of the present edition: version %i', (version) => {
    const own = planChecksum(plan.tenantUid, plan.changes, (one) => one, version);
    expect(hasChecksum(plan, own, (one) => one)).toBe(true);
  });

  test('of another plan is not', () => {
    expect(hasChecksum({ ...plan, changes: [] }, text(plan.changes), (one) => one)).toBe(false);
    expect(hasChecksum(plan, canonicalJson({}), (one) => one)).toBe(false);
  });
});
