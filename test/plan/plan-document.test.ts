// What a plan says of itself and of what it is about: whether it can be applied, whether it is whole, and what else was looked up.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { withDetail } from '../../src/content/diff-detail.ts';
import { contentDigest, contentOutline, shownDigest } from '../../src/inventory/digest.ts';
import { scopeId } from '../../src/model/natural-key.ts';
import type { ObservedObject, PackStages, ScopeRead } from '../../src/model/observed.ts';
import { decideAll } from '../../src/plan/decide.ts';
import { findMacroScopes, findUntoldSources, showingPlan } from '../../src/plan/make-plan.ts';
import { aChange, aPlan } from '../render/plan-cases.ts';
import {
  aClone,
  aContent,
  aDesired,
  anObject,
  aRow,
  BASE,
  inputOf,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { aPack } from '../support/contents.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const [, newer] = BASE;
const row = aRow('edge', edge);
const creating: WorldFacts = { desired: aDesired(aClone('edge')) };
const standing: WorldFacts = { ...creating, rows: [row], objects: [edge] };
const upgraded: WorldFacts = {
  ...standing,
  desired: aDesired(aClone('edge', { content: 'mirror', source: { version: '1.2.0' } })),
};
const holding = (object: ObservedObject, content: Content): ObservedObject => ({
  ...object,
  content,
  digest: contentDigest(content),
  shown: shownDigest(content),
  outline: contentOutline(content),
});
const refused = { status: 'refused', code: 'Full', message: 'no room' } as const;

test.each<[string, WorldFacts, boolean]>([
  ['one with work can', creating, true],
  ['one without work has nothing to be applied', standing, false],
  ['one with a change that is blocked cannot', { ...creating, preflight: { edge: refused } }, false],
  [
    'nor where another change is free',
    { desired: aDesired(aClone('a'), aClone('b')), preflight: { a: refused } },
    false,
  ],
  ['nor where a flag is a mistake', { ...creating, options: { exclude: ['something-else'] } }, false],
])('whether a plan can be applied: %s', (_, world, expected) => {
  expect(planWorld(world).applyable).toBe(expected);
});

test.each<[string, WorldFacts, boolean, boolean]>([
  ['where all was read', standing, true, false],
  ['where an object could not be read', { ...standing, unreadable: ['u-other'] }, false, true],
  ['where a list could not be read', { ...standing, unreadableScopes: ['platform'] }, false, true],
  [
    'where Palette did not answer for a create',
    { ...creating, preflight: { edge: { status: 'unanswered', code: 'Busy', message: 'try again' } } },
    false,
    false,
  ],
  ['where it answered', { ...creating, preflight: { edge: { status: 'accepted' } as never } }, true, false],
  ['of a target', { ...standing, options: { target: ['edge'] } }, false, false],
  ['without what is excluded', { ...standing, options: { exclude: ['edge'] } }, false, false],
  ['of a project', { ...standing, options: { projects: ['*'] } }, false, false],
  ['where nothing was to be read', { ...standing, options: { refresh: 'none' } }, false, false],
  ['where few things were to be read', { ...standing, options: { refresh: 'fast' } }, true, false],
])('whether a plan is complete, and whether a read failed: %s', (_, world, complete, errored) => {
  const plan = planWorld(world);
  expect([plan.complete, plan.errored]).toEqual([complete, errored]);
});

test('a plan names the tool, the time, and the state that it is of', () => {
  expect(planWorld(standing)).toMatchObject({
    tool: 'cloneform test',
    createdAt: '2026-01-01T00:00:00.000Z',
    tenantUid: 't',
    host: 'h',
    state: { lineage: 'l', serial: 7 },
  });
  expect(planWorld(creating).state).toEqual({ lineage: null, serial: 0 });
});

test('what nobody manages is listed by the names of clones, or all of it', () => {
  const objects = ['edge', 'other'].map((name) =>
    anObject({ uid: `u-${name}-9`, name, version: '9.0.0', project: 'edge-dev' }),
  );
  const names = (options: WorldFacts['options'] = {}): readonly string[] =>
    planWorld({ ...standing, objects: [edge, ...objects], options }).unmanaged.map(({ name }) => name);
  expect(names()).toEqual(['edge']);
  expect(names({ allUnmanaged: true })).toEqual(['edge', 'other']);
});

test('objects that stand in the way can be imported, each by one entry', () => {
  expect(planWorld({ ...creating, objects: [edge] }).imports).toEqual([{ to: 'edge', uid: 'u-edge' }]);
  expect(Object.keys(planWorld({ ...creating, preflight: { edge: refused } }))).not.toContain('imports');
});

describe('what is known of places', () => {
  const packs = holding(newer, { ...aContent(), packs: [aPack('hello', { registryUid: 'r-1' })] });
  const observed = {
    projectTags: new Map([
      ['p-edge-dev', { tier: 'gold' }],
      ['p-platform', {}],
    ]),
    registryNames: new Map([
      ['r-1', 'public'],
      ['r-2', 'private'],
    ]),
  };

  test('is that of those that the plan is about', () => {
    const plan = planWorld({ ...creating, objects: [packs], observed });
    expect(plan.projectTags).toEqual({ 'p-edge-dev': { tier: 'gold' } });
    expect(plan.registries).toEqual({ 'r-1': 'public' });
  });

  test('has no members where nothing was read, or the plan is about none of it', () => {
    const elsewhere = {
      desired: aDesired(aClone('edge', { target: { scope: 'tenant', project: null } })),
      observed,
    };
    for (const plan of [planWorld(creating), planWorld(elsewhere)]) {
      expect(Object.keys(plan)).not.toContain('projectTags');
      expect(Object.keys(plan)).not.toContain('registries');
    }
  });
});

describe('how much of values a plan shows', () => {
  const overrides = desiredOverrides('packs: { hello: { values: { b: 7 } } }');
  const edited: WorldFacts = {
    ...standing,
    desired: aDesired(aClone('edge', { content: 'mirror', source: { version: '1.2.0' }, overrides })),
    objects: [anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'a: 9' })],
  };
  const whole = planWorld({ ...edited, options: { revert: ['*'] } });
  const content = whole.changes[0]?.content ?? expect.fail('it changes content');
  const drifted = whole.drift[0]?.content ?? expect.fail('its drift is shown');

  test('is all of them unless asked otherwise', () => {
    expect(JSON.stringify(content)).toContain('7');
    expect(planWorld({ ...edited, options: { revert: ['*'], diff: 'values' } }).changes).toEqual(
      whole.changes,
    );
    expect(showingPlan(whole, 'values')).toBe(whole);
  });

  test.each(['keys', 'none'] as const)('is less with --diff %s, of changes, drift and overrides', (diff) => {
    const plan = planWorld({ ...edited, options: { revert: ['*'], diff } });
    expect(plan.changes[0]?.content).toEqual(withDetail(content, diff));
    expect(plan.drift[0]?.content).toEqual(withDetail(drifted, diff));
    expect(plan.changes[0]?.overrides).toMatchObject([
      { pack: 'hello', part: 'values', path: diff === 'keys' ? 'b' : '', source: null, wanted: '(hidden)' },
    ]);
    const shown = showingPlan(whole, diff);
    expect([shown.changes, shown.drift]).toEqual([plan.changes, plan.drift]);
  });

  test('is nothing of an override that has no values', () => {
    const override = { pack: 'a', part: 'values', path: 'b', source: null, wanted: '1' };
    const conflict = { ...override, wanted: null, source: '2', sourceBefore: null, clone: null };
    const known = { ...conflict, sourceBefore: '3', clone: '4' };
    const plan = aPlan([aChange('a', { overrides: [override, conflict, known] }), aChange('b')]);
    const hidden = '(hidden)';
    expect(showingPlan(plan, 'keys').changes.map((change) => change.overrides)).toStrictEqual([
      [
        { ...override, wanted: hidden },
        { ...conflict, source: hidden },
        { ...known, source: hidden, sourceBefore: hidden, clone: hidden },
      ],
      undefined,
    ]);
    expect(showingPlan(plan, 'none').changes[0]?.overrides?.map(({ path }) => path)).toEqual(['', '', '']);
    expect(Object.keys(showingPlan(plan, 'keys').changes[1] ?? {})).not.toContain('content');
  });
});

