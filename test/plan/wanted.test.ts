// What a clone should have: the content of its source, with the overrides of its declaration applied, and what stands in the way of that.
import { describe, expect, test } from 'vitest';
import { RENDER_FORMAT } from '../../src/content/overrides/rendered.ts';
import type { RecordedOverrides } from '../../src/model/recorded.ts';
import { decideAll } from '../../src/plan/decide.ts';
import {
  isLeftAlone,
  needsRendering,
  overriddenPlaces,
  overrideBlockers,
  overridesChanged,
  placeName,
  renderWanted,
  wantedContent,
  wantedDigest,
  wantedSource,
} from '../../src/plan/rules/wanted.ts';
import { aContent, aDesired, anObject, BASE, type CloneFacts, inputOf } from '../support/a-world.ts';
import { FAILING, FITTING, NO_SOURCE, OF_REGISTRY, UNREAD, UPGRADED } from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { contextOf, digestOf, type OneClone, oneClone, renderingOf } from '../support/one-clone.ts';

const [one, two] = BASE;
const others = desiredOverrides('packs: { hello: { values: { b: 3 } } }');

const withOverrides = aContent('a: 1\nb: 2');

/** What state would not record of any overrides: where it is the answer, nothing was rendered. */
const RECORDED = digestOf('as recorded');
const recorded: RecordedOverrides = {
  format: RENDER_FORMAT,
  digest: FITTING.digest,
  source: digestOf('a: 1'),
  wanted: RECORDED,
  places: {},
};

describe('overrides have changed', () => {
  test.each<[string, CloneFacts['overrides'], RecordedOverrides | undefined, boolean]>([
    ['not where there are none and were none', undefined, undefined, false],
    ['not where they are as recorded', FITTING, recorded, false],
    ['where they are new', FITTING, undefined, true],
    ['where they are no longer declared', undefined, recorded, true],
    ['where they are others', others, recorded, true],
    ['where they are rendered in another way', FITTING, { ...recorded, format: RENDER_FORMAT + 1 }, true],
  ])('%s', (_, declared, before, expected) => {
    const facts = declared === undefined ? {} : { overrides: declared };
    const { desired } = contextOf({ clone: facts });
    expect(overridesChanged(desired, before === undefined ? {} : { overrides: before })).toBe(expected);
  });
});

describe('the digest of the wanted content', () => {
  test.each<[string, OneClone, string | null]>([
    ['is that of the source', {}, one.digest],
    ['is not known without the source', { world: NO_SOURCE }, null],
    [
      'is not known without the source, whatever is recorded',
      { clone: { overrides: FITTING }, row: { overrides: recorded }, world: NO_SOURCE },
      null,
    ],
    ['is that of what new overrides make', { clone: { overrides: FITTING } }, digestOf('a: 1\nb: 2')],
    [
      'is the recorded one while source and overrides stand',
      { clone: { overrides: FITTING }, row: { overrides: recorded } },
      RECORDED,
    ],
    [
      'is another one once the source has other content',
      { clone: { overrides: FITTING }, row: { overrides: recorded }, source: 'a: 7' },
      digestOf('a: 7\nb: 2'),
    ],
    [
      'is another one once there are other overrides',
      { clone: { overrides: others }, row: { overrides: recorded } },
      digestOf('a: 1\nb: 3'),
    ],
    ['is not known where overrides do not fit', { clone: { overrides: FAILING } }, null],
    ['is not known before the source was read', { ...UNREAD, clone: { overrides: FITTING } }, null],
  ])('%s', (_, facts, expected) => {
    const context = contextOf(facts);
    expect(wantedDigest(context, context.row)).toBe(expected);
  });

  test('is rendered for a clone that is not recorded', () => {
    expect(wantedDigest(contextOf({ clone: { overrides: FITTING } }), undefined)).toBe(
      digestOf('a: 1\nb: 2'),
    );
  });
});

test.each<[string, OneClone, boolean]>([
  ['without overrides', { row: { overrides: recorded } }, false],
  ['without a source', { clone: { overrides: FITTING }, world: NO_SOURCE }, false],
  ['as recorded', { clone: { overrides: FITTING }, row: { overrides: recorded } }, false],
  ['never recorded', { clone: { overrides: FITTING } }, true],
  [
    'onto another content',
    { clone: { overrides: FITTING }, row: { overrides: recorded }, source: 'a: 7' },
    true,
  ],
  ['of other overrides', { clone: { overrides: others }, row: { overrides: recorded } }, true],
])('it has to be rendered: %s', (_, facts, expected) => {
  const context = contextOf(facts);
  expect(needsRendering(context, context.row)).toBe(expected);
});

