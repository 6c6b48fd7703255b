// `npm run mutate -- MODULE [FILE…] [--again]` changes the code in small ways, one at a time, and says which of these changes no test notices.
// FILE: a file of src to change instead of the whole module, or a test file to run instead of all tests of the module.
// --again: what an earlier run killed counts as killed where its file is the same; only the rest is tried.
// The mutants are Stryker's. They are tried in one process for each core, which loads the code once: a module takes minutes, where
// a test run for each mutant takes hours. The report is printed and kept in .cache/mutate.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { killedEarlier, rememberKilled } from './mutate/earlier.mjs';
import { instrument, MEMOIZE } from './mutate/instrument.mjs';
import { report } from './mutate/report.mjs';
import { readLog } from './mutate/try-mutants.mjs';

/** The quick tests of each module. None needs the built command: the changed code is never built. */
const TESTS = {
  content: /^test\/(content|inventory)\//u,
  declare: /^test\/declare\//u,
  plan: /^test\/plan\//u,
  apply: /^test\/apply\//u,
  state:
    /^test\/(state\/(backup|batch|dump|mutations|refusals|seen-book|seen-file|sqlite-file)|contract\/store)\.test\.ts$/u,
};
/** Tests that measure time or memory: they are slow, and their figures mean nothing while other processes run. */
const TIMED = /\/(growth|hostile|parse-memory)\.test\.ts$/u;
/** Files that are changed only if they are named: storages, whose tests need databases and processes, and memory, which would hide other mutants. */
const LEFT_OUT = new RegExp(`^src/state/storage/|^${MEMOIZE}$`, 'u');
/** Properties draw few examples: the tables have to find a mutant. */
const RUNS = '6';
/** Milliseconds without a result after which a process hangs: before its first one it runs all tests. */
const [HANGS, STARTS] = [60_000, 600_000];

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = path.join(root, '.cache', 'mutate');
const [module = '', ...named] = process.argv.slice(2);
const files = [...new Set(named)].filter((name) => name !== '--again');
if (TESTS[module] === undefined) {
  console.error(
    `npm run mutate -- MODULE [FILE…] [--again], where MODULE is one of ${Object.keys(TESTS).join(', ')}`,
  );
  process.exit(64);
}
const missing = files.filter((file) => !existsSync(path.join(root, file)));
if (missing.length > 0) {
  console.error(`There is no file ${missing.join(', ')}.`);
  process.exit(64);
}
const sandbox = path.join(folder, module);
const mutantsFile = path.join(folder, `${module}.mutants.json`);
const killedFile = path.join(folder, `${module}.killed.json`);
mkdirSync(folder, { recursive: true });
const tests = files.filter((file) => file.startsWith('test/'));
const sources = files.filter((file) => !file.startsWith('test/'));
const mutants = await instrument({
  root,
  sandbox,
  sources:
    sources.length > 0
      ? sources
      : filesBelow(`src/${module}`).filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file)),
  tests:
    tests.length > 0
      ? tests
      : filesBelow('test').filter(
          (file) => file.endsWith('.test.ts') && TESTS[module].test(file) && !TIMED.test(file),
        ),
});
writeFileSync(mutantsFile, JSON.stringify(mutants));
const earlier = named.includes('--again') ? killedEarlier({ file: killedFile, root, mutants }) : new Set();
console.error(`${mutants.length} mutants${earlier.size > 0 ? `, ${earlier.size} killed earlier` : ''}`);
/** Ends the processes that try mutants: each has a group of its own, which Ctrl-C does not reach. */
const running = new Set();
// For a few files, loading the code twice would take longer than trying their mutants.
const shares = sources.length > 0 ? 1 : availableParallelism();
const logs = Array.from({ length: shares }, (_, share) => path.join(folder, `${module}.${share}.jsonl`));
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const end of running) end();
    rememberKilled({ file: killedFile, root, mutants, results: resultsSoFar() });
    process.exit(130);
  });
await Promise.all(logs.map(tryShare));
rememberKilled({ file: killedFile, root, mutants, results: resultsSoFar() });
const text = report({ root, mutants, results: resultsSoFar() });
writeFileSync(path.join(folder, `${module}.txt`), text);
console.log(text);

function filesBelow(dir) {
  return readdirSync(path.join(root, dir), { recursive: true, encoding: 'utf8' })
    .map((file) => `${dir}/${file}`)
    .sort();
}

/** What became of the mutants, by their ids. */
function resultsSoFar() {
  const lines = logs.flatMap(readLog).filter(({ id }) => id !== undefined);
  return new Map(lines.map(({ id, status }) => [id, status]));
}

/** Tries one share of the mutants, in as many processes as it takes. */
async function tryShare(log, share) {
  writeFileSync(log, [...earlier].map((id) => `${JSON.stringify({ id, status: 'Killed' })}\n`).join(''));
  for (;;) {
    const before = readLog(log).length;
    await onePass(share, log);
    const lines = readLog(log);
    if (lines.length === before) throw new Error(`The tests of ${module} do not run: see ${sandbox}.`);
    if (lines.at(-1).isFinished) return;
    // What was begun last took the process with it, or was to be tried in a fresh one.
    const { begun } = lines.at(-1);
    const isSecondTime = lines.filter((line) => line.begun === begun).length > 1;
    if (begun !== undefined && isSecondTime)
      appendFileSync(log, `${JSON.stringify({ id: begun, status: 'Killed' })}\n`);
  }
}

/** One process of vitest, ended when it hangs. */
async function onePass(share, log) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--config',
      'mutants.config.mjs',
      '--reporter=dot',
    ],
    {
      cwd: sandbox,
      stdio: ['ignore', 'ignore', 'ignore'],
      // A group of its own: what vitest starts ends with it.
      detached: true,
      env: {
        RUNS,
        ...process.env,
        MUTATE_LOG: log,
        MUTATE_MUTANTS: mutantsFile,
        MUTATE_SHARE: `${share}/${shares}`,
      },
    },
  );
  const end = () => process.kill(-(child.pid ?? 0), 'SIGKILL');
  running.add(end);
  const startedAt = Date.now();
  const watch = setInterval(() => {
    const wroteAt = statSync(log, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const isQuiet = wroteAt > startedAt ? Date.now() - wroteAt > HANGS : Date.now() - startedAt > STARTS;
    if (isQuiet) end();
  }, 1000);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(watch);
  running.delete(end);
  try {
    end();
  } catch {
    // Nothing of it is left.
  }
}
