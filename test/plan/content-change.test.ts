// How the content of a clone is written, what stands in the way, and what can be done about that.
import { describe, expect, test } from 'vitest';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { anObject, aRow, BASE, type CloneFacts } from '../support/a-world.ts';
import { FITTING as overrides, UPGRADED as upgraded } from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import {
  AS_MADE,
  asSeen,
  digestOf,
  IN_EDGE_DEV,
  lastOf,
  type OneClone,
  outcome,
  planOne,
  renderingOf,
  writtenWith,
} from '../support/one-clone.ts';

const [one, two] = BASE;
const mirror: CloneFacts = { content: 'mirror' };
const incomplete = { status: 'incomplete', remarks: { found: digestOf('a: 3') } } as const;

const changeOf = (facts: OneClone): ChangeEntry => lastOf(planOne(facts));

describe('an update in place', () => {
  const entry = changeOf({
    clone: { ...upgraded, target: { labels: { team: 'edge' } }, protect: true },
    seen: { description: 'by hand', inUse: { clusters: [{ uid: 'c-1', name: 'prod-1' }], templates: [] } },
    row: { revision: 3 },
  });

  test('says all that it does, labels and description too', () => {
    expect(entry).toEqual({
      address: 'edge',
      action: 'update',
      reason: 'source_upgraded',
      clone: IN_EDGE_DEV,
      source: {
        uid: two.uid,
        name: 'base',
        version: '1.2.0',
        digest: two.digest,
        scope: 'tenant',
        project: null,
        projectUid: null,
      },
      sourceBefore: { name: 'base', version: '1.0.0' },
      needs: [],
      preconditions: {
        recorded: { uid: 'u-edge', revision: 3 },
        observed: { ...asSeen(AS_MADE), description: 'by hand' },
        source: { uid: two.uid, digest: two.digest, shown: two.shown },
      },
      protect: true,
      uid: 'u-edge',
      before: { name: 'edge', version: '1.0.0', labels: {}, description: 'by hand' },
      after: { name: 'edge', version: '1.0.0', labels: { team: 'edge' }, description: 'by hand' },
      inUse: { clusters: [{ uid: 'c-1', name: 'prod-1' }], templates: [] },
      content: [expect.objectContaining({ pack: 'hello', change: 'values' })],
      declaredVersion: '1.0.0',
      manages: { labels: { team: 'edge' }, description: null },
    });
  });

  test('shows what changes from what the clone has to what it gets', () => {
    expect(entry.content?.[0]?.edits).toEqual([{ path: 'a', kind: 'changed', from: '1', to: '2' }]);
  });

  test('says what overrides make of the content, and which of the differences are theirs', () => {
    const change = changeOf({ clone: { ...upgraded, overrides } });
    expect(change.rendering).toEqual(renderingOf(overrides, two));
    expect(change.content?.[0]?.edits).toEqual([
      { path: 'a', kind: 'changed', from: '1', to: '2' },
      { path: 'b', kind: 'added', to: '2', by: 'override' },
    ]);
  });

  const unread = { content: null };
  test.each<[string, OneClone]>([
    ['of the clone', { clone: mirror, text: 'a: 9', seen: unread }],
    ['of its source', { clone: upgraded, world: { objects: [{ ...two, ...unread }] } }],
  ])('shows nothing while the content %s is not read', (_, facts) => {
    expect(changeOf(facts)).toMatchObject({ action: 'update', content: [] });
  });
});

