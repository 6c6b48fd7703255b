// What can stand in the way of a change, in the words that people read: what it is, and what to do about it.
import { describe, expect, test } from 'vitest';
import { HIDDEN } from '../../src/model/absence.ts';
import { keyId, type NaturalKey } from '../../src/model/natural-key.ts';
import type { InUse, PreflightAnswer } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { SourceChoice } from '../../src/plan/choose-source.ts';
import type { Blocker } from '../../src/plan/plan.ts';
import { makePlanningContext, type PlanningContext } from '../../src/plan/planning-context.ts';
import {
  importHint,
  inUseWords,
  keyBlockers,
  keyTaken,
  lockBlockers,
  preflightBlockers,
  projectBlockers,
  removalBlockers,
  sourceBlockers,
  unreadable,
} from '../../src/plan/rules/blockers.ts';
import { aClone, anObject, aRow, inputOf, scopeOf, type WorldFacts } from '../support/a-world.ts';

function contextOf(facts: WorldFacts = {}): PlanningContext {
  return makePlanningContext(inputOf(facts), facts.rows ?? []);
}

type Told = readonly (readonly [Blocker['by'], string, string | null])[];

function told(blockers: readonly Blocker[]): Told {
  return blockers.map(({ by, detail, hint }) => [by, detail, hint]);
}

const TRY_AGAIN =
  'an object that cannot be read is never treated as deleted; try again, or check the permissions of this key';

describe('a source', () => {
  const failure = { code: 'Forbidden', message: 'not allowed' };
  test.each<[SourceChoice, Told]>([
    [
      { status: 'missing', detail: 'there is none', hint: 'make one' },
      [['source_missing', 'there is none', 'make one']],
    ],
    [
      { status: 'unpublished', detail: '"base" 1.0.0 is not published' },
      [
        [
          'unpublished_source',
          '"base" 1.0.0 is not published',
          'publish it in Palette, or declare another version',
        ],
      ],
    ],
    [
      { status: 'unreadable', failure },
      [['unreadable', 'the source could not be read: Forbidden: not allowed', TRY_AGAIN]],
    ],
    [{ status: 'needs_read' }, [['unreadable', 'the source was not read', null]]],
  ])('that is $status', (choice, expected) => {
    expect(told(sourceBlockers(choice))).toEqual(expected);
  });
});

describe('a project', () => {
  test.each<[string, string | null, WorldFacts, Told]>([
    ['that is there', 'edge-dev', {}, []],
    ['of a clone at tenant scope', null, {}, []],
    [
      'that does not exist',
      'edge-dve',
      {},
      [
        [
          'project_missing',
          'there is no project "edge-dve"',
          'did you mean "edge-dev"? projects: "edge-dev", "edge-prod", "platform"',
        ],
      ],
    ],
    [
      'that nobody looked for',
      'edge-dve',
      { options: { refresh: 'none' } },
      [
        [
          'unreadable',
          'project "edge-dve" could not be read: NotRead: --refresh none reads nothing from Palette',
          TRY_AGAIN,
        ],
      ],
    ],
  ])('%s', (_, project, facts, expected) => {
    expect(told(projectBlockers(contextOf(facts), aClone('edge', { target: { project } })))).toEqual(
      expected,
    );
  });
});

const key: NaturalKey = { ...scopeOf('edge-dev'), name: 'edge', version: '1.0.0' };
const stands = anObject({ uid: 'u-stands', name: 'edge', version: '1.0.0', project: 'edge-dev' });

