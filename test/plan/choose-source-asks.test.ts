// What choosing a source asks for before it says that there is none, and where a clone stays on what it has.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { chooseSource, type SourceChoice } from '../../src/plan/choose-source.ts';
import { toSource } from '../../src/plan/links.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import type { Source, Upstream } from '../../src/plan/source.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  BASE,
  inputOf,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { aSelection } from '../support/selected-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
/** A clone that copied a version of `base` that no list shows, unless said otherwise. */
function rowOf(source: Partial<RecordedClone['source']> = {}): RecordedClone {
  const row = aRow('edge', edge);
  return { ...row, source: { ...row.source, uid: 'u-hidden', version: '1.5.0', ...source } };
}
const hidden = anObject({ uid: 'u-hidden', name: 'base', version: '1.5.0', text: 'h: 1' });

/** The choice in a few words: what was chosen, or why nothing was; and what was asked for. */
function chosen(desired: DesiredClone, row: RecordedClone | undefined, facts: WorldFacts) {
  const planning = makePlanningContext(inputOf({ desired: aDesired(desired), ...facts }), row ? [row] : []);
  const choice = chooseSource(planning, desired, row);
  return [
    wordsOf(choice),
    ...planning.wants.keys(),
    ...[...planning.asks.lists.values()].map(({ scope }) => scope),
  ];
}
function wordsOf(choice: SourceChoice): string {
  if (choice.status === 'resolved') return choice.source.uid ?? choice.source.key.version;
  return choice.status === 'unreadable' ? choice.failure.code : choice.status;
}

describe('a recorded source that no list shows', () => {
  const range = (version: string, profile = 'base') => aClone('edge', { source: { version, profile } });
  const none = { options: { refresh: 'none' } } as const;
  const unlisted = { objects: [hidden], unlisted: ['u-hidden'] };
  const unread = { unreadScopes: [null] };
  const cases: readonly (readonly [
    string,
    string,
    RecordedClone | undefined,
    WorldFacts,
    readonly string[],
  ])[] = [
    ['is copied while the range allows it', '^1.0.0', rowOf(), unlisted, ['u-hidden']],
    [
      'is asked for by its UID before it is called missing',
      '^1.0.0',
      rowOf(),
      {},
      ['needs_read', 'u-hidden'],
    ],
    [
      'cannot be told from one that is gone while it cannot be read',
      '^1.0.0',
      rowOf(),
      { unreadable: ['u-hidden'] },
      ['Forbidden'],
    ],
    ['that is gone is not copied', '^1.0.0', rowOf(), { gone: ['u-hidden'] }, ['u-base-2']],
    ['is not asked for where the range allows it no longer', '~1.2.0', rowOf(), {}, ['u-base-2']],
    ['is not asked for at another scope', '^1.0.0', rowOf({ scope: 'project' }), {}, ['u-base-2']],
    ['is not asked for in another project', '^1.0.0', rowOf({ projectUid: 'p-platform' }), {}, ['u-base-2']],
    ['is not asked for where it has another name', '^1.0.0', rowOf({ name: 'other' }), {}, ['u-base-2']],
    ['is not asked for where the list has its UID', '^1.0.0', rowOf({ uid: 'u-base-2' }), {}, ['u-base-2']],
    [
      'is not asked for where the list has its version: that one is copied, whatever its UID',
      '^1.0.0',
      rowOf({ version: '1.0.0' }),
      {},
      ['u-base-1'],
    ],
    [
      'that was renamed is not copied',
      '^1.0.0',
      rowOf(),
      { objects: [{ ...hidden, key: { ...hidden.key, name: 'renamed' } }], unlisted: ['u-hidden'] },
      ['u-base-2'],
    ],
    [
      'that is another version now is not copied',
      '^1.0.0',
      rowOf(),
      { objects: [{ ...hidden, key: { ...hidden.key, version: '1.6.0' } }], unlisted: ['u-hidden'] },
      ['u-base-2'],
    ],
    ['needs no list', '^1.0.0', rowOf(), { ...unlisted, ...unread }, ['u-hidden']],
    [
      'needs a list where the range allows it no longer',
      '~1.2.0',
      rowOf(),
      { ...unlisted, ...unread },
      ['needs_read', 'tenant'],
    ],
    ['needs a list where nothing is recorded', '^1.0.0', undefined, unread, ['needs_read', 'tenant']],
    ['is not asked for where nothing is read', '^1.0.0', rowOf(), { ...none, ...unread }, ['NotRead']],
    [
      'is asked for where nothing more is read, but there is a list',
      '^1.0.0',
      rowOf(),
      none,
      ['needs_read', 'u-hidden'],
    ],
  ];
  test.each(cases)('%s', (_, version, row, facts, expected) => {
    expect(chosen(range(version), row, facts)).toEqual(expected);
  });
});

describe('a version that a clone has', () => {
  test('is kept by its UID where its profile was renamed', () => {
    const objects = ['1.0.0', '1.1.0'].map((version) =>
      anObject({ uid: `u-${version}`, name: 'new', version }),
    );
    const desired = aClone('edge', { source: { profile: 'new', version: '^1.0.0' } });
    expect(chosen(desired, rowOf({ uid: 'u-1.0.0', version: '1.0.0' }), { objects })).toEqual(['u-1.0.0']);
  });

  test('is kept by its name where it was made again', () => {
    expect(chosen(aClone('edge'), rowOf({ uid: 'u-before', version: '1.0.0' }), {})).toEqual(['u-base-1']);
  });

  test('is not kept where the object is another version by now', () => {
    expect(chosen(aClone('edge'), rowOf({ uid: 'u-base-1', version: '1.0.5' }), {})).toEqual(['u-base-2']);
  });

  test('is read first: the next one is asked for only then', () => {
    const unread = BASE.map((object) => ({ ...object, digest: null, content: null }));
    expect(chosen(aClone('edge', { source: { version: '^1.0.0' } }), undefined, { objects: unread })).toEqual(
      ['needs_read', 'u-base-2'],
    );
  });
});

