// One declared clone and all that bears on it: what it copies, which version it is to have, and where.
import { describe, expect, test } from 'vitest';
import { contentDigest } from '../../src/inventory/digest.ts';
import type { NaturalKey } from '../../src/model/natural-key.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import {
  type CloneContext,
  countsVersions,
  isProtectedNow,
  isReverted,
  isSamePlace,
  isSameVersion,
  isToBeProtected,
  makeCloneContext,
  sourceBefore,
  sourceOf,
} from '../../src/plan/rules/clone-context.ts';
import type { Source } from '../../src/plan/source.ts';
import {
  aClone,
  aContent,
  anObject,
  aRow,
  type CloneFacts,
  inputOf,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.4', project: 'edge-dev' });
const row = aRow('edge', edge, { declaredVersion: '1.0.0' });
const MISSING: CloneFacts['source'] = { profile: 'nothing' };

function contextOf(clone: CloneFacts, recorded?: RecordedClone, facts: WorldFacts = {}): CloneContext {
  const rows = recorded === undefined ? [] : [recorded];
  const planning = makePlanningContext(inputOf({ objects: [edge], rows, ...facts }), rows);
  return makeCloneContext(planning, aClone('edge', clone), recorded);
}

describe('the version that a clone is to have', () => {
  test.each<[string, CloneFacts, RecordedClone | undefined, string | null]>([
    ['is the declared one', { target: { version: '3.0.0' } }, undefined, '3.0.0'],
    ['is the declared one, whatever it had', {}, row, '1.0.0'],
    [
      'is that of its source',
      { source: { version: '^1.0.0' }, target: { version: 'source' } },
      undefined,
      '1.2.0',
    ],
    ['is not known without a source', { source: MISSING, target: { version: 'source' } }, undefined, null],
    ['stays without a source', { source: MISSING, target: { version: 'source' } }, row, '1.0.4'],
    ['is where counting begins', { mirrorBy: 'newVersion' }, undefined, '1.0.0'],
    ['is what counting has come to', { mirrorBy: 'newVersion' }, row, '1.0.4'],
    [
      'is where counting begins again, as the declaration says another one',
      { mirrorBy: 'newVersion', target: { version: '2.0.0' } },
      row,
      '2.0.0',
    ],
  ])('%s', (_, clone, recorded, expected) => {
    expect(contextOf(clone, recorded).version).toBe(expected);
  });

  test.each([
    ['update', false],
    ['recreate', false],
    ['newVersion', true],
  ] as const)('is counted by mirrorBy %s: %s', (mirrorBy, expected) => {
    expect(countsVersions(aClone('edge', { mirrorBy }))).toBe(expected);
  });
});

describe('the place of a clone', () => {
  test.each<[string, CloneFacts['target'], NaturalKey | null]>([
    ['is its project', {}, { ...scopeOf('edge-dev'), name: 'edge', version: '1.0.0' }],
    [
      'is the tenant',
      { scope: 'tenant', project: null, name: 'all' },
      { scope: 'tenant', projectUid: null, name: 'all', version: '1.0.0' },
    ],
    ['is not known where its project does not exist', { project: 'nowhere' }, null],
    ['is not known where it has neither scope nor project', { project: null }, null],
  ])('%s', (_, target, expected) => {
    expect(contextOf(target === undefined ? {} : { target }).key).toEqual(expected);
  });

  test('is not known without its version', () => {
    expect(contextOf({ source: MISSING, target: { version: 'source' } }).key).toBeNull();
  });

  test.each<[string, Partial<NaturalKey>, boolean]>([
    ['another version', { version: '2.0.0' }, true],
    ['another name', { name: 'other' }, false],
    ['another project', { projectUid: 'p-edge-prod' }, false],
    ['another scope', { scope: 'tenant' }, false],
  ])('is the same with %s: %s', (_, other, expected) => {
    expect(isSamePlace(edge.key, { ...edge.key, ...other })).toBe(expected);
  });
});

describe('what a rollback copies', () => {
  const then = { digest: contentDigest(aContent('a: then')), declaredVersion: '1.0.0' };
  const was = anObject({
    uid: 'u-edge',
    name: 'edge',
    version: '1.0.0',
    project: 'edge-dev',
    text: 'a: then',
  });
  const wasRow = aRow('edge', was);
  const source = { version: '1.0.0' };
  test.each<[string, CloneFacts, RecordedClone | undefined, WorldFacts, 'resolved' | 'missing']>([
    ['its source, where nothing else is asked for', { source }, undefined, {}, 'resolved'],
    [
      'its source, where that has what the run recorded',
      { source, recorded: { ...then, digest: contentDigest(aContent()) } },
      undefined,
      {},
      'resolved',
    ],
    [
      'nothing, where its source has something else by now',
      { source, recorded: then },
      undefined,
      {},
      'missing',
    ],
    [
      'its source, where the clone has what is wanted',
      { source, recorded: then },
      wasRow,
      { objects: [was] },
      'resolved',
    ],
    [
      'nothing, where the clone has something else, too',
      { source, recorded: then },
      wasRow,
      { objects: [{ ...was, digest: contentDigest(aContent('a: other')) }] },
      'missing',
    ],
    [
      'nothing, where what has it stands in another place',
      { source, recorded: then, target: { name: 'other' } },
      wasRow,
      { objects: [was] },
      'missing',
    ],
    [
      'nothing, where the place is not known',
      { source, recorded: then, target: { project: 'nowhere' } },
      wasRow,
      { objects: [was] },
      'missing',
    ],
    [
      'nothing, where the clone is gone',
      { source, recorded: then },
      wasRow,
      { objects: [], gone: ['u-edge'] },
      'missing',
    ],
    ['nothing, where the clone was not read', { source, recorded: then }, wasRow, { objects: [] }, 'missing'],
    [
      'its source, where overrides are to make the content of it',
      { source, recorded: then, overrides: desiredOverrides('packs: { hello: { values: { a: 1 } } }') },
      undefined,
      {},
      'resolved',
    ],
    [
      'its source, where overrides made the content of it then',
      { source, recorded: { ...then, hadOverrides: true } },
      undefined,
      {},
      'resolved',
    ],
    [
      'nothing, where there were no overrides then, either',
      { source, recorded: { ...then, hadOverrides: false } },
      undefined,
      {},
      'missing',
    ],
  ])('is %s', (_, clone, recorded, facts, expected) => {
    expect(contextOf(clone, recorded, facts).choice.status).toBe(expected);
  });

  test('is missed with a way out', () => {
    expect(contextOf({ source, recorded: then }).choice).toEqual({
      status: 'missing',
      detail: 'base 1.0.0 was changed since, and the content recorded by the run no longer exists',
      hint: "restore the old content of base 1.0.0, or exclude this clone with --exclude 'edge'",
    });
  });

  test('is missed as it is always, where its source does not exist', () => {
    expect(contextOf({ source: MISSING, recorded: then }).choice).toMatchObject({
      detail: 'there is no profile "nothing" at tenant scope',
    });
  });
});

describe('the source of a clone', () => {
  const context = contextOf({ source: { version: '1.2.0' } });
  test('is there once it is chosen', () => {
    expect(sourceOf(context)).toMatchObject({ uid: 'u-base-2' });
    expect(sourceOf(contextOf({ source: MISSING }))).toBeNull();
  });

  const source = sourceOf(contextOf({ source: { version: '1.0.0' } })) as Source;
  test.each<[string, Partial<RecordedClone['source']>, boolean]>([
    ['as it was', {}, true],
    ['deleted and made again', { uid: 'u-other' }, true],
    ['with other content', { digest: contentDigest(aContent('a: 9')) }, true],
    ['under another name', { name: 'other' }, false],
    ['in another version', { version: '1.2.0' }, false],
    ['in a project', { scope: 'project' }, false],
    ['in another project', { projectUid: 'p-edge-dev' }, false],
  ])('is the same version: %s', (_, recorded, expected) => {
    expect(isSameVersion(source, { ...row, source: { ...row.source, ...recorded } })).toBe(expected);
  });

  const before = (recorded: Partial<RecordedClone['source']>) => ({
    ...context,
    row: { ...row, source: { ...row.source, version: '1.2.0', ...recorded } },
  });
  test.each<[string, Parameters<typeof sourceBefore>[0], ReturnType<typeof sourceBefore>]>([
    ['the same one', before({}), {}],
    ['another version', before({ version: '1.0.0' }), { sourceBefore: { name: 'base', version: '1.0.0' } }],
    ['another profile', before({ name: 'other' }), { sourceBefore: { name: 'other', version: '1.2.0' } }],
    ['nothing, as it is new', { ...context, row: undefined }, {}],
    ['not known, as it has none now', contextOf({ source: MISSING }, row), {}],
  ])('was before: %s', (_, at, expected) => {
    expect(sourceBefore(at)).toEqual(expected);
  });
});

test.each<[string, readonly string[] | undefined, boolean]>([
  ['no command', undefined, false],
  ['no address', [], false],
  ['its address', ['edge'], true],
  ['a glob', ['other', 'e*'], true],
  ['another one', ['other'], false],
])('a clone is reverted by %s', (_, revert, expected) => {
  const planning = makePlanningContext(inputOf({ options: revert === undefined ? {} : { revert } }), []);
  expect(isReverted({ planning, desired: aClone('edge') })).toBe(expected);
});

describe('protection', () => {
  test.each<[string, boolean, RecordedClone, boolean, boolean]>([
    ['nobody', false, row, false, false],
    ['the declaration', true, row, true, true],
    ['the declaration until now', false, { ...row, isProtected: true }, false, true],
    ['state protect', false, { ...row, isProtected: true, remarks: { held: true } }, true, true],
    ['nobody, with other remarks', false, { ...row, remarks: { found: row.digest } }, false, false],
  ])('by %s', (_, protect, recorded, later, now) => {
    const desired = aClone('edge', { protect });
    expect(isToBeProtected(desired, recorded)).toBe(later);
    expect(isProtectedNow(desired, recorded)).toBe(now);
  });

  test('of a new clone is that of its declaration', () => {
    expect(isToBeProtected(aClone('edge', { protect: true }), undefined)).toBe(true);
    expect(isToBeProtected(aClone('edge'), undefined)).toBe(false);
  });
});
