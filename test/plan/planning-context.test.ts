// The look-ups of the planner: what they answer of what was read, and what they ask for.
import { describe, expect, test } from 'vitest';
import { keyId } from '../../src/model/natural-key.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import { groupBy, makePlanningContext, type PlanningContext } from '../../src/plan/planning-context.ts';
import {
  aClone,
  aContent,
  aDesired,
  anObject,
  aRow,
  BASE,
  inputOf,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';

const contextOf = (facts: WorldFacts = {}): PlanningContext =>
  makePlanningContext(inputOf(facts), facts.rows ?? []);
const NOTHING_READ = { options: { refresh: 'none' } } as const;

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const key = edge.key;

describe('what has a natural key', () => {
  const failure = { code: 'Forbidden', message: 'not allowed' };
  const called = (word: 'free' | 'taken', id = keyId(key)): WorldFacts => ({
    observed: { names: new Map([[id, word]]) },
  });
  const unread: WorldFacts = { unreadScopes: ['edge-dev'] };
  test.each<[string, WorldFacts, object, boolean]>([
    ['the object that the list has', { objects: [edge] }, { status: 'held', uid: 'u-edge' }, false],
    ['nothing, as the list does not have it', {}, { status: 'free' }, false],
    [
      'nothing, though the list has another version of it',
      { objects: [{ ...edge, key: { ...key, version: '1.0.1' } }] },
      { status: 'free' },
      false,
    ],
    [
      'something that the list does not show, as Palette calls it taken',
      called('taken'),
      { status: 'hidden' },
      false,
    ],
    ['nothing, as the list says, and Palette too', called('free'), { status: 'free' }, false],
    [
      'nobody knows: the list could not be read',
      { unreadableScopes: ['edge-dev'] },
      { status: 'unreadable', failure },
      false,
    ],
    ['nobody was asked', unread, { status: 'unknown' }, true],
    [
      'nobody was asked about this one',
      { ...unread, ...called('free', 'other') },
      { status: 'unknown' },
      true,
    ],
    ['nobody was asked, and nobody is to be', { ...unread, ...NOTHING_READ }, { status: 'unknown' }, false],
    [
      'an object that was read, without a list',
      { ...unread, objects: [edge] },
      { status: 'held', uid: 'u-edge' },
      false,
    ],
    ['nothing, by the word of Palette', { ...unread, ...called('free') }, { status: 'free' }, false],
    [
      'nobody knows what, though Palette calls it taken',
      { ...unread, ...called('taken') },
      { status: 'unknown' },
      true,
    ],
    ['nothing that was read: that one is gone', { ...unread, gone: ['u-edge'] }, { status: 'unknown' }, true],
  ])('%s', (_, facts, expected, isAsked) => {
    const planning = contextOf(facts);
    expect(planning.keyAt(key)).toEqual(expected);
    expect([...planning.asks.keys.values()]).toEqual(isAsked ? [key] : []);
  });

  test('of two objects with one key in a list, the last one', () => {
    expect(contextOf({ objects: [edge, { ...edge, uid: 'u-later' }] }).uidAt(key)).toBe('u-later');
  });
});

describe('an object', () => {
  const summary: ObservedObject = { ...edge, digest: null, content: null };
  test.each<[string, WorldFacts, string | undefined, boolean]>([
    ['that was read whole is that', { objects: [edge] }, 'present', false],
    ['that is gone is gone', { gone: ['u-edge'] }, 'gone', false],
    ['that cannot be read cannot', { unreadable: ['u-edge'] }, 'unreadable', false],
    ['of which only a summary was read is asked for', { objects: [summary] }, undefined, true],
    ['that nobody read is asked for', {}, undefined, true],
  ])('%s', (_, facts, status, isAsked) => {
    const planning = contextOf(facts);
    expect(planning.whole('u-edge', scopeOf('edge-dev'))?.status).toBe(status);
    expect([...planning.wants.values()]).toEqual(
      isAsked ? [{ uid: 'u-edge', scope: scopeOf('edge-dev') }] : [],
    );
  });
});

describe('a content', () => {
  const [first] = BASE;
  const unread = (uid: string, like: ObservedObject = first): ObservedObject => ({
    ...like,
    uid,
    content: null,
  });
  const lone = anObject({ uid: 'u-lone', name: 'lone', version: '1.0.0', text: 'z: 1' });

  test('is known by its digest from whoever has it', () => {
    const planning = contextOf({ objects: [unread('u-a')] });
    expect(planning.contentWith(first.digest)).toEqual(aContent());
    expect(planning.contentOf(unread('u-a'))).toEqual(aContent());
    expect(planning.wants.size).toBe(0);
  });

  test('is its own where the object has it', () => {
    expect(contextOf().contentOf(lone)).toEqual(lone.content);
  });

  test('that nobody has is asked for', () => {
    const planning = contextOf({ objects: [unread('u-lone', lone)] });
    expect(planning.contentWith(lone.digest)).toBeNull();
    expect(planning.contentWith(null)).toBeNull();
    expect(planning.contentOf(unread('u-lone', lone))).toBeNull();
    expect([...planning.wants.values()]).toEqual([{ uid: 'u-lone', scope: lone.key }]);
  });

  test('of many objects with one digest is asked of one more than were read before, each of them again', () => {
    const many = Array.from({ length: 6 }, (_, index) => unread(`u-${index}`, lone));
    // The three versions of the base were read.
    const planning = contextOf({ objects: many });
    const asked = (): readonly string[] => {
      for (const object of many) planning.contentOf(object);
      return [...planning.wants.keys()];
    };
    expect(asked()).toEqual(['u-0', 'u-1', 'u-2', 'u-3']);
    planning.wants.clear();
    expect(asked()).toEqual(['u-0', 'u-1', 'u-2', 'u-3']);
  });

  test('of objects whose digest nobody knows is asked of each', () => {
    const many = Array.from({ length: 6 }, (_, index) => ({ ...unread(`u-${index}`, lone), digest: null }));
    const planning = contextOf({ objects: many });
    for (const object of many) planning.contentOf(object);
    expect(planning.wants.size).toBe(6);
  });
});

describe('a source that was copied before', () => {
  const former = { name: 'base', version: '0.9.0', content: aContent() };
  test.each<[string, WorldFacts, unknown, boolean]>([
    ['is asked for', {}, null, true],
    ['is not asked for where nothing is read', NOTHING_READ, null, false],
    [
      'is what was read',
      { observed: { formerSources: new Map([['u-old', former as never]]) } },
      former,
      false,
    ],
    [
      'is none where it cannot be had',
      { observed: { formerSources: new Map([['u-old', null]]) } },
      null,
      false,
    ],
    [
      'is asked for beside another',
      { observed: { formerSources: new Map([['u-other', null]]) } },
      null,
      true,
    ],
  ])('%s', (_, facts, expected, isAsked) => {
    const planning = contextOf(facts);
    expect(planning.formerSource('u-old', scopeOf(null))).toEqual(expected);
    expect([...planning.asks.formerSources.values()]).toEqual(
      isAsked ? [{ uid: 'u-old', scope: scopeOf(null) }] : [],
    );
  });
});

test('rows are found by address, by UID, by their key and as versions of their clone', () => {
  const row = aRow('edge', edge);
  const older = aRow(
    'edge@0.9.0',
    anObject({ uid: 'u-older', name: 'edge', version: '0.9.0', project: 'edge-dev' }),
  );
  const planning = contextOf({ rows: [row, older] });
  expect(planning.recorded.get('edge')).toBe(row);
  expect(planning.recordedByUid.get('u-older')).toBe(older);
  expect(planning.holderOf(older.key)).toBe(older);
  expect(planning.holderOf({ ...key, name: 'other' })).toBeUndefined();
  expect([...planning.superseded]).toEqual([['edge', [older]]]);
});

test('declarations are found by address and by id', () => {
  const fan = ['edge-dev', 'edge-prod'].map((project) => aClone('fan', { target: { project } }, true));
  const planning = contextOf({ desired: aDesired(...fan) });
  expect([...planning.declared.keys()]).toEqual(['fan["edge-dev"]', 'fan["edge-prod"]']);
  expect([...planning.declaredById]).toEqual([['fan', fan]]);
});

test('a scope has the versions that its list has; one that was not listed has none', () => {
  const planning = contextOf({ objects: [edge], unreadScopes: ['platform'] });
  const versions = (project: string | null, name: string) =>
    planning.versionsOf(scopeOf(project), name).map(({ uid }) => uid);
  expect(versions('edge-dev', 'edge')).toEqual(['u-edge']);
  expect(versions(null, 'base')).toEqual(['u-base-1', 'u-base-2', 'u-base-3']);
  expect(versions(null, 'edge')).toEqual([]);
  expect([...planning.namesIn(scopeOf('edge-dev'))]).toEqual(['edge']);
  expect([...planning.namesIn(scopeOf('platform'))]).toEqual([]);
  expect(planning.scope(scopeOf('platform'))).toBeUndefined();
  expect(planning.scope(scopeOf('edge-prod'))).toEqual({ status: 'listed', versions: [] });
});

test('projects have their names, the tenant none', () => {
  const planning = contextOf();
  expect(['p-edge-dev', 'p-unknown', null].map((uid) => planning.projectName(uid))).toEqual([
    'edge-dev',
    null,
    null,
  ]);
});

test('nothing is asked for until a rule asks, and nothing was unfinished unless the journal says so', () => {
  const planning = contextOf();
  expect([planning.asks.registries, planning.asks.lists.size, planning.wants.size]).toEqual([false, 0, 0]);
  expect([planning.unfinished.updates.size, planning.unfinished.drafts.size]).toEqual([0, 0]);
  planning.askRegistries();
  planning.askList(key);
  expect(planning.asks.registries).toBe(true);
  expect([...planning.asks.lists.values()]).toEqual([scopeOf('edge-dev')]);
});

test('groups keep the order of their items', () => {
  expect([...groupBy(['b1', 'a1', 'b2'], ([letter]) => letter)]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ]);
});
