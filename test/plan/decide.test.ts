// All decisions of a plan together: what is decided in which order, what has to be read for it, and what a selection leaves out.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import { decideAll, examinedOf, findSources } from '../../src/plan/decide.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  BASE,
  type CloneFacts,
  inputOf,
  PLACE,
  picture,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { aSelection, projectsOf } from '../support/selected-world.ts';

const decide = (facts: WorldFacts) => decideAll(inputOf(facts));
const objectOf = (name: string, version = '1.0.0', text = 'a: 1'): ObservedObject =>
  anObject({ uid: `u-${name}-${version}`, name, version, project: 'edge-dev', text });
const [, newer] = BASE;

describe('what has to be read', () => {
  const summary = { ...newer, digest: null, content: null };
  const exact = aDesired(aClone('edge', { source: { version: '1.2.0' } }));

  test('is nothing where all was read', () => {
    const { wants, wantsLists, wantsKeys, wantsFormerSources, wantsRegistries } = decide({ desired: exact });
    expect([wants, wantsLists, wantsKeys, wantsFormerSources, wantsRegistries]).toEqual([
      [],
      [],
      [],
      [],
      false,
    ]);
  });

  test('is a source of which only a summary was read', () => {
    expect(decide({ desired: exact, objects: [summary] }).wants).toEqual([
      { uid: 'u-base-2', scope: scopeOf(null) },
    ]);
  });

  test('is the list that a source is looked for in', () => {
    expect(decide({ desired: exact, unreadScopes: [null] }).wantsLists).toEqual([scopeOf(null)]);
  });

  test('is whether the key of a new clone is free', () => {
    expect(decide({ desired: exact, unreadScopes: ['edge-dev'] }).wantsKeys).toEqual([
      { ...scopeOf('edge-dev'), name: 'edge', version: '1.0.0' },
    ]);
  });

  test('is which registry an override names', () => {
    const overrides = desiredOverrides('packs: { hello: { tag: 2.0.0, registry: public } }');
    const desired = aDesired(aClone('edge', { overrides }));
    expect(decide({ desired }).wantsRegistries).toBe(true);
  });
});

describe('what is read before anything is decided', () => {
  const desired = aDesired(
    aClone('a'),
    aClone('b', { source: { profile: 'own', scope: 'project', project: 'platform' } }),
    aClone('c', { chain: { clone: 'a' } }),
  );
  const facts: WorldFacts = {
    desired,
    objects: [{ ...newer, digest: null, content: null }],
    unreadScopes: ['platform'],
  };
  test.each<[string, NonNullable<WorldFacts['options']>, readonly string[], readonly (string | null)[]]>([
    ['is the source of each clone of a profile', {}, ['u-base-2'], ['p-platform']],
    ['is that of what a selected clone copies', { target: ['c'] }, ['u-base-2'], []],
    ['is that of the selected clones', { target: ['b'] }, [], ['p-platform']],
  ])('%s', (_, options, wants, lists) => {
    const found = findSources(inputOf({ ...facts, options }));
    expect(found.wants.map(({ uid }) => uid)).toEqual(wants);
    expect(found.wantsLists.map(({ projectUid }) => projectUid)).toEqual(lists);
  });
});

