// The copy of the project whose code has every mutant in it, switched off: Stryker's mutants, chosen by a number while the tests run.
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** What the copy has no use for, or has as a link. */
const LEFT_OUT = new Set(['.cache', '.git', 'bench', 'dist', 'node_modules']);
const SILENT = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false };
/** Code that Stryker writes at the head of each file, and what is added there: an endless loop ends, and nothing is counted twice. */
const ADDED = [
  [
    'function isActive(id) {',
    "function isActive(id) { if (++ns.steps > ns.mostSteps) throw new Error('This mutant does not come to an end.');",
  ],
  ['function cover() {', 'function cover() { if (ns.isCovered) return;'],
];

/** With its own memory, what one test worked out would hide the mutants of all files from the next. */
export const MEMOIZE = 'src/content/memoize.ts';
/** In the copy, what was worked out is forgotten before the next test runs: it may be the work of another mutant. */
const FORGETFUL = `
const shared = ((globalThis as any).__stryker__ ??= {});
export function memoize(work: any): any {
  let [run, known] = [shared.run, new Map<unknown, { readonly answer: unknown }>()];
  return (key: unknown) => {
    if (run !== shared.run) [run, known] = [shared.run, new Map()];
    const before = known.get(key);
    if (before !== undefined) return before.answer;
    const answer = work(key);
    known.set(key, { answer });
    return answer;
  };
}
export const memoizeLatest: any = memoize;
export const memoizeWeak: any = memoize;
`;

/**
 * Copies the project from `root` to `sandbox`, puts mutants into `sources` (paths below `root`), and writes one test file that
 * imports `tests` and then tries the mutants.
 * Returns the mutants: id, file, location (from 0), the new text, Stryker's name of the kind, and whether a comment excludes it.
 */
export async function instrument({ root, sandbox, sources, tests }) {
  rmSync(sandbox, { recursive: true, force: true });
  for (const entry of readdirSync(root).filter((name) => !LEFT_OUT.has(name))) {
    cpSync(path.join(root, entry), path.join(sandbox, entry), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(sandbox, 'node_modules'));
  const files = sources.map((file) => ({
    name: path.join(sandbox, file),
    mutate: true,
    content: readFileSync(path.join(root, file), 'utf8'),
  }));
  const options = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false };
  const made = await new Instrumenter(SILENT).instrument(files, options);
  for (const { name, content } of made.files) {
    // A file of types alone has no mutants, and nothing at its head.
    if (content.includes('__stryker__')) writeFileSync(name, ADDED.reduce(replaced, content));
  }
  if (!sources.includes(MEMOIZE)) writeFileSync(path.join(sandbox, MEMOIZE), FORGETFUL);
  writeFileSync(path.join(sandbox, 'mutants.test.ts'), testFile(tests));
  writeFileSync(path.join(sandbox, 'mutants.config.mjs'), `export default ${JSON.stringify(CONFIG)};\n`);
  return made.mutants.map((mutant) => ({
    id: mutant.id,
    file: path.relative(sandbox, mutant.fileName),
    location: mutant.location,
    replacement: mutant.replacement,
    kind: mutant.mutatorName,
    isExcluded: mutant.status === 'Ignored',
  }));
}

function replaced(text, [from, to]) {
  if (!text.includes(from)) throw new Error(`Stryker does not write ${JSON.stringify(from)} any longer.`);
  return text.replace(from, to);
}

/** One process loads the modules once; each mutant then costs only the tests that reach it. */
function testFile(tests) {
  return [
    "import { afterEach, beforeEach, describe, it, TestRunner } from 'vitest';",
    "import { noteTest, tryMutants } from './scripts/mutate/try-mutants.mjs';",
    'beforeEach(({ task }) => noteTest(task.id));',
    'afterEach(() => noteTest(undefined));',
    ...tests.map(
      (file) =>
        `describe(${JSON.stringify(file)}, async () => { await import(${JSON.stringify(`./${file}`)}); });`,
    ),
    "it('mutants', ({ task }) => tryMutants(task.file, TestRunner), 2 ** 31 - 1);",
    '',
  ].join('\n');
}

const CONFIG = {
  test: {
    include: ['mutants.test.ts'],
    pool: 'forks',
    isolate: false,
    setupFiles: ['test/support/clean-up.ts'],
    // A mutant that never answers is found by this.
    testTimeout: 6000,
    hookTimeout: 60_000,
  },
};
