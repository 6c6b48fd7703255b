// What a plan shows of a place where the source changed what an override decides: the values that state does not keep.
import { describe, expect, test } from 'vitest';
import { MASK } from '../../src/content/secret-text.ts';
import { decideAll } from '../../src/plan/decide.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { aContent, anObject, BASE, type CloneFacts, inputOf, type WorldFacts } from '../support/a-world.ts';
import { IN_CONFLICT, KEEPING, PLACED, UPGRADED } from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { digestOf, lastOf, type OneClone, oneClone, planOne, writtenWith } from '../support/one-clone.ts';

const [one, two] = BASE;

/** The value of the source, of the one before and of the clone where an override decides, as a plan shows them. */
function shown(facts: OneClone): readonly Partial<NonNullable<ChangeEntry['overrides']>[number]>[] {
  const { overrides: places = [] } = lastOf(planOne(facts));
  return places.map(({ pack: _pack, part: _part, path: _path, ...values }) => values);
}

describe('a place in conflict shows', () => {
  const kept: OneClone = {
    ...IN_CONFLICT,
    clone: { ...UPGRADED, overrides: KEEPING },
    row: writtenWith(KEEPING, one),
  };
  const now = { source: '2', wanted: '5', conflict: 'kept' } as const;
  /** Nothing has the content that base 1.0.0 had, unless it is read as a former source. */
  const edited: OneClone = { ...kept, source: 'a: 7' };
  const former = (text: string): WorldFacts => ({
    observed: { formerSources: new Map([['u-base-1', { digest: digestOf(text), content: aContent(text) }]]) },
  });
  const mirror: CloneFacts = { content: 'mirror', overrides: KEEPING };

  test.each<[string, OneClone, object]>([
    ['what the source had and what the clone has', kept, { ...now, sourceBefore: '1', clone: '5' }],
    [
      'where it is declared',
      { ...kept, clone: { ...kept.clone, places: PLACED } },
      { ...now, sourceBefore: '1', clone: '5', declaredAt: { file: 'cloneform.yaml', line: 7 } },
    ],
    [
      'nothing of a source that was edited there',
      { ...edited, world: former('a: 7') },
      { ...now, clone: '5' },
    ],
    [
      'the value of a source that was edited elsewhere',
      { ...edited, world: former('a: 1\nz: 1') },
      { ...now, sourceBefore: '1', clone: '5' },
    ],
    [
      'nothing of a source that does not fit any more',
      {
        ...edited,
        world: {
          observed: {
            formerSources: new Map([
              ['u-base-1', { digest: digestOf('x'), content: { ...aContent(), packs: [] } }],
            ]),
          },
        },
      },
      { ...now, clone: '5' },
    ],
    ['nothing of a source that was not read', edited, { ...now, clone: '5' }],
    [
      'nothing of the source that was edited in place',
      { text: 'a: 5', clone: mirror, row: writtenWith(KEEPING, one), source: 'a: 7', world: former('a: 1') },
      { ...now, source: '7', clone: '5' },
    ],
    [
      'what somebody wrote into the clone',
      { ...kept, clone: { ...UPGRADED, ...mirror }, text: 'a: 9' },
      { ...now, sourceBefore: '1', clone: '9' },
    ],
    [
      'that somebody removed it from the clone',
      { ...kept, clone: { ...UPGRADED, ...mirror }, text: 'b: 9' },
      { ...now, sourceBefore: '1', clone: null },
    ],
    [
      'nothing of a clone whose content was not read',
      { ...kept, clone: { ...UPGRADED, ...mirror }, text: 'a: 9', seen: { content: null } },
      { ...now, sourceBefore: '1' },
    ],
    [
      'nothing of a clone onto which the overrides do not fit',
      {
        ...kept,
        clone: { ...UPGRADED, ...mirror },
        seen: { digest: digestOf('x'), content: { ...aContent(), packs: [] } },
      },
      { ...now, sourceBefore: '1' },
    ],
    [
      'nothing of a clone that is gone',
      { ...kept, world: { gone: ['u-edge'] } },
      { ...now, sourceBefore: '1' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(shown(facts)).toEqual([expected]);
  });

  test('nothing more of a place without one', () => {
    const both = desiredOverrides('packs: { hello: { values: { a: 5, b: 2 } } }');
    const facts = { ...kept, clone: { ...UPGRADED, overrides: both }, row: writtenWith(both, one) };
    expect(shown({ ...facts, text: 'a: 5\nb: 2' })).toEqual([
      { ...now, sourceBefore: '1', clone: '5' },
      { source: null, wanted: '2' },
    ]);
  });

  test('nothing of secrets', () => {
    const secret = desiredOverrides('packs: { hello: { values: { password: mine } } }');
    const then = anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text: 'password: then' });
    const next = anObject({ uid: 'u-base-2', name: 'base', version: '1.2.0', text: 'password: next' });
    const facts: OneClone = {
      text: 'password: other',
      clone: { ...UPGRADED, content: 'mirror', overrides: secret },
      row: writtenWith(secret, then),
      world: { objects: [then, next] },
    };
    const masked = { source: MASK, wanted: MASK, conflict: 'kept' };
    expect(shown(facts)).toEqual([{ ...masked, sourceBefore: MASK }]);
    expect(shown({ ...facts, text: 'password: mine' })).toEqual([{ ...masked, sourceBefore: MASK }]);
    const bare = anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text: 'b: 1' });
    const without = { ...facts, row: writtenWith(secret, bare), world: { objects: [bare, next] } };
    expect(shown(without)).toEqual([{ ...masked, sourceBefore: null }]);
  });

  test.each<[string, OneClone, readonly string[]]>([
    ['after the source of then was read', edited, ['u-base-1']],
    ['which is not read without a conflict', { ...edited, row: writtenWith(KEEPING, two) }, []],
    [
      'nor where it is the one that was edited',
      { text: 'a: 5', clone: mirror, row: writtenWith(KEEPING, one), source: 'a: 7' },
      [],
    ],
    ['nor where its content is known', kept, []],
  ])('%s', (_, facts, expected) => {
    const { wantsFormerSources } = decideAll(inputOf(oneClone(facts)));
    expect(wantsFormerSources.map(({ uid }) => uid)).toEqual(expected);
  });
});
