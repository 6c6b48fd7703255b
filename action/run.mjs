// The action's one step: reads inputs from the environment, runs cloneform, writes the comment and the outputs. What comes from a
// pull request reaches no shell: arguments are handed over as a list.
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Unreviewed } from './approvals.mjs';
import { failureReport } from './body.mjs';
import { openForge, readEvent } from './forge.mjs';
import { isFork, isOfPullRequest, isUnknownEvent } from './fork.mjs';
import { readInputs, UsageError } from './inputs.mjs';
import { findTool, isActionInCheckout } from './install.mjs';
import { prepareUpgrades, ToolFailed } from './prepare.mjs';
import { proposalLines, proposeUpgrades } from './propose.mjs';
import { ForgeError } from './send.mjs';
import { readReviewed, writeSticky } from './sticky.mjs';
import { runTool, withoutKeys } from './tool.mjs';

const EXIT = { ok: 0, error: 1, changes: 2, blocked: 5, stale: 6, usage: 64 };

process.exitCode = await main(process.env);

async function main(env) {
  try {
    const inputs = readInputs(env);
    const event = readEvent(env);
    const isKeyless = inputs.command === 'validate';
    if (!isKeyless && (await isStrange(env, event, inputs))) return skipFork(env, inputs.command);
    const dir = mkdtempSync(path.join(env.RUNNER_TEMP || tmpdir(), 'cloneform-'));
    const tool = findTool(inputs.version);
    const job = { env: isKeyless ? withoutKeys(env) : env, inputs, event, dir, tool };
    switch (inputs.command) {
      case 'plan':
        return await plan(job);
      case 'apply':
        return await apply(job);
      case 'drift':
        return await drift(job);
      case 'upgrade':
        return await upgrade(job);
      default:
        return end(job, (await run(job, ['validate'])).code);
    }
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ForgeError)) throw error;
    say('error', error.message);
    return error instanceof UsageError ? EXIT.usage : EXIT.error;
  }
}

/** Throws UsageError where nobody can tell, or where the code that runs is the pull request's own. */
async function isStrange(env, event, { command, version, token }) {
  if (isUnknownEvent(env))
    throw new UsageError(
      `cloneform ${command} does not run for the event ${env.GITHUB_EVENT_NAME}: it does not say whose code is checked out\n  next: use pull_request, push, schedule or workflow_dispatch; \`command: validate\` runs for every event`,
    );
  if (await isFork(env, event, () => openForge({ ...env, GITHUB_TOKEN: token }))) return true;
  if (version !== 'path' && isOfPullRequest(event) && isActionInCheckout(env))
    throw new UsageError(
      'the action lies in the checkout, so the author of this pull request chooses the code that gets the key\n  next: name the action by its repository and a full commit SHA, not as `uses: ./`',
    );
  return false;
}

async function plan(job) {
  const { inputs, dir, env, event } = job;
  const planFile = path.join(dir, 'plan.json');
  const report = path.join(dir, 'plan.md');
  const wanted = ['-o', planFile, '--report', `markdown=${report}`];
  const { code, said } = await run(job, ['plan', '--detailed-exitcode', ...wanted]);
  const document = readJson(planFile);
  const ended = end(job, code === EXIT.changes ? EXIT.ok : code, { code, document, planFile });
  if (!inputs.comment || event.pull_request === undefined) return ended;
  const forge = openForge({ ...env, GITHUB_TOKEN: inputs.token });
  const failed = { command: 'plan', exitCode: code, said, url: runUrl(env) };
  const url = await writeSticky(forge, {
    key: inputs.key,
    checksum: document?.checksum ?? null,
    report: document === null ? failureReport(failed) : readFileSync(report, 'utf8'),
  });
  print(`Comment: ${url}`);
  return ended;
}

async function apply(job) {
  const { inputs, dir } = job;
  const approval = await approvalOf(job);
  const result = path.join(dir, 'result.json');
  const events = path.join(dir, 'events.jsonl');
  const { code } = await run(job, [
    'apply',
    `--lock-timeout=${inputs.lockTimeout}`,
    '--report',
    `json=${result}`,
    '--events',
    events,
    ...approval.flags,
  ]);
  const document = readJson(result);
  const facts = { code, document, events };
  if (code === EXIT.stale && document !== null && isDone(document)) {
    say('notice', 'There is nothing left to do: the reviewed plan is already applied.');
    return end(job, EXIT.ok, facts);
  }
  if (code === EXIT.stale) say('error', mismatch(approval, document));
  if (code === EXIT.usage && approval.why !== null) say('error', unreviewed(approval.why, document));
  return end(job, code, facts);
}

