// Name, version, labels and description: what a clone is to have of them, and when two of them are the same.
import { describe, expect, test } from 'vitest';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { CloneFacts } from '../../src/plan/plan.ts';
import {
  meansSame,
  metadataFaults,
  rewrittenDescription,
  sameFacts,
  sameLabels,
  wantedFacts,
} from '../../src/plan/rules/metadata.ts';
import { aClone, anObject, aRow } from '../support/a-world.ts';

const edge = anObject({
  uid: 'u-edge',
  name: 'edge',
  version: '1.0.0',
  project: 'edge-dev',
  labels: { by: 'hand' },
  description: 'one two',
});
const row = aRow('edge', edge);
type Texts = Pick<CloneFacts, 'labels' | 'description'>;

describe('what a clone is to have', () => {
  const made = { of: 'one\ntwo', shown: ' one two' };
  test.each<[string, Texts, RecordedClone['remarks'], Texts]>([
    ['is what it has, where nothing is declared', { labels: null, description: null }, undefined, edge],
    ['is what is declared', { labels: {}, description: '' }, undefined, { labels: {}, description: '' }],
    [
      'is the description as Palette wrote it, as long as it shows that',
      { labels: null, description: made.of },
      { description: made },
      { labels: edge.labels, description: 'one two' },
    ],
    [
      'is the declared description, where Palette shows another one by now',
      { labels: null, description: made.of },
      { description: { ...made, shown: 'other' } },
      { labels: edge.labels, description: made.of },
    ],
    [
      'is the declared description, where Palette wrote another one',
      { labels: null, description: 'three' },
      { description: made },
      { labels: edge.labels, description: 'three' },
    ],
  ])('%s', (_, target, remarks, { labels, description }) => {
    const recorded = { key: { ...row.key, name: 'recorded', version: '1.0.7' }, ...(remarks && { remarks }) };
    expect(wantedFacts(aClone('edge', { target }), recorded, edge)).toEqual({
      name: 'recorded',
      version: '1.0.7',
      labels,
      description,
    });
  });
});

describe('two clones have the same', () => {
  const facts: CloneFacts = { name: 'edge', version: '1.0.0', labels: { a: 'b' }, description: 'one' };
  const bare: CloneFacts = { ...facts, labels: null, description: null };
  test.each<[string, CloneFacts, CloneFacts, boolean]>([
    ['all of it', facts, { ...facts }, true],
    ['but for the name', facts, { ...facts, name: 'other' }, false],
    ['but for the version', facts, { ...facts, version: '2.0.0' }, false],
    ['but for a label', facts, { ...facts, labels: { a: 'c' } }, false],
    ['but for the description', facts, { ...facts, description: 'two' }, false],
    [
      'but for white space around the description',
      { ...facts, description: ' one' },
      { ...facts, description: 'one\n' },
      true,
    ],
    ['nothing, in two ways', bare, { ...facts, labels: {}, description: '' }, true],
    ['nothing, in two ways, the other way round', { ...facts, labels: {}, description: '' }, bare, true],
    ['nothing and something', bare, facts, false],
  ])('%s', (_, one, other, expected) => {
    expect(sameFacts(one, other)).toBe(expected);
  });
});

test.each<[Readonly<Record<string, string>>, Readonly<Record<string, string>>, boolean]>([
  [{}, {}, true],
  [{ a: '1', b: '2' }, { b: '2', a: '1' }, true],
  [{ a: '1' }, { a: '2' }, false],
  [{ a: '1' }, {}, false],
  [{}, { a: '1' }, false],
  [{ a: '1' }, { b: '1' }, false],
  [{ a: '1', b: '2' }, { a: '1', b: '3' }, false],
  [{ a: '1', b: '2' }, { a: '0', b: '2' }, false],
])('labels %j and %j are the same: %s', (one, other, expected) => {
  expect(sameLabels(one, other)).toBe(expected);
});

describe('what an object has otherwise than declared', () => {
  const LABELS = 'its labels differ from the declared labels';
  const TEXT = 'its description differs from the declared description';
  const facts = { name: 'edge', version: '1.0.0' };
  test.each<[string, CloneFacts | undefined, readonly string[]]>([
    ['nothing, where nothing is declared', undefined, []],
    ['nothing, where neither is managed', { ...facts, labels: null, description: null }, []],
    ['nothing', { ...facts, labels: { by: 'hand' }, description: 'one two' }, []],
    ['nothing but white space', { ...facts, labels: null, description: 'one\n two' }, []],
    ['its labels', { ...facts, labels: {}, description: null }, [LABELS]],
    ['its description', { ...facts, labels: null, description: 'two' }, [TEXT]],
    ['both', { ...facts, labels: {}, description: 'two' }, [LABELS, TEXT]],
  ])('%s', (_, wanted, expected) => {
    expect(metadataFaults(wanted, edge)).toEqual(expected);
  });
});

test.each<[string, string, boolean]>([
  ['one two', 'one two', true],
  ['one\n  two', 'one two', true],
  [' one two\n', 'one\ttwo', true],
  ['one two', 'one-two', false],
  ['one two', 'one three', false],
  ['a b', 'ab', false],
])('%j and %j mean the same: %s', (one, other, expected) => {
  expect(meansSame(one, other)).toBe(expected);
  expect(meansSame(other, one)).toBe(expected);
});

test.each<[string, string | null, string, ReturnType<typeof rewrittenDescription>]>([
  ['it is not managed', null, 'one', null],
  ['it is as it was sent', 'one two', ' one two', null],
  ['it is as it was sent, but for white space around it', 'one two\n', 'one two', null],
  ['it is another text', 'one\ntwo', 'three', null],
  ['it is in one line', 'one\ntwo', 'one two', { of: 'one\ntwo', shown: 'one two' }],
])(
  'what Palette made of a description is remembered, unless it made nothing: %s',
  (_, wanted, shown, expected) => {
    expect(rewrittenDescription(wanted, shown)).toEqual(expected);
  },
);
