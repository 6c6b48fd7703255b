// What is decided over a whole plan: what room and requests it takes, what is selected, what waits for what.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { PlannedChange } from '../../src/plan/change.ts';
import { dependencies, withDependents } from '../../src/plan/depend.ts';
import { estimate } from '../../src/plan/estimate.ts';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { asksForRoom, crowdedOut, quotaBlockers, quotaNeeds, warnOfQuota } from '../../src/plan/quota.ts';
import { baseAddress, isVersioned, putAside, supersede } from '../../src/plan/supersede.ts';
import { aClone, aDesired, anObject, aRow, inputOf, planWorld } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('edge', edge);
const address = (text: string): Address => text as Address;

/** As much of a change as the rule looks at. */
function change(kind: PlannedChange['kind'], at: string, more: object = {}): PlannedChange {
  return { kind, address: at, needs: [], source: { uid: 'u-base' }, ...more } as unknown as PlannedChange;
}
const blocked = (of: PlannedChange): PlannedChange => change('blocked', '', { change: of });
const entry = (action: string, at: string, more: object = {}): ChangeEntry =>
  ({ action, address: at, needs: [], ...more }) as unknown as ChangeEntry;

describe('the quota of the tenant', () => {
  const quota = (limit: number, known: number, crowded?: readonly string[]): Observed => ({
    ...inputOf({}).observed,
    quota: { limit, known, ...(crowded === undefined ? {} : { crowded: new Set(crowded) }) },
  });
  const making = ['create', 'create_version', 'replace'] as const;

  test('is taken by creates, new versions and replaces; deletes and replaces free some', () => {
    const all = [...making, 'recreate', 'delete', 'update_content', 'noop', 'blocked'] as const;
    expect(quotaNeeds(all.map((kind) => ({ kind })))).toEqual({ made: 3, freed: 2 });
    expect([...making, 'recreate' as const].every((kind) => asksForRoom([{ kind }]))).toBe(true);
    expect(asksForRoom([{ kind: 'delete' }, { kind: 'update_content' }, { kind: 'blocked' }])).toBe(false);
    expect(asksForRoom([{ kind: 'delete' }, { kind: 'create' }])).toBe(true);
  });

  test.each<[string, number, number, readonly PlannedChange[], readonly string[]]>([
    ['room for all', 10, 5, [change('replace', 'a')], []],
    ['a replace at the limit', 10, 10, [change('replace', 'a')], ['a']],
    ['a replace below it', 10, 9, [change('replace', 'a')], []],
    [
      'a replace beside a create that takes the last place',
      10,
      9,
      [change('create', 'b'), change('replace', 'a')],
      ['a'],
    ],
    ['a create, which may fail by itself', 10, 10, [change('create', 'a')], []],
    [
      'a new version whose predecessor goes after it',
      10,
      10,
      [change('create_version', 'a'), change('delete', 'a@1.0.0', { needs: ['a'] })],
      ['a'],
    ],
    [
      'a delete of something else',
      10,
      10,
      [change('create_version', 'a'), change('delete', 'b', { needs: ['c'] })],
      [],
    ],
    [
      'a new version that something else is copied from',
      10,
      10,
      [change('create_version', 'a'), change('create', 'b', { needs: ['a'] })],
      [],
    ],
    ['a recreate at the limit, which deletes first', 10, 10, [change('recreate', 'a')], []],
    [
      'a recreate whose room a create may take',
      10,
      10,
      [change('create', 'b'), change('recreate', 'a')],
      ['a'],
    ],
  ])(
    'crowds out what could succeed only if its old object went first: %s',
    (_, limit, known, changes, crowded) => {
      expect([...crowdedOut(changes, { limit, known })]).toEqual(crowded);
    },
  );

  test('blocks what is crowded out, and says in which of two ways', () => {
    const at = quota(10, 12, ['a']);
    expect(quotaBlockers(at, address('b'))).toEqual([]);
    expect(quotaBlockers(quota(10, 12), address('a'))).toEqual([]);
    expect(quotaBlockers(inputOf({}).observed, address('a'))).toEqual([]);
    const [made] = quotaBlockers(at, address('a'));
    expect([made?.by, made?.detail]).toEqual([
      'preflight',
      'the quota of the tenant is 10 cluster profiles, including versions, and at least 12 exist: the new object is created before the old one is deleted, and the quota has no room for both',
    ]);
    expect(made?.hint).toContain("cloneform destroy --target 'a'");
    expect(quotaBlockers(at, address('a'), true)[0]?.detail).toContain(
      'after the delete, Palette could refuse to create the clone again',
    );
  });

  test.each<[string, Observed, readonly PlannedChange[], readonly string[]]>([
    ['is not known', inputOf({}).observed, [change('create', 'a')], []],
    ['has room', quota(10, 9), [change('create', 'a')], []],
    ['is more than full, and nothing is made', quota(10, 12), [change('delete', 'a')], []],
    [
      'has no room',
      quota(10, 10),
      [change('create', 'a')],
      ['at least 10 exist, and this plan creates 1', 'delete unused versions'],
    ],
    [
      'has room in the end',
      quota(10, 10),
      [change('create', 'a'), change('delete', 'b')],
      ['at least 10 exist, and this plan creates 1', 'new objects are created before old ones are deleted'],
    ],
    [
      'counts what is blocked for want of it',
      quota(10, 10, ['a']),
      [blocked(change('replace', 'a'))],
      ['at least 10 exist, and this plan creates 1', 'new objects are created before old ones are deleted'],
    ],
    ['does not count what is blocked otherwise', quota(10, 10), [blocked(change('replace', 'a'))], []],
  ])('%s', (_, observed, changes, said) => {
    const [warning] = warnOfQuota(observed, changes);
    if (said.length === 0) expect(warning).toBeUndefined();
    else {
      expect(warning).toMatchObject({ code: 'plan/quota', severity: 'warning' });
      expect(warning?.message).toContain(said[0]);
      expect(warning?.hint).toContain(said[1]);
    }
  });
});