describe('the natural key of a new object', () => {
  const running = { command: 'apply', user: 'ann', host: 'runner', since: '2026-01-01T00:00:00.000Z' };
  const older = { ...key, version: '0.9.0' };
  const by = (address: string, facts: Partial<RecordedClone> = {}): WorldFacts => ({
    objects: [stands],
    rows: [aRow(address, stands, facts)],
  });
  test.each<[string, WorldFacts, Told]>([
    ['is free', {}, []],
    ['is not known, and asked for', { unreadScopes: ['edge-dev'] }, []],
    [
      'is in a scope that cannot be read',
      { unreadableScopes: ['edge-dev'] },
      [
        [
          'unreadable',
          'the list of profiles in the target scope could not be read: Forbidden: not allowed',
          TRY_AGAIN,
        ],
      ],
    ],
    [
      'is taken by what this key does not see',
      { observed: { names: new Map([[keyId(key), 'taken']]) } },
      [
        [
          'unreadable',
          `edge 1.0.0 could not be read: NameTaken: Palette does not show it, but reports its name as taken: it is ${HIDDEN}`,
          TRY_AGAIN,
        ],
      ],
    ],
    [
      'is that of an object that nobody manages',
      { objects: [stands] },
      [
        [
          'exists_unmanaged',
          'edge 1.0.0 already exists (UID u-stands) and is not managed here',
          "to adopt it as it is, use imports: [ { to: 'edge', uid: u-stands } ]",
        ],
      ],
    ],
    [
      'is that of what a run makes this moment',
      { objects: [stands], recorded: { running } },
      [
        [
          'unreadable',
          'edge 1.0.0 (UID u-stands) exists and is not recorded yet: a run is in progress (apply by ann on runner)',
          'make a new plan when that run has ended',
        ],
      ],
    ],
    [
      'is that of another clone',
      by('other'),
      [
        [
          'key_taken',
          'edge 1.0.0 belongs to other',
          'give one of the two another name or version, or remove other',
        ],
      ],
    ],
    [
      'is that of a superseded version of the clone',
      by('edge@1.0.0'),
      [
        [
          'key_taken',
          'edge 1.0.0 is edge@1.0.0 (UID u-stands), a superseded version of this clone',
          'fix what else blocks this change and the clone returns to that version, or give the clone another name or version',
        ],
      ],
    ],
    [
      'is the name that another version of the clone was given in Palette',
      by('edge@0.9.0', { key: older }),
      [
        [
          'key_taken',
          'edge 1.0.0 is the name in Palette of edge@0.9.0 (UID u-stands), which is recorded as edge 0.9.0',
          "rename it back to edge 0.9.0 in Palette, or remove it from state: cloneform state rm 'edge@0.9.0'",
        ],
      ],
    ],
  ])('%s', (_, facts, expected) => {
    expect(told(keyBlockers(contextOf(facts), aClone('edge'), key, null))).toEqual(expected);
  });

  test('may be held by the object itself', () => {
    expect(keyBlockers(contextOf({ objects: [stands] }), aClone('edge'), key, 'u-stands')).toEqual([]);
    expect(keyBlockers(contextOf({ objects: [stands] }), aClone('edge'), key, 'u-other')).toHaveLength(1);
  });

  test('names what to write below imports, for one block of all', () => {
    expect(keyBlockers(contextOf({ objects: [stands] }), aClone('edge'), key, null)).toMatchObject([
      { import: { to: 'edge', uid: 'u-stands' } },
    ]);
    expect(importHint("it's", '123e4')).toBe(
      "to adopt it as it is, use imports: [ { to: 'it''s', uid: '123e4' } ]",
    );
  });

  test('may come with a better hint', () => {
    expect(keyTaken(key, { address: 'other' }, 'do that').hint).toBe('do that');
  });
});

describe('two projects that swapped names', () => {
  const desired = aClone('fleet', { target: { name: 'edge' } }, true);
  const own = (uid: string, projectName: string | null, address = 'fleet["edge-dev"]'): RecordedClone =>
    aRow(address, anObject({ uid: 'u-own', name: 'edge', version: '1.0.0' }), {
      key: { ...key, projectUid: uid },
      projectName,
    });
  const holder = (uid: string, projectName: string | null): RecordedClone =>
    aRow('fleet["edge-prod"]', stands, { key: { ...key, projectUid: uid }, projectName });
  const hintFor = (...rows: readonly RecordedClone[]) =>
    keyBlockers(contextOf({ objects: [stands], rows }), desired, key, null).map(({ hint }) => hint);

  test('have their clones swapped back, or their declarations', () => {
    expect(hintFor(own('p-edge-prod', 'edge-dev'), holder('p-edge-dev', 'edge-prod'))).toEqual([
      `the projects edge-dev and edge-prod swapped names; to let each clone keep its object, run ` +
        `cloneform state mv 'fleet["edge-dev"]' 'fleet-swap' && ` +
        `cloneform state mv 'fleet["edge-prod"]' 'fleet["edge-dev"]' && ` +
        `cloneform state mv 'fleet-swap' 'fleet["edge-prod"]'; or swap their names in the declarations`,
    ]);
  });

  test.each<[string, readonly RecordedClone[]]>([
    ['the clone is new', [holder('p-edge-dev', 'edge-prod')]],
    ['both are in one project', [own('p-edge-dev', 'edge-dev'), holder('p-edge-dev', 'edge-dev')]],
    ['its own project has its name', [own('p-edge-dev', 'edge-dev'), holder('p-edge-dev', 'edge-prod')]],
    ['the other project has its name', [own('p-edge-prod', 'edge-dev'), holder('p-edge-prod', 'edge-prod')]],
    ['its project is not known', [own('p-gone', 'edge-dev'), holder('p-edge-dev', null)]],
  ])('are none where %s', (_, rows) => {
    expect(hintFor(...rows)).toEqual([
      'give one of the two another name or version, or remove fleet["edge-prod"]',
    ]);
  });
});

