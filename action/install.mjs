// Which cloneform runs: the action's own checkout, built by its own step without secrets, or the one on the PATH. Nothing is installed
// by its name from a registry: whoever owned the name there would own the key.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { UsageError } from './inputs.mjs';
import { isBelow } from './tool.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');

/** Program and first arguments. Throws UsageError where it is not built. */
export function findTool(version) {
  if (version === 'path') return { file: 'cloneform', args: [] };
  if (!existsSync(MAIN))
    throw new UsageError(
      `cloneform is not built in ${ROOT}\n  next: run action/build.sh before action/run.mjs`,
    );
  return { file: process.execPath, args: [MAIN] };
}

/** Throws UsageError. Called where the environment holds no secret: packages are unpacked and may run install scripts. */
export function buildTool(env) {
  const { status, error } = spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'setup.mjs')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    throw new UsageError(
      `cloneform could not be built: ${error?.message ?? `setup.mjs ended with ${status}`}`,
    );
}

/** `uses: ./` in a pull request: its author would choose the code that gets the key. */
export function isActionInCheckout({ GITHUB_WORKSPACE: workspace }) {
  return Boolean(workspace) && existsSync(workspace) && isBelow(realpathSync(ROOT), realpathSync(workspace));
}
