// Newer versions that a clone can copy, how far away they are, and which link of a chain has to move first.
import { describe, expect, test } from 'vitest';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { countBehind, firstToMove, jumpOf, releasesOf, versionsAhead } from '../../src/plan/chain-ahead.ts';
import { decideAll } from '../../src/plan/decide.ts';
import type { PlanningContext } from '../../src/plan/planning-context.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  inputOf,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

interface Link {
  /** What it copies; absent: the profile `base`. */
  readonly of?: string;
  /** Versions that are recorded, the current one first; absent: it is not recorded. */
  readonly at?: readonly string[];
  readonly range?: string;
  /** Its declared version; absent: that of its source. */
  readonly version?: string;
  readonly facts?: CloneFacts;
}

const objectOf = (id: string, version: string): ObservedObject =>
  anObject({ uid: `u-${id}-${version}`, name: id, version, project: 'edge-dev' });

function rowsOf(id: string, { of: above, at = [] }: Link): readonly RecordedClone[] {
  return at.map((version, index): RecordedClone => {
    const row = aRow(index === 0 ? id : `${id}@${version}`, objectOf(id, version), {
      status: index === 0 ? 'current' : 'superseded',
      declaredVersion: 'source',
    });
    const uid = above === undefined ? `u-base-${version}` : `u-${above}-${version}`;
    const from =
      above === undefined ? {} : { name: above, scope: 'project' as const, projectUid: 'p-edge-dev' };
    return { ...row, source: { ...row.source, ...from, uid, version } };
  });
}

/** Clones that take the version of what they copy, unless they say otherwise. `base` has 1.0.0, 1.2.0 and 2.0.0-rc.1. */
function worldOf(links: Readonly<Record<string, Link>>, more: WorldFacts = {}): WorldFacts {
  const all = Object.entries(links);
  return {
    desired: aDesired(
      ...all.map(([id, { of: above, range = '*', version = 'source', facts = {} }]) =>
        aClone(id, {
          target: { version },
          ...(above === undefined
            ? { source: { version: range } }
            : { chain: { clone: above, version: range } }),
          ...facts,
        }),
      ),
    ),
    rows: all.flatMap(([id, link]) => rowsOf(id, link)),
    objects: all.flatMap(([id, { at = [] }]) => at.map((version) => objectOf(id, version))),
    ...more,
  };
}

const contextOf = (links: Readonly<Record<string, Link>>, more?: WorldFacts): PlanningContext =>
  decideAll(inputOf(worldOf(links, more))).planning;

const OLD = ['1.0.0'];
const NEW = ['1.2.0', '1.0.0'];

