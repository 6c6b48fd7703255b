// What a saved plan rests on, by the kind of change: what has to be read, which names must be free, and who may have them.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { neededKeys, neededObjects } from '../../src/plan/stale.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  BASE,
  type CloneFacts,
  type ObjectFacts,
  PLACE,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { type NowFacts, staleness } from '../support/staleness.ts';

const made = (facts: Partial<ObjectFacts> = {}): ObservedObject =>
  anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', ...facts });
const edge = made();
const edited = made({ text: 'a: 9' });
const renamed = made({ name: 'other' });
const newer = made({ uid: 'u-newer', version: '2.0.0' });
const row = aRow('edge', edge);
const older = { ...row, address: 'edge@1.0.0' as Address, status: 'superseded' } as const;

const world = (facts: CloneFacts, more: WorldFacts = {}): WorldFacts => ({
  desired: aDesired(aClone('edge', { source: { version: '1.0.0' }, ...facts })),
  rows: [row],
  objects: [edge],
  ...more,
});
const kinds = {
  create: world({}, { rows: [], objects: [] }),
  'another version': world({ target: { version: '2.0.0' } }),
  replace: world({ target: { project: 'edge-prod' } }),
  recreate: world({ content: 'mirror', mirrorBy: 'recreate' }, { objects: [edited] }),
  'update of content': world({ content: 'mirror' }, { objects: [edited] }),
  'update of labels': world({ target: { labels: { a: 'b' } } }),
  'name that is set back': world({}, { objects: [renamed] }),
  'change of state': world({ protect: true }),
  adopt: world({ adopt: true }, { rows: [] }),
  delete: { rows: [row], objects: [edge], options: { destroy: true } },
  'forgotten row': { rows: [row], gone: ['u-edge'], options: { destroy: true } },
  'row that is let go of': {
    desired: { ...aDesired(), removed: [{ clone: 'edge', place: PLACE }] },
    rows: [row],
    objects: [edge],
  },
  move: { desired: aDesired(aClone('new', { target: { name: 'edge' } })), rows: [row], objects: [edge] },
  'version that is current again': world({}, { rows: [aRow('edge', newer), older], objects: [edge, newer] }),
  'clone that stays as it is': world({}),
  'blocked create': world({}, { rows: [] }),
} satisfies Record<string, WorldFacts>;
type Kind = keyof typeof kinds;
const planOf = (kind: Kind): Plan => planWorld(kinds[kind]);
const dev = scopeOf('edge-dev');

