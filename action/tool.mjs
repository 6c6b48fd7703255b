// Runs cloneform in a job on GitHub.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import process from 'node:process';

/** Of what was said on standard error, for a comment. */
const MOST_SAID = 16_384;
const KEYS = [
  'PALETTE_API_KEY',
  'SPECTROCLOUD_APIKEY',
  'CLONEFORM_STATE',
  'CLONEFORM_PLAN_KEY',
  'PGPASSWORD',
  'PGPASSFILE',
];
/** What speaks for the job or the repository. */
const TOKENS = [
  'INPUT_GITHUB_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
];
/** Where programs keep what they trust later. */
const FOLDERS = ['XDG_CACHE_HOME', 'XDG_STATE_HOME'];

/**
 * `env` without tokens, which are none of the tool's business. `captures`: standard output is returned as `out` and not printed.
 * @returns {Promise<{code: number, said: string, out: string}>}
 */
export async function runTool(tool, args, env, { captures = false } = {}) {
  // A line that begins with :: is a command to the runner, and names come from elsewhere.
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  try {
    return await startTool(tool, args, withoutToken(env), captures);
  } finally {
    process.stdout.write(`\n::${token}::\n`);
  }
}

/** Without the frame that a runner of GitHub needs. */
export function startTool({ file, args: first }, args, env, captures) {
  return new Promise((resolve, reject) => {
    const stdout = captures ? 'pipe' : 'inherit';
    const child = spawn(file, [...first, ...args], { env, stdio: ['ignore', stdout, 'pipe'] });
    let said = '';
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      process.stderr.write(text);
      said = `${said}${text}`.slice(-MOST_SAID);
    });
    // The runner ends a canceled job with signals; cloneform finishes what is in flight and saves.
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.once('error', (error) =>
      error.code === 'ENOENT'
        ? resolve({ code: 127, said: `${file} is not on the PATH\n`, out })
        : reject(error),
    );
    child.once('close', (code) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve({ code: code ?? 130, said, out });
    });
  });
}

function withoutToken(env) {
  const isOfCheckout = (name, value) =>
    FOLDERS.includes(name) && Boolean(env.GITHUB_WORKSPACE) && isBelow(value, env.GITHUB_WORKSPACE);
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !TOKENS.includes(name) && !isOfCheckout(name, value)),
  );
}

/** For what needs no secret. */
export function withoutKeys(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !KEYS.includes(name)));
}

/** The folder itself counts, too. */
export function isBelow(file, folder) {
  const way = path.relative(path.resolve(folder), path.resolve(folder, file));
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
