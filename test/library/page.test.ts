// The blocks of docs/reference/library.md: compiled by the strict compiler against the packed package, run in a fresh project, and they
// print what the page says. UPDATE_EXAMPLES=1 writes what is printed now into the page.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, ROOT } from '../support/cli.ts';
import { freshProject } from '../support/packed.ts';

const PAGE = path.join(ROOT, 'docs', 'reference', 'library.md');
const BLOCK = /^```ts\n([\s\S]*?)^```\n\n^```text\n([\s\S]*?)^```$/gm;
const ALL_MS = 300_000;

test('every block compiles and prints what the page says', { timeout: ALL_MS }, () => {
  const page = readFileSync(PAGE, 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, code = '', printed = '']) => ({ code, printed }));
  expect(blocks.length).toBe([...page.matchAll(/^```ts$/gm)].length);
  const project = freshProject();
  const files = blocks.map((_, n) => `block-${n}.ts`);
  for (const [n, { code }] of blocks.entries()) writeFileSync(path.join(project, files[n] ?? ''), code);
  compile(project, files);
  const printed = blocks.map((_, n) => {
    const folder = path.join(project, `block-${n}`);
    cpSync(path.join(ROOT, 'examples', 'library'), path.join(folder, 'fleet'), {
      recursive: true,
      filter: (file) => path.basename(file) !== 'state',
    });
    return run(process.execPath, [path.join(project, 'out', `block-${n}.js`)], folder);
  });
  if (process.env['UPDATE_EXAMPLES'] === '1') {
    let n = 0;
    const blockNow = (_: string, code: string) =>
      `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${printed[n++]}\`\`\``;
    writeFileSync(PAGE, page.replaceAll(BLOCK, blockNow));
  } else expect(printed).toEqual(blocks.map((block) => block.printed));
});

function compile(project: string, files: readonly string[]): void {
  const options = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    target: 'ES2023',
    types: ['node'],
    skipLibCheck: false,
    outDir: 'out',
  };
  for (const [module, moduleResolution] of [
    ['preserve', 'bundler'],
    ['nodenext', 'nodenext'],
  ]) {
    const config = { compilerOptions: { ...options, module, moduleResolution }, files };
    writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify(config));
    const tsc = path.join(project, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(run(process.execPath, [tsc, '-p', project], project)).toBe('');
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: cleanEnv() });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
