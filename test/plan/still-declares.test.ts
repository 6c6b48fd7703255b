// Whether a declaration still asks for what its clone was copied from: then a source that is missing was deleted.
import { expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone, RecordedSource } from '../../src/model/recorded.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { stillDeclares } from '../../src/plan/still-declares.ts';
import { aClone, aDesired, anObject, aRow, type CloneFacts, inputOf } from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const above = anObject({ uid: 'u-above', name: 'above', version: '1.0.0', project: 'platform' });
const aboveRow = aRow('above', above);
const olderRow = { ...aboveRow, address: 'above@1.0.0' as Address };
const inProject = { scope: 'project', projectUid: 'p-platform' } as const;
const gone = { scope: 'project', projectUid: 'p-deleted' } as const;
/** As the recorded source of a chain. */
const copied = { uid: 'u-above', name: 'above', ...inProject } as const;
const chain = { chain: { clone: 'above' } };
const digest = `sha256:${'1'.repeat(64)}` as const;

interface Facts {
  readonly declared: CloneFacts;
  readonly source?: Partial<RecordedSource>;
  /** What `above` is declared as; null: it is not. */
  readonly link?: CloneFacts | null;
  readonly rows?: readonly RecordedClone[];
}

test.each<[string, boolean, Facts]>([
  ['the same profile', true, { declared: {} }],
  ['a range that has the version', true, { declared: { source: { version: '^1.0.0' } } }],
  ['a range that does not have it', false, { declared: { source: { version: '^2.0.0' } } }],
  ['another version', false, { declared: { source: { version: '1.0.1' } } }],
  ['another profile', false, { declared: { source: { profile: 'other' } } }],
  ['that of a project', false, { declared: { source: { scope: 'project', project: 'platform' } } }],
  ['that of the tenant', false, { declared: {}, source: inProject }],
  [
    'that of the same project',
    true,
    { declared: { source: { scope: 'project', project: 'platform' } }, source: inProject },
  ],
  [
    'that of another project',
    false,
    { declared: { source: { scope: 'project', project: 'edge-dev' } }, source: inProject },
  ],
  [
    'that of a project that no longer exists',
    true,
    { declared: { source: { scope: 'project', project: 'deleted' } }, source: gone },
  ],
  [
    'that of a project that does not exist, though the recorded one does',
    false,
    { declared: { source: { scope: 'project', project: 'mistyped' } }, source: inProject },
  ],
  [
    'that of a project that does not exist, though one of the tenant was copied',
    false,
    { declared: { source: { scope: 'project', project: 'mistyped' } } },
  ],
  [
    'that of a project that exists, though the recorded one does not',
    false,
    { declared: { source: { scope: 'project', project: 'platform' } }, source: gone },
  ],
  [
    'a content of then, whatever the version',
    true,
    { declared: { source: { version: '9.9.9' }, recorded: { digest, declaredVersion: '1' } } },
  ],
  ['the same clone', true, { declared: chain, source: copied, rows: [aboveRow] }],
  [
    'the same clone, of which a superseded version was copied',
    true,
    { declared: chain, source: copied, rows: [olderRow] },
  ],
  [
    'the same clone in versions that exclude this one',
    false,
    { declared: { chain: { clone: 'above', version: '^2.0.0' } }, source: copied, rows: [aboveRow] },
  ],
  [
    'the same clone, that another one was copied for',
    false,
    { declared: chain, source: copied, rows: [{ ...aboveRow, address: 'far' as Address }] },
  ],
  ['a clone that is not declared', false, { declared: chain, source: copied, link: null, rows: [aboveRow] }],
  ['a clone that is no longer recorded, by its place', true, { declared: chain, source: copied }],
  [
    'a clone that is no longer recorded, by another name',
    false,
    { declared: chain, source: { ...copied, name: 'other' } },
  ],
  [
    'a clone that is no longer recorded, in another project',
    false,
    { declared: chain, source: { ...copied, projectUid: 'p-edge-dev' } },
  ],
  [
    'a clone that is no longer recorded, at tenant scope',
    true,
    {
      declared: chain,
      source: { uid: 'u-above', name: 'above' },
      link: { target: { scope: 'tenant', project: null } },
    },
  ],
  [
    'a clone at tenant scope that was in a project',
    false,
    { declared: chain, source: copied, link: { target: { scope: 'tenant', project: null } } },
  ],
  [
    'a clone in a project that does not exist, though one at tenant scope was copied',
    false,
    { declared: chain, source: { uid: 'u-above', name: 'above' }, link: { target: { project: 'mistyped' } } },
  ],
  [
    'a clone in a project that does not exist',
    false,
    { declared: chain, source: copied, link: { target: { project: 'mistyped' } } },
  ],
])('%s: %s', (_, expected, { declared, source = {}, link = {}, rows = [] }) => {
  const desired: DesiredClone = aClone('edge', declared);
  const links =
    link === null ? [] : [aClone('above', { ...link, target: { project: 'platform', ...link.target } })];
  const row = aRow('edge', edge, { source: { ...aRow('edge', edge).source, ...source } });
  const planning = makePlanningContext(inputOf({ desired: aDesired(desired, ...links), rows: [row] }), [
    row,
    ...rows,
  ]);
  expect(stillDeclares(planning, desired, row)).toBe(expected);
});