describe('what is read, where, and whose name must be free', () => {
  test.each<
    [Kind, readonly string[], readonly (readonly [string, string | null, boolean])[], readonly string[]]
  >([
    ['create', ['create new'], [['u-base-1', null, false]], ['edge 1.0.0 p-edge-dev']],
    [
      'another version',
      ['create new_version', 'noop unchanged'],
      [['u-base-1', null, false]],
      ['edge 2.0.0 p-edge-dev'],
    ],
    [
      'replace',
      ['replace target_changed'],
      [
        ['u-edge', 'p-edge-dev', true],
        ['u-base-1', null, false],
      ],
      ['edge 1.0.0 p-edge-prod'],
    ],
    [
      'recreate',
      ['replace clone_edited'],
      [
        ['u-edge', 'p-edge-dev', true],
        ['u-base-1', null, false],
      ],
      ['edge 1.0.0 p-edge-dev'],
    ],
    [
      'update of content',
      ['update clone_edited'],
      [
        ['u-edge', 'p-edge-dev', true],
        ['u-base-1', null, false],
      ],
      [],
    ],
    ['update of labels', ['update metadata'], [['u-edge', 'p-edge-dev', true]], []],
    [
      'name that is set back',
      ['update metadata'],
      [['u-edge', 'p-edge-dev', true]],
      ['edge 1.0.0 p-edge-dev'],
    ],
    ['change of state', ['update metadata'], [['u-edge', 'p-edge-dev', true]], []],
    [
      'adopt',
      ['adopt equal_content'],
      [
        ['u-edge', 'p-edge-dev', true],
        ['u-base-1', null, false],
      ],
      [],
    ],
    ['delete', ['delete not_declared'], [['u-edge', 'p-edge-dev', true]], []],
    ['forgotten row', ['forget gone'], [['u-edge', 'p-edge-dev', false]], []],
    ['row that is let go of', ['forget removed_block'], [['u-edge', 'p-edge-dev', true]], []],
    ['move', ['move same_object'], [['u-edge', 'p-edge-dev', true]], []],
    [
      'version that is current again',
      ['move reinstated', 'noop unchanged'],
      [['u-edge', 'p-edge-dev', true]],
      [],
    ],
    ['clone that stays as it is', ['noop unchanged'], [], []],
    ['blocked create', ['blocked new'], [], []],
  ])('%s', (kind, changes, objects, keys) => {
    const plan = planOf(kind);
    expect(plan.changes.map(({ action, reason }) => `${action} ${reason}`)).toEqual(changes);
    expect(
      neededObjects(plan).map(({ uid, scope, known }) => [uid, scope.projectUid, known !== null]),
    ).toEqual(objects);
    expect(
      neededKeys(plan).map(({ name, version, projectUid }) => `${name} ${version} ${projectUid}`),
    ).toEqual(keys);
  });

  test('an object that is changed and copied is read whole, in either order', () => {
    const plan = planWorld({
      desired: aDesired(
        aClone('copy', {
          source: { profile: 'edge', scope: 'project', project: 'edge-dev' },
          target: { project: 'edge-prod' },
        }),
        aClone('edge', { target: { labels: { a: 'b' } } }),
      ),
      rows: [row],
      objects: [edge],
    });
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`).toSorted()).toEqual([
      'create copy',
      'update edge',
    ]);
    const { changes } = plan;
    for (const ordered of [changes, changes.toReversed()])
      expect(neededObjects({ ...plan, changes: ordered })).toEqual([
        { uid: 'u-edge', scope: dev, known: null },
      ]);
  });
});

describe('nothing is stale while nothing changed', () => {
  test.each(Object.keys(kinds) as readonly Kind[])('%s', (kind) => {
    const { rows = [], objects = [] }: WorldFacts = kinds[kind];
    expect(staleness(planOf(kind), { rows, objects })).toEqual([]);
  });
});

describe('a name that must be free', () => {
  const taken = (name: string) => [`plan/stale-key edge: ${name} now exists (UID u-x)`];
  test.each<[Kind, string | null, readonly string[]]>([
    ['another version', 'u-x', taken('edge 2.0.0')],
    ['replace', 'u-x', taken('edge 1.0.0')],
    ['recreate', 'u-x', taken('edge 1.0.0')],
    ['recreate', 'u-edge', []],
    ['recreate', null, []],
    ['name that is set back', 'u-x', taken('edge 1.0.0')],
    ['name that is set back', 'u-edge', []],
    ['name that is set back', null, []],
    ['update of content', 'u-x', []],
    ['adopt', 'u-x', []],
  ])('of a %s, held by %s', (kind, holder, expected) => {
    const { rows = [], objects = [] }: WorldFacts = kinds[kind];
    expect(staleness(planOf(kind), { rows, objects, holder })).toEqual(expected);
  });

  test('is checked for a version that is set back, too', () => {
    const plan = planWorld(world({}, { objects: [made({ version: '3.0.0' })] }));
    expect(neededKeys(plan)).toEqual([edge.key]);
  });
});

describe('what changed since', () => {
  const used = (object: ObservedObject): ObservedObject => ({
    ...object,
    inUse: { clusters: [{ uid: 'c', name: 'one' }], templates: [] },
  });
  const [base1] = BASE;
  test.each<[string, Kind, NowFacts, readonly string[]]>([
    [
      'clusters use what is updated',
      'update of content',
      { rows: [row], objects: [used(edited)] },
      ['plan/stale-use edge: clusters have started to use it since: one'],
    ],
    [
      'clusters use what is deleted and created again',
      'recreate',
      { rows: [row], objects: [used(edited)] },
      ['plan/stale-use edge: clusters have started to use it since: one'],
    ],
    ['clusters use what is taken over, and nothing happens to it', 'adopt', { objects: [used(edge)] }, []],
    [
      'nobody read the object',
      'delete',
      { rows: [row], unread: ['u-edge'] },
      ['plan/stale-object edge: it is no longer in Palette'],
    ],
    ['nobody read the object that was gone', 'forgotten row', { rows: [row], unread: ['u-edge'] }, []],
    [
      'nobody read the source',
      'create',
      { unread: ['u-base-1'] },
      ['plan/stale-source edge: its source base 1.0.0 is no longer in Palette'],
    ],
    [
      'the source has other content',
      'update of content',
      { rows: [row], objects: [edited, { ...base1, digest: edited.digest }] },
      ['plan/stale-source edge: its source base 1.0.0 has changed since'],
    ],
    ['what stays as it is was edited', 'clone that stays as it is', { rows: [row], objects: [edited] }, []],
  ])('%s', (_, kind, now, expected) => {
    expect(staleness(planOf(kind), now)).toEqual(expected);
  });

  test('blanks at the ends of a description are none, whoever has them', () => {
    const plan = planWorld({
      rows: [row],
      objects: [{ ...edge, description: ' text\n' }],
      options: { destroy: true },
    });
    expect(staleness(plan, { rows: [row], objects: [{ ...edge, description: 'text' }] })).toEqual([]);
  });

  test('a content that nobody had told then is compared by what it showed', () => {
    const untold = { ...edge, digest: null, content: null };
    const plan = planWorld({ rows: [row], objects: [untold], options: { destroy: true } });
    expect(staleness(plan, { rows: [row], objects: [edge] })).toEqual([]);
    expect(staleness(plan, { rows: [row], objects: [edited] })).toEqual([
      'plan/stale-object edge: its content has changed in Palette since',
    ]);
  });

  test('an object that could not be read when its row was let go of may be there', () => {
    const { objects: _objects, ...facts } = kinds['row that is let go of'];
    const plan = planWorld({ ...facts, unreadable: ['u-edge'] });
    expect(plan.changes.map(({ action }) => action)).toEqual(['forget']);
    expect(staleness(plan, { rows: [row], objects: [edge] })).toEqual([]);
  });
});

describe('what an earlier change of the same plan does', () => {
  test('takes a place that another clone leaves', () => {
    const plan = planWorld({
      desired: {
        ...aDesired(
          aClone('new', { target: { name: 'edge' } }),
          aClone('edge', { target: { name: 'other' } }),
        ),
        moved: [{ from: 'edge', to: 'new', place: PLACE }],
      },
      rows: [row],
      objects: [edge],
    });
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'move new',
      'create edge',
    ]);
    expect(staleness(plan, { rows: [row], objects: [edge] })).toEqual([]);
  });

  test('updates what has a new address', () => {
    const plan = planWorld({
      desired: aDesired(aClone('new', { target: { name: 'edge', labels: { a: 'b' } } })),
      rows: [row],
      objects: [edge],
    });
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'move new',
      'update new',
    ]);
    expect(staleness(plan, { rows: [row], objects: [edge] })).toEqual([]);
  });
});

describe('a clone of a clone', () => {
  const above = anObject({ uid: 'u-above', name: 'above', version: '1.0.0', project: 'platform' });
  const aboveRow = aRow('above', above);
  const chained = (facts: CloneFacts, more: CloneFacts = {}) =>
    aDesired(
      aClone('above', { source: { version: '1.0.0' }, target: { project: 'platform' }, ...facts }),
      aClone('edge', { chain: { clone: 'above' }, ...more }),
    );

  test('whose link is made first rests on no source', () => {
    const plan = planWorld({ desired: chained({}) });
    expect(neededObjects(plan).map(({ uid }) => uid)).toEqual(['u-base-1']);
    expect(staleness(plan, {})).toEqual([]);
  });

  test('whose link is updated first does not rest on what the link has now', () => {
    const plan = planWorld({
      desired: chained({ content: 'mirror' }),
      rows: [aboveRow],
      objects: [{ ...above, ...contentOf(edited) }],
    });
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'update above',
      'create edge',
    ]);
    expect(plan.changes[1]?.preconditions.source?.uid).toBe('u-above');
    const now = { rows: [aboveRow], objects: [{ ...above, ...contentOf(edited) }] };
    expect(staleness(plan, now)).toEqual([]);
    expect(neededObjects(plan).map(({ uid, known }) => [uid, known !== null])).toEqual([
      ['u-above', true],
      ['u-base-1', false],
    ]);
  });

  test('whose link stays as it is rests on it', () => {
    const plan = planWorld({ desired: chained({}), rows: [aboveRow], objects: [above] });
    expect(neededObjects(plan)).toEqual([{ uid: 'u-above', scope: scopeOf('platform'), known: null }]);
    expect(staleness(plan, { rows: [aboveRow], objects: [{ ...above, ...contentOf(edited) }] })).toEqual([
      'plan/stale-source edge: its source above 1.0.0 has changed since',
    ]);
  });

  test('that waits for the link of another one rests on its own source', () => {
    const plan = planWorld({ desired: chained({}), rows: [aboveRow], objects: [above] });
    const [noop, create] = plan.changes;
    if (noop === undefined || create === undefined) throw new Error('there are two');
    const waiting = { ...plan, changes: [{ ...create, needs: ['far' as Address] }] };
    expect(neededObjects(waiting).map(({ uid }) => uid)).toEqual(['u-above']);
  });
});

function contentOf({ digest, shown, content, outline }: ObservedObject): Partial<ObservedObject> {
  return { digest, shown, content, ...(outline === undefined ? {} : { outline }) };
}
