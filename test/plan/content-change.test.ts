// How the content of a clone is written, what stands in the way, and what can be done about that.
import { describe, expect, test } from 'vitest';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { anObject, aRow, BASE, type CloneFacts } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import {
  AS_MADE,
  digestOf,
  lastOf,
  type OneClone,
  outcome,
  planOne,
  renderingOf,
  writtenWith,
} from '../support/one-clone.ts';

const [one, two] = BASE;
const upgraded: CloneFacts = { source: { version: '1.2.0' } };
const mirror: CloneFacts = { content: 'mirror' };
const overrides = desiredOverrides('packs: { hello: { values: { b: 2 } } }');
const revert = { revert: ['edge'] };
const incomplete = { status: 'incomplete', remarks: { found: digestOf('a: 3') } } as const;

const changeOf = (facts: OneClone): ChangeEntry => lastOf(planOne(facts));

describe('an update in place', () => {
  const entry = changeOf({
    clone: { ...upgraded, target: { labels: { team: 'edge' } }, protect: true },
    seen: { description: 'by hand', inUse: { clusters: [{ uid: 'c-1', name: 'prod-1' }], templates: [] } },
    row: { revision: 3 },
  });

  test('says all that it does, labels and description too', () => {
    const { digest, shown, lastModified } = AS_MADE;
    expect(entry).toEqual({
      address: 'edge',
      action: 'update',
      reason: 'source_upgraded',
      clone: {
        name: 'edge',
        version: '1.0.0',
        scope: 'project',
        project: 'edge-dev',
        projectUid: 'p-edge-dev',
      },
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
        observed: {
          uid: 'u-edge',
          digest,
          shown,
          lastModified,
          labels: {},
          description: 'by hand',
          published: true,
          draft: false,
        },
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

const toKeep = "to keep the clone as it is, run cloneform accept 'edge'";

/** All that blocks it: by what, why, and the way out. */
const blockedBy: readonly (readonly [
  string,
  OneClone,
  readonly (readonly [string, string, string | null])[],
])[] = [
  [
    'an edit by hand stands in the way of an upgrade',
    { clone: upgraded, text: 'a: 9' },
    [
      [
        'clone_edited',
        'it was edited in Palette, and an upgrade would overwrite the edit',
        "to keep the edit, run cloneform accept 'edge' --as-override, or declare the source version that the clone has (1.0.0); to discard it, run cloneform revert 'edge'",
      ],
    ],
  ],
  [
    'an edit by hand does not stand in the way of revert',
    { clone: upgraded, text: 'a: 9', options: revert },
    [],
  ],
  ['nor of a mirror', { clone: { ...mirror, ...upgraded }, text: 'a: 9' }, []],
  [
    'what an interrupted run wrote is no edit by hand',
    { clone: upgraded, text: 'a: 9', interrupted: 'draft' },
    [],
  ],
  [
    'what did not turn out as planned is no edit by hand',
    { clone: upgraded, text: 'a: 3', row: incomplete },
    [],
  ],
  [
    'what did not turn out as planned and was edited since is one',
    { clone: upgraded, text: 'a: 4', row: incomplete },
    [['clone_edited', expect.any(String), expect.any(String)]],
  ],
  [
    'overrides are rendered only onto what the clone was made of',
    { clone: { overrides }, source: 'a: 7' },
    [
      [
        'source_edited',
        'its overrides changed, but its source base 1.0.0 was edited since it was cloned',
        "to take the source as it is now, use --upgrade 'edge'; or restore the content of base 1.0.0 in Palette",
      ],
    ],
  ],
  [
    'they are rendered onto the source as it is by --upgrade',
    { clone: { overrides }, source: 'a: 7', options: { upgrade: ['edge'] } },
    [],
  ],
  [
    'revert goes back only to what the clone was made of',
    { text: 'a: 9', source: 'a: 7', options: revert },
    [
      [
        'source_edited',
        'its source base 1.0.0 was edited since it was cloned, so the content to revert to no longer exists',
        "to take the source as it is now, run cloneform revert 'edge' --upgrade; or restore the content of base 1.0.0 in Palette; or keep the clone as it is: cloneform accept 'edge'",
      ],
    ],
  ],
  [
    'revert takes the source as it is with --upgrade',
    { text: 'a: 9', source: 'a: 7', options: { ...revert, upgrade: ['edge'] } },
    [],
  ],
  [
    'revert of a mirror takes the source as it is',
    { clone: mirror, text: 'a: 9', source: 'a: 7', options: revert },
    [],
  ],
  ['revert of a clone whose source is as it was', { text: 'a: 9', options: revert }, []],
  [
    'revert together with another version of the source',
    { clone: upgraded, text: 'a: 9', source: 'a: 7', options: revert },
    [],
  ],
  [
    'another object has the name to which the clone is named back',
    {
      clone: upgraded,
      seen: { key: { ...AS_MADE.key, name: 'other' } },
      world: { objects: [anObject({ uid: 'u-new', name: 'edge', version: '1.0.0', project: 'edge-dev' })] },
    },
    [
      [
        'exists_unmanaged',
        'edge 1.0.0 already exists (UID u-new) and is not managed here',
        expect.any(String),
      ],
    ],
  ],
  [
    'a cluster template links it',
    { clone: upgraded, seen: { inUse: { clusters: [], templates: [{ uid: 't-1', name: 'gold' }] } } },
    [
      [
        'in_use',
        'linked to cluster template gold, which locks it',
        'unlink the profile from the template in Palette',
      ],
    ],
  ],
  [
    'the planned content is no longer there to complete it',
    { text: 'a: 3', row: incomplete, source: 'a: 7' },
    [
      [
        'clone_edited',
        'it did not turn out as planned, and its source base 1.0.0 no longer has the planned content',
        `${toKeep}; to get the planned content, restore the content of base 1.0.0; or declare another version of the source`,
      ],
    ],
  ],
  [
    'it was edited before it was completed',
    { text: 'a: 4', row: incomplete },
    [
      [
        'clone_edited',
        'it did not turn out as planned and was then edited in Palette; completing it would overwrite the edit',
        `${toKeep}; to get the planned content, run cloneform revert 'edge'`,
      ],
    ],
  ],
  ['it is completed after an edit by revert', { text: 'a: 4', row: incomplete, options: revert }, []],
  ['a mirror is completed after an edit', { clone: mirror, text: 'a: 4', row: incomplete }, []],
  [
    'what an interrupted run began to write is completed',
    { text: 'a: 4', row: incomplete, interrupted: 'draft' },
    [],
  ],
  ['what was edited to the planned content is completed', { row: incomplete }, []],
  [
    'a rollback completes it with the content that its source has again',
    {
      clone: { recorded: { digest: digestOf('a: 1'), declaredVersion: '1.0.0' } },
      row: {
        ...incomplete,
        digest: digestOf('a: 7'),
        source: { ...aRow('edge', AS_MADE).source, digest: digestOf('a: 7') },
        remarks: { found: digestOf('a: 1') },
      },
    },
    [],
  ],
  [
    'its source is gone before it was completed',
    { text: 'a: 4', row: incomplete, world: { gone: ['u-base-1'], unlisted: ['u-base-1'] } },
    [['source_missing', '"base" has no version that matches "1.0.0"', expect.any(String)]],
  ],
  [
    'an accepted edit would be overwritten',
    {
      clone: upgraded,
      text: 'a: 5',
      row: { digest: digestOf('a: 5'), remarks: { accepted: digestOf('a: 5') } },
    },
    [['accepted_edit', expect.any(String), expect.any(String)]],
  ],
  [
    'somebody works on a draft of it',
    { clone: upgraded, seen: { hasDraft: true } },
    [
      [
        'clone_edited',
        'it has an unpublished draft',
        'publish or discard the draft in Palette, then make a new plan',
      ],
    ],
  ],
  [
    'what an interrupted run made has its content in a draft',
    { clone: mirror, row: incomplete, seen: { hasDraft: true, isPublished: false } },
    [],
  ],
  [
    'beside what it published, a draft is somebody’s',
    { clone: mirror, row: incomplete, seen: { hasDraft: true } },
    [['clone_edited', 'it has an unpublished draft', expect.any(String)]],
  ],
  [
    'so it is where what was complete is no longer published',
    { clone: mirror, seen: { hasDraft: true, isPublished: false } },
    [['clone_edited', 'it has an unpublished draft', expect.any(String)]],
  ],
  [
    'the draft of an interrupted update is ours',
    { clone: upgraded, seen: { hasDraft: true }, interrupted: 'draft' },
    [],
  ],
];

test.each(blockedBy)('what blocks: %s', (_, facts, expected) => {
  const { obstacles = [] } = changeOf(facts);
  expect(obstacles.map(({ by, detail, hint }) => [by, detail, hint])).toEqual(expected);
});
