// `npm run fuzz [RUNS [SEED]]`: many rounds of what test/fuzz runs a few of. A round that fails tells the seed to run it alone with.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [runs = '100000', seed = String(Date.now() % 1e9), ...filters] = process.argv.slice(2);
console.log(`RUNS=${runs} CLONEFORM_SEED=${seed}`);
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--testTimeout=0',
    ...(filters.length === 0 ? ['test/fuzz'] : filters),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, RUNS: runs, CLONEFORM_SEED: seed } },
);
process.exitCode = status ?? 1;
