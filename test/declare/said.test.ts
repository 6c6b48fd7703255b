// What an error in declarations says and what it advises; what chains and included files come to.
import { describe, expect, test } from 'vitest';
import { mergeDefaults } from '../../src/declare/merge.ts';
import { good, read } from '../support/declared.ts';

type Files = Readonly<Record<string, string>>;
const root = (text: string): Files => ({ 'cloneform.yaml': `cloneform: 1\n${text}` });

/** `message | hint` of each error. */
async function said(files: Files, more: Parameters<typeof read>[2] = {}): Promise<readonly string[]> {
  const result = await read(files, {}, more);
  return result.ok ? [] : result.diagnostics.map(({ message, hint }) => `${message} | ${hint ?? ''}`);
}

const TENANT = '{ scope: tenant }';
const of = (id: string, source: string, target = TENANT): string =>
  `  ${id}: { source: { ${source} }, target: ${target} }\n`;
const clones = (...lines: readonly string[]): Files => root(`clones:\n${lines.join('')}`);
const chain = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) =>
    of(`c${n}`, `clone: c${(n + 1) % count}`, `{ scope: tenant, version: 1.0.${n} }`),
  );
const FAN = '{ scope: project, projects: [x, y] }';

describe('declarations beside each other', () => {
  test.each<[string, Files, readonly string[]]>([
    [
      'a copy of nobody, whose name is nearly right',
      clones(of('edge', 'profile: p'), of('copy', 'clone: egde', '{ scope: tenant, version: 2.0.0 }')),
      ['copy copies "egde", which is not declared | did you mean "edge"?'],
    ],
    [
      'a copy of nobody',
      clones(of('edge', 'profile: p'), of('copy', 'clone: zzzzzz')),
      ['copy copies "zzzzzz", which is not declared | declared: edge, copy'],
    ],
    [
      'a circle, told once',
      clones(...chain(3)),
      [
        'these declarations copy each other in a cycle: c0 → c1 → c2 → c0 | let one of them copy a profile instead of a clone',
      ],
    ],
    [
      'a clone that leads to a circle is none of it',
      clones(
        of('a', 'clone: b', '{ scope: tenant, version: 3.0.0 }'),
        of('b', 'clone: c'),
        of('c', 'clone: b', '{ scope: tenant, version: 2.0.0 }'),
      ),
      [
        'these declarations copy each other in a cycle: b → c → b | let one of them copy a profile instead of a clone',
      ],
    ],
    [
      'a copy of one of several',
      clones(of('fan', 'profile: p', FAN), of('copy', 'clone: fan')),
      ['fan has clones in several projects | choose one of them with source.project'],
    ],
    [
      'a copy in another project',
      clones(of('fan', 'profile: p', FAN), of('copy', 'clone: fan, project: zzzzz')),
      ['copy copies the clone of fan in project "zzzzz", which is not declared | its projects: "x", "y"'],
    ],
    [
      'two at one name and version',
      clones(of('a', 'profile: p'), of('b', 'profile: p')),
      [
        'b and a both declare p 1.0.0 at tenant scope | a is declared at cloneform.yaml:3; give one of them another name or version',
      ],
    ],
    [
      'two in one project',
      clones(
        of('a', 'profile: p', '{ scope: project, project: x }'),
        of('b', 'profile: p', '{ scope: project, project: x }'),
      ),
      [
        'b and a both declare p 1.0.0 in project "x" | a is declared at cloneform.yaml:3; give one of them another name or version',
      ],
    ],
    [
      'two that take the versions of one source',
      clones(
        of('a', 'profile: p', '{ scope: tenant, version: source }'),
        of('b', 'profile: p', '{ scope: tenant, version: source }'),
      ),
      [
        'b and a both declare p source at tenant scope | a is declared at cloneform.yaml:3; give one of them another name or version',
      ],
    ],
    [
      'but not two that take those of two sources under one name',
      clones(
        of('a', 'profile: p', '{ scope: tenant, name: n, version: source }'),
        of('b', 'profile: q', '{ scope: tenant, name: n, version: source }'),
      ),
      [],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await said(files)).toEqual(expected);
  });

  test('a long circle is cut', async () => {
    const [message = ''] = await said(clones(...chain(14)));
    expect(message).toContain('c0 → c1 → c2 → c3 → c4 → c5 → c6 → c7 → … 5 more … → c13 → c0');
    expect((await said(clones(...chain(11))))[0]).not.toContain('more');
  });

  test('a clone of a clone is called what the one at the end of the chain is called', async () => {
    const { desired } = await good(
      clones(
        of('a', 'clone: b', '{ scope: tenant, version: 3.0.0 }'),
        of('b', 'clone: c', '{ scope: tenant, version: 2.0.0 }'),
        of('c', 'profile: p'),
        of('d', 'clone: b', '{ scope: tenant, name: own }'),
        of('e', 'clone: d', '{ scope: tenant, version: 4.0.0 }'),
      ),
    );
    expect(desired.clones.map(({ id, target }) => `${id} ${target.name}`)).toEqual([
      'a p',
      'b p',
      'c p',
      'd own',
      'e own',
    ]);
  });
});

