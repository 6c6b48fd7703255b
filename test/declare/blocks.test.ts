// What is wrong with `moved`, `removed` and `imports`, seen from what is declared: where, what it is, and what to do.
import { describe, expect, test } from 'vitest';
import { read } from '../support/declared.ts';

const UID = '690b0c2d5e4f3a2b1c0d9e8f';
const OTHER = '790b0c2d5e4f3a2b1c0d9e8f';
const of = (id: string, projects: string): string =>
  `  ${id}: { source: { profile: ${id} }, target: { scope: project, ${projects} } }\n`;
const tenant = (id: string): string => `  ${id}: { source: { profile: ${id} }, target: { scope: tenant } }\n`;

const edge = tenant('edge');
const lone = of('lone', 'project: north');
const fan = of('fan', 'projects: [edge-riga, edge-oslo]');
const other = of('other', 'projects: [zz]');
const open = of('open', 'projects: { match: [edge-*] }');
const many = Array.from({ length: 12 }, (_, n) => tenant(`c${String(n).padStart(2, '0')}`));

const toFan = (project: string): string => `'fan["${project}"]'`;
const said = (address: string): string => JSON.stringify(address);
const STILL = 'but it is still declared';
const ONCE = 'Once an import is applied, its entry is not needed any more: remove it';
const BAD = 'bad-address';
const USE = 'use id or id["project"]; in YAML, put it in single quotes';