/** How this apply is approved: by what was reviewed, or not at all, and then it does nothing if there is something to do. */
async function approvalOf({ env, inputs }) {
  const { expect, key, needsApproval, token } = inputs;
  if (expect === 'none') return { flags: ['--auto-approve'], why: null, where: null };
  if (expect !== 'reviewed') return { flags: [`--expect=${expect}`], why: null, where: null };
  const wanted = { sha: env.GITHUB_SHA ?? '', key, needsApproval };
  try {
    const forge = openForge({ ...env, GITHUB_TOKEN: token });
    const { checksum, number, url } = await readReviewed(forge, wanted);
    print(`Reviewed: ${checksum} in ${url}`);
    return { flags: [`--expect=${checksum}`, `--message=${forge.name(number)}`], why: null, where: url };
  } catch (error) {
    if (!(error instanceof Unreviewed)) throw error;
    say('warning', `No reviewed plan: ${error.message}. Nothing is done unless there is nothing to do.`);
    return { flags: [], why: error.message, where: null };
  }
}

async function drift(job) {
  const result = path.join(job.dir, 'drift.json');
  const { code } = await run(job, ['drift', '--report', `json=${result}`]);
  return end(job, code, { code, document: readJson(result) });
}

/** One pull request for each group of versions that can be raised. */
async function upgrade(job) {
  const { inputs, env, event, dir } = job;
  const target = env.GITHUB_REF_NAME;
  if (isOfPullRequest(event) || env.GITHUB_REF_TYPE === 'tag' || !target)
    throw new UsageError(
      'command: upgrade runs for a branch\n  next: use the events schedule, workflow_dispatch or push',
    );
  const forge = openForge({ ...env, GITHUB_TOKEN: inputs.token });
  const options = { directory: inputs.directory, temp: dir, url: runUrl(env) };
  const call = (args, how) => run(job, args, how);
  try {
    const prepared = await prepareUpgrades({ ...inputs, ...options, run: call });
    const done = await proposeUpgrades(forge, { ...inputs, prepared, target, say });
    for (const line of proposalLines(done, prepared)) print(line);
    writeSummary(env, done, prepared);
    return end(job, EXIT.ok, { requests: [...done.opened, ...done.updated, ...done.unchanged] });
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    return end(job, error.code);
  }
}

function writeSummary({ GITHUB_STEP_SUMMARY: file }, done, prepared) {
  if (!file) return;
  const lines = proposalLines(done, prepared).map((line) => `- ${line}\n`);
  appendFileSync(file, `### cloneform upgrade\n\n${lines.join('')}`);
}

function run({ env, inputs, tool }, args, how) {
  const place = ['-C', inputs.directory, '-f', inputs.file];
  return runTool(tool, [...place, ...args, ...inputs.args], env, how);
}

/** Outputs of the step, and its exit code. */
function end({ env }, exitCode, { code = exitCode, document = null, planFile, events, requests } = {}) {
  const { checksum = '', changes, summary } = document ?? {};
  write(env.GITHUB_OUTPUT, {
    'exit-code': code,
    checksum,
    changes: changes === undefined ? '' : changes.filter(({ action }) => action !== 'noop').length,
    blocked: summary?.blocked ?? '',
    drift: summary?.drift ?? '',
    'plan-file': document !== null && planFile !== undefined ? planFile : '',
    'events-file': events ?? '',
    'pull-requests': requests?.join(' ') ?? '',
    skipped: false,
  });
  return exitCode;
}

function write(file, outputs) {
  if (!file) return;
  for (const [name, value] of Object.entries(outputs)) {
    if (/[\r\n]/.test(String(value))) throw new Error(`${name} has a line break`);
    appendFileSync(file, `${name}=${value}\n`);
  }
}

function skipFork(env, command) {
  const why = `cloneform ${command} is skipped: this pull request comes from a fork, which gets no key for Palette. Whoever may write here can push the same commits to a branch of this repository; a pull request from that is planned.`;
  say('notice', why);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${why}\n`);
  const none = { checksum: '', changes: '', blocked: '', drift: '', 'plan-file': '', 'events-file': '' };
  const requests = { 'pull-requests': '' };
  write(env.GITHUB_OUTPUT, { 'exit-code': EXIT.ok, ...none, ...requests, skipped: true });
  return EXIT.ok;
}

function isDone({ changes, errored }) {
  return !errored && changes.every(({ action }) => action === 'noop');
}

function mismatch({ where }, document) {
  const now = document === null ? '' : ` It is now ${document.checksum}; the summary of this job shows it.`;
  const then = where === null ? '' : ` Reviewed was ${where}.`;
  return `Nothing was applied: the plan is not the one that was reviewed.${then}${now} Review that, then run this workflow by hand with its checksum.`;
}

function unreviewed(why, document) {
  const now =
    document === null ? '' : ` The summary of this job shows what there is to do: ${document.checksum}.`;
  return `Nothing was applied: no plan of this was reviewed (${why}).${now} Review that, then run this workflow by hand with its checksum.`;
}

function runUrl({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repo, GITHUB_RUN_ID: id }) {
  return server && repo && id ? `${server}/${repo}/actions/runs/${id}` : null;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A command to the runner, in which the text stays text. */
function say(level, text) {
  const safe = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  print(`::${level} title=cloneform::${safe}`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