describe('what Palette says of a create before it is sent', () => {
  const refused = (code: string): PreflightAnswer => ({ status: 'refused', code, message: 'no' });
  const TAKEN = 'ClusterProfileAlreadyExists';
  const row = aRow('edge', stands);
  const elsewhere = { ...row, key: { ...key, name: 'other' } };
  const would = (code: string): Told => [
    [
      'preflight',
      `Palette would refuse it: ${code}: no`,
      'this is the response of clone/validate; --no-preflight skips this check',
    ],
  ];
  test.each<[string, PreflightAnswer | undefined, readonly RecordedClone[], NaturalKey | null, Told]>([
    ['nothing', undefined, [], key, []],
    ['yes', { status: 'accepted' }, [], key, []],
    ['nothing of use', { status: 'unanswered', code: 'Odd', message: 'no' }, [], key, []],
    ['no', refused('Odd'), [], key, would('Odd')],
    ['that the key is taken', refused(TAKEN), [], key, would(TAKEN)],
    [
      'that the key is taken, of a clone that is recorded elsewhere',
      refused(TAKEN),
      [elsewhere],
      key,
      would(TAKEN),
    ],
    ['that the key is taken, of a place that is not known', refused(TAKEN), [row], null, would(TAKEN)],
    ['something else, of a clone that is recorded there', refused('Odd'), [row], key, would('Odd')],
    [
      'that the key is taken, of a clone that is recorded there and looked gone',
      refused(TAKEN),
      [row],
      key,
      [
        [
          'unreadable',
          `the clone could not be read: ${TAKEN}: Palette does not show it, but reports its name as taken: it is ${HIDDEN}`,
          TRY_AGAIN,
        ],
      ],
    ],
  ])('%s', (_, answer, rows, at, expected) => {
    const planning = contextOf({ rows, preflight: answer === undefined ? {} : { edge: answer } });
    expect(told(preflightBlockers(planning, 'edge', at))).toEqual(expected);
  });
});

function inUse(clusters: readonly string[], templates: readonly string[] = []): InUse {
  const refs = (names: readonly string[]) => names.map((name) => ({ uid: `u-${name}`, name }));
  return { clusters: refs(clusters), templates: refs(templates) };
}

describe('what would be taken away', () => {
  const PROTECTED: Told[number] = [
    'protected',
    'edge is protected',
    "remove the protection first: remove protect: true and apply, or run cloneform state unprotect 'edge'",
  ];
  const used = (names: string): Told[number] => [
    'in_use',
    `in use by ${names}`,
    'move the clusters to another profile first, or apply with --dangerous-delete-in-use',
  ];
  const LOCKED: Told[number] = [
    'in_use',
    'linked to cluster template t, which locks it',
    'unlink the profile from the template in Palette',
  ];
  test.each<[string, boolean, InUse | null, boolean, Told]>([
    ['nothing holds it', false, inUse([]), false, []],
    ['nobody knows who uses it', false, null, false, []],
    ['it is protected', true, inUse([]), false, [PROTECTED]],
    ['it is protected, and nobody knows who uses it', true, null, false, [PROTECTED]],
    ['a cluster uses it', false, inUse(['a']), false, [used('cluster a')]],
    ['clusters use it', false, inUse(['a', 'b']), false, [used('clusters a, b')]],
    ['clusters use it, and that is allowed', false, inUse(['a']), true, []],
    ['it is protected and in use', true, inUse(['a']), false, [PROTECTED, used('cluster a')]],
    ['a template links it, which nothing allows', false, inUse([], ['t']), true, [LOCKED]],
    ['a template links it, and clusters use it', false, inUse(['a'], ['t']), false, [LOCKED]],
  ])('%s', (_, isProtected, uses, allowDeleteInUse, expected) => {
    const facts = { address: 'edge', isProtected, inUse: uses };
    expect(told(removalBlockers(contextOf({ options: { allowDeleteInUse } }), facts))).toEqual(expected);
  });

  test('or changed is locked only by templates', () => {
    expect(told(lockBlockers(inUse(['a'], ['t'])))).toEqual([LOCKED]);
    expect(lockBlockers(inUse(['a']))).toEqual([]);
  });

  test.each([
    ['one', ['a'], 'cluster a'],
    ['five', ['a', 'b', 'c', 'd', 'e'], 'clusters a, b, c, d, e'],
    ['more than five', ['a', 'b', 'c', 'd', 'e', 'f'], 'clusters a, b, c, d, e, … (6 in total)'],
  ])('%s by name', (_, names, expected) => {
    expect(inUseWords(inUse(names).clusters, 'cluster')).toBe(expected);
  });
});

test('what cannot be read says why', () => {
  expect(told([unreadable('the clone', { code: 'Forbidden', message: 'not allowed' })])).toEqual([
    ['unreadable', 'the clone could not be read: Forbidden: not allowed', TRY_AGAIN],
  ]);
});
