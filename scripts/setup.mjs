// Everything that a fresh clone needs before it can run: dependencies and the build. Does nothing, and says nothing, when both
// are there. Plain Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);
const installStamp = at('node_modules', '.cloneform-install');
const buildStamp = at('dist', '.cloneform-build');

checkNode();
await withLock(() => {
  install();
  build(process.argv.includes('--force-build'));
});

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isRight = (major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major > 22;
  if (isRight) return;
  fail(`cloneform needs Node 20.19 or later (22.14 or later on 22); this is ${process.versions.node}.`);
}

function install() {
  const wanted = hash([
    readFileSync(at('package-lock.json')),
    process.versions.modules,
    process.platform,
    process.arch,
  ]);
  if (read(installStamp) === wanted) return;
  if (isInstalled()) return stampInstall(wanted);
  const npm = (command, more = [], env = {}) =>
    run('npm', [command, '--no-audit', '--no-fund', '--loglevel=error', ...more], env);
  if (Number(process.versions.napi) >= 10) {
    say('Installing dependencies …');
    npm('ci', ['--ignore-scripts']);
    // The locked one is the last for Node 20, and Node 24 ends it. Newer Nodes get the one that users of theirs get: nothing to compile.
    const { dependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
    const newest = dependencies['better-sqlite3'].split('||').at(-1).trim();
    npm('install', ['--no-save', '--ignore-scripts', `better-sqlite3@${newest}`]);
    stampInstall(wanted);
    return;
  }
  say('Installing dependencies (SQLite is compiled, which takes about two minutes) …');
  const cache = path.join(
    process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
    'cloneform-prebuilds',
  );
  tryTo(() => mkdirSync(cache, { recursive: true }));
  npm('ci', [], { npm_config_better_sqlite3_local_prebuilds: cache });
  tryTo(() => keepPrebuilt(cache));
  stampInstall(wanted);
}

/** The lock file may change and still ask for the same packages, as when a dependency becomes a devDependency. */
function isInstalled() {
  const packagesOf = (file) => tryTo(() => JSON.parse(readFileSync(file, 'utf8')).packages);
  const locked = packagesOf(at('package-lock.json'));
  const installed = packagesOf(at('node_modules', '.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  const isThere = ([name, { version, optional }]) =>
    name === '' || optional === true || installed[name]?.version === version;
  if (!Object.entries(locked).every(isThere)) return false;
  const load = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ['-e', load], { cwd: root, stdio: 'ignore' }).status === 0;
}

/** As a new file: node_modules may be made of hard links. */
function stampInstall(wanted) {
  writeFileSync(`${installStamp}.${process.pid}`, wanted);
  renameSync(`${installStamp}.${process.pid}`, installStamp);
}

/** Keeps the compiled SQLite, so that the next clone on this machine does not compile it again. */
function keepPrebuilt(cache) {
  const binary = 'build/Release/better_sqlite3.node';
  const folder = at('node_modules', 'better-sqlite3');
  if (!existsSync(path.join(folder, binary))) return;
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const name = `better-sqlite3-v${version}-node-v${process.versions.modules}-${process.platform}-${process.arch}.tar.gz`;
  const file = path.join(cache, name);
  if (existsSync(file)) return;
  const { status } = spawnSync('tar', ['-czf', `${file}.${process.pid}`, '-C', folder, binary]);
  if (status === 0) renameSync(`${file}.${process.pid}`, file);
}

function build(force) {
  const sources = [
    ...filesBelow(at('src')),
    ...filesBelow(at('schemas')),
    ...filesBelow(at('types')),
    ...['bundle.mjs', 'library.mjs', 'sbom.mjs', 'start.cjs', 'warm.cjs'].map((name) => at('scripts', name)),
    at('package.json'),
    at('package-lock.json'),
  ].sort();
  const wanted = hash(sources.flatMap((file) => [file, readFileSync(file)]));
  if (!force && read(buildStamp) === wanted) return;
  say('Building …');
  rmSync(at('dist'), { recursive: true, force: true });
  run(process.execPath, [at('scripts', 'bundle.mjs')], {});
  writeFileSync(buildStamp, wanted);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Two commands at once on one clone must not install over each other. */
async function withLock(work) {
  const lock = at('.cache', 'setup.lock');
  mkdirSync(at('.cache'), { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (tryTo(() => statSync(lock).mtimeMs) ?? Date.now());
      if (age > 15 * 60_000) rmSync(lock, { recursive: true, force: true });
      if (tries === 0) say('Waiting for another set-up of this clone …');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function run(command, args, env) {
  const shell = process.platform === 'win32' && command === 'npm';
  // `npm pack --dry-run` runs this before it lists the package; what npm does here is in earnest.
  const { npm_config_dry_run: _dryRun, ...inherited } = process.env;
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 2, 2],
    shell,
  });
  if (status === 0) return;
  rmSync(at('.cache', 'setup.lock'), { recursive: true, force: true });
  fail(`${command} ${args[0]} failed${error ? `: ${error.message}` : ''}.`);
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

function read(file) {
  return tryTo(() => readFileSync(file, 'utf8'));
}

function tryTo(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}
