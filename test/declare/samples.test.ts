// A declaration whose projects are selected is checked before anybody knows which projects there are.
import { describe, expect, test } from 'vitest';
import { read } from '../support/declared.ts';

/** Lines 3 to 5 are `open:`, its source and its target; `more` begins on line 6, below it. */
const open = (more: string, target = 'projects: { match: [edge-*] }'): string =>
  `cloneform: 1\nclones:\n  open:\n    source: { profile: p }\n    target: { scope: project, ${target} }\n${more}`;

/** `code line:column` of what is wrong, or else of what is warned of. */
async function told(text: string, files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const result = await read({ 'cloneform.yaml': text, ...files });
  return (result.ok ? result.warnings : result.diagnostics).map(
    ({ code, place }) => `${code.replace('declare/', '')} ${place?.line}:${place?.column}`,
  );
}

const overrides = (pack: string): string => `overrides: { packs: { a: { ${pack} } } }`;
const FROM_FILE = 'valuesFile: "${project}.yaml"';

describe('a declaration that selects its projects', () => {
  test.each<[string, string, readonly string[]]>([
    ['with nothing more', '', []],
    ['with overrides', `    ${overrides('values: { b: 1 }')}\n`, []],
    ['with a variable that there is not', `    ${overrides('tag: "${var.x}"')}\n`, ['unknown-variable 6:37']],
    ['with a secret', `    ${overrides('values: { password: hunter2 }')}\n`, ['secret-in-override 6:42']],
    ['with a file that there is not', `    ${overrides('valuesFile: none.yaml')}\n`, ['no-file 6:44']],
    ['with a file for each project', `    ${overrides(FROM_FILE)}\n`, []],
    [
      'with a variable that there is not, for one project',
      `    perProject:\n      edge-a: { ${overrides('tag: "${var.x}"')} }\n`,
      ['unknown-variable 7:49'],
    ],
    [
      'with variables that there are not, for several projects',
      `    perProject:\n      edge-a: { ${overrides('tag: "${var.x}"')} }\n      "*-b": { ${overrides('tag: "${var.y}"')} }\n`,
      ['unknown-variable 7:49', 'unknown-variable 8:48'],
    ],
    [
      'with variables that there are not, for all and for one',
      `    ${overrides('tag: "${var.x}"')}\n    perProject:\n      edge-a: { ${overrides('tag: "${var.y}"')} }\n`,
      ['unknown-variable 6:37', 'unknown-variable 8:49'],
    ],
  ])('%s', async (_, more, faults) => {
    expect(await told(open(more))).toEqual(faults);
  });
});

describe('what defaults say of single projects', () => {
  const defaults = 'defaults: { perProject: { "z*": { labels: { k: v } } } }\n';
  test('is not called unused while it is not known which projects are selected', async () => {
    expect(await told(open(defaults))).toEqual([]);
  });

  test('is called unused where all projects are known', async () => {
    expect(await told(open(defaults, 'projects: [edge-a]'))).toEqual(['unused-project 6:27']);
  });
});