describe('macros', () => {
  const using = anObject({
    uid: 'u-base-2',
    name: 'base',
    version: '1.2.0',
    text: 'a: "{{.spectro.macro.registry}}"',
  });
  const tenant = { target: { scope: 'tenant', project: null } } as const;

  test.each<[string, WorldFacts, readonly string[]]>([
    ['of the project and of the tenant', { ...creating, objects: [using] }, ['', 'p-edge-dev']],
    ['of the tenant alone', { desired: aDesired(aClone('edge', tenant)), objects: [using] }, ['']],
    ['none where the content uses none', creating, []],
    ['none where nothing is copied', { ...standing, objects: [edge, using] }, []],
    ['none where nobody knows the content', { ...creating, objects: [{ ...using, content: null }] }, []],
    [
      'those of a content that another object has',
      {
        ...creating,
        objects: [
          { ...using, content: null },
          { ...using, uid: 'u-other', key: edge.key },
        ],
        desired: aDesired(aClone('fresh')),
      },
      ['', 'p-edge-dev'],
    ],
  ])('are worth knowing %s', (_, world, expected) => {
    expect([...findMacroScopes(decideAll(inputOf(world)))]).toEqual(expected);
  });

  test.each<[string, Readonly<Record<string, readonly string[]>>, boolean]>([
    ['both lists lack it', { '': [], 'p-edge-dev': ['other'] }, true],
    ['the project has it', { '': [], 'p-edge-dev': ['registry'] }, false],
    ['the tenant has it', { '': ['registry'], 'p-edge-dev': [] }, false],
    ['the list of the tenant was not read', { 'p-edge-dev': [] }, false],
    ['the list of the project was not read', { '': [] }, false],
  ])('are missing where %s: %s', (_, lists, isMissing) => {
    const macros = new Map(Object.entries(lists).map(([uid, names]) => [uid, new Set(names)]));
    const plan = planWorld({ ...creating, objects: [using], observed: { macros } });
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(isMissing ? ['plan/skew-missing-macro'] : []);
  });

  test('of a clone at tenant scope are those of the tenant', () => {
    const world = { desired: aDesired(aClone('edge', tenant)), objects: [using] };
    const missing = { ...world, observed: { macros: new Map([['', new Set<string>()]]) } };
    expect(planWorld(missing).diagnostics.map(({ code }) => code)).toEqual(['plan/skew-missing-macro']);
  });
});

