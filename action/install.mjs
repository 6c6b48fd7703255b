// Which cloneform runs: the action's own version from npm, another one, the one on the PATH, or this checkout, built.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { UsageError } from './inputs.mjs';
import { withoutKeys } from './tool.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Program and first arguments. Throws UsageError where it cannot be installed. */
export function install(env, version) {
  if (version === 'path') return { file: 'cloneform', args: [] };
  if (version === 'source') {
    must(process.execPath, [path.join(ROOT, 'scripts', 'setup.mjs')], env);
    return node(path.join(ROOT, 'dist', 'cli', 'main.js'));
  }
  const wanted = version || JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;
  const prefix = path.join(
    env.RUNNER_TEMP || tmpdir(),
    `cloneform-npm-${wanted.replaceAll(/[^\w.-]/g, '_')}`,
  );
  mkdirSync(prefix, { recursive: true });
  // npm 11 asks whose install scripts may run: SQLite is compiled where there is no built one.
  const manifest = { private: true, allowScripts: { 'better-sqlite3': true } };
  writeFileSync(path.join(prefix, 'package.json'), JSON.stringify(manifest));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  must('npm', ['install', '--prefix', prefix, ...quiet, `cloneform@${wanted}`], env);
  return node(path.join(prefix, 'node_modules', 'cloneform', 'dist', 'cli', 'main.js'));
}

function node(main) {
  return { file: process.execPath, args: [main] };
}

/** Install scripts of packages get no key. What is printed goes to the log's other stream. */
function must(file, args, env) {
  const { status, error } = spawnSync(file, args, {
    env: withoutKeys(env),
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && file === 'npm',
  });
  if (status !== 0)
    throw new UsageError(
      `cloneform could not be installed: ${error?.message ?? `${file} ended with ${status}`}`,
    );
}
