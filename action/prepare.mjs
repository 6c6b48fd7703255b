// What an upgrade would propose: per group the raised files and the plan that they give. Only cloneform runs here; no forge is asked.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { failureReport } from './body.mjs';
import { UsageError } from './inputs.mjs';
import { groupRaised } from './upgrade-groups.mjs';

/** cloneform ended with `code`, and said why itself. */
export class ToolFailed extends Error {
  constructor(code) {
    super(`cloneform outdated --write ended with exit code ${code}`);
    this.code = code;
  }
}

/**
 * `run(args, {captures})` runs cloneform in the folder `directory` and resolves to {code, out, said}. Files are changed for the time of a
 * plan and put back. Throws ToolFailed, UsageError.
 * @returns {Promise<{base: string, groups: object[], left: object[]}>} `base`: the commit that is checked out
 */
export async function prepareUpgrades({ run, directory, temp, level, minAge, groupBy, url = null }) {
  const write = ['outdated', '--write', '--json', ...flagsOf(level, minAge)];
  const { raised, left, files } = await answerOf(run, [...write, '--dry-run']);
  const checkout = openCheckout(
    directory,
    files.map(({ file }) => file),
  );
  const clustersOf = raised.length === 0 ? new Map() : await clustersByAddress(run);
  const groups = [];
  for (const group of groupRaised(raised, groupBy)) {
    const ids = groupBy === 'all' ? [] : group.declarations;
    try {
      const done = await answerOf(run, [...write, ...ids]);
      if (done.files.length === 0) continue;
      groups.push({
        ...group,
        raised: done.raised,
        left: leftIn(left, group),
        clusters: clustersIn(done.raised, clustersOf),
        files: done.files.map(({ file }) => checkout.read(file)),
        report: await planReport(run, temp, url),
      });
    } finally {
      checkout.restore();
    }
  }
  return { base: checkout.commit, groups, left };
}

function flagsOf(level, minAge) {
  return [...(level === '' ? [] : [`--level=${level}`]), ...(minAge === '' ? [] : [`--min-age=${minAge}`])];
}

async function answerOf(run, args) {
  const { code, out } = await run(args, { captures: true });
  if (code !== 0) throw new ToolFailed(code);
  return JSON.parse(out);
}

function leftIn(left, { declarations }) {
  return left.filter(({ addresses }) =>
    addresses.some((address) => declarations.includes(address.split('[', 1)[0])),
  );
}

/** Who uses the clones as they are now. */
async function clustersByAddress(run) {
  const { clones } = await answerOf(run, ['outdated', '--json']);
  return new Map(clones.map(({ address, clusters }) => [address, clusters.map(({ name }) => name)]));
}

function clustersIn(raised, clustersOf) {
  const names = raised.flatMap(({ addresses }) => addresses.flatMap((one) => clustersOf.get(one) ?? []));
  return [...new Set(names)].sort((one, other) => (one < other ? -1 : 1));
}

/** The plan that the raised files give; where there is none, why. */
async function planReport(run, temp, url) {
  const report = path.join(temp, 'upgrade.md');
  rmSync(report, { force: true });
  const { code, said } = await run(['plan', '--report', `markdown=${report}`]);
  if (existsSync(report)) return readFileSync(report, 'utf8');
  return failureReport({ command: 'plan', exitCode: code, said, url });
}

/** The files of the checkout that will change, as they are in its commit. Throws UsageError where they are not. */
function openCheckout(directory, names) {
  const folder = realpathSync(directory);
  const root = rootOf(folder);
  const commit = git(root, ['rev-parse', 'HEAD']).trim();
  const before = new Map(names.map((name) => [path.resolve(folder, name), null]));
  for (const file of before.keys()) {
    const isPlain = lstatSync(file).isFile() && realpathSync(file) === file;
    if (!isPlain || path.relative(root, file).startsWith('..'))
      throw new UsageError(
        `${file} is a link, or lies outside of the repository: its versions cannot be proposed`,
      );
    before.set(file, readFileSync(file));
  }
  const dirty = names.length === 0 ? '' : git(root, ['status', '--porcelain', '--', ...before.keys()]).trim();
  if (dirty !== '')
    throw new UsageError(
      `files differ from the commit that is checked out:\n${dirty}\n  next: run \`command: upgrade\` before steps that write into the checkout`,
    );
  return {
    commit,
    read: (name) => {
      const file = path.resolve(folder, name);
      if (!before.has(file)) throw new UsageError(`${name} changed although nothing was to be raised in it`);
      return {
        path: path.relative(root, file).split(path.sep).join('/'),
        mode: (statSync(file).mode & 0o111) === 0 ? '100644' : '100755',
        content: readFileSync(file, 'utf8'),
      };
    },
    restore: () => {
      for (const [file, bytes] of before) if (!readFileSync(file).equals(bytes)) writeFileSync(file, bytes);
    },
  };
}

function rootOf(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at)
      throw new UsageError(
        `${folder} is in no checkout of a Git repository\n  next: check the repository out before \`command: upgrade\``,
      );
  }
}

/** The checkout may belong to another user than that of a container. */
function git(root, args) {
  const { status, stdout, stderr, error } = spawnSync(
    'git',
    ['-c', `safe.directory=${root}`, '-C', root, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (status !== 0) throw new UsageError(`git ${args[0]} failed: ${(error?.message ?? stderr).trim()}`);
  return stdout;
}
