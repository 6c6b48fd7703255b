// What a drift shows of an edit where nothing has the content from before: what outlines, other objects and overrides still tell.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { contentDigest, contentOutline } from '../../src/inventory/digest.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { Drift } from '../../src/plan/plan.ts';
import {
  aClone,
  aContent,
  aDesired,
  anObject,
  aRow,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';
import { aPack } from '../support/contents.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { edits, theOnly } from '../support/drifts.ts';
import { AS_MADE } from '../support/one-clone.ts';

const row = aRow('edge', AS_MADE);

/** A pack that the source may change, and one that people edit. */
function twoPacks(hello: string, extra: string): Content {
  return {
    ...aContent(hello),
    packs: [aPack('hello', { values: hello }), aPack('extra', { values: extra })],
  };
}

describe('where nothing has the earlier content any more', () => {
  const before = twoPacks('a: 1', 'x: 1');
  const outlines = new Map([[contentDigest(before), contentOutline(before)]]);
  const source = anObject({
    uid: 'u-base-1',
    name: 'base',
    version: '1.0.0',
    content: twoPacks('a: 2', 'x: 1'),
  });
  const clone = anObject({
    uid: 'u-edge',
    name: 'edge',
    version: '1.0.0',
    project: 'edge-dev',
    content: twoPacks('a: 1', 'x: 9'),
  });
  const recorded: RecordedClone = {
    ...row,
    digest: contentDigest(before),
    source: { ...row.source, digest: contentDigest(before) },
  };
  const without = (object: ObservedObject): ObservedObject => ({ ...object, outline: null });
  /** Has the same content as the clone, so that the content is known although the clone itself was not read whole. */
  const twin = { ...clone, uid: 'u-twin', key: { ...clone.key, name: 'twin' } };
  const unread = { ...clone, content: null, outline: null };
  type Case = [string, WorldFacts, readonly string[] | undefined];

  const drift = (facts: WorldFacts): readonly Drift[] =>
    planWorld({ desired: aDesired(aClone('edge', { content: 'mirror' })), rows: [recorded], ...facts }).drift;

  test.each<Case>([
    ['only what its outline tells apart', { objects: [source, clone], outlines }, ['extra values']],
    [
      'all that differs from the source, without an outline',
      { objects: [source, clone] },
      ['hello values', 'extra values'],
    ],
    [
      'all that differs from the source, without an outline of now',
      { objects: [source, without(clone)], outlines },
      ['hello values', 'extra values'],
    ],
    [
      'the names of what differs, without a source',
      { objects: [clone], gone: ['u-base-1'], outlines },
      ['extra values changed'],
    ],
    ['nothing, without a source and without an outline', { objects: [clone], gone: ['u-base-1'] }, undefined],
    [
      'nothing, without a source and without an outline of now',
      { objects: [without(clone)], gone: ['u-base-1'], outlines },
      undefined,
    ],
    [
      'what another clone of that content shows',
      { objects: [source, twin, unread] },
      ['hello values', 'extra values'],
    ],
  ])('an edit of the clone is %s', (_, facts, expected) => {
    expect(edits(theOnly('clone_edited', drift(facts)))).toEqual(expected);
  });

  const overrides = desiredOverrides('packs: { extra: { values: { x: 9 } } }');
  const overridden: RecordedClone = {
    ...recorded,
    digest: clone.digest ?? recorded.digest,
    overrides: {
      format: 1,
      digest: overrides.digest,
      source: contentDigest(before),
      wanted: clone.digest ?? recorded.digest,
      places: {},
    },
  };
  const withOverrides = aDesired(aClone('edge', { content: 'mirror', overrides }));
  test.each<Case>([
    ['only what its outline tells apart', { objects: [source, clone], outlines }, ['hello values']],
    [
      'all that differs from the clone, without an outline',
      { objects: [source, clone] },
      ['hello values', 'extra values'],
    ],
    [
      'all that differs from the clone, without an outline of now',
      { objects: [without(source), clone], outlines },
      ['hello values', 'extra values'],
    ],
    [
      'the names of what differs, where the clone was not read',
      { objects: [source, unread], outlines },
      ['hello values changed'],
    ],
    [
      'nothing, where the clone was not read and without an outline',
      { objects: [source, unread] },
      undefined,
    ],
    [
      'the names of what differs, where the clone has overrides',
      { desired: withOverrides, rows: [overridden], objects: [source, clone], outlines },
      ['hello values changed'],
    ],
    [
      'all that differs from an unedited clone as Palette wrote it',
      {
        rows: [
          {
            ...recorded,
            remarks: { rewritten: { of: recorded.digest, digest: clone.digest ?? recorded.digest } },
          },
        ],
        objects: [source, clone],
      },
      ['hello values', 'extra values'],
    ],
  ])('an edit of the source is %s', (_, facts, expected) => {
    expect(edits(theOnly('source_edited', drift(facts)))).toEqual(expected);
  });
});