test.each([
  ['that is gone meanwhile', { gone: ['u-base-2'] }, ['u-base-1']],
  ['that is no draft', {}, ['u-base-2']],
  ['of which there is none: neither a version nor a range', {}, ['missing'], 'latest'],
] satisfies readonly (readonly [string, WorldFacts, readonly string[], string?])[])(
  'a version %s',
  (_, facts, expected, version = '*') => {
    expect(chosen(aClone('edge', { source: { version } }), undefined, facts)).toEqual(expected);
  },
);

describe('a clone of a clone', () => {
  const sourceAt = (version: string, more: Partial<Source> = {}): Source => ({
    ...(toSource(anObject({ uid: `u-up-${version}`, name: 'up', version, project: 'edge-dev' })) ??
      expect.fail()),
    ...more,
  });
  const linkOf = (version: string) => aClone('edge', { chain: { clone: 'up', version } });
  function choiceOf(
    upstream: Upstream | undefined,
    version = '*',
    row?: RecordedClone,
    facts: WorldFacts = {},
  ): SourceChoice {
    const desired = linkOf(version);
    const planning = makePlanningContext(
      inputOf({ desired: aDesired(aClone('up'), desired), ...facts }),
      row ? [row] : [],
    );
    if (upstream !== undefined) planning.upstreams.set('up', upstream);
    return chooseSource(planning, desired, row);
  }
  const offers = (current: Source | null, ...older: readonly Source[]): Upstream => ({
    current,
    older,
    missing: null,
  });
  const rowAt = (version: string): RecordedClone =>
    rowOf({ uid: `u-up-${version}`, name: 'up', version, ...scopeOf('edge-dev') });

  test.each<[string, Upstream | undefined, string, RecordedClone | undefined, string]>([
    ['the current version', offers(sourceAt('1.0.0'), sourceAt('1.5.0')), '*', undefined, 'u-up-1.0.0'],
    [
      'the highest older one that its range allows',
      offers(sourceAt('2.0.0'), sourceAt('1.4.0'), sourceAt('1.5.0')),
      '^1.0.0',
      undefined,
      'u-up-1.5.0',
    ],
    [
      'the version that it has while its range allows it',
      offers(sourceAt('1.0.0'), sourceAt('0.9.0')),
      '*',
      rowAt('0.9.0'),
      'u-up-0.9.0',
    ],
    [
      'a version that this plan makes',
      offers(sourceAt('1.0.0', { uid: null, isPending: true })),
      '*',
      undefined,
      '1.0.0',
    ],
    [
      'an older version where the current one is missing',
      offers(null, sourceAt('0.9.0')),
      '*',
      undefined,
      'u-up-0.9.0',
    ],
    ['nothing until something was decided about that one', undefined, '*', undefined, 'needs_read'],
  ])('copies %s', (_, upstream, version, row, expected) => {
    expect(wordsOf(choiceOf(upstream, version, row))).toBe(expected);
  });

  test.each<[string, Upstream, string, object]>([
    [
      'that one does not exist, and nobody said why',
      offers(null),
      '*',
      {
        status: 'missing',
        detail: 'its source up does not exist: no run has created it',
        hint: 'fix what blocks up first',
      },
    ],
    [
      'that one does not exist, for a reason',
      { current: null, older: [], missing: { unreadable: false, detail: 'there is no profile' } },
      '*',
      {
        status: 'missing',
        detail: 'its source up does not exist: there is no profile',
        hint: 'fix what blocks up first',
      },
    ],
    [
      'that one cannot be read, whatever older versions it has',
      { current: null, older: [sourceAt('0.9.0')], missing: { unreadable: true, detail: 'not allowed' } },
      '*',
      { status: 'unreadable', failure: { code: 'NotRead', message: 'not allowed' } },
    ],
    [
      'its version is not published',
      offers(sourceAt('1.0.0', { isPublished: false })),
      '*',
      { status: 'unpublished', detail: 'up 1.0.0 is not published' },
    ],
    [
      'no version fits',
      offers(sourceAt('1.0.0'), sourceAt('0.9.0')),
      '^2.0.0',
      {
        status: 'missing',
        detail: 'up has no version that matches "^2.0.0"',
        hint: 'it has 0.9.0, 1.0.0',
      },
    ],
  ])('copies nothing where %s', (_, upstream, version, expected) => {
    expect(choiceOf(upstream, version)).toEqual(expected);
  });

  test.each<[string, DesiredClone, object]>([
    [
      'in a project that the declaration does not select',
      aClone('edge', { chain: { clone: 'fan', project: 'platform' } }),
      {
        status: 'missing',
        detail: 'fan has no clone in project "platform": it does not select that project now',
        hint: 'let it be selected, or copy the clone of another project',
      },
    ],
    [
      'of a declaration that selects nothing',
      aClone('edge', { chain: { clone: 'fan' } }),
      { status: 'missing', detail: 'fan is not declared', hint: 'declare it, or copy another clone' },
    ],
    [
      'of no declaration',
      aClone('edge', { chain: { clone: 'nobody', project: 'platform' } }),
      { status: 'missing', detail: 'nobody is not declared', hint: 'declare it, or copy another clone' },
    ],
  ])('copies nothing %s', (_, desired, expected) => {
    const selection = aSelection({ names: { platform: 'platform' }, selected: [] });
    const input = inputOf({ desired: { ...selection, clones: [desired] } });
    expect(chooseSource(makePlanningContext(input, []), desired, undefined)).toEqual(expected);
  });
});