describe('the versions ahead of a clone', () => {
  interface Case {
    readonly name: string;
    readonly links: Readonly<Record<string, Link>>;
    readonly more?: WorldFacts;
    readonly expected: readonly string[];
  }
  const cases: readonly Case[] = [
    { name: 'are none where it is not declared', links: {}, expected: [] },
    {
      name: 'are all of its profile, whatever its range allows',
      links: { low: { at: OLD, range: '1.0.0' } },
      expected: ['1.0.0', '1.2.0', '2.0.0-rc.1'],
    },
    {
      name: 'are those of the project of its profile',
      links: { low: { facts: { source: { profile: 'own', scope: 'project', project: 'platform' } } } },
      more: {
        objects: [
          anObject({ uid: 'u-own', name: 'own', version: '3.0.0', project: 'platform' }),
          anObject({ uid: 'u-not', name: 'own', version: '4.0.0', project: 'edge-dev' }),
          anObject({ uid: 'u-nor', name: 'own', version: '5.0.0' }),
        ],
      },
      expected: ['3.0.0'],
    },
    {
      name: 'are none where the project of its profile does not exist',
      links: { low: { facts: { source: { scope: 'project', project: 'nowhere' } } } },
      expected: [],
    },
    {
      name: 'are none where the clone that it copies is not declared',
      links: { low: { of: 'nobody' } },
      expected: [],
    },
    {
      name: 'are, in a chain, what the link above has and the newest that it can get',
      links: { up: { at: OLD }, low: { of: 'up', at: OLD } },
      expected: ['1.0.0', '1.2.0'],
    },
    {
      name: 'have each version once',
      links: { up: { at: NEW }, low: { of: 'up', at: OLD } },
      expected: ['1.0.0', '1.2.0'],
    },
    {
      name: 'are only those that the range of the link above allows',
      links: { up: { at: OLD, range: '~1.0.0' }, low: { of: 'up', at: OLD } },
      expected: ['1.0.0'],
    },
    {
      name: 'have the prerelease that the link above names',
      links: { up: { at: OLD, range: '2.0.0-rc.1', facts: { protect: true } }, low: { of: 'up', at: OLD } },
      expected: ['1.0.0', '2.0.0-rc.1'],
    },
    {
      name: 'do not grow with the source of a link that has a version of its own',
      links: { up: { at: ['7.0.0'], version: '7.0.0' }, low: { of: 'up' } },
      expected: ['7.0.0'],
    },
    {
      name: 'come through all links of a chain',
      links: { up: { at: OLD }, mid: { of: 'up', at: OLD }, low: { of: 'mid', at: OLD } },
      expected: ['1.0.0', '1.2.0'],
    },
    {
      name: 'are what the link above gets by this plan',
      links: { up: {}, low: { of: 'up' } },
      expected: ['1.2.0'],
    },
    {
      name: 'are none where the link above cannot be made',
      links: { up: { range: '^9.0.0' }, low: { of: 'up' } },
      expected: [],
    },
    {
      name: 'are the newest alone where nothing was decided about the link above',
      links: { up: { at: OLD }, low: { of: 'up', at: OLD }, other: {} },
      more: { options: { target: ['other'] } },
      expected: ['1.2.0'],
    },
  ];
  test.each(cases)('$name', ({ links, more, expected }) => {
    expect(versionsAhead(contextOf(links, more), 'low').toSorted()).toEqual(expected);
  });
});

test('releases are versions without prereleases, lowest first', () => {
  expect(releasesOf(['1.10.0', '2.0.0-rc.1', '1.9.0', '10.0.0', '1.9.0-a', '2.0.0'])).toEqual([
    '1.9.0',
    '1.10.0',
    '2.0.0',
    '10.0.0',
  ]);
});

test.each<[string, Readonly<Record<string, Link>>, number]>([
  ['nothing that is not recorded', { a: {} }, 0],
  ['what has the newest release, whatever prereleases there are', { a: { at: NEW } }, 0],
  ['what has an older release', { a: { at: OLD }, b: { at: OLD, range: '1.0.0' } }, 2],
  ['each link of a chain', { up: { at: OLD }, mid: { of: 'up', at: OLD }, low: { of: 'mid', at: OLD } }, 3],
  ['no superseded version', { a: { at: ['1.2.0', '1.0.0', '0.9.0'] } }, 0],
])('clones behind their source: %s', (_, links, expected) => {
  expect(countBehind(contextOf(links))).toBe(expected);
});

describe('the link that has to move first', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, Link>>, string | null])[] = [
    ['is none for what is not declared', {}, null],
    ['is none for a copy of a profile', { low: { at: OLD } }, null],
    ['is none for what is not recorded', { up: { at: OLD }, low: { of: 'up' } }, null],
    ['is the one that the clone copies', { up: { at: OLD }, low: { of: 'up', at: OLD } }, 'up'],
    ['is none where that has the version already', { up: { at: NEW }, low: { of: 'up', at: OLD } }, null],
    [
      'is none where that has it as an older version, too',
      { up: { at: ['1.3.0', '1.2.0'], range: '1.3.0' }, low: { of: 'up', at: OLD, range: '<1.3.0' } },
      null,
    ],
    ['is none where the clone has the newest', { up: { at: NEW }, low: { of: 'up', at: ['1.2.0'] } }, null],
    ['is none where the clone has a newer one', { up: { at: OLD }, low: { of: 'up', at: ['1.3.0'] } }, null],
    [
      'is none where the range of the clone allows nothing newer',
      { up: { at: OLD }, low: { of: 'up', at: OLD, range: '~1.0.0' } },
      null,
    ],
    [
      'is none where nothing is allowed',
      { up: { at: OLD }, low: { of: 'up', at: OLD, range: '^9.0.0' } },
      null,
    ],
    [
      'is the highest of the chain that lacks the version',
      { up: { at: OLD }, mid: { of: 'up', at: OLD }, low: { of: 'mid', at: OLD } },
      'up',
    ],
    [
      'is below those that have the version',
      { up: { at: NEW }, mid: { of: 'up', at: OLD }, low: { of: 'mid', at: OLD } },
      'mid',
    ],
    ['is one that is not even made', { up: {}, low: { of: 'up', at: OLD } }, 'up'],
  ];
  test.each(cases)('%s', (_, links, expected) => {
    expect(firstToMove(contextOf(links), 'low')).toBe(expected);
  });
});

