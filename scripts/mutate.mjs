// `npm run mutate -- MODULE [FILE…]` changes the code in small ways, one at a time, and says which of these changes no test notices.
// FILE: a file of src to change instead of the whole module, or a test file to run instead of all tests of the module.
// Mutants that survive are printed; a report is in .cache/mutate. A module takes minutes to an hour, a small file a minute.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The tests that concern each module. None of them needs the built command: what is changed is never built. */
const TESTS = {
  content: ['test/{content,inventory}/*.test.ts'],
  declare: ['test/declare/*.test.ts'],
  plan: [
    'test/plan/*.test.ts',
    'test/flow/{adoption,chains,content,deletes,drift,gone,moves,rollback,state-only,variables}.test.ts',
  ],
  apply: [
    'test/apply/*.test.ts',
    'test/flow/{content,crashes,deletes,moves,odd-answers,publish-fails,variables}.test.ts',
  ],
  state: [
    'test/state/{backup,batch,dump,mutations,seen-book,sqlite-file}.test.ts',
    'test/contract/store.test.ts',
  ],
};
/** Tests of how long something takes say nothing while other things run, and take long. */
const LEFT_OUT = ['**/hostile.test.ts'];

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, '.cache', 'mutate');
const at = (name) => path.join(folder, name);

const [module = '', ...files] = process.argv.slice(2);
if (TESTS[module] === undefined) {
  console.error(`npm run mutate -- MODULE [FILE…], where MODULE is one of ${Object.keys(TESTS).join(', ')}`);
  process.exit(64);
}
const tests = files.filter((file) => file.startsWith('test/'));
const sources = files.filter((file) => !file.startsWith('test/'));

const vitest = {
  include: tests.length > 0 ? tests : TESTS[module],
  exclude: LEFT_OUT,
  isolate: false,
  setupFiles: ['test/support/clean-up.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};
const stryker = {
  mutate: sources.length > 0 ? sources : [`src/${module}/**/*.ts`],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: at('vitest.config.mjs'), related: false },
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: at(`${module}.json`) },
  coverageAnalysis: 'perTest',
  // What a file computes once, when it is loaded, would take all tests for each mutant.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 10_000,
  tempDirName: at('sandbox'),
  ignorePatterns: ['dist', '.cache', 'bench', 'docs', 'action'],
  // Stryker would rewrite the compiler's configuration by an interface that this compiler does not have.
  tsconfigFile: 'none',
};

mkdirSync(folder, { recursive: true });
writeFileSync(at('vitest.config.mjs'), `export default ${JSON.stringify({ test: vitest })};\n`);
writeFileSync(at('stryker.config.json'), JSON.stringify(stryker));
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'),
    'run',
    at('stryker.config.json'),
  ],
  // Properties draw few examples: the tables have to find a mutant.
  { cwd: root, stdio: 'inherit', env: { ...process.env, RUNS: '20' } },
);
process.exitCode = status ?? 1;
