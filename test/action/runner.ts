// A runner as GitHub's: the steps of action.yml with their `run` in bash, their environment evaluated, their outputs read.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { bashArgs, cleanEnv, ROOT, tempDir } from '../support/cli.ts';
import type { FakeForge } from './fake-forge.ts';

export interface ActionStep {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
}

export const ACTION: Action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));
export const REPO = 'acme/clones';
export const HEAD = 'a'.repeat(40);
export const MERGED = 'b'.repeat(40);

export interface Job {
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly forge?: FakeForge;
}

export interface JobEnd {
  readonly code: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** All steps with a script, one after the other, with `cloneform` on the PATH. */
export async function runAction(job: Job): Promise<JobEnd> {
  const temp = tempDir();
  const files = { output: path.join(temp, 'output'), summary: path.join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  writeFileSync(path.join(temp, 'event.json'), JSON.stringify(job.event ?? {}));
  const env = cleanEnv({
    PATH: `${withTool(temp)}:${process.env['PATH']}`,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_WORKSPACE: job.workspace,
    GITHUB_REPOSITORY: REPO,
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_RUN_ID: '7',
    GITHUB_SHA: MERGED,
    GITHUB_API_URL: job.forge?.url ?? 'http://127.0.0.1:9',
    GITHUB_EVENT_PATH: path.join(temp, 'event.json'),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: temp,
    ...job.env,
  });
  let code: number | null = 0;
  let log = '';
  for (const step of ACTION.runs.steps) {
    if (step.run === undefined || code !== 0) continue;
    const end = await bash(step.run, job.workspace, { ...env, ...stepEnv(step, job.inputs ?? {}) });
    code = end.code;
    log += end.log;
  }
  return { code, log, summary: readFileSync(files.summary, 'utf8'), outputs: outputsOf(files.output) };
}

/** What stands in `env:` of a step: expressions of inputs, and nothing else. */
function stepEnv(step: ActionStep, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const unknown = Object.keys(inputs).filter((name) => ACTION.inputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
  const value = (expression: string): string => {
    const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)?.[1];
    if (name === undefined) throw new Error(`not evaluated here: ${expression}`);
    const given = inputs[name] ?? ACTION.inputs[name]?.default ?? '';
    return given === '${{ github.token }}' ? 'job-token' : given;
  };
  return Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)]));
}

function bash(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', bashArgs(script, '-eo', 'pipefail'), {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, log }));
  });
}

function outputsOf(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')]));
}

function withTool(temp: string): string {
  const bin = path.join(temp, 'bin');
  mkdirSync(bin);
  const main = path.join(ROOT, 'dist/cli/main.js');
  writeFileSync(path.join(bin, 'cloneform'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}

export function pullRequest(facts: { readonly fork?: boolean; readonly head?: string } = {}): unknown {
  const full_name = facts.fork === true ? 'stranger/clones' : REPO;
  return { pull_request: { number: 12, head: { sha: facts.head ?? HEAD, repo: { full_name } } } };
}
