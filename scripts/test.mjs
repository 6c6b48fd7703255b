// `npm test`: vitest, then one plain line with the counts. More arguments go to vitest: npm test -- test/plan
// `npm test -- --quick`: the quick half, for every save.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The quick half: folders whose tests call functions; they start no process, no server and no database on disk. */
const QUICK = [
  'architecture',
  'content',
  'declare',
  'inventory',
  'model',
  'palette',
  'plan',
  'questions',
  'render',
];
/** What measures time or memory in them, or starts the command, takes longer than all the rest. */
const NOT_QUICK = ['**/{glob,growth,hostile,parse-memory}.test.ts'];
/** Properties draw fewer examples. */
const QUICK_RUNS = '50';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const isQuick = process.argv.includes('--quick');
const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-test-'));
const report = path.join(dir, 'report.json');

try {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(isQuick ? quickArgs() : []),
    ...process.argv.slice(2).filter((arg) => arg !== '--quick'),
  ];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: isQuick ? { RUNS: QUICK_RUNS, ...process.env } : process.env,
  });
  process.exitCode = status ?? 1;
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numPassedTests === 0) process.exitCode = 1;
  console.log(
    `${numPassedTests} passed, ${numFailedTests} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`,
  );
} catch (error) {
  console.error(`the tests did not run to their end: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function quickArgs() {
  return [...QUICK.map((folder) => `test/${folder}/`), ...NOT_QUICK.map((pattern) => `--exclude=${pattern}`)];
}