describe('what mirrorBy does', () => {
  test.each<[string, OneClone, string]>([
    ['a new version', { clone: { ...upgraded, mirrorBy: 'newVersion' } }, 'create_version · source_upgraded'],
    ['created again', { clone: { ...upgraded, mirrorBy: 'recreate' } }, 'recreate · source_upgraded'],
    [
      'a new version for other overrides',
      { clone: { overrides, mirrorBy: 'newVersion' } },
      'create_version · overrides_changed',
    ],
    [
      'in place for other overrides where versions are those of the source',
      { clone: { overrides, mirrorBy: 'recreate', target: { version: 'source' } } },
      'update_content · overrides_changed',
    ],
    [
      'created again for all else there',
      { clone: { ...mirror, mirrorBy: 'recreate', target: { version: 'source' } }, source: 'a: 7' },
      'recreate · source_edited',
    ],
    [
      'completed in place',
      { clone: { mirrorBy: 'newVersion' }, text: 'a: 3', row: incomplete },
      'update_content · incomplete',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });

  test('a new version shows the difference from the one before', () => {
    expect(changeOf({ clone: { ...upgraded, mirrorBy: 'newVersion' } })).toMatchObject({
      clone: { version: '1.0.1' },
      after: { name: 'edge', version: '1.0.1' },
      contentBefore: AS_MADE.digest,
      content: [{ pack: 'hello', change: 'values' }],
      sourceBefore: { version: '1.0.0' },
    });
  });

  test('one that is created again does so, too', () => {
    expect(changeOf({ clone: { ...upgraded, mirrorBy: 'recreate' } })).toMatchObject({
      clone: { version: '1.0.0' },
      replaces: { uid: 'u-edge', clone: { name: 'edge', version: '1.0.0' } },
      content: [{ pack: 'hello', change: 'values' }],
      sourceBefore: { version: '1.0.0' },
    });
  });

  test.each<[string, OneClone]>([
    ['newVersion', { clone: { ...upgraded, mirrorBy: 'newVersion' } }],
    ['recreate', { clone: { ...upgraded, mirrorBy: 'recreate' } }],
    ['update', { clone: upgraded }],
  ])('%s is blocked by what stands in the way of the content, each told once', (_, { clone }) => {
    const stern = desiredOverrides('{ onConflict: block, packs: { hello: { values: { a: 5 } } } }');
    const accepted = { digest: digestOf('a: 6'), remarks: { accepted: digestOf('a: 6') } };
    const facts = {
      clone: { ...clone, overrides: stern },
      text: 'a: 9',
      row: { ...writtenWith(stern, one), ...accepted },
    };
    expect(changeOf(facts).obstacles?.map(({ by }) => by)).toEqual([
      'override_conflict',
      'clone_edited',
      'accepted_edit',
    ]);
  });
});

describe('the next free version', () => {
  const at = (version: string, project = 'edge-dev') =>
    anObject({ uid: `u-${version}`, name: 'edge', version, project });
  const clone: CloneFacts = { ...upgraded, mirrorBy: 'newVersion' };
  test.each<[string, OneClone, string]>([
    ['is the next patch', { clone }, '1.0.1'],
    [
      'counts from the version that the clone has',
      {
        clone,
        row: { key: { ...AS_MADE.key, version: '1.0.4' } },
        seen: { key: { ...AS_MADE.key, version: '1.0.4' } },
      },
      '1.0.5',
    ],
    ['is one that nobody has', { clone, world: { objects: [at('1.0.1'), at('1.0.2')] } }, '1.0.3'],
    ['may be another project’s', { clone, world: { objects: [at('1.0.1', 'edge-prod')] } }, '1.0.1'],
    [
      'is one that state does not have, whatever lists show',
      {
        clone,
        world: {
          rows: [aRow('edge@1.0.1', at('1.0.1'), { status: 'superseded' })],
          objects: [at('1.0.1')],
          unlisted: ['u-1.0.1'],
        },
      },
      '1.0.2',
    ],
  ])('%s', (_, facts, expected) => {
    expect(changeOf(facts).clone.version).toBe(expected);
  });

  test('after a version that is none by SemVer is the declared one', () => {
    const key = { ...AS_MADE.key, version: 'legacy' };
    const facts = { clone, row: { key, declaredVersion: '1.0.0' }, seen: { key } };
    expect(changeOf(facts).clone.version).toBe('1.0.0');
    expect(changeOf({ ...facts, world: { objects: [at('1.0.0')] } }).clone.version).toBe('1.0.1');
  });
});
