// Releases above the exact version that a declaration names, and how far a version may be raised.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { decideAll } from '../../src/plan/decide.ts';
import {
  isExactVersion,
  isWithinLevel,
  profileReleases,
  releasesAbove,
} from '../../src/plan/releases-above.ts';
import { aClone, aDesired, anObject, aRow, inputOf, scopeOf, type WorldFacts } from '../support/a-world.ts';

const versionsAbove = (clone: DesiredClone, others: readonly DesiredClone[] = [], more: WorldFacts = {}) =>
  releasesAbove(decideAll(inputOf({ desired: aDesired(clone, ...others), ...more })).planning, clone);

test.each([
  ['1.0.0', true],
  ['1.0.0-rc.1', true],
  ['^1.0.0', false],
  ['1.0', false],
  ['legacy', false],
])('%s is an exact version: %s', (version, expected) => {
  expect(isExactVersion(version)).toBe(expected);
});

test.each([
  ['1.0.0', '1.0.1', 'patch', true],
  ['1.0.0', '1.1.0', 'patch', false],
  ['1.0.0', '1.0.1', 'minor', true],
  ['1.0.0', '1.1.0', 'minor', true],
  ['1.0.0', '2.0.0', 'minor', false],
  ['1.0.0', '2.0.0', 'major', true],
  ['1.0.0', '1.0.0', 'major', false],
  ['2.0.0', '1.0.0', 'major', false],
  ['legacy', '1.0.0', 'major', false],
] as const)('from %s to %s is within %s: %s', (from, to, level, expected) => {
  expect(isWithinLevel(from, to, level)).toBe(expected);
});

describe('of a profile', () => {
  const objects = ['1.10.0', '1.9.0', '1.9.0-rc.2', '3.0.0-rc.1', '2.0.0', '0.9.0', '1.0.0', 'legacy'].map(
    (version) => anObject({ uid: `u-${version}`, name: 'app', version, project: 'platform' }),
  );
  const copy = (version: string, project = 'platform') =>
    aClone('edge', { source: { profile: 'app', scope: 'project', project, version } });
  const source = copy('1.0.0').source as Parameters<typeof profileReleases>[1];

  test('are the higher ones without prereleases and legacy versions, highest first', () => {
    const scope = scopeOf('platform');
    expect(versionsAbove(copy('1.0.0'), [], { objects })).toEqual([
      { version: '2.0.0', uid: 'u-2.0.0', scope },
      { version: '1.10.0', uid: 'u-1.10.0', scope },
      { version: '1.9.0', uid: 'u-1.9.0', scope },
    ]);
    expect(versionsAbove(copy('2.0.0'), [], { objects })).toEqual([]);
  });

  test('are none where its project does not exist', () => {
    expect(versionsAbove(copy('1.0.0', 'nowhere'), [], { objects })).toEqual([]);
  });

  test('come from all its versions, as the list has them', () => {
    const { planning } = decideAll(inputOf({ objects }));
    expect(profileReleases(planning, source).map(({ version }) => version)).toEqual(
      objects.map(({ key }) => key.version),
    );
  });
});

describe('of a clone', () => {
  const copy = aClone('edge', { chain: { clone: 'up', version: '1.0.0' } });
  const up = (version: string) => aClone('up', { target: { version }, source: { version: '1.0.0' } });
  const recorded = (...versions: readonly string[]): WorldFacts => {
    const objects = versions.map((version) =>
      anObject({ uid: `u-up-${version}`, name: 'up', version, project: 'edge-dev' }),
    );
    const rows = objects.map((object, index) =>
      aRow(index === 0 ? 'up' : `up@${object.key.version}`, object, {
        status: index === 0 ? 'current' : 'superseded',
      }),
    );
    return { objects, rows };
  };
  const scope = { ...scopeOf('edge-dev'), name: 'up' };

  test('are those that it has already, current and superseded', () => {
    expect(versionsAbove(copy, [up('2.0.0')], recorded('2.0.0', '1.5.0', '1.0.0'))).toEqual([
      { version: '2.0.0', uid: 'u-up-2.0.0', scope: { ...scope, version: '2.0.0' } },
      { version: '1.5.0', uid: 'u-up-1.5.0', scope: { ...scope, version: '1.5.0' } },
    ]);
  });

  test.each<[string, readonly DesiredClone[], WorldFacts]>([
    ['the one that this plan makes', [up('2.0.0')], {}],
    ['any where it cannot be made', [up('2.0.0')], { unreadableScopes: ['edge-dev'] }],
    ['any where it is not declared', [], {}],
    [
      'any where nothing was decided about it',
      [up('2.0.0')],
      { ...recorded('2.0.0'), options: { target: ['other'] } },
    ],
    [
      'the one whose content this plan changes',
      [aClone('up', { target: { version: '2.0.0' }, source: { version: '1.2.0' } })],
      recorded('2.0.0'),
    ],
  ])('are not %s', (_, others, more) => {
    expect(versionsAbove(copy, [...others, aClone('other')], more)).toEqual([]);
  });
});