describe('what a selection leaves to be read', () => {
  const objects = ['up', 'low', 'old'].map((name) => objectOf(name));
  const rows = objects.map((object) => aRow(object.key.name, object, { projectName: 'edge-dev' }));
  const desired = {
    ...aDesired(
      aClone('up'),
      aClone('low', { chain: { clone: 'up' } }),
      aClone('fresh', { target: { name: 'old' } }),
    ),
    moved: [{ from: 'old', to: 'fresh', place: PLACE }],
  };
  test.each<[string, NonNullable<WorldFacts['options']>, readonly string[], readonly string[]]>([
    ['is all without one', {}, ['up', 'low', 'old'], ['fresh', 'low', 'up']],
    ['is a clone and what it copies', { target: ['low'] }, ['up', 'low'], ['low', 'up']],
    ['is a clone that moves, by its new address', { target: ['fresh'] }, ['old'], ['fresh']],
    ['is a clone that moves, by the one that it had', { target: ['old'] }, ['old'], ['fresh']],
    ['is all but what is excluded', { exclude: ['low', 'fresh'] }, ['up'], ['up']],
  ])('%s', (_, options, recorded, declared) => {
    const left = examinedOf(inputOf({ desired, objects, rows, options }));
    expect(left.rows.map(({ address }) => address)).toEqual(recorded);
    expect(left.clones.map(({ address }) => address)).toEqual(declared);
  });

  test('is nothing of what a removed block lets go, unless all is read', () => {
    const removing = { ...desired, removed: [{ clone: 'old', place: PLACE }], moved: [] };
    const addresses = (target: readonly string[]): readonly string[] =>
      examinedOf(inputOf({ desired: removing, objects, rows, options: { target } })).rows.map(
        ({ address }) => address,
      );
    expect([addresses(['up']), addresses([])]).toEqual([['up'], ['up', 'low', 'old']]);
  });

  test('is nothing of a disabled project', () => {
    const names = { 'edge-dev': 'edge-dev', platform: 'platform' };
    const selection = aSelection({ names, disabled: ['edge-dev'] });
    const fan = ['edge-dev', 'platform'].map((project) => {
      const object = anObject({ uid: `u-${project}`, name: 'fan', version: '1.0.0', project });
      return aRow(`fan["${project}"]`, object, { projectName: project });
    });
    for (const target of [[], ['fan']]) {
      const left = examinedOf(inputOf({ desired: selection, rows: fan, options: { target } }));
      expect(left.rows.map(({ address }) => address)).toEqual(['fan["platform"]']);
    }
  });
});

describe('a selection', () => {
  const mirror = { content: 'mirror' } as const;
  const edited = (name: string): ObservedObject => objectOf(name, '1.0.0', 'by: hand');
  const facts: WorldFacts = {
    desired: aDesired(
      aClone('b', mirror),
      aClone('a', { ...mirror, chain: { clone: 'b' } }),
      aClone('c', mirror),
    ),
    rows: ['a', 'b', 'c'].map((name) => aRow(name, objectOf(name))),
    objects: ['a', 'b', 'c'].map(edited),
  };

  test('is of all: drift is by address, whatever copies what', () => {
    expect(planWorld(facts).drift.map(({ address }) => address)).toEqual(['a', 'b', 'c']);
  });

  test('leaves out the drift of what is only copied', () => {
    expect(planWorld({ ...facts, options: { target: ['a'] } }).drift.map(({ address }) => address)).toEqual([
      'a',
    ]);
  });

  test('leaves undecided what is neither selected nor copied', () => {
    expect([...decide({ ...facts, options: { target: ['a'] } }).sources.keys()]).toEqual(['b', 'a']);
  });

  test('asks nothing about rows that are not selected', () => {
    const gone = { ...facts, desired: aDesired(), options: { destroy: true, target: ['a'] } };
    expect(picture(planWorld(gone))).toEqual(['delete · not_declared a']);
  });
});

test('what is copied comes with the changes that copy it, blocked ones left out', () => {
  const { copying, sources } = decide({
    desired: aDesired(
      aClone('a'),
      aClone('b', { target: { project: 'nowhere' } }),
      aClone('edge', { target: { labels: { a: 'b' } } }),
    ),
    rows: [aRow('edge', objectOf('edge'))],
    objects: [objectOf('edge')],
  });
  expect(copying.map(({ address }) => address)).toEqual(['a']);
  expect([...sources].map(([address, { key }]) => `${address} ${key.version}`)).toEqual([
    'a 1.2.0',
    'b 1.2.0',
    'edge 1.0.0',
  ]);
});

test('a copy of a clone that may not move waits with it', () => {
  const selection = aSelection({ names: { 'edge-dev': 'edge-test' }, named: ['edge-dev'] });
  const low = aClone('low', { chain: { clone: 'fan' }, target: { project: 'platform' } });
  const object = anObject({ uid: 'u-fan', name: 'fan', version: '1.0.0', project: 'edge-dev' });
  const plan = planWorld({
    desired: { ...selection, clones: [...selection.clones, low] },
    rows: [aRow('fan["edge-dev"]', object, { projectName: 'edge-dev' })],
    objects: [object],
    observed: { projects: new Map([...projectsOf(selection), ['platform', 'p-platform']]) },
  });
  expect(picture(plan)).toEqual([
    'blocked · same_object fan["edge-test"] [project_renamed, would be move]',
    'blocked · new low [unreadable, would be create]',
  ]);
  const detail = plan.changes.find(({ address }) => address === 'low')?.obstacles?.[0]?.detail;
  expect(detail).toContain('its project was renamed, and its move is blocked');
});

