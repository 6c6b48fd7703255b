// What the source does to a place that an override decides, and what a plan says of it: nothing, a conflict, or a note.
import { describe, expect, test } from 'vitest';
import type { Content, Pack } from '../../src/content/content.ts';
import { contentDigest } from '../../src/inventory/digest.ts';
import type { DesiredClone, DesiredOverrides } from '../../src/model/desired.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { type NotedOverride, noteOverrides, tellOverrides } from '../../src/plan/override-notes.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { makeCloneContext } from '../../src/plan/rules/clone-context.ts';
import {
  aClone,
  aContent,
  aDesired,
  anObject,
  aRow,
  inputOf,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import { aPack } from '../support/contents.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';

function withPack(facts: Partial<Pack>): Content {
  return { ...aContent(), packs: [aPack('hello', facts)] };
}

function sourceOf(uid: string, version: string, content: Content): ObservedObject {
  return anObject({ uid, name: 'base', version, content });
}

/** The clone as it is once these overrides were rendered onto this content. */
function written(past: Content, overrides: DesiredOverrides): { object: ObservedObject; row: RecordedClone } {
  const rendered = inputOf({}).render?.({ content: past, digest: contentDigest(past) }, overrides, new Map());
  if (rendered?.status !== 'rendered') throw new Error('these overrides cannot be rendered');
  const { shown: _shown, ...recorded } = rendered.rendering;
  const object = anObject({
    uid: 'u-edge',
    name: 'edge',
    version: '1.0.0',
    project: 'edge-dev',
    content: rendered.content,
  });
  const row = aRow('edge', object);
  return {
    object,
    row: { ...row, source: { ...row.source, digest: contentDigest(past) }, overrides: recorded },
  };
}

interface Move {
  readonly past: Content;
  readonly now: Content;
  readonly overrides: DesiredOverrides;
  /** Those that the clone was last written with, where they are other ones. */
  readonly before?: DesiredOverrides;
}

/** A clone of 1.0.0 that moves to 1.2.0. */
function moved({ past, now, overrides, before }: Move, facts: WorldFacts = {}): Plan {
  const { object, row } = written(past, before ?? overrides);
  return planWorld({
    desired: aDesired(placed(aClone('edge', { source: { version: '1.2.0' }, overrides }))),
    rows: [row],
    objects: [sourceOf('u-base-1', '1.0.0', past), sourceOf('u-base-2', '1.2.0', now), object],
    ...facts,
  });
}

/** Says where each override stands: the place is its path. */
function placed(clone: DesiredClone): DesiredClone {
  const override: DesiredClone['places']['override'] = ({ layer, path }) => ({
    file: 'cloneform.yaml',
    line: layer + 1,
    column: 1,
    text: path.join('.'),
  });
  return { ...clone, places: { ...clone.places, override } };
}

function said({ diagnostics }: Pick<Plan, 'diagnostics'>): readonly string[] {
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

const A_IS_5 = 'packs: { hello: { values: { a: 5 } } }';
const STAYS = (place: string): string =>
  `warning plan/override-conflict edge: the source changed ${place}; the override stays`;

describe('the source', () => {
  test.each<[string, string, string, string, readonly string[]]>([
    ['changes another place', A_IS_5, 'a: 1\nb: 1', 'a: 1\nb: 2', []],
    ['changes the value', A_IS_5, 'a: 1', 'a: 2', [STAYS('hello values a')]],
    ['gets a value there', A_IS_5, 'b: 1', 'b: 1\na: 2', [STAYS('hello values a')]],
    [
      'changes it to the value that is wanted',
      A_IS_5,
      'a: 1',
      'a: 5',
      ['hint plan/override-redundant edge: pack hello, values, a: the source has it already'],
    ],
    ['writes the same value in another form', A_IS_5, 'a: 6', 'a: 06', []],
    [
      'loses the value',
      A_IS_5,
      'a: 1\nb: 1',
      'b: 1',
      [
        'warning plan/override-stale edge: the source no longer has hello values a; the override sets it again',
      ],
    ],
    ['never had the value', A_IS_5, 'b: 1', 'b: 2', []],
    ['changes what is taken away', 'packs: { hello: { unset: [a] } }', 'a: 1\nb: 1', 'a: 2\nb: 1', []],
    [
      'loses what is taken away',
      'packs: { hello: { unset: [a] } }',
      'a: 1\nb: 1',
      'b: 1',
      [expect.stringMatching(/^warning plan\/override-unused edge: pack hello: /u)],
    ],
    [
      'changes the text around a secret, which has no hash of its own',
      'packs: { hello: { values: { password: mine } } }',
      'b: 1',
      'b: 2',
      [STAYS('hello values password')],
    ],
    [
      'keeps the text around a secret',
      'packs: { hello: { values: { password: mine } } }',
      'b: 1',
      'b: 1',
      [],
    ],
  ])('%s', (_, yaml, past, now, expected) => {
    expect(
      said(moved({ past: aContent(past), now: aContent(now), overrides: desiredOverrides(yaml) })),
    ).toEqual(expected);
  });

  const files = { 'v.yaml': 'a: 5', 'ns.yaml': 'kind: Namespace' };
  const manifest = (content: string): Partial<Pack> => ({ manifests: [{ name: 'ns', content }] });
  test.each<[string, string, Partial<Pack>, Partial<Pack>, readonly string[]]>([
    ['the tag', 'packs: { hello: { tag: 3.0.0 } }', { tag: '1.0.0' }, { tag: '2.0.0' }, [STAYS('hello tag')]],
    [
      'a text that a file replaces',
      'packs: { hello: { valuesFile: v.yaml } }',
      { values: 'a: 1' },
      { values: 'a: 2' },
      [STAYS('hello values')],
    ],
    [
      'a manifest that a file replaces',
      'packs: { hello: { manifests: { ns: { file: ns.yaml } } } }',
      manifest('kind: Old'),
      manifest('kind: Older'),
      [STAYS('hello manifest ns')],
    ],
  ])('changes %s', (_, yaml, past, now, expected) => {
    const overrides = desiredOverrides(yaml, files);
    expect(said(moved({ past: withPack(past), now: withPack(now), overrides }))).toEqual(expected);
  });

  const [past, now] = [aContent('a: 1'), aContent('a: 2')];
  test('and the override change at once: who changed the override has seen the source', () => {
    const before = desiredOverrides('packs: { hello: { values: { a: 4 } } }');
    expect(said(moved({ past, now, overrides: desiredOverrides(A_IS_5), before }))).toEqual([]);
  });

  test('and another override change at once is a conflict still', () => {
    const before = desiredOverrides('packs: { hello: { values: { a: 5, c: 1 } } }');
    const overrides = desiredOverrides('packs: { hello: { values: { a: 5, c: 2 } } }');
    expect(said(moved({ past, now, overrides, before }))).toEqual([STAYS('hello values a')]);
  });

  test.each<[string, Content, Content]>([
    ['changes', past, now],
    ['never had', aContent('b: 1'), aContent('b: 2')],
  ])('%s a place that the clone was written without: nothing is known of then', (_, was, is) => {
    const before = desiredOverrides('packs: { hello: { values: { c: 1 } } }');
    const overrides = desiredOverrides(A_IS_5);
    expect(said(moved({ past: was, now: is, overrides, before }))).toEqual([]);
  });

  test.each<[string, (row: RecordedClone) => WorldFacts]>([
    ['a new clone', () => ({ rows: [], objects: [] })],
    [
      'a clone that was an exact copy',
      ({ overrides: _overrides, ...row }) => ({ rows: [{ ...row, digest: contentDigest(past) }] }),
    ],
  ])('has no conflict with %s', (_, facts) => {
    const overrides = desiredOverrides(A_IS_5);
    const { row } = written(past, overrides);
    expect(said(moved({ past, now, overrides }, facts(row)))).toEqual([]);
  });

  test('is not compared while nothing moves', () => {
    const plan = moved({ past, now: past, overrides: desiredOverrides(A_IS_5) }, {});
    expect(said(plan)).toEqual([]);
  });
});

describe('a conflict', () => {
  const blocks = `onConflict: block\n${A_IS_5}`;
  const [past, now] = [aContent('a: 1\nb: 1'), aContent('a: 2\nb: 2')];
  test.each<[string, string, readonly string[] | undefined, boolean]>([
    ['is kept where nothing else is said', A_IS_5, undefined, false],
    ['blocks where it is to block', blocks, undefined, true],
    [
      'is kept where its pack says so',
      `onConflict: block\n${A_IS_5.replace('hello: {', 'hello: { onConflict: keep,')}`,
      undefined,
      false,
    ],
    ['is kept for one run', blocks, ['edge'], false],
    ['is kept for one run of all', blocks, ['*'], false],
    ['blocks where another clone is kept', blocks, ['other'], true],
  ])('%s', (_, yaml, keepOverrides, isBlocked) => {
    const plan = moved(
      { past, now, overrides: desiredOverrides(yaml) },
      keepOverrides === undefined ? {} : { options: { keepOverrides } },
    );
    const [change] = plan.changes;
    expect(change?.blockers ?? []).toEqual(isBlocked ? ['override_conflict'] : []);
    // What blocks is said beside the change.
    expect(said(plan)).toEqual(isBlocked ? [] : [STAYS('hello values a')]);
    expect(change?.overrides).toMatchObject([
      { conflict: isBlocked ? 'blocked' : 'kept', source: '2', wanted: '5' },
    ]);
  });

  test('that loses its place is none, and does not block', () => {
    const plan = moved({ past, now: aContent('b: 2'), overrides: desiredOverrides(blocks) });
    expect(plan.changes[0]?.blockers).toBeUndefined();
    expect(plan.changes[0]?.overrides?.[0]).not.toHaveProperty('conflict');
  });
});

describe('what is said of an override', () => {
  const hint = (yaml: string, before: string, after: string) =>
    moved({
      past: aContent(before),
      now: aContent(after),
      overrides: desiredOverrides(yaml),
    }).diagnostics.map(({ hint: text, place }) => [text, place?.text]);
  test.each<[string, string, string, string, string, string]>([
    [
      'a conflict',
      A_IS_5,
      'a: 1',
      'a: 2',
      'to take the value of the source, remove the override; onConflict: block stops for every conflict',
      'packs.hello.values.a',
    ],
    [
      'a lost place',
      A_IS_5,
      'a: 1',
      'b: 1',
      'remove the override if it is no longer needed',
      'packs.hello.values.a',
    ],
    ['one without an effect', A_IS_5, 'a: 1', 'a: 5', 'the override can be removed', 'packs.hello.values.a'],
    [
      'one that finds nothing',
      'packs: { hello: { unset: [a] } }',
      'a: 1\nb: 1',
      'b: 1',
      'correct it, or remove it',
      'packs.hello.unset.0',
    ],
  ])('has a hint and points at its line: %s', (_, yaml, before, after, text, place) => {
    expect(hint(yaml, before, after)).toEqual([[text, place]]);
  });

  test('is nothing where a clone has none', () => {
    const input = inputOf({ desired: aDesired(aClone('edge')) });
    const context = makeCloneContext(makePlanningContext(input, []), aClone('edge'), undefined);
    expect(noteOverrides(context, undefined)).toEqual([]);
  });
});

describe('the same note of several clones', () => {
  const place = { file: 'cloneform.yaml', line: 3, column: 1, text: '' };
  function aNote(facts: Partial<NotedOverride>): NotedOverride {
    return { address: 'a', code: 'plan/x', severity: 'warning', text: 'no', hint: 'fix it', place, ...facts };
  }
  const of = (addresses: string, facts: Partial<NotedOverride> = {}): readonly NotedOverride[] =>
    addresses.split('').map((address) => aNote({ address, ...facts }));

  test.each<[string, readonly NotedOverride[], readonly string[]]>([
    ['none', [], []],
    ['one', of('a'), ['a: no']],
    ['is said once', of('ab'), ['a, b: no']],
    ['names five', of('abcde'), ['a, b, c, d, e: no']],
    ['counts the rest', of('abcdefg'), ['a, b, c, d, e and 2 more: no']],
    ['is another one with another text', [...of('a'), ...of('b', { text: 'yes' })], ['a: no', 'b: yes']],
    ['is another one with another code', [...of('a'), ...of('b', { code: 'plan/y' })], ['a: no', 'b: no']],
    [
      'is another one in another line',
      [...of('a'), ...of('b', { place: { ...place, line: 4 } })],
      ['a: no', 'b: no'],
    ],
    [
      'is another one in another file',
      [...of('a'), ...of('b', { place: { ...place, file: 'more.yaml' } })],
      ['a: no', 'b: no'],
    ],
    ['may have no place', [...of('a', { place: undefined }), ...of('b', { place: undefined })], ['a, b: no']],
  ])('%s', (_, notes, expected) => {
    expect(tellOverrides(notes).map(({ message }) => message)).toEqual(expected);
  });

  test('has its code, severity, hint and place, where there are any', () => {
    const { code, severity, hint } = aNote({});
    expect(tellOverrides(of('a'))).toEqual([{ code, severity, message: 'a: no', hint, place }]);
    expect(tellOverrides(of('a', { hint: null, place: undefined }))).toEqual([
      { code, severity, message: 'a: no' },
    ]);
  });
});
