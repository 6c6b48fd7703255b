// Variables in values: where they are put in, where texts stay as they are, and how long texts may become.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import { SourceFile } from '../../src/declare/source-file.ts';
import { substitute } from '../../src/declare/variables.ts';
import { good, read } from '../support/declared.ts';

type Values = Readonly<Record<string, string | null>>;

/** The values of a file with its variables put in; `code line:column message | hint` of each fault. */
function put(text: string, variables: Values) {
  const faults = new Faults();
  const file = new SourceFile('a.yaml', new TextEncoder().encode(text));
  const values = substitute(file, file.values(), new Map(Object.entries(variables)), faults);
  const told = faults
    .list()
    .map(
      ({ code, place, message, hint }) =>
        `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
    );
  return { values, told };
}

describe('variables', () => {
  test.each<[string, unknown]>([
    ['a: x-${var.v}-${ var.v }', { a: 'x-V-V' }],
    ['a: $${var.v} $5 $', { a: '${var.v} $5 $' }],
    ['a: $$${var.v}', { a: '$${var.v}' }],
    ['a: [1, true, null, "${var.v}", { b: "${var.v}" }]', { a: [1, true, null, 'V', { b: 'V' }] }],
    ['"${var.v}": 1', { '${var.v}': 1 }],
    ['variables: { a: "${var.v}" }\nb: "${var.v}"', { variables: { a: '${var.v}' }, b: 'V' }],
    ['policies: ["${var.v}"]', { policies: ['${var.v}'] }],
    ['autoApprove: "${x}"', { autoApprove: '${x}' }],
    ['a: { policies: "${var.v}", variables: ["${var.v}"] }', { a: { policies: 'V', variables: ['V'] } }],
    ['clones: { a: { overrides: { b: "${var.v}" } } }', { clones: { a: { overrides: { b: '${var.v}' } } } }],
    ['a: { overrides: { b: "${var.v}" } }', { a: { overrides: { b: 'V' } } }],
  ])('%s', (text, values) => {
    expect(put(`${text}\n`, { v: 'V' })).toEqual({ values, told: [] });
  });

  const FORM = 'use ${var.name}, or $${ for a literal ${';
  const text = (length: number): string => `\${${'x'.repeat(length - 3)}}`;
  test.each<[string, string, Values, string]>([
    ['no variable', 'a: [b, "${c}"]', {}, `bad-variable 1:8 \${c} is not a variable | ${FORM}`],
    ['no name', 'a: "${var.1}"', {}, `bad-variable 1:4 \${var.1} is not a variable | ${FORM}`],
    [
      'more before the name',
      'a: "${x var.v}"',
      { v: '' },
      `bad-variable 1:4 \${x var.v} is not a variable | ${FORM}`,
    ],
    [
      'more behind it',
      'a: "${var.v x}"',
      { v: '' },
      `bad-variable 1:4 \${var.v x} is not a variable | ${FORM}`,
    ],
    ['no end', 'a: "${var.v"', { v: '' }, `bad-variable 1:4 \${var.v is not a variable | ${FORM}`],
    ['80 characters', `a: "${text(80)}"`, {}, `bad-variable 1:4 ${text(80)} is not a variable | ${FORM}`],
    [
      '81 characters',
      `a: "${text(81)}"`,
      {},
      `bad-variable 1:4 ${text(81).slice(0, 80)}… is not a variable | ${FORM}`,
    ],
    [
      'no value',
      'a: "${var.v}"',
      { v: null },
      'no-value 1:4 the variable "v" has no value | set a default, --var v=… or CLONEFORM_VAR_v',
    ],
    [
      'one of ten names',
      'a: "${var.zzzzzz}"',
      Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`v${n}`, ''])),
      'unknown-variable 1:4 no variable "zzzzzz" is declared | declared: v0, v1, v2, v3, v4, v5, v6, v7, v8, v9',
    ],
  ])('a text with %s stays as it is', (_, line, variables, fault) => {
    const { values, told } = put(`${line}\n`, variables);
    expect(told).toEqual([fault]);
    expect(JSON.stringify(values)).toContain('${');
  });
});

describe('a text with its variables put in', () => {
  const MOST = 65_536;
  const TOO_LONG =
    'with its variables replaced, this string has more than 65536 characters | use a shorter value, or use it less often';

  test('has at most 65536 characters of them', () => {
    expect(put('a: "${var.v}x"\n', { v: 'v'.repeat(MOST) })).toEqual({
      values: { a: `${'v'.repeat(MOST)}x` },
      told: [],
    });
    expect(put('a: "${var.v}"\n', { v: 'v'.repeat(MOST + 1) }).told).toEqual([`too-large 1:4 ${TOO_LONG}`]);
    expect(put('a: "${var.v}${var.w}"\n', { v: 'v'.repeat(MOST), w: 'w' }).told).toEqual([
      `too-large 1:4 ${TOO_LONG}`,
    ]);
  });

  test('stops there', () => {
    const { values } = put('a: "${var.v}${var.w}${var.w}"\n', { v: 'v'.repeat(MOST), w: 'w' });
    expect(values).toEqual({ a: `${'v'.repeat(MOST)}w` });
  });

  test('is one of a file with at most 32 MiB of them', () => {
    const all = (count: number): string => `a:\n${'- "${var.v}"\n'.repeat(count)}`;
    const v = 'v'.repeat(MOST);
    expect(put(all(512), { v }).told).toEqual([]);
    const { values, told } = put(all(515), { v });
    expect(told).toEqual([
      'too-large 514:3 with its variables replaced, a.yaml has more than 33554432 characters | use shorter values',
    ]);
    expect((values as { readonly a: readonly string[] }).a.slice(511)).toEqual([v, '', '', '']);
  });
});

describe('files of variables', () => {
  const root = (names: string): string =>
    `cloneform: 1\nvariables: { ${names} }\nclones: { a: { source: { profile: "p\${var.v}" }, target: { scope: tenant } } }\n`;
  const told = async (files: Readonly<Record<string, string>>, ...varFiles: readonly string[]) => {
    const result = await read({ 'cloneform.yaml': root('v: { default: d }'), ...files }, {}, { varFiles });
    return (result.ok ? [] : result.diagnostics).map(
      ({ code, place, message, hint }) =>
        `${code.replace('declare/', '')} ${place === undefined ? '-' : `${place.file}:${place.line}:${place.column}`} ${message} | ${hint}`,
    );
  };

  test('give texts, later files over earlier ones', async () => {
    const files = { 'cloneform.yaml': root('v: {}'), 'a.yaml': 'v: A\n', 'b.json': '{ "v": "B" }\n' };
    const name = async (...varFiles: readonly string[]): Promise<unknown> =>
      (await good(files, {}, { varFiles })).desired.clones[0]?.target.name;
    expect([await name('a.yaml'), await name('a.yaml', 'b.json'), await name('b.json', 'a.yaml')]).toEqual([
      'pA',
      'pB',
      'pA',
    ]);
  });

  test('have to be there, to be YAML, and to hold texts', async () => {
    expect(await told({}, 'none.yaml')).toEqual([
      'no-file - the variable file none.yaml cannot be read | use a YAML or JSON file of strings',
    ]);
    expect(await told({ 'a.yaml': 'v: 1\n' }, 'a.yaml')).toEqual([
      'bad-value a.yaml:1:4 v must be a string, not number 1 | quote it',
    ]);
    expect((await told({ 'a.yaml': 'v: [\n' }, 'a.yaml')).map((fault) => fault.split(' ')[0])).toEqual([
      'not-yaml',
    ]);
  });
});

describe('a target', () => {
  const told = async (target: string): Promise<readonly string[]> => {
    const text = `cloneform: 1\nclones:\n  a:\n    source: { profile: p }\n    target: { ${target} }\n`;
    const result = await read({ 'cloneform.yaml': text });
    return (result.ok ? [] : result.diagnostics).map(
      ({ code, place, message, hint }) =>
        `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
    );
  };
  const HINT = 'set scope: project, or remove it';
  test.each<[string, ...string[]]>([
    ['scope: tenant'],
    ['scope: project, project: x'],
    ['scope: project, projects: [x]'],
    [
      'scope: project',
      'no-project 5:22 a target at project scope needs its project | add target.project or target.projects',
    ],
    [
      'scope: tenant, project: x',
      `project-without-scope 5:30 target.project is set, but the target is at tenant scope | ${HINT}`,
    ],
    [
      'scope: tenant, projects: [x]',
      `project-without-scope 5:30 target.projects is set, but the target is at tenant scope | ${HINT}`,
    ],
    [
      'scope: tenant, projects: { match: [x] }',
      `project-without-scope 5:30 target.projects is set, but the target is at tenant scope | ${HINT}`,
    ],
    [
      'scope: project, project: x, projects: [y]',
      'project-and-projects 5:43 target has both project and projects | keep one of them',
    ],
    [
      'scope: project, projects: [x, y, x]',
      'duplicate-project 5:48 the project "x" is listed twice | keep one of them',
    ],
  ])('{ %s }', async (target, ...faults) => {
    expect(await told(target)).toEqual(faults);
  });
});
