// `npm run mutate -- MODULE [FILE…]`: changes the code in small ways, one at a time, and says which of these changes no test notices.
// FILE is a file of the module; without one the whole module is done. Surviving mutants are printed; a report is in .cache/mutate.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The tests that concern each module. They must not need the built command: a mutant is never built. */
const TESTS = {
  content: ['test/content', 'test/inventory'],
  declare: ['test/declare'],
  plan: [
    'test/plan',
    'test/flow/{adoption,chains,content,deletes,drift,gone,moves,rollback,state-only,variables}',
  ],
  apply: ['test/apply', 'test/flow/{content,crashes,deletes,moves,odd-answers,publish-fails,variables}'],
  state: ['test/state/{rows,seen-book,sqlite-file,backup}', 'test/contract/store'],
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [module = '', ...files] = process.argv.slice(2);
const tests = TESTS[module];
if (tests === undefined) {
  console.error(`npm run mutate -- MODULE [FILE…], where MODULE is one of ${Object.keys(TESTS).join(', ')}`);
  process.exit(64);
}

const folder = path.join(root, '.cache', 'mutate');
const at = (name) => path.join(folder, name);
const include = tests.map((name) =>
  path.basename(name) === name || isFolder(name) ? `${name}/**/*.test.ts` : `${name}.test.ts`,
);
mkdirSync(folder, { recursive: true });
writeFileSync(
  at('vitest.config.mjs'),
  `export default ${JSON.stringify({ test: { include, exclude: ['**/hostile.test.ts'], isolate: false, testTimeout: 60_000, hookTimeout: 60_000 } })};\n`,
);
writeFileSync(
  at('stryker.config.json'),
  JSON.stringify({
    mutate: files.length > 0 ? files : [`src/${module}/**/*.ts`],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: at('vitest.config.mjs'), related: false },
    reporters: ['clear-text', 'progress-append-only', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: at(`${module}.json`) },
    coverageAnalysis: 'perTest',
    // What is computed once per file would run all tests for each mutant.
    ignoreStatic: true,
    concurrency: 1,
    timeoutMS: 20_000,
    tempDirName: at('sandbox'),
    ignorePatterns: ['dist', '.cache', 'bench', 'docs', 'action'],
    // The compiler has no programming interface for Stryker: no file of its configuration is rewritten.
    tsconfigFile: 'none',
    allowEmpty: true,
  }),
);
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

function isFolder(name) {
  return name.split('/').length === 2;
}
