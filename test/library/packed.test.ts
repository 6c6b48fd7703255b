// The package as it is packed, installed once in a fresh project: TypeScript runs the blocks of docs/reference/library.md, compiled by the
// strict compiler, and they print what the page says (UPDATE_EXAMPLES=1 writes what is printed now into the page); JavaScript runs a
// program that goes through all functions, and through what they reject with, against a sandbox on a real socket.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnv, ROOT } from '../support/cli.ts';
import { freshProject } from '../support/packed.ts';
import { aSeed, seededRandom, seedVersion } from '../support/sandboxes.ts';
import { serving } from '../support/serving.ts';

const PAGE = path.join(ROOT, 'docs', 'reference', 'library.md');
const BLOCK = /^```ts\n([\s\S]*?)^```\n\n^```text\n([\s\S]*?)^```$/gm;
const ALL_MS = 300_000;
const KEY = 'a-key-of-this-test-alone';
const YAML = `cloneform: 1
palette: { rateLimits: off }
variables: { version: { default: 1.0.0 } }
clones:
  edge:
    source: { profile: base, version: '\${var.version}' }
    target: { name: edge, scope: project, projects: [platform, edge-dev, edge-prod] }
`;

let project = '';
beforeAll(() => {
  project = mkdtempSync(path.join(tmpdir(), 'cloneform-packed-'));
  freshProject(project);
}, ALL_MS);
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('every block compiles and prints what the page says', { timeout: ALL_MS }, () => {
  const page = readFileSync(PAGE, 'utf8');
  const blocks = [...page.matchAll(BLOCK)].map(([, code = '', printed = '']) => ({ code, printed }));
  expect(blocks.length).toBe([...page.matchAll(/^```ts$/gm)].length);
  const files = blocks.map((_, n) => `block-${n}.ts`);
  for (const [n, { code }] of blocks.entries()) writeFileSync(path.join(project, files[n] ?? ''), code);
  compile(files);
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

function compile(files: readonly string[]): void {
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

test('a program in JavaScript: all functions, and what they reject with, over real HTTP', {
  timeout: ALL_MS,
}, async () => {
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const { server } = await serving(seed, { seed: 1, rules: [] }, { apiKey: KEY, random: seededRandom(7) });
  const folder = path.join(project, 'javascript');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'cloneform.yaml'), YAML);
  cpSync(path.join(ROOT, 'test', 'fixtures', 'library', 'program.cjs'), path.join(folder, 'program.cjs'));
  const seen: unknown = JSON.parse(await runProgram(folder, { HOST: server.url, KEY }));
  const blocked = { is: true, kind: 'blocked', exitCode: 5, blocked: 3, hasKey: false };
  expect(seen).toMatchObject({
    refused: { is: true, kind: 'unauthorized', exitCode: 3, hasKey: false },
    blockedPlan: { ...blocked, code: 'plan/blocked' },
    blockedRun: {
      ...blocked,
      code: 'plan/blocked',
      applied: 0,
      hints: ['it has 1.0.0', 'it has 1.0.0', 'it has 1.0.0'],
    },
    // The change in progress was finished and recorded; the next run did the rest.
    aborted: { is: true, kind: 'aborted', exitCode: 130, applied: 1, notStarted: 2, clones: 1 },
    rest: 2,
    packs: ['hello'],
    drift: [[], [['clone_edited', 'ann@example.com']]],
  });
  const { events } = seen as { readonly events: readonly string[] };
  expect([events[0], events.includes('stopping'), events.at(-1)]).toEqual(['planned', true, 'ended']);
});

/** While this process serves the sandbox. Nothing is written to standard error. */
function runProgram(folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['program.cjs'], { cwd: folder, env: cleanEnv(env) });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 && texts.err === ''
        ? resolve(texts.out)
        : reject(new Error(`${code}\n${texts.out}\n${texts.err}`)),
    );
  });
}