describe('variables', () => {
  const using = (text: string, declared: string): Files =>
    root(
      `variables: { ${declared} }\nclones: { a: { source: { profile: '${text}' }, target: ${TENANT} } }\n`,
    );
  const many = Array.from({ length: 12 }, (_, n) => `v${n}: {}`).join(', ');
  test.each<[string, Files, Parameters<typeof read>[2], readonly string[]]>([
    [
      'not declared, and nearly right',
      using('${var.enw}', 'env: { default: x }'),
      {},
      ['no variable "enw" is declared | did you mean "env"? declared: env'],
    ],
    [
      'none are declared',
      root(`clones: { a: { source: { profile: '\${var.x}' }, target: ${TENANT} } }\n`),
      {},
      ['no variable "x" is declared | none are declared'],
    ],
    [
      'many are',
      using('${var.zzzzzz}', many),
      {},
      ['no variable "zzzzzz" is declared | declared: v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, … 2 more'],
    ],
    [
      'no value',
      using('${var.env}', 'env: {}'),
      {},
      ['the variable "env" has no value | set a default, --var env=… or CLONEFORM_VAR_env'],
    ],
    [
      'no form that is known',
      using('${ env }', 'env: {}'),
      {},
      ['${ env } is not a variable | use ${var.name}, or $${ for a literal ${'],
    ],
    [
      'a long text that is none',
      using(`\${${'x'.repeat(100)}}`, 'env: {}'),
      {},
      [`\${${'x'.repeat(78)}… is not a variable | use \${var.name}, or $\${ for a literal \${`],
    ],
    [
      'a flag for nobody',
      using('p', 'env: {}'),
      { vars: { enw: 'x' } },
      ['no variable "enw" is declared | did you mean "env"? declared: env'],
    ],
    [
      'more text than a string may have',
      using('${var.env}${var.env}', 'env: {}'),
      { vars: { env: 'x'.repeat(40_000) } },
      [
        'with its variables replaced, this string has more than 65536 characters | use a shorter value, or use it less often',
      ],
    ],
  ])('%s', async (_, files, more, expected) => {
    expect(await said(files, more)).toEqual(expected);
  });

  test('an empty flag is a value, and names of objects in JavaScript are none', async () => {
    const description = `{ scope: tenant, description: 'a\${var.env}b' }`;
    const files = root(
      `variables: { env: { default: x } }\nclones: { a: { source: { profile: p }, target: ${description} } }\n`,
    );
    expect((await good(files, {}, { vars: { env: '' } })).desired.clones[0]?.target.description).toBe('ab');
    expect((await good(files)).desired.clones[0]?.target.description).toBe('axb');
  });
});

describe('versions', () => {
  const target = (version: string): Files =>
    clones(of('a', 'profile: p', `{ scope: tenant, version: ${version} }`));
  const source = (version: string): Files => clones(of('a', `profile: p, version: ${version}`));
  test.each<[string, Files, readonly string[]]>([
    ['a v', target('v1.2.0'), ['"v1.2.0" is not a version | use "1.2.0"']],
    ['two parts', target('"1.2"'), ['"1.2" is not a version | use "1.2.0"']],
    ['build metadata', target('1.2.0+b'), ['"1.2.0+b" is not a version | use "1.2.0"']],
    [
      'a word',
      target('latest'),
      ['"latest" is not a version | use major.minor.patch, such as 1.2.0 or 1.2.0-rc.1, or source'],
    ],
    [
      'an empty range',
      source('""'),
      ['the version is empty | use an exact version, a range such as ^1.2.0, or "*"'],
    ],
    ['256 characters', source('x'.repeat(256)), []],
    [
      'more',
      source('x'.repeat(257)),
      ['the range has more than 256 characters | use an exact version, a range such as ^1.2.0, or "*"'],
    ],
    [
      'a range that is none',
      source('"^^1"'),
      ['"^^1" is not a version range | use a range such as ^1.2.0, ~1.2.0 or ">=1.2.0 <2.0.0"'],
    ],
    [
      'a wildcard that is none',
      source('a.x'),
      ['"a.x" is not a version range | use a range such as ^1.2.0, ~1.2.0 or ">=1.2.0 <2.0.0"'],
    ],
    ['a name with an x', source('a.xy'), []],
  ])('%s', async (_, files, expected) => {
    expect(await said(files)).toEqual(expected);
  });
});

