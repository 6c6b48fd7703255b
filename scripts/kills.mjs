// `npm run kills [-- N [LANES]]`: the test of test/cli/kills.test.ts with thousands of kills instead of hundreds. It prints its
// seed, which CLONEFORM_SEED sets.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [kills = '2000', lanes = '4'] = process.argv.slice(2);
const seed = process.env.CLONEFORM_SEED ?? String(Date.now() % 1_000_000);
const { status } = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'test/cli/kills.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CLONEFORM_KILLS: kills, CLONEFORM_LANES: lanes, CLONEFORM_SEED: seed },
  },
);
process.exitCode = status ?? 1;
