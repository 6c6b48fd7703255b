// Where the rows of a `moved` block go.
import { expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { findPlaces } from '../../src/plan/move-places.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { aClone, aDesired, anObject, aRow, inputOf, PLACE } from '../support/a-world.ts';

const single = (id: string, project: string): DesiredClone => aClone(id, { target: { project } });
const fan = (id: string, ...projects: readonly string[]): readonly DesiredClone[] =>
  projects.map((project) => aClone(id, { target: { project } }, true));
/** `project`: where the clone is; the row has its name of then, which is the same unless said otherwise. */
function row(address: string, project: string | null, projectName = project): RecordedClone {
  const object = anObject({ uid: `u-${address}`, name: 'same', version: '1.0.0', project });
  return aRow(address, object, { projectName });
}
const placesOf = (
  declared: readonly DesiredClone[],
  rows: readonly RecordedClone[],
  from: string,
  to: string,
) =>
  findPlaces(
    makePlanningContext(inputOf({ desired: aDesired(...declared) }), rows),
    { from, to, place: PLACE },
    rows,
  );

const dev = row('old["edge-dev"]', 'edge-dev');
const prod = row('old["edge-prod"]', 'edge-prod');

interface Case {
  readonly name: string;
  readonly declared: readonly DesiredClone[];
  readonly rows: readonly RecordedClone[];
  readonly to: string;
  readonly expected: readonly string[];
}
const cases: readonly Case[] = [
  {
    name: 'one clone to one',
    declared: [single('fresh', 'edge-dev')],
    rows: [row('old', 'edge-dev')],
    to: 'fresh',
    expected: ['old → fresh'],
  },
  {
    name: 'one clone to one in another project, where it will be replaced',
    declared: [single('fresh', 'edge-prod')],
    rows: [row('old', 'edge-dev'), row('old@0.9.0', 'edge-dev')],
    to: 'fresh',
    expected: ['old → fresh', 'old@0.9.0 → fresh@0.9.0'],
  },
  {
    name: 'one clone to a member of a fan-out, with its versions',
    declared: fan('fan', 'edge-dev', 'edge-prod'),
    rows: [row('old', 'edge-prod'), row('old@0.9.0', 'edge-prod')],
    to: 'fan["edge-dev"]',
    expected: ['old → fan["edge-dev"]', 'old@0.9.0 → fan["edge-dev"]@0.9.0'],
  },
  {
    name: 'one clone to a fan-out: to the member of its project',
    declared: fan('fan', 'edge-dev', 'edge-prod'),
    rows: [row('old', 'edge-prod')],
    to: 'fan',
    expected: ['old → fan["edge-prod"]'],
  },
  {
    name: 'one clone to a fan-out: by the present name of its project',
    declared: fan('fan', 'edge-dev', 'edge-prod'),
    rows: [row('old', 'edge-prod', 'called otherwise then')],
    to: 'fan',
    expected: ['old → fan["edge-prod"]'],
  },
  {
    name: 'one clone to a fan-out, from a project that no list has any more: by its name of then',
    declared: fan('fan', 'edge-dev', 'gone'),
    rows: [row('old', 'unlisted', 'gone')],
    to: 'fan',
    expected: ['old → fan["gone"]'],
  },
  {
    name: 'a member of a fan-out to one clone',
    declared: [single('fresh', 'edge-dev')],
    rows: [dev, row('old["edge-dev"]@0.9.0', 'edge-dev')],
    to: 'fresh',
    expected: ['old["edge-dev"] → fresh', 'old["edge-dev"]@0.9.0 → fresh@0.9.0'],
  },
  {
    name: 'several members to one clone: the one of its project',
    declared: [single('fresh', 'edge-prod')],
    rows: [dev, prod],
    to: 'fresh',
    expected: ['old["edge-prod"] → fresh'],
  },
  {
    name: 'a fan-out to a fan-out that lacks a project',
    declared: fan('fan', 'edge-prod'),
    rows: [dev, prod],
    to: 'fan',
    expected: ['old["edge-dev"] → fan["edge-dev"]', 'old["edge-prod"] → fan["edge-prod"]'],
  },
  {
    name: 'one clone to an id that another block moves on',
    declared: [single('fresh', 'edge-dev')],
    rows: [row('old', 'edge-dev')],
    to: 'middle',
    expected: ['old → middle'],
  },
  {
    name: 'a fan-out to an id that another block moves on',
    declared: fan('fan', 'edge-dev'),
    rows: [dev, prod],
    to: 'middle',
    expected: ['old["edge-dev"] → middle["edge-dev"]', 'old["edge-prod"] → middle["edge-prod"]'],
  },
  {
    name: 'nothing where nothing is recorded',
    declared: [single('fresh', 'edge-dev')],
    rows: [],
    to: 'fresh',
    expected: [],
  },
];
test.each(cases)('$name', ({ declared, rows, to, expected }) => {
  const places = placesOf(declared, rows, 'old', to);
  if ('code' in places) expect.fail(places.message);
  expect([...places].map(([{ address }, place]) => `${address} → ${place}`)).toEqual(expected);
});

test.each<[string, readonly DesiredClone[], readonly RecordedClone[], string, string, string]>([
  [
    'of several members, none is in the project of the one clone',
    [single('fresh', 'platform')],
    [dev, prod],
    'fresh',
    'old has clones in several projects, and fresh is in none of them',
    `name the clone that moves, for example from: 'old["edge-dev"]'`,
  ],
  [
    'the fan-out has no clone in the project of the one clone',
    fan('fan', 'edge-prod', 'platform'),
    [row('old', 'edge-dev')],
    'fan',
    'old is in project "edge-dev", but fan has no clone there',
    `name the target clone, for example to: 'fan["edge-prod"]'`,
  ],
  [
    'the one clone is at tenant scope',
    fan('fan', 'edge-prod'),
    [row('old', null)],
    'fan',
    'old is at tenant scope, but fan has no clone there',
    `name the target clone, for example to: 'fan["edge-prod"]'`,
  ],
])('it is an error where %s', (_, declared, rows, to, message, hint) => {
  expect(placesOf(declared, rows, 'old', to)).toEqual({
    code: 'plan/moved-where',
    severity: 'error',
    message,
    place: PLACE,
    hint,
  });
});