describe('defaults', () => {
  test.each<[string, object, object, object]>([
    ['are under all that is not said', { a: 1, b: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['merge maps of any depth', { a: { b: { c: 1 } } }, { a: { b: { d: 2 } } }, { a: { b: { c: 1, d: 2 } } }],
    [
      'are replaced where one side is no map',
      { a: { b: 1 }, c: [1], d: null },
      { a: 1, c: { x: 1 }, d: { y: 1 } },
      { a: 1, c: { x: 1 }, d: { y: 1 } },
    ],
    ['are replaced by nothing, too', { a: { b: 1 } }, { a: null }, { a: null }],
    ['of lists are replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    [
      'of a profile go where a clone is copied',
      { source: { profile: 'p', scope: 'tenant' } },
      { source: { clone: 'c' } },
      { source: { clone: 'c' } },
    ],
    [
      'of a clone go where a scope is named',
      { source: { clone: 'c' } },
      { source: { scope: 'tenant' } },
      { source: { scope: 'tenant' } },
    ],
    [
      'of one kind stay together',
      { source: { profile: 'p' } },
      { source: { scope: 'tenant' } },
      { source: { profile: 'p', scope: 'tenant' } },
    ],
    [
      'of a selector go where another one is written',
      { target: { projects: { match: ['a'] }, name: 'n' } },
      { target: { projects: { exclude: ['b'] } } },
      { target: { projects: { exclude: ['b'] }, name: 'n' } },
    ],
    [
      'of maps called like a selector stay',
      { x: { projects: { a: 1 } } },
      { x: { projects: { b: 2 } } },
      { x: { projects: { a: 1, b: 2 } } },
    ],
    [
      'of layers are none: layers apply one after the other',
      { a: 1, overrides: { x: 1 }, perProject: { p: {} } },
      { b: 2, perProject: { q: {} } },
      { a: 1, b: 2 },
    ],
    [
      'stay in other maps of such keys',
      { labels: { project: 'x' } },
      { labels: { projects: 'y' } },
      { labels: { project: 'x', projects: 'y' } },
    ],
  ])('%s', (_, under, over, merged) => {
    expect(mergeDefaults(under, over)).toEqual(merged);
  });

  test('what is no map has none', () => {
    expect([
      mergeDefaults(undefined, { a: 1 }),
      mergeDefaults({ a: 1 }, null),
      mergeDefaults([], 'x'),
    ]).toEqual([{ a: 1 }, { a: 1 }, {}]);
  });
});

describe('files that are included', () => {
  const file = (id: string): string =>
    `cloneform: 1\nclones:\n${of(id, 'profile: p', `{ scope: tenant, name: ${id} }`)}`;
  const all: Files = Object.fromEntries(
    [
      'a.yaml',
      'b.yml',
      'x/c.yaml',
      'x/y/d.yaml',
      'x/y/z/e.yaml',
      'x/node_modules/f.yaml',
      'x/.g/g.yaml',
      '.h.yaml',
    ].map((name) => [name, file(name.replace(/^.*\/|\.ya?ml$/g, '').replace('.', ''))]),
  );
  test.each<[string, readonly string[]]>([
    ['*.yaml', ['a.yaml']],
    ['?.y*', ['a.yaml', 'b.yml']],
    ['x/c.yaml', ['x/c.yaml']],
    ['./x//c.yaml', ['x/c.yaml']],
    ['*/*.yaml', ['x/c.yaml']],
    ['x/?/*.yaml', ['x/y/d.yaml']],
    ['x/**/*.yaml', ['x/c.yaml', 'x/y/d.yaml', 'x/y/z/e.yaml']],
    ['x/**', ['x/c.yaml', 'x/y/d.yaml', 'x/y/z/e.yaml']],
    ['**/y/*.yaml', ['x/y/d.yaml']],
    ['**/**/d.yaml', ['x/y/d.yaml']],
    ['x/node_modules/*.yaml', ['x/node_modules/f.yaml']],
  ])('%s', async (glob, names) => {
    const { files } = await good({ ...all, ...root(`include: ["${glob}"]\n`) });
    expect(files).toEqual(['cloneform.yaml', ...names]);
  });

  test.each<[string, string, string]>([
    ['x', '"x" matches no file', 'check the pattern, or remove it'],
    ['a.yaml/*', '"a.yaml/*" matches no file', 'check the pattern, or remove it'],
    ['.', '"." matches no file', 'check the pattern, or remove it'],
    ['..', '".." points outside the folder of cloneform.yaml', 'include only files in that folder'],
    [
      'x\\\\..\\\\a.yaml',
      '"x\\\\..\\\\a.yaml" points outside the folder of cloneform.yaml',
      'include only files in that folder',
    ],
    [
      '.h.yaml',
      '.h.yaml is a hidden file or is in a hidden folder',
      'hidden files are never included; move it to a folder without a leading dot',
    ],
    [
      'x/.g/*.yaml',
      'x/.g/g.yaml is a hidden file or is in a hidden folder',
      'hidden files are never included; move it to a folder without a leading dot',
    ],
    [
      `${'*/'.repeat(64)}a.yaml`,
      `more than 10000 files and folders match "${'*/'.repeat(40)}"`,
      'narrow the pattern',
    ],
  ])('%s: %s', async (glob, message, hint) => {
    expect(await said({ ...all, ...root(`include: ["${glob}"]\n`) })).toEqual([`${message} | ${hint}`]);
  });

  test('are each read once, also where several patterns match them', async () => {
    const { files } = await good({ ...all, ...root('include: ["a.yaml", "*.yaml", "x/c.yaml"]\n') });
    expect(files).toEqual(['cloneform.yaml', 'a.yaml', 'x/c.yaml']);
  });
});
