// What a declared clone leaves to others: its versions for chains, its older versions, its source, and notes.
import { describe, expect, test } from 'vitest';
import { BASE } from '../support/a-world.ts';
import {
  atVersion,
  decideOne,
  FITTING,
  GONE,
  NO_SOURCE,
  named,
  supersededRow,
  UPGRADED,
} from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { AS_MADE, copiedFrom, digestOf, type OneClone, writtenWith } from '../support/one-clone.ts';

const [one, two] = BASE;

describe('what the next link of a chain copies', () => {
  const pending = { hasDraft: false, clone: 'edge', isPending: true };
  test.each<[string, OneClone, object | null]>([
    ['the clone as it is', {}, { uid: 'u-edge', digest: one.digest, isPending: false, clone: 'edge' }],
    ['one that is made', { world: GONE }, { uid: null, digest: one.digest, ...pending }],
    [
      'one that gets another content',
      { clone: UPGRADED },
      { uid: 'u-edge', key: AS_MADE.key, digest: two.digest, ...pending },
    ],
    [
      'one that gets overrides',
      { clone: { overrides: FITTING } },
      { uid: 'u-edge', digest: digestOf('a: 1\nb: 2'), ...pending },
    ],
    [
      'another version of it',
      { clone: { target: { version: '2.0.0' } } },
      { uid: null, key: { ...AS_MADE.key, version: '2.0.0' }, ...pending },
    ],
    [
      'one that is named back',
      { seen: named('other') },
      { uid: 'u-edge', key: AS_MADE.key, isPending: false },
    ],
    [
      'one that is blocked, as it is',
      { clone: UPGRADED, text: 'a: 9' },
      { uid: 'u-edge', digest: digestOf('a: 9'), isPending: false },
    ],
    [
      'one whose project is missing, as it is',
      { clone: { target: { project: 'edge-dve' } } },
      { uid: 'u-edge', isPending: false },
    ],
    [
      'nothing where it is blocked before it is made',
      { clone: { source: { version: '9.0.0' } }, world: GONE },
      null,
    ],
    ['nothing of a clone whose content could not be told', { seen: { digest: null, content: null } }, null],
  ])('%s', (_, facts, expected) => {
    const { current } = decideOne(facts).upstream;
    if (expected === null) expect(current).toBeNull();
    else expect(current).toMatchObject(expected);
  });

  test.each<[string, OneClone, object | null]>([
    ['nothing', {}, null],
    [
      'what keeps the clone from being made',
      { clone: { target: { project: 'edge-dve' } }, world: GONE },
      { unreadable: false, detail: 'there is no project "edge-dve"' },
    ],
    [
      'what could not be read',
      { world: { ...GONE, unreadableScopes: ['edge-dev'] } },
      { unreadable: true, detail: expect.stringContaining('could not be read') },
    ],
  ])('waits for %s', (_, facts, expected) => {
    expect(decideOne(facts).upstream.missing).toEqual(expected);
  });

  const old = atVersion('0.9.0');
  const withOld = (facts: OneClone = {}, object = old): OneClone => ({
    ...facts,
    world: { ...facts.world, rows: [supersededRow(old)], objects: [object] },
  });
  test.each<[string, OneClone, readonly string[]]>([
    ['older versions', withOld(), ['u-0.9.0']],
    ['none that is gone', withOld({ world: { gone: ['u-0.9.0'] } }), []],
    ['none whose content could not be told', withOld({}, { ...old, digest: null, content: null }), []],
    [
      'none that is deleted with the place that the clone leaves',
      withOld({ clone: { target: { name: 'other' } } }),
      [],
    ],
    [
      'all while the clone cannot leave',
      withOld({ clone: { protect: true, target: { name: 'other' } } }),
      ['u-0.9.0'],
    ],
    [
      'the version that is superseded',
      withOld({ clone: { target: { version: '2.0.0' } } }),
      ['u-0.9.0', 'u-edge'],
    ],
    ['older versions of a clone that is made again', withOld({ world: GONE }), ['u-0.9.0']],
  ])('may be %s', (_, facts, expected) => {
    expect(decideOne(facts).upstream.older.map(({ uid }) => uid)).toEqual(expected);
  });

  test('goes by the name that state has, whatever an older version is called', () => {
    const { upstream } = decideOne(withOld({}, { ...old, key: { ...old.key, name: 'else' } }));
    expect(upstream.older.map(({ key }) => key.name)).toEqual(['edge']);
  });
});

test('a superseded version gets an address of its own where another object has it', () => {
  const other = atVersion('0.9.0');
  const facts: OneClone = {
    clone: { target: { version: '2.0.0' } },
    world: { rows: [supersededRow(other, 'edge@1.0.0')], objects: [other] },
  };
  expect(decideOne(facts).superseded.map(({ address }) => address)).toEqual([
    'edge@1.0.0',
    'edge@1.0.0+u-edge',
  ]);
});

test.each<[string, OneClone, unknown]>([
  [
    'that overrides make of it where it is made',
    { clone: { overrides: FITTING }, world: GONE },
    digestOf('a: 1\nb: 2'),
  ],
  [
    'that overrides make of it also where it is blocked',
    { clone: { ...UPGRADED, overrides: FITTING }, text: 'a: 9' },
    digestOf('a: 2\nb: 2'),
  ],
  [
    'of the profile where nothing is written',
    { clone: { overrides: FITTING, content: 'mirror' }, text: 'a: 1\nb: 2', row: writtenWith(FITTING, one) },
    one.digest,
  ],
  ['of nothing where it is missing', { world: NO_SOURCE }, undefined],
])('the source of a clone has the content %s', (_, facts, expected) => {
  expect(decideOne(facts).source?.digest).toBe(expected);
});

test('overrides are noted where they are rendered', () => {
  const stays = desiredOverrides('packs: { hello: { values: { a: 5 } } }');
  const kept: OneClone = {
    text: 'a: 5',
    clone: { ...UPGRADED, overrides: stays },
    row: writtenWith(stays, one),
  };
  expect(decideOne(kept).notes.map(({ code }) => code)).toEqual(['plan/override-conflict']);
  const same = { ...kept, clone: { overrides: stays } };
  expect(decideOne(same).notes).toEqual([]);
  expect(decideOne({ ...same, clone: {}, text: 'a: 1', row: copiedFrom(one) }).notes).toEqual([]);
  const redundant = desiredOverrides('packs: { hello: { values: { a: 1 } } }');
  const settled = { text: 'a: 1', clone: { overrides: redundant }, row: writtenWith(redundant, one) };
  expect(decideOne(settled).notes).toEqual([]);
  expect(decideOne({ clone: { overrides: redundant } }).notes.map(({ code }) => code)).toEqual([
    'plan/override-redundant',
  ]);
});
