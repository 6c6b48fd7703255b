// Who changed what drifted, as lines: of one clone with the time, of clones that drifted alike everybody and the last time.
import { expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { Drift } from '../../src/plan/plan.ts';
import { toDriftList } from '../../src/render/drift-view.ts';

const drifted = (project: string, changedBy?: string, minute = 0): Drift => ({
  address: `edge["${project}"]` as Address,
  kind: 'metadata_edited',
  detail: 'its labels differ',
  ...(changedBy === undefined ? {} : { changedBy, changedAt: `2026-11-28T07:0${minute}:00.5Z` }),
});

const detailsOf = (drift: readonly Drift[], isGrouped: boolean): readonly string[] =>
  toDriftList(drift, [], isGrouped).drift.map(({ detail, count }) => `${count}: ${detail}`);

test('one clone', () => {
  expect(detailsOf([drifted('a', 'ann@example.com', 3), drifted('b')], false)).toEqual([
    '1: its labels differ (by ann@example.com, 2026-11-28T07:03:00Z)',
    '1: its labels differ',
  ]);
});

test('who did it does not keep clones apart that drifted alike', () => {
  const both = [drifted('a', 'ann', 3), drifted('b', 'bob', 1), drifted('c')];
  expect(detailsOf(both, true)).toEqual(['3: its labels differ (by ann, bob, last 2026-11-28T07:03:00Z)']);
  const many = ['ann', 'bob', 'cyd', 'dan', 'eve'].map((who, n) => drifted(`p${n}`, who, n));
  expect(detailsOf(many, true)).toEqual([
    '5: its labels differ (by ann, bob, cyd and 2 more, last 2026-11-28T07:04:00Z)',
  ]);
});
