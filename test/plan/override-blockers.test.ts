// What stands in the way of the content that overrides are to make: each cause with its place and the way out.
import { describe, expect, test } from 'vitest';
import { overrideBlockers, placeName } from '../../src/plan/rules/wanted.ts';
import { BASE, type CloneFacts } from '../support/a-world.ts';
import {
  BLOCKING,
  FAILING,
  FITTING,
  IN_CONFLICT,
  KEEPING,
  NO_SOURCE,
  OF_REGISTRY,
  PLACED,
  UNREAD,
  UPGRADED,
} from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { contextOf, digestOf, type OneClone, writtenWith } from '../support/one-clone.ts';

const [one] = BASE;

const rollback = (digest: string, more: object = {}): CloneFacts => ({
  recorded: { digest: digest as never, declaredVersion: '1.0.0', ...more },
});
const notThen = 'the overrides that are declared now do not make the content that the run recorded';
const unlike = [
  'override_failed',
  notThen,
  "check out the commit of that run and roll back there, or exclude this clone with --exclude 'edge'",
] as const;

describe('what stands in the way of the wanted content', () => {
  test.each<[string, OneClone, readonly (readonly [string, string, string | null])[]]>([
    ['nothing without overrides', {}, []],
    ['nothing with overrides that fit', { clone: { overrides: FITTING } }, []],
    [
      'what was not read',
      { ...UNREAD, clone: { overrides: FITTING } },
      [['unreadable', 'what its overrides need was not read', null]],
    ],
    [
      'registries that were not read',
      OF_REGISTRY,
      [['unreadable', 'what its overrides need was not read', null]],
    ],
    [
      'overrides that do not fit',
      { clone: { overrides: FAILING } },
      [
        [
          'override_failed',
          'the source has no pack nobody',
          'Set optional: true if the source may lack it. Its packs: hello.',
        ],
      ],
    ],
    [
      'overrides that do not fit, with their place, and what can be done where nothing else is known',
      {
        clone: {
          overrides: desiredOverrides('packs: { bye: { add: { after: nobody } } }'),
          places: PLACED,
        },
      },
      [
        [
          'override_failed',
          'cloneform.yaml:7: pack bye: no pack nobody to stand after',
          'change the override, or mark it optional where the source may lack the place',
        ],
      ],
    ],
    [
      'a conflict',
      IN_CONFLICT,
      [
        [
          'override_conflict',
          'the source changed hello values a, which an override sets',
          "change the override, or keep it: onConflict: keep for this pack, or --keep-overrides 'edge'",
        ],
      ],
    ],
    ['no conflict that is kept', { ...IN_CONFLICT, options: { keepOverrides: ['edge'] } }, []],
    [
      'no conflict in which the declaration keeps its override',
      { ...IN_CONFLICT, clone: { ...UPGRADED, overrides: KEEPING }, row: writtenWith(KEEPING, one) },
      [],
    ],
    ['no conflict where it had no overrides', { clone: { ...UPGRADED, overrides: BLOCKING } }, []],
    [
      'no rollback to what the overrides make',
      { clone: { overrides: FITTING, ...rollback(digestOf('a: 1\nb: 2')) } },
      [],
    ],
    [
      'no rollback to what the clone has',
      { clone: { overrides: FITTING, ...rollback(digestOf('a: 4')) }, text: 'a: 4' },
      [],
    ],
    [
      'a rollback to something else',
      { clone: { overrides: FITTING, ...rollback(digestOf('a: 4')) } },
      [unlike],
    ],
    [
      'a rollback of a clone that is gone to something else',
      { clone: { overrides: FITTING, ...rollback(digestOf('a: 1')) }, world: { gone: ['u-edge'] } },
      [unlike],
    ],
    [
      'a rollback to what was made with overrides that are not declared any more',
      { clone: rollback(digestOf('a: 4'), { hadOverrides: true, commit: null }) },
      [unlike],
    ],
    [
      'the same, where the commit is known',
      { clone: rollback(digestOf('a: 4'), { hadOverrides: true, commit: 'abc1234' }) },
      [[unlike[0], notThen, unlike[2].replace('the commit of that run', 'abc1234')]],
    ],
    [
      'no rollback to what the source has, with overrides then',
      { clone: rollback(digestOf('a: 1'), { hadOverrides: true }), text: 'a: 9' },
      [],
    ],
    ['no rollback without overrides', { clone: rollback(digestOf('a: 4')) }, []],
    [
      'no rollback whose source is missing, which another blocker reports',
      { clone: rollback(digestOf('a: 4'), { hadOverrides: true }), world: NO_SOURCE },
      [],
    ],
  ])('%s', (_, facts, expected) => {
    const context = contextOf(facts);
    const found = overrideBlockers(context, context.row);
    expect(found.map(({ by, detail, hint }) => [by, detail, hint])).toEqual(expected);
  });

  test('a rollback of a clone that is not recorded', () => {
    const context = contextOf({ clone: { overrides: FITTING, ...rollback(digestOf('a: 1')) } });
    expect(overrideBlockers(context).map(({ detail }) => detail)).toEqual([notThen]);
  });
});

test.each([
  [{ part: 'values', path: 'a.b' }, 'os values a.b'],
  [{ part: 'manifest hello', path: '' }, 'os manifest hello'],
  [{ part: 'pack', path: 'tag' }, 'os tag'],
  [{ part: 'pack', path: '' }, 'os'],
])('the place %o is called %s', (place, expected) => {
  expect(placeName({ pack: 'os', source: null, wanted: null, ...place })).toBe(expected);
});
