// What changed in Palette although nobody changed a declaration: of clones, of their sources, and of clones that go.
import { describe, expect, test } from 'vitest';
import { contentDigest } from '../../src/inventory/digest.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import {
  aClone,
  aContent,
  aDesired,
  anEntry,
  anObject,
  aRow,
  type CloneFacts,
  type ObjectFacts,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import { edits, said, theOnly } from '../support/drifts.ts';

const FACTS: ObjectFacts = { uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' };
const edge = anObject(FACTS);
const row = aRow('edge', edge);

function driftOf(clone: CloneFacts, recorded: RecordedClone, ...objects: readonly ObservedObject[]) {
  return planWorld({ desired: aDesired(aClone('edge', clone)), rows: [recorded], objects }).drift;
}

describe('a clone that is named, labelled or described otherwise', () => {
  const made = { of: 'one\ntwo', shown: 'one two' };
  const TEXT = 'its description differs from what was set';
  const LABELS = 'its labels differ from what was set';
  test.each<
    [
      string,
      Pick<RecordedClone, 'labels' | 'description'> & Pick<RecordedClone, 'remarks'>,
      NonNullable<CloneFacts['target']>,
      Partial<ObjectFacts>,
      readonly string[],
    ]
  >([
    ['nothing', { labels: null, description: null }, {}, {}, []],
    [
      'its name',
      { labels: null, description: null },
      {},
      { name: 'other' },
      ['renamed: edge 1.0.0 is now named other 1.0.0 in Palette'],
    ],
    [
      'its version',
      { labels: null, description: null },
      {},
      { version: '1.0.7' },
      ['renamed: edge 1.0.0 is now named edge 1.0.7 in Palette'],
    ],
    [
      'its labels',
      { labels: { a: 'b' }, description: null },
      { labels: { a: 'b' } },
      {},
      [`metadata_edited: ${LABELS}`],
    ],
    [
      'its description',
      { labels: null, description: 'one' },
      { description: 'one' },
      { description: 'two' },
      [`metadata_edited: ${TEXT}`],
    ],
    [
      'both',
      { labels: {}, description: 'one' },
      { labels: {}, description: 'one' },
      { labels: { a: 'b' } },
      ['metadata_edited: its labels and description differ from what was set'],
    ],
    ['labels that the declaration no longer names', { labels: { a: 'b' }, description: null }, {}, {}, []],
    [
      'a description that the declaration no longer names',
      { labels: null, description: 'one' },
      {},
      { description: 'two' },
      [],
    ],
    ['labels that nobody set', { labels: null, description: null }, { labels: { a: 'b' } }, {}, []],
    [
      'a description that nobody set',
      { labels: null, description: null },
      { description: 'one' },
      { description: 'two' },
      [],
    ],
    [
      'what is declared only',
      { labels: { a: 'b' }, description: 'one' },
      { labels: { a: 'c' }, description: 'two' },
      { labels: { a: 'b' }, description: 'one' },
      [],
    ],
    [
      'white space around the description',
      { labels: null, description: ' one' },
      { description: ' one' },
      { description: 'one\n' },
      [],
    ],
    [
      'a description as Palette wrote it',
      { labels: null, description: made.of, remarks: { description: { ...made, shown: ' one two' } } },
      { description: made.of },
      { description: 'one two ' },
      [],
    ],
    [
      'a description as it was set',
      { labels: null, description: made.of, remarks: { description: made } },
      { description: made.of },
      { description: made.of },
      [],
    ],
    [
      'a description that Palette rewrote, and somebody then edited',
      { labels: null, description: made.of, remarks: { description: made } },
      { description: made.of },
      { description: 'three' },
      [`metadata_edited: ${TEXT}`],
    ],
  ])('%s', (_, recorded, target, object, expected) => {
    const drift = driftOf({ target }, { ...row, ...recorded }, anObject({ ...FACTS, ...object }));
    expect(said(drift)).toEqual(expected);
  });

  test('has no hint, as no edit of content is lost', () => {
    const [drift] = driftOf({}, row, anObject({ ...FACTS, name: 'other' }));
    expect(drift).not.toHaveProperty('hint');
  });

  test('and one whose content nobody published', () => {
    expect(said(driftOf({}, row, anObject({ ...FACTS, published: false })))).toEqual([
      'unpublished: it has no published content',
    ]);
  });
});

describe('a clone whose content was edited', () => {
  const edited = anObject({ ...FACTS, text: 'a: 9' });
  const EDITED = 'clone_edited: its content no longer matches what was recorded';
  const UNPLANNED = 'clone_edited: it did not turn out as planned';
  const digest = contentDigest(aContent('a: 9'));
  const other = contentDigest(aContent('a: 8'));
  test.each<[string, Partial<RecordedClone>, readonly string[]]>([
    ['since it was recorded', {}, [EDITED]],
    ['by Palette, which wrote it in its own way', { remarks: { rewritten: { of: row.digest, digest } } }, []],
    [
      'since Palette wrote it in its own way',
      { remarks: { rewritten: { of: row.digest, digest: other } } },
      [EDITED],
    ],
    ['by nobody: it is incomplete', { status: 'incomplete' }, [UNPLANNED]],
    [
      'by nobody: it is incomplete as it was found',
      { status: 'incomplete', remarks: { found: digest } },
      [UNPLANNED],
    ],
    ['since it was found to be incomplete', { status: 'incomplete', remarks: { found: other } }, [EDITED]],
    ['by nobody: its edit was accepted', { digest }, []],
  ])('%s', (_, recorded, expected) => {
    expect(said(driftOf({}, { ...row, ...recorded }, edited))).toEqual(expected);
  });

  test('by a run of ours that was interrupted is no drift', () => {
    const operations = [
      anEntry({ kind: 'update', step: 'publish', key: edge.key, address: row.address, uid: edge.uid }),
    ];
    const world = { desired: aDesired(aClone('edge')), rows: [row], objects: [edited] };
    expect(said(planWorld({ ...world, operations }).drift)).toEqual([]);
    expect(said(planWorld(world).drift)).toEqual([EDITED]);
  });

  test('and was not read whole is not said to differ', () => {
    expect(driftOf({}, row, { ...edited, digest: null, content: null, outline: null })).toEqual([]);
  });

  test.each<[string, CloneFacts, Partial<RecordedClone>, WorldFacts['options'], RegExp | undefined]>([
    [
      'a snapshot may be accepted',
      { content: 'snapshot' },
      {},
      {},
      /^cloneform accept 'edge' --as-override.*cloneform revert 'edge'/u,
    ],
    ['a mirror is as declared', { content: 'mirror' }, {}, {}, /cloneform apply discards it$/u],
    ['an incomplete clone was edited by nobody', {}, { status: 'incomplete' }, {}, undefined],
    ['a revert is a way out already', {}, {}, { revert: ['edge'] }, undefined],
  ])('has its ways out as commands: %s', (_, clone, recorded, options = {}, hint) => {
    const { drift } = planWorld({
      desired: aDesired(aClone('edge', clone)),
      rows: [{ ...row, ...recorded }],
      objects: [edited],
      options,
    });
    const found = theOnly('clone_edited', drift).hint;
    if (hint === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(hint);
  });

  test('is compared with the recorded content, where anything still has that', () => {
    const [drift] = driftOf({}, row, edited);
    expect(drift?.content).toMatchObject([
      { pack: 'hello', change: 'values', edits: [{ path: 'a', from: '1', to: '9' }] },
    ]);
  });

  test('and that nobody read whole is reported without what differs', () => {
    const unread = { ...edited, content: null, outline: null };
    expect(theOnly('clone_edited', driftOf({}, row, unread))).not.toHaveProperty('content');
  });
});

describe('a source that was edited', () => {
  const source = anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text: 'a: 7' });
  test('is named, and compared with what it had', () => {
    const [drift, ...others] = driftOf({}, row, edge, source);
    expect(others).toEqual([]);
    expect(drift).toMatchObject({
      address: 'edge',
      kind: 'source_edited',
      detail: 'base 1.0.0 changed after it was cloned',
      content: [{ pack: 'hello', change: 'values', edits: [{ path: 'a', from: '1', to: '7' }] }],
    });
  });

  test('and not read whole is compared by what else has its content', () => {
    const twin = anObject({ uid: 'u-twin', name: 'twin', version: '1.0.0', text: 'a: 7' });
    const unread = { ...source, content: null, outline: null };
    expect(edits(theOnly('source_edited', driftOf({}, row, edge, unread, twin)))).toEqual(['hello values']);
    expect(theOnly('source_edited', driftOf({}, row, edge, unread))).not.toHaveProperty('content');
  });

  test('is another one where the declaration moves to another version', () => {
    expect(driftOf({ source: { version: '1.2.0' } }, row, edge, source)).toEqual([]);
  });

  test('by this plan, as it is a clone, was edited by nobody', () => {
    const above = anObject({ uid: 'u-above', name: 'above', version: '1.0.0', project: 'edge-dev' });
    const ofAbove = {
      ...row.source,
      uid: 'u-above',
      name: 'above',
      scope: 'project' as const,
      projectUid: 'p-edge-dev',
    };
    const { drift } = planWorld({
      desired: aDesired(
        aClone('above', { content: 'mirror' }),
        aClone('edge', { chain: { clone: 'above' }, content: 'mirror' }),
      ),
      rows: [aRow('above', above), { ...row, source: ofAbove }],
      objects: [above, edge, source],
    });
    expect(drift.map(({ address, kind }) => `${address} ${kind}`)).toEqual(['above source_edited']);
  });

  test('and then deleted is gone, which the declaration does not know', () => {
    const { drift } = planWorld({
      desired: aDesired(aClone('edge', { source: { profile: 'old', version: '^1.0.0' } })),
      rows: [{ ...row, source: { ...row.source, uid: 'u-old', name: 'old' } }],
      objects: [edge],
      gone: ['u-old'],
    });
    expect(said(drift)).toEqual(['source_gone: there is no profile "old" at tenant scope']);
  });
});