describe('what waits for what', () => {
  const work = [
    entry('create', 'a'),
    entry('create', 'b', { needs: ['a'] }),
    entry('move', 'c', { movedFrom: 'd' }),
    entry('update', 'c'),
    entry('delete', 'a@1.0.0'),
    entry('blocked', 'e'),
    entry('delete', 'e@1.0.0'),
    entry('reinstate', 'f', { movedFrom: 'a@1.0.0' }),
    entry('delete', 'g', { needs: ['a', 'a', 'z'] }),
    entry('create', 'h', { needs: ['c'] }),
  ];

  test('changes of one address, a version for its clone unless that is blocked, and what each needs', () => {
    expect(dependencies(work)).toEqual([[], [0], [], [2], [0], [], [], [4], [0], [2, 3]]);
  });

  test('with a change that is refused goes all that waits for it', () => {
    const named = (refused: readonly number[]): readonly string[] => {
      const entries = new Set(work.filter((_, index) => refused.includes(index)));
      return [...withDependents(work, entries)].map(([one, because]) => `${one.address} ${because.address}`);
    };
    expect(named([])).toEqual([]);
    expect(named([0])).toEqual(['a a', 'b a', 'a@1.0.0 a', 'f a', 'g a']);
    expect(named([2])).toEqual(['c c', 'c c', 'h c']);
    expect(named([1])).toEqual(['b b']);
  });
});