/** Blocks begin on line 2, the clones behind them. */
async function faultsOf(block: string, ...clones: readonly string[]): Promise<readonly string[]> {
  const declared = clones.length === 0 ? '' : `clones:\n${clones.join('')}`;
  const result = await read({ 'cloneform.yaml': `cloneform: 1\n${block}\n${declared}` });
  if (result.ok) return [];
  return result.diagnostics.map(
    ({ code, place, message, hint }) =>
      `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
  );
}

type Row = readonly [name: string, block: string, clones: readonly string[], ...faults: readonly string[]];

const MOVED: readonly Row[] = [
  ['to a clone', '{ from: old, to: edge }', [edge]],
  ['to all of a fan-out', '{ from: old, to: fan }', [fan]],
  ['to one of a fan-out', `{ from: old, to: ${toFan('edge-oslo')} }`, [fan]],
  ['on, in any order', '{ from: b, to: edge }, { from: a, to: b }', [edge]],
  ['from one clone to one of its fan-out', `{ from: fan, to: ${toFan('edge-riga')} }`, [fan]],
  ['to one whose projects are selected', `{ from: old, to: 'open["any"]' }`, [edge, open]],
  ['to all of those', '{ from: old, to: open }', [edge, open]],
  [
    'while it is still declared',
    '{ from: edge, to: fan }',
    [edge, fan],
    `moved-declared 2:10 edge moved to fan, ${STILL} | edge and fan would be two clones: remove the block, or the declaration of edge`,
  ],
  [
    'to itself',
    '{ from: edge, to: edge }',
    [edge],
    `moved-declared 2:10 edge moved to edge, ${STILL} | edge and edge would be two clones: remove the block, or the declaration of edge`,
  ],
  [
    'from one of a fan-out that is still declared',
    `{ from: ${toFan('edge-riga')}, to: edge }`,
    [edge, fan],
    `moved-declared 2:10 fan["edge-riga"] moved to edge, ${STILL} | fan["edge-riga"] and edge would be two clones: remove the block, or the declaration of fan["edge-riga"]`,
  ],
  [
    'from a fan-out to a clone of another id',
    '{ from: fan, to: edge }',
    [edge, fan],
    `moved-declared 2:10 fan moved to edge, ${STILL} | fan and edge would be two clones: remove the block, or the declaration of fan`,
  ],
  [
    'from a fan-out to one that it does not have',
    `{ from: fan, to: ${toFan('north')} }`,
    [fan],
    `moved-declared 2:10 fan moved to fan["north"], ${STILL} | fan and fan["north"] would be two clones: remove the block, or the declaration of fan`,
  ],
  [
    'to nobody, whose name is nearly right',
    '{ from: old, to: edg }',
    [edge],
    'unknown-clone 2:10 old moved to "edg", which is not declared | did you mean edge?',
  ],
  [
    'to nobody',
    '{ from: old, to: zzzzzz }',
    [edge, fan],
    'unknown-clone 2:10 old moved to "zzzzzz", which is not declared | declared: edge, fan["edge-oslo"], fan["edge-riga"]',
  ],
  [
    'to nobody among many',
    '{ from: old, to: zzzzzz }',
    many,
    'unknown-clone 2:10 old moved to "zzzzzz", which is not declared | declared: c00, c01, c02, c03, c04, c05, c06, c07, c08, c09',
  ],
  [
    'where nothing is declared',
    '{ from: old, to: zzzzzz }',
    [],
    'unknown-clone 2:10 old moved to "zzzzzz", which is not declared | declare it, or remove the block',
  ],
  [
    'to a project that a fan-out does not have',
    `{ from: old, to: ${toFan('somewhere else')} }`,
    [edge, fan],
    `unknown-clone 2:10 old moved to ${said('fan["somewhere else"]')}, which is not declared | did you mean fan["edge-oslo"]?`,
  ],
  [
    'to a project of a clone that has none',
    `{ from: old, to: 'edge["north"]' }`,
    [edge],
    `unknown-clone 2:10 old moved to ${said('edge["north"]')}, which is not declared | did you mean edge?`,
  ],
  [
    'to no address',
    '{ from: old, to: a b }',
    [edge],
    'unknown-clone 2:10 old moved to "a b", which is not declared | declared: edge',
    `${BAD} 2:27 "a b" is not an address | ${USE}`,
  ],
  [
    'to no address, which is nearly right',
    '{ from: old, to: edge! }',
    [edge],
    'unknown-clone 2:10 old moved to "edge!", which is not declared | did you mean edge?',
    `${BAD} 2:27 "edge!" is not an address | ${USE}`,
  ],
  [
    'twice',
    '{ from: a, to: edge }, { from: a, to: fan }',
    [edge, fan],
    'twice 2:33 a is moved twice | the first is at cloneform.yaml:2; keep one of them',
  ],
];

const REMOVED: readonly Row[] = [
  ['where nothing else is declared', '{ clone: old }', []],
  ['beside others', `{ clone: old }, { clone: ${toFan('north')} }`, [edge, fan]],
  [
    'while it is still declared',
    '{ clone: old }, { clone: edge }',
    [edge],
    `removed-declared 2:28 edge is listed under removed, ${STILL} | remove the block or the declaration: a removed clone is no longer managed and stays in Palette`,
  ],
  [
    'one of a fan-out that is still declared',
    `{ clone: ${toFan('edge-oslo')} }`,
    [fan],
    `removed-declared 2:12 fan["edge-oslo"] is listed under removed, ${STILL} | remove the block or the declaration: a removed clone is no longer managed and stays in Palette`,
  ],
  [
    'a fan-out that is still declared',
    '{ clone: fan }',
    [fan],
    `removed-declared 2:12 fan is listed under removed, ${STILL} | remove the block or the declaration: a removed clone is no longer managed and stays in Palette`,
  ],
];

const IMPORTS: readonly Row[] = [
  ['to a clone', `{ to: edge, uid: ${UID} }`, [edge]],
  ['to one of a fan-out', `{ to: ${toFan('edge-oslo')}, uid: ${UID} }`, [fan]],
  ['to one whose projects are selected', `{ to: 'open["any"]', uid: ${UID} }`, [open]],
  [
    'to nobody',
    `{ to: zzzzzz, uid: ${UID} }`,
    [edge],
    'unknown-clone 2:12 an object is imported to "zzzzzz", which is not declared | declared: edge',
  ],
  [
    'to nobody in a project',
    `{ to: 'zzzzzz["nowhere"]', uid: ${UID} }`,
    [fan],
    `unknown-clone 2:12 an object is imported to ${said('zzzzzz["nowhere"]')}, which is not declared | declared: fan["edge-oslo"], fan["edge-riga"]`,
  ],
  [
    'to all of a fan-out',
    `{ to: fan, uid: ${UID} }`,
    [fan],
    'unknown-clone 2:12 an object is imported to "fan", which is not declared | did you mean fan["edge-oslo"]?',
  ],
  [
    'to no address',
    `{ to: a b, uid: ${UID} }`,
    [edge],
    'unknown-clone 2:12 an object is imported to "a b", which is not declared | declared: edge',
    `${BAD} 2:18 "a b" is not an address | ${USE}`,
  ],
  [
    'to a project that the fan-out no longer has',
    `{ to: ${toFan('zzz')}, uid: ${UID} }`,
    [fan, other],
    `unknown-clone 2:12 an object is imported to ${said('fan["zzz"]')}, but fan has no project "zzz" | ${ONCE}`,
  ],
  [
    'to a project whose name is nearly right',
    `{ to: ${toFan('edge-rig')}, uid: ${UID} }`,
    [fan, other],
    `unknown-clone 2:12 an object is imported to ${said('fan["edge-rig"]')}, but fan has no project "edge-rig" | did you mean fan["edge-riga"]? ${ONCE}`,
  ],
  [
    'to a project of a clone that is in one',
    `{ to: 'lone["south"]', uid: ${UID} }`,
    [lone],
    `unknown-clone 2:12 an object is imported to ${said('lone["south"]')}, which is not declared | did you mean lone?`,
  ],
  [
    'of one object to two',
    `{ to: ${toFan('edge-riga')}, uid: ${UID} }, { to: ${toFan('edge-oslo')}, uid: ${UID} }`,
    [fan],
    `twice 2:71 ${UID} is imported twice | the first is at cloneform.yaml:2; keep one of them`,
  ],
  [
    'of two objects to one',
    `{ to: edge, uid: ${UID} }, { to: edge, uid: ${OTHER} }`,
    [edge],
    'twice 2:57 edge is imported to twice | the first is at cloneform.yaml:2; keep one of them',
  ],
];

describe.each([
  ['moved', MOVED],
  ['removed', REMOVED],
  ['imports', IMPORTS],
] as const)('%s', (key, rows) => {
  type Case = [name: string, block: string, clones: readonly string[], faults: readonly string[]];
  test.each(rows.map(([name, block, clones, ...faults]): Case => [name, block, clones, faults]))(
    '%s',
    async (_, block, clones, faults) => {
      expect(await faultsOf(`${key}: [ ${block} ]`, ...clones)).toEqual(faults);
    },
  );
});
