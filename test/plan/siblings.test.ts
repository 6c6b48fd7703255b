// What a clone that joins a fan-out copies: what its siblings copy.
import { expect, test } from 'vitest';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { siblingSource } from '../../src/plan/siblings.ts';
import { aClone, anObject, aRow, inputOf } from '../support/a-world.ts';

function rowWith(
  address: string,
  version: string,
  status: RecordedClone['status'] = 'current',
): RecordedClone {
  const row = aRow(
    address,
    anObject({ uid: `u-${address}`, name: 'fan', version: '1.0.0', project: 'platform' }),
  );
  return { ...row, status, source: { ...row.source, uid: `u-base-${version}`, version } };
}

test.each<[string, readonly RecordedClone[], string | null]>([
  ['nothing of its own where it has no siblings', [], null],
  ['the version of its sibling', [rowWith('fan["a"]', '1.0.0')], '1.0.0'],
  [
    'the highest version of several',
    ['1.9.0', '1.10.0', '1.2.0'].map((version) => rowWith(`fan["p-${version}"]`, version)),
    '1.10.0',
  ],
  [
    'the highest version that its range allows',
    [rowWith('fan["a"]', '2.0.0'), rowWith('fan["b"]', '1.1.0'), rowWith('fan["c"]', '1.0.0')],
    '1.1.0',
  ],
  ['nothing of theirs where its range allows none', [rowWith('fan["a"]', '2.0.0')], null],
  [
    'no version that a sibling had before',
    [rowWith('fan["a"]', '1.0.0'), rowWith('fan["a"]@1.5.0', '1.5.0', 'superseded')],
    '1.0.0',
  ],
  ['nothing of a clone from before there was a fan-out', [rowWith('fan', '1.0.0')], null],
  ['nothing of another declaration', [rowWith('other["a"]', '1.0.0')], null],
])('it copies %s', (_, rows, expected) => {
  const joining = aClone('fan', { source: { version: '^1.0.0' } }, true);
  expect(siblingSource(makePlanningContext(inputOf({}), rows), joining)?.version ?? null).toBe(expected);
});

test('a clone that is no member of a fan-out has no siblings', () => {
  const planning = makePlanningContext(inputOf({}), [rowWith('fan["a"]', '1.0.0')]);
  expect(siblingSource(planning, aClone('fan'))).toBeNull();
});