describe('--upgrade of a link whose links above do not move', () => {
  const three = (up: readonly string[] = OLD): Readonly<Record<string, Link>> => ({
    up: { at: up },
    mid: { of: 'up', at: OLD },
    low: { of: 'mid', at: OLD },
  });
  const saidOf = (links: Readonly<Record<string, Link>>, more: WorldFacts) =>
    planWorld(worldOf(links, more)).diagnostics.filter(({ code }) => code === 'plan/upgrade-waits');

  test('is a warning that names the chain from its top, and where to begin', () => {
    expect(saidOf(three(), { options: { upgrade: ['low'] } })).toEqual([
      {
        code: 'plan/upgrade-waits',
        severity: 'warning',
        message: 'low cannot be upgraded to 1.2.0 yet: up must be upgraded first',
        hint: "upgrade the chain in order (up, mid, low): start with cloneform plan --upgrade='up', or upgrade all with --upgrade",
      },
    ]);
  });

  const cases: readonly (readonly [string, Readonly<Record<string, Link>>, WorldFacts, readonly string[]])[] =
    [
      ['nothing without the flag', three(), {}, []],
      ['each link that waits', three(), { options: { upgrade: ['low', 'mid'] } }, ['low: up', 'mid: up']],
      ['nothing where all move', three(), { options: { upgrade: ['*'] } }, []],
      ['nothing of a link that copies a profile', three(), { options: { upgrade: ['up'] } }, []],
      [
        'a link below one that moves by this plan',
        three(),
        { options: { upgrade: ['up', 'low'] } },
        ['low: mid'],
      ],
      [
        'nothing of the link right below one that moves',
        three(),
        { options: { upgrade: ['up', 'mid'] } },
        [],
      ],
      ['a link below one that moved before', three(NEW), { options: { upgrade: ['low'] } }, ['low: mid']],
      [
        'nothing where the first was asked to move, and what it copies cannot be read',
        three(),
        { options: { upgrade: ['up', 'low'] }, unreadable: ['u-base-2'] },
        [],
      ],
    ];
  test.each(cases)('says %s', (_, links, more, expected) => {
    const said = saidOf(links, more).map(({ message }) =>
      message.replace(/ cannot be upgraded to 1\.2\.0 yet: (\w+) must be upgraded first$/, ': $1'),
    );
    expect(said).toEqual(expected);
  });
});

test.each<[string | null, string | null, string | null]>([
  [null, '1.0.0', null],
  ['1.0.0', null, null],
  ['1.0.0', '1.0.0', null],
  ['1.0.0', '1.0.0+build', null],
  ['1.2.0', '1.0.0', null],
  ['1.0.0', '1.0.1', 'patch'],
  ['1.0.0', '1.1.0', 'minor'],
  ['1.0.0', '2.0.0', 'major'],
  ['1.0.0', '1.0.1-rc.1', 'patch'],
  ['1.0.0', '1.1.0-rc.1', 'minor'],
  ['1.0.0', '2.0.0-rc.1', 'major'],
  ['1.0.0-rc.1', '1.0.0-rc.2', 'prerelease'],
  ['legacy', 'legacy', null],
  ['legacy', '1.0.0', 'other'],
  ['1.0.0', 'legacy', 'other'],
])('the jump from %s to %s is %s', (from, to, expected) => {
  expect(jumpOf(from, to)).toBe(expected);
});