describe('the wanted content', () => {
  test.each<[string, OneClone, unknown]>([
    ['is that of the source', { text: 'a: 9' }, aContent('a: 1')],
    ['is what overrides make of it', { clone: { overrides: FITTING } }, withOverrides],
    ['is that of any object with its digest', { ...UNREAD, text: 'a: 1' }, aContent('a: 1')],
    [
      'is made of that of any object with its digest',
      { ...UNREAD, text: 'a: 1', clone: { overrides: FITTING } },
      withOverrides,
    ],
    ['is not known without the source', { world: NO_SOURCE }, null],
    ['is not known where overrides do not fit', { clone: { overrides: FAILING } }, null],
    ['is not known before the source was read', UNREAD, null],
    ['is not made before the source was read', { ...UNREAD, clone: { overrides: FITTING } }, null],
  ])('%s', (_, facts, expected) => {
    expect(wantedContent(contextOf(facts))).toEqual(expected);
  });

  test.each<[string, OneClone, readonly string[]]>([
    ['is asked for', UNREAD, ['u-base-1']],
    ['is asked for to be rendered', { ...UNREAD, clone: { overrides: FITTING } }, ['u-base-1']],
    ['is not asked for where it is known', { clone: { overrides: FITTING } }, []],
  ])('%s', (_, facts, expected) => {
    const context = contextOf(facts);
    wantedContent(context);
    expect([...context.planning.wants.keys()]).toEqual(expected);
  });

  test('is offered to chains', () => {
    expect(wantedSource(contextOf({ clone: { overrides: FITTING } }))).toMatchObject({
      uid: 'u-base-1',
      content: withOverrides,
      digest: digestOf('a: 1\nb: 2'),
      shown: renderingOf(FITTING, one).shown,
    });
    expect(wantedSource(contextOf({}))).toMatchObject({ uid: 'u-base-1', digest: digestOf('a: 1') });
    expect(wantedSource(contextOf({ clone: { overrides: FAILING } }))?.digest).toBe(one.digest);
    expect(wantedSource(contextOf({ world: NO_SOURCE }))).toBeNull();
  });

  test('is not what a link has so far, while the link above it takes another one that was not read', () => {
    const object = { ...anObject({ uid: 'u-x', name: 'x', version: '1.0.0' }), ...two, content: null };
    const plan = decideAll(
      inputOf(
        oneClone({
          clone: { source: { version: '1.2.0' } },
          world: {
            objects: [object],
            desired: aDesired({
              ...contextOf({ clone: { overrides: FITTING } }).desired,
              address: 'below' as never,
              id: 'below',
              source: { kind: 'clone', clone: 'edge', project: null, version: '*' },
            }),
          },
        }),
      ),
    );
    expect(plan.wants.map(({ uid }) => uid)).toEqual(['u-base-2']);
  });
});

describe('a snapshot is left alone', () => {
  test.each<[string, OneClone, boolean]>([
    ['at its version of the source', {}, true],
    ['whatever its source has by now', { source: 'a: 7' }, true],
    ['without its source', { world: NO_SOURCE }, true],
    ['with the recorded overrides', { clone: { overrides: FITTING }, row: { overrides: recorded } }, true],
    ['but not with others', { clone: { overrides: others }, row: { overrides: recorded } }, false],
    ['but not at another version', { clone: UPGRADED }, false],
    ['but not by revert', { options: { revert: ['edge'] } }, false],
    ['but not by a rollback', { clone: { recorded: { digest: RECORDED, declaredVersion: '1.0.0' } } }, false],
    ['but not as a mirror', { clone: { content: 'mirror' } }, false],
  ])('%s', (_, facts, expected) => {
    const context = contextOf(facts);
    expect(isLeftAlone(context, context.row)).toBe(expected);
  });
});

describe('registries that overrides name', () => {
  const found = { observed: { registries: new Map([['public', 'r-1']]) } };

  test('are looked up', () => {
    const context = contextOf(OF_REGISTRY);
    expect(renderWanted(context)).toMatchObject({ status: 'needs_registries', names: ['public'] });
    expect(context.planning.asks.registries).toBe(true);
  });

  test('that were found are written', () => {
    const content = wantedContent(contextOf({ ...OF_REGISTRY, world: found }));
    expect(content?.packs[0]?.registryUid).toBe('r-1');
  });

  test('that Palette does not have are a failure', () => {
    const context = contextOf({ ...OF_REGISTRY, world: { observed: { registries: new Map() } } });
    expect(overrideBlockers(context).map(({ by, detail }) => [by, detail])).toEqual([
      ['override_failed', 'no registry public, or several of that name'],
    ]);
  });

  test('are not looked up where none is named', () => {
    const context = contextOf({ clone: { overrides: FITTING } });
    renderWanted(context);
    expect(context.planning.asks.registries).toBe(false);
  });
});

test('the places that overrides decide', () => {
  expect(overriddenPlaces(contextOf({ clone: { overrides: FITTING } })).map(placeName)).toEqual([
    'hello values b',
  ]);
  expect(overriddenPlaces(contextOf({}))).toEqual([]);
});