describe('a clone that goes', () => {
  const leaving = (recorded: RecordedClone, object: ObservedObject, more: WorldFacts = {}) =>
    planWorld({ desired: aDesired(aClone('keep')), rows: [recorded], objects: [object], ...more }).drift;

  test.each<[string, Partial<RecordedClone>, Partial<ObjectFacts>, readonly string[]]>([
    ['is as it was recorded', {}, {}, []],
    ['has no published content', {}, { published: false }, ['unpublished: it has no published content']],
    [
      'has another name, other labels and other content',
      { labels: { a: 'b' } },
      { name: 'other', text: 'a: 9' },
      [
        'renamed: edge 1.0.0 is now named other 1.0.0 in Palette',
        'metadata_edited: its labels differ from what was set',
        'clone_edited: its content no longer matches what was recorded',
      ],
    ],
  ])('%s', (_, recorded, object, expected) => {
    expect(said(leaving({ ...row, ...recorded }, anObject({ ...FACTS, ...object })))).toEqual(expected);
  });

  test('is not asked whether its source was edited', () => {
    const source = anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text: 'a: 7' });
    expect(leaving(row, edge, { objects: [edge, source] })).toEqual([]);
  });

  // It was edited, and the edit accepted; nothing has that content any more.
  const accepted: RecordedClone = { ...row, digest: contentDigest(aContent('a: 5')) };
  const overrides = {
    format: 1,
    digest: row.digest,
    source: row.source.digest,
    wanted: row.source.digest,
    places: {},
  };
  test.each<[string, RecordedClone, readonly string[] | undefined]>([
    ['is compared with what it was copied from', accepted, ['hello values']],
    [
      'is compared with nothing, where overrides made something else of that',
      { ...accepted, overrides },
      undefined,
    ],
  ])('%s', (_, recorded, expected) => {
    expect(edits(theOnly('clone_edited', leaving(recorded, anObject({ ...FACTS, text: 'a: 9' }))))).toEqual(
      expected,
    );
  });
});
