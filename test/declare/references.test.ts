// Clones of clones, and two at one key: what they are called, and what is said where they cannot be.
import { describe, expect, test } from 'vitest';
import { good, read } from '../support/declared.ts';

/** Each line is a declaration; the first stands on line 3. */
const declare = (...lines: readonly string[]): string =>
  `cloneform: 1\nclones:\n${lines.map((line) => `  ${line}\n`).join('')}`;

const BASE = 'base: { source: { profile: p }, target: { scope: tenant } }';
const ONE = 'one: { source: { profile: q }, target: { scope: project, project: lab } }';
const FAN = 'fan: { source: { profile: p }, target: { scope: project, projects: [edge-oslo, edge-riga] } }';
const OPEN = 'open: { source: { profile: p }, target: { scope: project, projects: { match: [edge-*] } } }';
const copy = (id: string, source: string, name = ''): string =>
  `${id}: { source: { ${source} }, target: { scope: tenant${name === '' ? '' : `, name: ${name}`} } }`;

/** `line:column message (hint)`. */
async function toldOf(yaml: string): Promise<readonly string[]> {
  const result = await read({ 'cloneform.yaml': yaml });
  return (result.ok ? [] : result.diagnostics).map(
    ({ place, message, hint }) => `${place?.line}:${place?.column} ${message} (${hint})`,
  );
}

describe('a clone of a clone is called', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    [
      'what that one is called',
      [
        copy('a', 'clone: base', ''),
        'base: { source: { profile: p }, target: { scope: tenant, name: named } }',
      ],
      { a: 'named', base: 'named' },
    ],
    [
      'what the first of a chain is called',
      [copy('a', 'clone: b'), copy('b', 'clone: c'), copy('c', 'clone: d'), copy('d', 'profile: p')],
      { a: 'p', b: 'p', c: 'p', d: 'p' },
    ],
    [
      'what it says itself, and so are its clones',
      [copy('a', 'clone: b'), copy('b', 'clone: c', 'mine'), copy('c', 'profile: p')],
      { a: 'mine', b: 'mine', c: 'p' },
    ],
  ])('%s', async (_, lines, names) => {
    // In projects of their own, so that equal names are no clash.
    const apart = lines.map((line, index) =>
      line.replace('scope: tenant', `scope: project, project: p-${index}`),
    );
    const { clones } = (await good({ 'cloneform.yaml': declare(...apart) })).desired;
    expect(Object.fromEntries(clones.map(({ id, target }) => [id, target.name]))).toEqual(names);
  });
});

const chain = (length: number): readonly string[] =>
  Array.from({ length }, (_, at) => copy(`c${at}`, `clone: c${(at + 1) % length}`, `n${at}`));
const CYCLE = 'these declarations copy each other in a cycle:';
const PROFILE = '(let one of them copy a profile instead of a clone)';

