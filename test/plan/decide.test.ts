// All decisions of a plan together: what is decided in which order, what has to be read for it, and what becomes of older versions.
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

describe('older versions of a clone', () => {
  const up = (version: string) => objectOf('up', version);
  const low = (name = 'low') => objectOf(name);
  const rowOfLow = (name: string, version: string) => {
    const row = aRow(name, low(name), { projectName: 'edge-dev' });
    const source = { ...row.source, ...scopeOf('edge-dev'), name: 'up', uid: `u-up-${version}`, version };
    return { ...row, source };
  };
  const rows = [
    aRow('up', up('2.0.0'), { projectName: 'edge-dev' }),
    aRow('up@1.0.0', up('1.0.0'), { projectName: 'edge-dev', status: 'superseded' }),
  ];
  const objects = [{ ...up('2.0.0'), ...sameContent('a: 2') }, up('1.0.0')];
  function sameContent(text: string) {
    const { digest, content, shown, outline } = objectOf('x', '1.0.0', text);
    return { digest, content, shown, outline };
  }
  const declared = (facts: CloneFacts = {}) =>
    aClone('up', { retain: 'none', source: { version: '1.0.0' }, target: { version: '2.0.0' }, ...facts });
  const copy = (version: string, id = 'low') =>
    aClone(id, { content: 'mirror', chain: { clone: 'up', version } });
  const planned = (
    clones: readonly ReturnType<typeof aClone>[],
    more: WorldFacts = {},
    facts: CloneFacts = {},
  ) =>
    planWorld({
      desired: aDesired(declared(facts), ...clones),
      rows: [
        { ...(rows[0] ?? expect.fail()), ...digestsOf(objects[0]) },
        ...rows.slice(1),
        ...clones.map(({ id }) => rowOfLow(id, '1.0.0')),
      ],
      objects: [...objects, ...clones.map(({ id }) => low(id))],
      ...more,
    });
  function digestsOf(object: ObservedObject | undefined) {
    const { digest, shown } = object ?? expect.fail();
    return { digest: digest ?? expect.fail(), shown };
  }
  const fateOf = (plan: ReturnType<typeof planWorld>): string | undefined =>
    picture(plan).find((line) => line.includes('up@1.0.0'));

  test('are deleted where nothing is to be retained', () => {
    expect(fateOf(planned([]))).toBe('delete · retention up@1.0.0');
  });

  test('are kept while another clone stays on them', () => {
    const plan = planned([copy('^1.0.0')]);
    expect(fateOf(plan)).toBe('noop · retained_in_use up@1.0.0');
    expect(plan.diagnostics.map(({ message }) => message)).toEqual([
      'up@1.0.0 exceeds retain, but is kept: another clone has it as its source',
    ]);
  });

  test('are kept while a clone that would leave them is blocked', () => {
    const plan = planned([copy('^2.0.0')], { unreadable: ['u-low-1.0.0'] });
    expect(fateOf(plan)).toBe('noop · retained_in_use up@1.0.0');
  });

  test('are deleted once all clones that leave them have left', () => {
    const plan = planned([copy('^2.0.0'), copy('^2.0.0', 'third')]);
    const change = plan.changes.find(({ address }) => address === 'up@1.0.0');
    expect([change?.action, change?.needs]).toEqual(['delete', ['up', 'low', 'third']]);
  });

  test('wait for no clone that has had another source all along', () => {
    const plan = planned([aClone('other')], { rows: [...rows, aRow('other', low('other'))] });
    expect(plan.changes.find(({ address }) => address === 'up@1.0.0')?.needs).toEqual(['up']);
  });

  test('are kept while their clone is blocked', () => {
    expect(fateOf(planned([], { unreadable: ['u-up-2.0.0'] }))).toBe('noop · unchanged up@1.0.0');
    expect(fateOf(planned([], {}, { target: { version: '2.0.0', project: 'nowhere' } }))).toBe(
      'noop · unchanged up@1.0.0',
    );
  });

  test('stay in a place that their clone may not leave yet', () => {
    const inUse = { clusters: [{ uid: 'c', name: 'prod' }], templates: [] };
    const used = objects.map((object, index) => (index === 0 ? { ...object, inUse } : object));
    const plan = planned([], { objects: used }, { target: { version: '2.0.0', name: 'renamed' } });
    expect(picture(plan)).toEqual(
      ['noop · unchanged up@1.0.0', 'blocked · target_changed up [in_use, would be replace]'].toReversed(),
    );
  });

  test.each<CloneFacts['retain']>(['all', 'none'])(
    'go with a place that their clone leaves, with retain: %s',
    (retain = 'all') => {
      const plan = planned([], {}, { retain, target: { version: '2.0.0', name: 'renamed' } });
      expect(picture(plan)).toEqual(['replace · target_changed up', 'delete · replaced up@1.0.0']);
    },
  );

  test('that are gone are forgotten', () => {
    expect(fateOf(planned([], { objects: objects.slice(0, 1), gone: ['u-up-1.0.0'] }))).toBe(
      'forget · gone up@1.0.0',
    );
  });
});