test('a clone that a removed block lets go is shown as it is by now', () => {
  const plan = planWorld({
    desired: { ...aDesired(), removed: [{ clone: 'edge', place: PLACE }] },
    rows: [aRow('edge', objectOf('edge'))],
    objects: [{ ...objectOf('edge'), labels: { by: 'hand' } }],
  });
  expect(picture(plan)).toEqual(['forget · removed_block edge']);
  expect(plan.changes[0]?.before?.labels).toEqual({ by: 'hand' });
});

describe('what an earlier run left unfinished', () => {
  const key = { ...scopeOf('edge-dev'), name: 'edge', version: '1.0.0' };
  const address = 'edge' as Address;
  const own = objectOf('edge');
  const source = {
    ...aRow('edge', own).source,
    uid: newer.uid,
    version: '1.2.0',
    digest: newer.digest ?? expect.fail(),
  };
  const update = anEntry({ address, key, kind: 'update', uid: own.uid, source });
  const half = objectOf('edge', '1.0.0', 'a: half');
  const desired = (facts: CloneFacts) =>
    aDesired(aClone('edge', { content: 'mirror', source: { version: '1.2.0' }, ...facts }));

  test('is no change of its own where an update continues', () => {
    const world = { desired: desired({}), rows: [aRow('edge', own)], operations: [update], objects: [half] };
    expect(picture(planWorld(world))).toEqual(['update · source_upgraded edge']);
    expect(planWorld(world).drift).toEqual([]);
  });

  const begun = anEntry({ address, key });
  const verdicts = (world: WorldFacts): readonly string[] =>
    planWorld(world).changes.map(({ action, resume }) => resume?.verdict ?? action);

  test('is finished where a create is known to be done, whatever else is missing', () => {
    const labels = { source: { version: '1.0.0' }, target: { labels: { a: 'b' } } };
    const known = { ...begun, uid: own.uid, step: 'cloned' } as const;
    const world = { desired: aDesired(aClone('edge', labels)), operations: [known], objects: [own] };
    expect(verdicts(world)).toEqual(['finish', 'update']);
  });

  test('is tried again where the same is to be created, and not where another version is', () => {
    const created = (version: string) => ({
      desired: aDesired(aClone('edge', { source: { version }, target: { version: 'source' } })),
      operations: [begun],
    });
    expect(verdicts(created('1.0.0'))).toEqual(['retry', 'create']);
    expect(verdicts(created('1.2.0'))).toEqual(['create']);
  });

  test('is closed where nothing of an update was done', () => {
    const world = { desired: desired({}), rows: [aRow('edge', own)], operations: [update], objects: [own] };
    const [first, second] = planWorld(world).changes;
    expect([first?.resume?.verdict, second?.action]).toEqual(['close', 'update']);
  });

  const overrides = desiredOverrides('packs: { hello: { values: { a: 7 } } }');
  const wanted = anObject({ uid: 'u', name: 'edge', version: '1.0.0', text: 'a: 7\n' });
  const create = anEntry({
    address,
    key,
    uid: own.uid,
    step: 'cloned',
    overrides: {
      format: 1,
      digest: overrides.digest,
      source: own.digest ?? expect.fail(),
      wanted: wanted.digest ?? expect.fail(),
      places: {},
    },
  });
  const made = { ...own, createdAt: '2026-01-01T00:00:05.000Z' };
  const resumed = (facts: CloneFacts, more: WorldFacts = {}) =>
    planWorld({
      desired: aDesired(aClone('edge', { source: { version: '1.0.0' }, overrides, ...facts })),
      operations: [create],
      objects: [made],
      ...more,
    });

  test('is continued as an update where a copy lacks its overrides', () => {
    const plan = resumed({});
    expect(plan.changes.map(({ action, resume }) => resume?.verdict ?? action)).toEqual([
      'continue',
      'update',
    ]);
  });

  test('is recorded as it is where the clone gets another version instead', () => {
    const plan = resumed({ target: { version: '2.0.0' } });
    expect(plan.changes.map(({ action, resume }) => resume?.verdict ?? action)).toEqual([
      'take_over',
      'create',
      'noop',
    ]);
  });

  test('is continued where nobody declares it any more, so that it can be deleted', () => {
    const plan = resumed({}, { desired: aDesired(aClone('keep')) });
    expect(plan.changes.map(({ action, resume }) => resume?.verdict ?? action)).toEqual([
      'continue',
      'create',
      'delete',
    ]);
  });
});
