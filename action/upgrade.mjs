// Upgrades as pull or merge requests, in two steps, so that neither has the secrets of the other. Plain Node.
//   node upgrade.mjs prepare FILE [-C DIR] [-f ROOT] [--level L] [--min-age T] [--group-by G] [--var N=V]… [--var-file F]…
//     runs cloneform, and writes what to propose into FILE. Needs the key for Palette, and no token.
//   node upgrade.mjs propose FILE [--key NAME] [--target BRANCH] [--limit N] [--branch-prefix P]
//     opens, updates and closes the requests. Needs GITHUB_TOKEN or GITLAB_TOKEN, and no key.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { keyOf } from './body.mjs';
import { openForge } from './forge.mjs';
import { readUpgradeInputs, UsageError } from './inputs.mjs';
import { findTool } from './install.mjs';
import { prepareUpgrades, ToolFailed } from './prepare.mjs';
import { proposalLines, proposeUpgrades } from './propose.mjs';
import { ForgeError } from './send.mjs';
import { startTool } from './tool.mjs';

const text = { type: 'string', default: '' };

try {
  const [step, ...rest] = process.argv.slice(2);
  if (step === 'prepare') await prepare(rest);
  else if (step === 'propose') await propose(rest);
  else throw new UsageError('upgrade.mjs takes `prepare FILE` or `propose FILE`');
} catch (error) {
  const isKnown = [UsageError, ForgeError, ToolFailed].some((kind) => error instanceof kind);
  if (!isKnown && !error.code?.startsWith?.('ERR_PARSE_ARGS')) throw error;
  console.error(`upgrade: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 64 : 1;
}

async function prepare(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      chdir: { type: 'string', short: 'C', default: '.' },
      file: { type: 'string', short: 'f', default: 'cloneform.yaml' },
      level: text,
      'min-age': text,
      'group-by': text,
      var: { type: 'string', multiple: true, default: [] },
      'var-file': { type: 'string', multiple: true, default: [] },
    },
  });
  const [out] = positionals;
  if (out === undefined || positionals.length > 1) throw new UsageError('prepare takes one FILE to write');
  const options = readUpgradeInputs({
    level: values.level,
    minAge: values['min-age'],
    groupBy: values['group-by'],
  });
  const temp = mkdtempSync(path.join(tmpdir(), 'cloneform-'));
  const more = [
    ...values.var.map((one) => `--var=${one}`),
    ...values['var-file'].map((one) => `--var-file=${one}`),
  ];
  const tool = findTool('source');
  const run = (words, { captures = false } = {}) =>
    startTool(tool, ['-C', values.chdir, '-f', values.file, ...words, ...more], process.env, captures);
  try {
    const url = process.env.CI_JOB_URL ?? null;
    const prepared = await prepareUpgrades({ ...options, run, directory: values.chdir, temp, url });
    writeFileSync(out, JSON.stringify(prepared));
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

async function propose(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: text,
      target: {
        type: 'string',
        default: process.env.CI_COMMIT_BRANCH ?? process.env.GITHUB_REF_NAME ?? '',
      },
      limit: text,
      'branch-prefix': text,
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError('propose takes the FILE of prepare');
  if (values.target === '') throw new UsageError('--target BRANCH is missing: the branch to merge into');
  const options = readUpgradeInputs({ limit: values.limit, prefix: values['branch-prefix'] });
  const prepared = JSON.parse(readFileSync(file, 'utf8'));
  const say = (_, words) => console.error(words);
  const forge = openForge(process.env);
  const rest = { ...options, prepared, key: keyOf(values.key), target: values.target, say };
  for (const line of proposalLines(await proposeUpgrades(forge, rest), prepared)) console.log(line);
}