describe('a row that another object took the place of', () => {
  test('has its version in its address, and its UID where that is taken', () => {
    const [plain, second] = [supersede(row, new Set()), supersede(row, new Set(['edge@1.0.0']))];
    expect([plain.address, plain.status]).toEqual(['edge@1.0.0', 'superseded']);
    expect(second.address).toBe('edge@1.0.0+u-edge');
  });

  test('leaves its address before the new one takes it', () => {
    const old = supersede(row, new Set());
    const fresh = { ...row, uid: 'new' } satisfies RecordedClone;
    expect(putAside(row, old, fresh)).toEqual([
      { kind: 'move_clone', from: 'edge', to: 'edge@1.0.0' },
      { kind: 'put_clone', clone: old },
      { kind: 'put_clone', clone: fresh },
    ]);
  });

  test.each<[string, string, boolean]>([
    ['edge', 'edge', false],
    ['edge@1.0.0', 'edge', true],
    ['edge["a@b"]', 'edge["a@b"]', false],
    ['edge["a@b"]@1.0.0', 'edge["a@b"]', true],
  ])('%s belongs to %s', (versioned, base, isOne) => {
    expect([baseAddress(versioned), isVersioned(versioned)]).toEqual([base, isOne]);
  });

  test('what is no address is our bug', () => {
    expect(() => baseAddress('a b@1.0.0')).toThrow('not an address: a b@1.0.0');
    expect(() => supersede({ ...row, address: address('a b') }, new Set())).toThrow('not an address: a b');
  });
});

describe('what a plan costs', () => {
  const limits = { default: { rps: 10, burst: 50 }, clusterprofiles: { rps: 10, burst: 0 } };
  const no = { after: { labels: null, description: null }, manages: {} };
  const parts = (...names: readonly string[]) => names.map((part) => ({ part }));
  const cost = (...changes: readonly PlannedChange[]): number =>
    estimate(changes, 'off', { preflight: true }).requests;
  test.each<[string, PlannedChange, number]>([
    ['a create', change('create', 'a', no), 2],
    ['a new version', change('create_version', 'a', no), 2],
    ['one with labels', change('create', 'a', { ...no, after: { labels: {}, description: null } }), 3],
    ['one with a description', change('create', 'a', { ...no, after: { labels: null, description: '' } }), 3],
    [
      'one with a stamp in its description',
      change('create', 'a', { ...no, manages: { stamp: 'description' } }),
      3,
    ],
    [
      'one with a stamp beside labels of others',
      change('create', 'a', { ...no, manages: { stamp: 'labels' } }),
      4,
    ],
    [
      'one with a stamp beside labels that are declared',
      change('create', 'a', { after: { labels: {}, description: null }, manages: { stamp: 'labels' } }),
      3,
    ],
    ['one with overrides', change('create', 'a', { ...no, rendering: {} }), 5],
    [
      'one with overrides of values',
      change('create', 'a', { ...no, rendering: {}, overrides: [{ part: 'values' }] }),
      5,
    ],
    [
      'one with overrides of two variables',
      change('create', 'a', { ...no, rendering: {}, overrides: parts('values', 'variable x', 'variable y') }),
      6,
    ],
    [
      'one with overrides of variables and a manifest',
      change('create', 'a', {
        ...no,
        rendering: {},
        overrides: parts('values', 'variable x', 'manifest ns'),
      }),
      7,
    ],
    ['an update of labels', change('update_metadata', 'a'), 2],
    ['a delete', change('delete', 'a'), 4],
    ['a replace', change('replace', 'a', no), 7],
    ['an adopt', change('adopt', 'a'), 3],
    ['an update of content, and its source', change('update_content', 'a'), 11],
    ['a recreate, and its source', change('recreate', 'a', no), 10],
    ['a record', change('record', 'a'), 0],
    ...(['forget_gone', 'let_go', 'move', 'reinstate', 'resume', 'noop'] as const).map(
      (kind): [string, PlannedChange, number] => [`a change of state (${kind})`, change(kind, 'a'), 0],
    ),
    ['what is blocked', blocked(change('delete', 'a')), 0],
  ])('%s: %i', (_, one, requests) => {
    expect(cost(one)).toBe(requests);
  });

  test('a source is read once for all that copy it', () => {
    const other = { source: { uid: 'u-other' } };
    const update = (more: object = {}): PlannedChange => change('update_content', 'a', more);
    expect(cost(update(), update())).toBe(19);
    expect(cost(update(), update(other))).toBe(22);
  });

  test('seconds are what the limit takes once the burst is used up, and two more for a list after deletes', () => {
    const creates = Array.from({ length: 48 }, (_, n) => change('create', `c${n}`, no));
    const seconds = (changes: readonly PlannedChange[], burst: number): number =>
      estimate(changes, { ...limits, clusterprofiles: { rps: 10, burst } }, { preflight: false }).seconds;
    expect(seconds(creates, 0)).toBe(10);
    // 96 requests; a burst of 200 leaves 176 of which planning took 3 for the source.
    expect(seconds(creates, 200)).toBe(0);
    // 88 - 3 of them are covered, 11 are left.
    expect(seconds(creates, 100)).toBe(2);
    expect(seconds([...creates.slice(0, 46), change('delete', 'd', { uid: 'u' })], 0)).toBe(12);
    expect(seconds([change('delete', 'd', { uid: 'u' })], 200)).toBe(0);
    expect(estimate(creates, 'off', { preflight: true }).seconds).toBe(0);
  });

  // 24 requests. Of a burst of 25, 22 may be used: by planning first.
  const twelve = Array.from({ length: 12 }, (_, n) => change('create', `c${n}`, no));
  const noop = (uid: string | null): PlannedChange => change('noop', 'n', { uid });
  test.each<[string, readonly PlannedChange[], boolean, number]>([
    ['its source', twelve, false, 5],
    ['its source and a question about each create', twelve, true, 17],
    ['its source and each existing clone', [...twelve, noop('u'), noop('v')], false, 7],
    ['no question about existing clones', [...twelve, noop('u'), noop('v')], true, 19],
    ['nothing for what does not exist', [...twelve, noop(null)], false, 5],
    ['each of its sources', [...twelve, change('noop', 'n', { source: { uid: 'u-other' } })], false, 8],
    ['what is blocked as well', [...twelve, blocked(noop('u'))], false, 6],
  ])('planning takes of the burst: %s', (_, changes, preflight, left) => {
    const one = { default: { rps: 0.5, burst: 25 } };
    expect(estimate(changes, one, { preflight }).seconds).toBe(Math.ceil(left / 0.48));
  });
});