describe('what cannot be copied', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'a slip',
      [BASE, copy('a', 'clone: bsae')],
      ['4:3 a copies "bsae", which is not declared (did you mean "base"?)'],
    ],
    [
      'nobody',
      [BASE, copy('a', 'clone: zzzzzzzz')],
      ['4:3 a copies "zzzzzzzz", which is not declared (declared: base, a)'],
    ],
    [
      'nobody, among many',
      [
        ...Array.from({ length: 11 }, (_, at) => copy(`base-${at}`, 'profile: p', `n-${at}`)),
        copy('a', 'clone: zzzzzzzz'),
      ],
      [
        `14:3 a copies "zzzzzzzz", which is not declared (declared: ${Array.from({ length: 10 }, (_, at) => `base-${at}`).join(', ')})`,
      ],
    ],
    ['a circle of one', [copy('a', 'clone: a')], [`3:3 ${CYCLE} a → a ${PROFILE}`]],
    [
      'a circle, told of once, at its first; what leads to it is no member',
      [copy('z', 'clone: a', 'zz'), copy('a', 'clone: b', 'aa'), copy('b', 'clone: a', 'bb')],
      [`4:3 ${CYCLE} a → b → a ${PROFILE}`],
    ],
    [
      'two circles',
      [copy('a', 'clone: a', 'aa'), copy('b', 'clone: b', 'bb')],
      [`3:3 ${CYCLE} a → a ${PROFILE}`, `4:3 ${CYCLE} b → b ${PROFILE}`],
    ],
    [
      'a circle of eleven',
      chain(11),
      [`3:3 ${CYCLE} ${Array.from({ length: 11 }, (_, at) => `c${at}`).join(' → ')} → c0 ${PROFILE}`],
    ],
    [
      'a circle of thirteen',
      chain(13),
      [`3:3 ${CYCLE} c0 → c1 → c2 → c3 → c4 → c5 → c6 → c7 → … 4 more … → c12 → c0 ${PROFILE}`],
    ],
    [
      'one of several',
      [FAN, copy('a', 'clone: fan')],
      ['4:3 fan has clones in several projects (choose one of them with source.project)'],
    ],
    [
      'one of those that are selected',
      [OPEN, copy('a', 'clone: open')],
      ['4:3 open has clones in several projects (choose one of them with source.project)'],
    ],
    [
      'a project that is a slip',
      [FAN, copy('a', 'clone: fan, project: edge-osl')],
      [
        '4:39 a copies the clone of fan in project "edge-osl", which is not declared (did you mean "edge-oslo"? its projects: "edge-oslo", "edge-riga")',
      ],
    ],
    [
      'a project of others',
      [FAN, copy('a', 'clone: fan, project: lab-12345')],
      [
        '4:39 a copies the clone of fan in project "lab-12345", which is not declared (its projects: "edge-oslo", "edge-riga")',
      ],
    ],
    [
      'a project beside the tenant scope',
      [BASE, copy('a', 'clone: base, project: lab', 'mine')],
      [
        '4:40 a copies the clone of base in project "lab", which is not declared (its clone is at tenant scope: remove source.project)',
      ],
    ],
    [
      'another project than its only one',
      [ONE, copy('a', 'clone: one, project: lub')],
      [
        '4:39 a copies the clone of one in project "lub", which is not declared (its only clone is in project "lab": remove source.project)',
      ],
    ],
  ])('%s', async (_, lines, told) => {
    expect(await toldOf(declare(...lines))).toEqual(told);
  });

  test.each([
    [20, ''],
    [21, ', …'],
  ])('of %i projects, twenty are named', async (count, rest) => {
    const names = Array.from({ length: count }, (_, at) => `project-${at}`);
    const fan = FAN.replace('edge-oslo, edge-riga', names.join(', '));
    const shown = names.slice(0, 20).map((name) => `"${name}"`);
    const [told] = await toldOf(declare(fan, copy('a', 'clone: fan, project: zzz')));
    expect(told).toContain(`(its projects: ${shown.join(', ')}${rest})`);
  });

  test.each([
    ['a project of several', FAN, 'clone: fan, project: edge-riga'],
    ['a project that may be selected', OPEN, 'clone: open, project: lab'],
    ['the only one', ONE, 'clone: one'],
    ['the only one, by its project', ONE, 'clone: one, project: lab'],
  ])('but it can: %s', async (_, above, source) => {
    expect(await toldOf(declare(above, copy('a', source)))).toEqual([]);
  });
});

describe('two clones at one key', () => {
  const at = (id: string, target: string, source = 'profile: p'): string =>
    `${id}: { source: { ${source} }, target: { ${target} } }`;
  test.each<[string, string, string, readonly string[]]>([
    [
      'at tenant scope',
      at('a', 'scope: tenant, name: n, version: 1.0.0'),
      at('b', 'scope: tenant, name: n, version: 1.0.0'),
      [
        '4:3 b and a both declare n 1.0.0 at tenant scope (a is declared at cloneform.yaml:3; give one of them another name or version)',
      ],
    ],
    [
      'in a project',
      at('a', 'scope: project, project: x, name: n, version: 1.0.0'),
      at('b', 'scope: project, projects: [x, y], name: n, version: 1.0.0'),
      [
        '4:3 b["x"] and a both declare n 1.0.0 in project "x" (a is declared at cloneform.yaml:3; give one of them another name or version)',
      ],
    ],
    [
      'but of other versions',
      at('a', 'scope: tenant, name: n, version: 1.0.0'),
      at('b', 'scope: tenant, name: n, version: 2.0.0'),
      [],
    ],
    ['but of other names', at('a', 'scope: tenant, name: n'), at('b', 'scope: tenant, name: m'), []],
    [
      'but in other projects',
      at('a', 'scope: project, project: x, name: n'),
      at('b', 'scope: project, project: y, name: n'),
      [],
    ],
    [
      'but at another scope',
      at('a', 'scope: tenant, name: n'),
      at('b', 'scope: project, project: y, name: n'),
      [],
    ],
    [
      'but with the versions of two sources',
      at('a', 'scope: tenant, name: n, version: source'),
      at('b', 'scope: tenant, name: n, version: source', 'profile: q'),
      [],
    ],
  ])('%s', async (_, first, second, told) => {
    expect(await toldOf(declare(first, second))).toEqual(told);
  });
});
