// The table of changes: recorded, observed, desired → action · reason. One line of a picture per change.
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import { keyId } from '../../src/model/natural-key.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  picture,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });

const cases: readonly {
  readonly name: string;
  readonly world: WorldFacts;
  readonly expected: readonly string[];
}[] = [
  {
    name: 'a declared clone that is nowhere is created',
    world: { desired: aDesired(aClone('edge')) },
    expected: ['create · new edge'],
  },
  {
    name: 'a recorded clone that is gone is created again',
    world: { desired: aDesired(aClone('edge')), rows: [aRow('edge', edge)], gone: ['u-edge'] },
    expected: ['create · gone edge'],
  },
  {
    name: 'a clone as recorded is left alone',
    world: { desired: aDesired(aClone('edge')), rows: [aRow('edge', edge)], objects: [edge] },
    expected: ['noop · unchanged edge'],
  },
  {
    name: 'labels that differ from the declared ones are corrected',
    world: {
      desired: aDesired(aClone('edge', { target: { labels: { team: 'edge' } } })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['update · metadata edge'],
  },
  {
    name: 'labels that nobody declared are nobody’s business',
    world: {
      desired: aDesired(aClone('edge')),
      rows: [aRow('edge', edge)],
      objects: [{ ...edge, labels: { by: 'hand' } }],
    },
    expected: ['noop · unchanged edge'],
  },
  {
    name: 'a declared empty set of labels clears them',
    world: {
      desired: aDesired(aClone('edge', { target: { labels: {} } })),
      rows: [aRow('edge', edge)],
      objects: [{ ...edge, labels: { by: 'hand' } }],
    },
    expected: ['update · metadata edge'],
  },
  {
    name: 'a clone renamed in Palette is named back',
    world: {
      desired: aDesired(aClone('edge')),
      rows: [aRow('edge', edge)],
      objects: [anObject({ uid: 'u-edge', name: 'other', version: '1.0.0', project: 'edge-dev' })],
    },
    expected: ['update · metadata edge'],
  },
  {
    name: 'a renamed clone whose key is taken meanwhile is blocked',
    world: {
      desired: aDesired(aClone('edge')),
      rows: [aRow('edge', edge)],
      objects: [
        anObject({ uid: 'u-edge', name: 'other', version: '1.0.0', project: 'edge-dev' }),
        anObject({ uid: 'u-new', name: 'edge', version: '1.0.0', project: 'edge-dev' }),
      ],
    },
    expected: ['blocked · metadata edge [exists_unmanaged, would be update]'],
  },
  {
    name: 'another target name replaces',
    world: {
      desired: aDesired(aClone('edge', { target: { name: 'edge-2' } })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['replace · target_changed edge'],
  },
  {
    name: 'another target project replaces',
    world: {
      desired: aDesired(aClone('edge', { target: { project: 'edge-prod' } })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['replace · target_changed edge'],
  },
  {
    name: 'what nobody declares any more is deleted',
    world: { desired: aDesired(aClone('keep')), rows: [aRow('edge', edge)], objects: [edge] },
    expected: ['create · new keep', 'delete · not_declared edge'],
  },
  {
    name: 'what nobody declares and is gone is forgotten',
    world: { desired: aDesired(aClone('keep')), rows: [aRow('edge', edge)], gone: ['u-edge'] },
    expected: ['forget · gone edge', 'create · new keep'],
  },
  {
    name: 'a new address for the same object is a move, never a delete',
    world: {
      desired: aDesired(aClone('fresh', { target: { name: 'edge' } })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['move · same_object fresh'],
  },
  {
    name: 'a move that also changes labels says both',
    world: {
      desired: aDesired(aClone('fresh', { target: { name: 'edge', labels: { a: 'b' } } })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['move · same_object fresh', 'update · metadata fresh'],
  },
  {
    name: 'a key that a declared clone holds is taken',
    world: {
      desired: aDesired(
        aClone('edge', { target: { name: 'renamed' } }),
        aClone('thief', { target: { name: 'edge' } }),
      ),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['replace · target_changed edge', 'blocked · new thief [key_taken, would be create]'],
  },
  {
    name: 'an object that state does not know blocks a create',
    world: { desired: aDesired(aClone('edge')), objects: [edge] },
    expected: ['blocked · new edge [exists_unmanaged, would be create]'],
  },
  {
    name: 'another UID at the key of a clone that is gone blocks',
    world: {
      desired: aDesired(aClone('edge')),
      rows: [aRow('edge', edge)],
      gone: ['u-edge'],
      objects: [anObject({ uid: 'u-other', name: 'edge', version: '1.0.0', project: 'edge-dev' })],
    },
    expected: ['blocked · gone edge [exists_unmanaged, would be create]'],
  },
  {
    name: 'a missing project blocks',
    world: { desired: aDesired(aClone('edge', { target: { project: 'edge-dve' } })) },
    expected: ['blocked · new edge [project_missing, would be create]'],
  },
  {
    name: 'a missing source blocks a create',
    world: { desired: aDesired(aClone('edge', { source: { profile: 'bse' } })) },
    expected: ['blocked · new edge [source_missing, would be create]'],
  },
  {
    name: 'a source that was deleted does not block what needs none',
    world: {
      desired: aDesired(aClone('edge', { source: { profile: 'old' } })),
      rows: [aRow('edge', edge, { source: { ...aRow('edge', edge).source, uid: 'u-old', name: 'old' } })],
      objects: [edge],
      gone: ['u-old'],
    },
    expected: ['noop · unchanged edge'],
  },
  {
    name: 'a version that is not published blocks',
    world: {
      desired: aDesired(aClone('edge', { source: { profile: 'draft', version: '1.0.0' } })),
      objects: [anObject({ uid: 'u-draft', name: 'draft', version: '1.0.0', published: false })],
    },
    expected: ['blocked · new edge [unpublished_source, would be create]'],
  },
  {
    name: 'a clone that could not be read is not taken for gone',
    world: { desired: aDesired(aClone('edge')), rows: [aRow('edge', edge)], unreadable: ['u-edge'] },
    expected: ['blocked · unchanged edge [unreadable, would be noop]'],
  },
  {
    name: 'an undeclared clone that could not be read is not forgotten',
    world: { desired: aDesired(aClone('keep')), rows: [aRow('edge', edge)], unreadable: ['u-edge'] },
    expected: ['create · new keep', 'blocked · not_declared edge [unreadable, would be delete]'],
  },
  {
    name: 'a scope that could not be listed blocks creates in it',
    world: { desired: aDesired(aClone('edge')), unreadableScopes: ['edge-dev'] },
    expected: ['blocked · new edge [unreadable, would be create]'],
  },
  {
    name: 'protection outlives its declaration',
    world: {
      desired: aDesired(aClone('keep')),
      rows: [aRow('edge', edge, { isProtected: true })],
      objects: [edge],
    },
    expected: ['create · new keep', 'blocked · not_declared edge [protected, would be delete]'],
  },
  {
    name: 'a protected clone is not replaced',
    world: {
      desired: aDesired(aClone('edge', { target: { name: 'edge-2' }, protect: true })),
      rows: [aRow('edge', edge)],
      objects: [edge],
    },
    expected: ['blocked · target_changed edge [protected, would be replace]'],
  },
  {
    name: 'a clone that clusters use is not deleted',
    world: {
      desired: aDesired(aClone('keep')),
      rows: [aRow('edge', edge)],
      objects: [
        anObject({
          uid: 'u-edge',
          name: 'edge',
          version: '1.0.0',
          project: 'edge-dev',
          clusters: ['prod-1'],
        }),
      ],
    },
    expected: ['create · new keep', 'blocked · not_declared edge [in_use, would be delete]'],
  },
  {
    name: 'the flag lets a clone in use go',
    world: {
      desired: aDesired(aClone('keep')),
      rows: [aRow('edge', edge)],
      objects: [
        anObject({
          uid: 'u-edge',
          name: 'edge',
          version: '1.0.0',
          project: 'edge-dev',
          clusters: ['prod-1'],
        }),
      ],
      options: { allowDeleteInUse: true },
    },
    expected: ['create · new keep', 'delete · not_declared edge'],
  },
  {
    name: 'no flag lets a template-linked clone go',
    world: {
      desired: aDesired(aClone('keep')),
      rows: [aRow('edge', edge)],
      objects: [
        anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', templates: ['t'] }),
      ],
      options: { allowDeleteInUse: true },
    },
    expected: ['create · new keep', 'blocked · not_declared edge [in_use, would be delete]'],
  },
  {
    name: 'Palette’s own refusal blocks a create',
    world: {
      desired: aDesired(aClone('edge')),
      preflight: { edge: { status: 'refused', code: 'Nope', message: 'no' } },
    },
    expected: ['blocked · new edge [preflight, would be create]'],
  },
  {
    name: 'destroy deletes what is recorded, in reverse',
    world: {
      rows: [aRow('a', anObject({ uid: 'u-a', name: 'a', version: '1.0.0' })), aRow('edge', edge)],
      objects: [edge, anObject({ uid: 'u-a', name: 'a', version: '1.0.0' })],
      options: { destroy: true },
    },
    expected: ['delete · not_declared edge', 'delete · not_declared a'],
  },
];

test.each(cases)('$name', ({ world, expected }) => {
  expect(picture(planWorld(world))).toEqual(expected);
});

test.each(cases)('planning twice gives the same bytes: $name', ({ world }) => {
  expect(JSON.stringify(planWorld(world))).toBe(JSON.stringify(planWorld(world)));
});

describe('sources', () => {
  const versionOf = (world: WorldFacts): string | null | undefined =>
    planWorld(world).changes[0]?.source.version;

  test('a range takes the highest published version and leaves prereleases out', () => {
    expect(versionOf({ desired: aDesired(aClone('edge', { source: { version: '>=1.0.0' } })) })).toBe(
      '1.2.0',
    );
  });

  test('an exact version is taken to the letter, prereleases too', () => {
    expect(versionOf({ desired: aDesired(aClone('edge', { source: { version: '2.0.0-rc.1' } })) })).toBe(
      '2.0.0-rc.1',
    );
  });

  test('a clone stays on its version while the range allows it', () => {
    const facts = { desired: aDesired(aClone('edge')), rows: [aRow('edge', edge)], objects: [edge] };
    expect(versionOf(facts)).toBe('1.0.0');
  });

  test('an unpublished version is passed over for the next lower one', () => {
    const draft = anObject({ uid: 'u-base-4', name: 'base', version: '1.9.0', published: false });
    expect(versionOf({ desired: aDesired(aClone('edge')), objects: [draft] })).toBe('1.2.0');
  });

  test('a missing version lists what exists and names the prereleases', () => {
    const plan = planWorld({ desired: aDesired(aClone('edge', { source: { version: '^3.0.0' } })) });
    const hint = plan.changes[0]?.obstacles?.[0]?.hint ?? '';
    expect(hint).toContain('1.0.0, 1.2.0, 2.0.0-rc.1');
    expect(hint).toContain('declare one exactly');
  });

  test('target.version: source takes the version of the source', () => {
    const plan = planWorld({ desired: aDesired(aClone('edge', { target: { version: 'source' } })) });
    expect(plan.changes[0]?.clone.version).toBe('1.2.0');
  });

  test('a misspelt project gets the nearest one and the list', () => {
    const plan = planWorld({ desired: aDesired(aClone('edge', { target: { project: 'edge-dve' } })) });
    expect(plan.changes[0]?.obstacles?.[0]?.hint).toMatch(
      /did you mean "edge-dev"\?.*"edge-prod".*"platform"/,
    );
  });
});

describe('guards', () => {
  const rows = Array.from({ length: 30 }, (_, n) =>
    anObject({ uid: `u-${n}`, name: `c-${n}`, version: '1.0.0' }),
  );
  const world = (kept: number, options: WorldFacts['options'] = {}): WorldFacts => ({
    desired: aDesired(
      ...rows.slice(0, kept).map((o) => aClone(o.key.name, { target: { scope: 'tenant', project: null } })),
    ),
    rows: rows.map((object) => aRow(object.key.name, object)),
    objects: rows,
    options,
  });

  test('too large a share of deletes blocks each of them, and nothing else', () => {
    const { summary } = planWorld(world(20));
    expect(summary).toMatchObject({ blocked: 10, noop: 20, delete: 0 });
  });

  test('a share within the guard passes', () => {
    expect(planWorld(world(21)).summary).toMatchObject({ blocked: 0, delete: 9 });
  });

  test('the flag lets them pass', () => {
    expect(planWorld(world(5, { allowMassDelete: true })).summary).toMatchObject({ blocked: 0, delete: 25 });
  });

  test('nothing declared while something is recorded is an error, not a delete of everything', () => {
    const plan = planWorld({ rows: [aRow('edge', edge)], objects: [edge] });
    expect(plan.diagnostics[0]?.code).toBe('plan/nothing-declared');
    expect(plan.applyable).toBe(false);
  });
});

describe('the journal of an interrupted run', () => {
  const key = { ...scopeOf('edge-dev'), name: 'edge', version: '1.0.0' };
  const made = {
    ...anObject({ uid: 'u-made', name: 'edge', version: '1.0.0', project: 'edge-dev' }),
    createdAt: '2026-01-01T00:00:05.000Z',
  };
  const open = anEntry({ address: formatAddress('edge'), key });
  const desired = aDesired(aClone('edge', { source: { version: '1.0.0' } }));
  const verdict = (world: WorldFacts): unknown => planWorld(world).changes[0]?.resume?.verdict;

  test('an object that is provably ours is taken over', () => {
    const world = { desired, operations: [open], objects: [made] };
    expect(verdict(world)).toBe('take_over');
    expect(picture(planWorld(world))).toEqual(['resume · interrupted edge', 'noop · unchanged edge']);
  });

  test.each([
    ['made before the intent', { ...made, createdAt: '2025-12-31T23:59:00.000Z' }, false],
    [
      'with different content',
      {
        ...anObject({ uid: 'u-made', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'b: 1' }),
        createdAt: made.createdAt,
      },
      true,
    ],
    ['made after the look-up', { ...made, createdAt: '2026-01-01T01:00:00.000Z' }, false],
  ])('an object %s is not ours; whether it may be is reported', (_, object, mayBe) => {
    const plan = planWorld({ desired, operations: [open], objects: [object] });
    expect(picture(plan)).toEqual(['blocked · new edge [exists_unmanaged, would be create]']);
    expect(plan.diagnostics.some(({ code }) => code === 'plan/unproven')).toBe(mayBe);
  });

  test('nothing is inferred where the server tells no time', () => {
    const plan = planWorld({ desired, operations: [open], objects: [made], serverDate: null });
    expect(picture(plan)).toEqual(['blocked · new edge [exists_unmanaged, would be create]']);
    expect(plan.diagnostics[0]).toMatchObject({
      code: 'plan/unproven',
      hint: expect.stringContaining('imports: ['),
    });
  });

  test('nothing is informed of what nobody wants any more while it is not there', () => {
    const other = aDesired(aClone('keep'));
    expect(picture(planWorld({ desired: other, operations: [open] }))).toEqual(['create · new keep']);
  });

  test('an answer that named another object is not followed', () => {
    const other = anObject({ uid: 'u-other', name: 'theirs', version: '1.0.0', project: 'edge-dev' });
    const named = { ...open, uid: 'u-other', step: 'cloned' } as const;
    const world = { desired, operations: [named], objects: [made, other] };
    const plan = planWorld(world);
    expect(plan.changes[0]).toMatchObject({ uid: 'u-made', resume: { verdict: 'take_over' } });
  });

  test('what comes late to a clone that has another version by now is an older version of it', () => {
    const next = anObject({ uid: 'u-next', name: 'edge', version: '2.0.0', project: 'edge-dev' });
    const wanted = aDesired(
      aClone('edge', { source: { version: '1.0.0' }, target: { version: '2.0.0' }, retain: 'none' }),
    );
    const rows = [aRow('edge', next)];
    const plan = planWorld({ desired: wanted, rows, operations: [open], objects: [made, next] });
    expect(picture(plan)).toEqual([
      'resume · interrupted edge@1.0.0',
      'noop · unchanged edge',
      'delete · retention edge@1.0.0',
    ]);
  });

  test('an object that is not there is made', () => {
    expect(picture(planWorld({ desired, operations: [open] }))).toEqual([
      'resume · interrupted edge',
      'create · new edge',
    ]);
  });

  test('a known UID is finished, with what is still missing', () => {
    const labelled = aDesired(
      aClone('edge', { source: { version: '1.0.0' }, target: { labels: { a: 'b' } } }),
    );
    const world = {
      desired: labelled,
      operations: [{ ...open, uid: 'u-made', step: 'cloned' } as const],
      objects: [made],
    };
    expect(picture(planWorld(world))).toEqual(['resume · interrupted edge', 'update · metadata edge']);
  });

  test('what could not be read is waited for', () => {
    const world = { desired, operations: [{ ...open, uid: 'u-made' }], unreadable: ['u-made'] };
    expect(planWorld(world).changes[0]).toMatchObject({
      action: 'blocked',
      wouldBe: 'resume',
      blockedBy: 'unreadable',
    });
  });

  test('a delete that took effect leaves state', () => {
    const rows = [aRow('edge', made)];
    const operations = [
      anEntry({ address: formatAddress('edge'), key, kind: 'delete', uid: 'u-made', source: null }),
    ];
    expect(
      picture(planWorld({ desired: aDesired(aClone('keep')), rows, operations, gone: ['u-made'] })),
    ).toEqual(['resume · interrupted edge', 'create · new keep']);
  });
});

test('all that blocks is named, the first in the order of precedence first, each with what to do', () => {
  const used = anObject({
    uid: 'u-edge',
    name: 'edge',
    version: '1.0.0',
    project: 'edge-dev',
    clusters: ['prod-1'],
  });
  const plan = planWorld({
    desired: aDesired(aClone('keep')),
    rows: [aRow('edge', used, { isProtected: true })],
    objects: [used],
  });
  const change = plan.changes.find(({ address }) => address === 'edge');
  expect(change).toMatchObject({ blockedBy: 'protected', blockers: ['protected', 'in_use'] });
  expect(change?.obstacles?.every(({ hint }) => hint !== null)).toBe(true);
});

describe('the checksum', () => {
  const desired = aDesired(aClone('edge'));

  test('does not change with what is not work', () => {
    const other = aRow('other', anObject({ uid: 'u-o', name: 'other', version: '1.0.0' }));
    const object = anObject({ uid: 'u-o', name: 'other', version: '1.0.0' });
    const wider = aDesired(aClone('edge'), aClone('other', { target: { scope: 'tenant', project: null } }));
    expect(planWorld({ desired }).checksum).toBe(
      planWorld({ desired: wider, rows: [other], objects: [object] }).checksum,
    );
  });

  test.each([
    ['labels', aClone('edge', { target: { labels: { a: 'b' } } })],
    ['the target name', aClone('edge', { target: { name: 'e' } })],
    ['the source', aClone('edge', { source: { version: '1.0.0' } })],
  ])('changes with %s', (_, clone) => {
    expect(planWorld({ desired }).checksum).not.toBe(planWorld({ desired: aDesired(clone) }).checksum);
  });
});

test('two declarations that a source version brings to one key: only the first is made', () => {
  const target = { name: 'same', version: 'source' };
  const plan = planWorld({
    desired: aDesired(aClone('a', { target }), aClone('b', { target, source: { version: '1.2.0' } })),
  });
  expect(picture(plan)).toEqual(['create · new a', 'blocked · new b [key_taken, would be create]']);
  expect(keyId({ ...scopeOf('edge-dev'), name: 'same', version: '1.2.0' })).toContain('same');
});