describe('what is selected', () => {
  const planned = (options: Parameters<typeof planWorld>[0]['options']) =>
    planWorld({
      desired: aDesired(aClone('a'), aClone('b', { chain: { clone: 'a' } }), aClone('c')),
      options: options ?? {},
    });
  const addresses = (options: Parameters<typeof planWorld>[0]['options']): readonly string[] =>
    planned(options).changes.map((one) => one.address);

  test.each<[string, Parameters<typeof planned>[0], readonly string[]]>([
    ['all', {}, ['a', 'c', 'b']],
    ['one', { target: ['c'] }, ['c']],
    ['one and what it copies', { target: ['b'] }, ['a', 'b']],
    ['several by globs', { target: ['a*', '?'], exclude: ['b'] }, ['a', 'c']],
    ['all but one', { exclude: ['c'] }, ['a', 'b']],
    ['what is left of a target', { target: ['*'], exclude: ['b'] }, ['a', 'c']],
  ])('%s', (_, options, expected) => {
    expect(addresses(options)).toEqual(expected);
  });

  test.each<[Parameters<typeof planned>[0], string, string]>([
    [{ target: ['x'] }, '--target x matches no clone', 'did you mean'],
    [{ exclude: ['zzzzzz'] }, '--exclude zzzzzz matches no clone', 'declared: a, b, c'],
    [{ upgrade: ['zzzzzz'] }, '--upgrade zzzzzz matches no clone', 'declared: a, b, c'],
  ])('%j is a mistake', (options, message, hint) => {
    const found = planned(options).diagnostics.find(({ code }) => code === 'plan/nothing-selected');
    expect([found?.severity, found?.message]).toEqual(['error', message]);
    expect(found?.hint).toContain(hint);
  });

  test('more than ten ids are cut', () => {
    const clones = Array.from({ length: 11 }, (_, n) => aClone(`clone-${String.fromCharCode(97 + n)}`));
    const { diagnostics } = planWorld({ desired: aDesired(...clones), options: { target: ['zzzzzzzzzzz'] } });
    expect(diagnostics[0]?.hint).toBe(
      `declared: ${clones
        .slice(0, 10)
        .map(({ id }) => id)
        .join(', ')}, …`,
    );
  });
});
