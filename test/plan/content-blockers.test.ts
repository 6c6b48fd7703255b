// What stands in the way of writing the content of a clone: by what, why, and the way out.
import { expect, test } from 'vitest';
import { anObject, aRow, type CloneFacts } from '../support/a-world.ts';
import { FITTING as overrides, UPGRADED as upgraded } from '../support/clone-cases.ts';
import { AS_MADE, digestOf, lastOf, type OneClone, planOne } from '../support/one-clone.ts';

const mirror: CloneFacts = { content: 'mirror' };
const revert = { revert: ['edge'] };
const incomplete = { status: 'incomplete', remarks: { found: digestOf('a: 3') } } as const;

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
  const { obstacles = [] } = lastOf(planOne(facts));
  expect(obstacles.map(({ by, detail, hint }) => [by, detail, hint])).toEqual(expected);
});