describe('packs that are on their way out', () => {
  const digest = newer.digest ?? expect.fail('it was read whole');
  const copyOfNewer = {
    ...row,
    digest,
    source: { ...row.source, uid: newer.uid, version: newer.key.version, digest },
  };
  const stages: PackStages = { deprecated: 1, disabled: 0, deleted: 0 };
  const listed = (uid: string, packStages: PackStages): ReadonlyMap<string, ScopeRead> => {
    const { scopes } = inputOf({}).observed;
    return new Map(
      [...scopes].map(([id, read]) => [
        id,
        read.status === 'listed' && id === scopeId(scopeOf(null))
          ? {
              ...read,
              versions: read.versions.map((one) =>
                one.uid === uid ? { ...one, seen: { packStages } as never } : one,
              ),
            }
          : read,
      ]),
    );
  };
  const told = { code: 'skew-deprecated-pack', text: 'base 1.2.0 has 1 deprecated pack' };
  const cases: readonly (readonly [string, WorldFacts, readonly object[] | undefined, readonly string[]])[] =
    [
      ['are not known unless somebody asks', creating, undefined, ['u-base-2']],
      [
        'are what was asked',
        { ...creating, observed: { packStages: new Map([['u-base-2', stages]]) } },
        [told],
        [],
      ],
      [
        'are what was asked of this source',
        { ...creating, observed: { packStages: new Map([['u-base-1', stages]]) } },
        undefined,
        ['u-base-2'],
      ],
      [
        'are what the list says',
        { ...creating, observed: { scopes: listed('u-base-2', stages) } },
        [told],
        [],
      ],
      [
        'are what the list says of this source',
        { ...creating, observed: { scopes: listed('u-base-1', stages) } },
        undefined,
        ['u-base-2'],
      ],
      [
        'are what was asked rather than what the list says',
        {
          ...creating,
          observed: {
            scopes: listed('u-base-2', stages),
            packStages: new Map([['u-base-2', { ...stages, deprecated: 0 }]]),
          },
        },
        undefined,
        [],
      ],
      ['are of no interest where nothing is copied', standing, undefined, []],
      [
        'are asked once of a source that several clones copy, and not of one that this plan makes',
        { desired: aDesired(aClone('a'), aClone('b'), aClone('c', { chain: { clone: 'a' } })) },
        undefined,
        ['u-base-2'],
      ],
      [
        'are not known of a source that no list was needed for',
        {
          ...standing,
          rows: [copyOfNewer],
          objects: [],
          gone: ['u-edge'],
          unreadScopes: [null],
        },
        undefined,
        ['u-base-2'],
      ],
    ];
  test.each(cases)('%s', (_, world, hints, untold) => {
    expect(planWorld(world).changes[0]?.hints).toEqual(hints);
    expect(findUntoldSources(decideAll(inputOf(world))).map(({ uid }) => uid)).toEqual(untold);
  });

  test('are named with the change that copies, and in the diagnostics', () => {
    const moved = aClone('fresh', {
      content: 'mirror',
      source: { version: '1.2.0' },
      target: { name: 'edge' },
    });
    const plan = planWorld({
      ...standing,
      desired: aDesired(moved, aClone('other', { source: { version: '1.0.0' } })),
      observed: { packStages: new Map([['u-base-2', stages]]) },
    });
    expect(plan.changes.map(({ action, address, hints }) => [`${action} ${address}`, hints])).toEqual([
      ['move fresh', undefined],
      ['update fresh', [told]],
      ['create other', undefined],
    ]);
    expect(plan.diagnostics).toMatchObject([
      { code: 'plan/skew-deprecated-pack', message: `fresh: ${told.text}` },
    ]);
  });
});

test('a pack that goes back is known by what the clone had', () => {
  const had = holding(edge, { ...aContent(), packs: [aPack('hello', { tag: '2.0.0' })] });
  const plan = planWorld({ ...upgraded, rows: [aRow('edge', had)], objects: [had] });
  expect(plan.changes[0]?.hints).toEqual([
    { code: 'skew-pack-downgrade', text: 'hello 2.0.0 → 1.0.0 is a downgrade' },
  ]);
});
