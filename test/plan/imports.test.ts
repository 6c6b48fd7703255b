// `imports` blocks that cannot be followed, and how an entry of one is written.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { importWords } from '../../src/plan/import-words.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  PLACE,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const theirs = anObject({ uid: 'u-theirs', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const own = anObject({ uid: 'u-own', name: 'edge', version: '1.0.0', project: 'edge-dev' });

function saidOf(facts: CloneFacts, more: WorldFacts, to = 'edge'): readonly Diagnostic[] {
  const imports = [{ to, uid: 'u-theirs', place: { ...PLACE, line: 7 } }];
  const plan = planWorld({ desired: { ...aDesired(aClone('edge', facts)), imports }, ...more });
  return plan.diagnostics.filter(({ code }) => code === 'plan/import');
}

describe('a block is followed', () => {
  const newVersion = { content: 'mirror', mirrorBy: 'newVersion' } as const;
  test.each<[string, CloneFacts, WorldFacts, string?]>([
    ['where the object is what is declared', {}, { objects: [theirs] }],
    ['where it is recorded already', {}, { objects: [theirs], rows: [aRow('edge', theirs)] }],
    [
      'where another object was recorded, and is gone',
      {},
      { objects: [theirs], rows: [aRow('edge', own)], gone: ['u-own'] },
    ],
    [
      'whatever its version, where the declared one is only the first of many',
      newVersion,
      { objects: [{ ...theirs, key: { ...theirs.key, version: '4.0.0' } }] },
    ],
    ['as far as anybody knows, where it could not be read', {}, { unreadable: ['u-theirs'] }],
    ['as far as anybody knows, where it was not read yet', {}, {}],
    [
      'for all that is known, where the declared project does not exist',
      { target: { project: 'nowhere' } },
      { objects: [theirs] },
    ],
    [
      'nowhere, where its clone is not declared: that is an error of its own',
      {},
      { gone: ['u-theirs'] },
      'other',
    ],
  ])('%s', (_, facts, more, to) => {
    expect(saidOf(facts, more, to)).toEqual([]);
  });
});

describe('a block is an error', () => {
  const wrong = 'declare the name, version and scope of this object, or import another one';
  const said = (version: string, where: string): string =>
    `the object u-theirs is edge 1.0.0 in project "edge-dev", but edge declares ${version} ${where}`;
  const cases: readonly (readonly [string, CloneFacts, WorldFacts, string, string])[] = [
    [
      'where another object is recorded',
      {},
      { objects: [theirs, own], rows: [aRow('edge', own)] },
      'edge is already recorded with the object u-own',
      "remove the block, or run this first: cloneform state rm 'edge'",
    ],
    [
      'where another object is recorded, and could not be read',
      {},
      { objects: [theirs], rows: [aRow('edge', own)], unreadable: ['u-own'] },
      'edge is already recorded with the object u-own',
      "remove the block, or run this first: cloneform state rm 'edge'",
    ],
    [
      'where there is no such object in the project',
      {},
      { gone: ['u-theirs'] },
      'there is no object u-theirs in project "edge-dev"',
      'cloneform inventory --json lists the existing objects with their UIDs',
    ],
    [
      'where there is no such object in the tenant',
      { target: { scope: 'tenant', project: null } },
      { gone: ['u-theirs'] },
      'there is no object u-theirs at tenant scope',
      'cloneform inventory --json lists the existing objects with their UIDs',
    ],
    [
      'where the object has another name',
      { target: { name: 'other' } },
      { objects: [theirs] },
      said('other 1.0.0', 'in project "edge-dev"'),
      wrong,
    ],
    [
      'where the object has another version',
      { target: { version: '2.0.0' } },
      { objects: [theirs] },
      said('edge 2.0.0', 'in project "edge-dev"'),
      wrong,
    ],
    [
      'where the object is in another project',
      { target: { project: 'platform' } },
      { objects: [theirs] },
      said('edge 1.0.0', 'in project "platform"'),
      wrong,
    ],
    [
      'where the object has another name, and versions are counted',
      { content: 'mirror', mirrorBy: 'newVersion', target: { name: 'other', version: '2.0.0' } },
      { objects: [theirs] },
      said('other 1.0.0', 'in project "edge-dev"'),
      wrong,
    ],
    [
      'where the object is at tenant scope',
      {},
      { objects: [anObject({ uid: 'u-theirs', name: 'edge', version: '1.0.0' })] },
      'the object u-theirs is edge 1.0.0 at tenant scope, but edge declares edge 1.0.0 in project "edge-dev"',
      wrong,
    ],
  ];
  test.each(cases)('%s', (_, facts, more, message, hint) => {
    expect(saidOf(facts, more)).toEqual([
      { code: 'plan/import', severity: 'error', message, place: { ...PLACE, line: 7 }, hint },
    ]);
  });
});

test.each([
  ['edge', 'abc', "{ to: 'edge', uid: abc }"],
  ['edge["a"]', 'u-1', `{ to: 'edge["a"]', uid: u-1 }`],
  [`edge["it's"]`, '65e0', `{ to: 'edge["it''s"]', uid: '65e0' }`],
  ['edge', '690000000000000000000001', "{ to: 'edge', uid: '690000000000000000000001' }"],
  ['edge', '69000000000000000000000e', "{ to: 'edge', uid: '69000000000000000000000e' }"],
  ['edge', '6900E0', "{ to: 'edge', uid: '6900E0' }"],
  ['edge', '69b00', "{ to: 'edge', uid: 69b00 }"],
  ['edge', 'e1', "{ to: 'edge', uid: e1 }"],
])('an entry for %s and %s is %s', (to, uid, expected) => {
  expect(importWords({ to, uid })).toBe(expected);
});
