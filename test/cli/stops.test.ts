// Runs that do not come to their end: killed, interrupted, refused in the middle. The next run settles what they left.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { FindingView } from '../../src/questions/doctor/text.ts';
import type { RunRow, ShownRun } from '../../src/questions/history/judge.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import {
  type CliOptions,
  cleanEnv,
  cli,
  cliJson,
  cliList,
  copyExample,
  ROOT,
  startCli,
} from '../support/cli.ts';
import { seededRandom } from '../support/sandboxes.ts';
import { aServedWorld as aWorld, expectSettled, servedYaml as yaml } from '../support/served-world.ts';

/** Starts an apply and ends it by a signal after `ms`; gives its exit code, null when it was killed. */
function applyUntil(options: CliOptions, ms: number, signal: NodeJS.Signals): Promise<number | null> {
  const child = startCli(['apply', '--auto-approve', '--json'], options);
  child.stdout?.resume();
  child.stderr?.resume();
  const timer = setTimeout(() => child.kill(signal), ms);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

/** A signal once the first clone is reported as made; what was printed, and how it ended. */
function stoppedAfterFirst(
  options: CliOptions,
  signal: NodeJS.Signals = 'SIGINT',
  words: readonly string[] = ['apply', '--auto-approve'],
): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = startCli([...words, '--verbose', '--parallelism', '2'], options);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  let told = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    const before = told;
    told += chunk.toString('utf8');
    const isFirst = (text: string): boolean => /^\[ *1\/\d+\]/m.test(text);
    if (isFirst(told) && !isFirst(before)) child.kill(signal);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

test('killed again and again while it creates and replaces: nothing is lost and nothing doubled', async () => {
  const world = await aWorld();
  const random = seededRandom(11);
  try {
    const { writeFileSync } = await import('node:fs');
    for (const name of ['one', 'two']) {
      writeFileSync(path.join(world.options.cwd, 'cloneform.yaml'), yaml(name));
      for (let kills = 0; kills < 8; kills++)
        await applyUntil(world.options, 250 + random() * 500, 'SIGKILL');
      const codes: (number | null)[] = [];
      for (let runs = 0; runs < 2; runs++)
        codes.push((await cli(['apply', '--auto-approve'], world.options)).code);
      expect(codes.at(-1)).toBe(0);
      await expectSettled(world);
    }
  } finally {
    await world.close();
  }
});

test('Ctrl-C once: what is under way is finished and saved, the rest is reported as not started, exit 130', async () => {
  const world = await aWorld();
  try {
    const stopped = await stoppedAfterFirst(world.options);
    expect(stopped.code).toBe(130);
    const applied = Number(/Applied (\d+) of 24/.exec(stopped.out)?.[1]);
    expect(stopped.out.replaceAll(/\s+/g, ' ')).toContain(
      `Interrupted: ${24 - applied} not started. State is saved. Run cloneform apply again to continue.`,
    );
    expect(stopped.out).not.toContain('fix the errors');
    const { value: runs } = await cliList<RunRow>(['history'], world.options);
    expect(runs).toMatchObject([{ outcome: 'interrupted', applied, notStarted: 24 - applied }]);
    const { value: run } = await cliJson<ShownRun>(['history', runs[0]?.id ?? ''], world.options);
    expect(new Set(run.results.map(({ address }) => address)).size).toBe(24);
    expect(run.results).toHaveLength(24);
    const plan = await cliJson<Plan>(['plan'], world.options);
    expect(plan.value.summary).toMatchObject({ resume: 0, blocked: 0 });
    expect((await cli(['apply', '--auto-approve'], world.options)).code).toBe(0);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});

test('an interrupted apply of a saved plan says to plan again, as that plan is refused from then on', async () => {
  const world = await aWorld();
  try {
    expect((await cli(['plan', '-o', 'plan.json'], world.options)).code).toBe(0);
    const stopped = await stoppedAfterFirst(world.options, 'SIGINT', ['apply', 'plan.json']);
    expect(stopped.code).toBe(130);
    expect(stopped.out.replaceAll(/\s+/g, ' ')).toContain(
      'State is saved. The saved plan is now stale: make a new one with cloneform plan -o FILE and apply that.',
    );
    expect(stopped.out).not.toContain('again to continue');
    expect((await cli(['apply', 'plan.json'], world.options)).code).toBe(6);
    expect((await cli(['plan', '-o', 'plan.json'], world.options)).code).toBe(0);
    expect((await cli(['apply', 'plan.json'], world.options)).code).toBe(0);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});

test('killed: history says interrupted and has one entry for each clone, and doctor one for each that is half done', async () => {
  const world = await aWorld();
  try {
    for (let kills = 0; kills < 2; kills++)
      expect((await stoppedAfterFirst(world.options, 'SIGKILL')).code).toBeNull();
    const { value: runs } = await cliList<RunRow>(['history'], world.options);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['interrupted', 'interrupted']);
    const { value: run } = await cliJson<ShownRun>(['history', runs[0]?.id ?? ''], world.options);
    const addresses = run.results.map(({ address }) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    const changed = run.plan?.changes.filter(({ action }) => action !== 'noop') ?? [];
    expect(addresses.toSorted()).toEqual([...new Set(changed.map(({ address }) => address))].toSorted());
    expect(run.results.some(({ status }) => status === 'unknown')).toBe(true);
    const text = (await cli(['history', run.id], world.options)).out;
    expect(text).toContain('could record these results');
    const { value } = await cliJson<{ findings: readonly FindingView[] }>(['doctor'], world.options);
    const about = value.findings.flatMap(({ address }) => address ?? []);
    expect(new Set(about).size).toBe(about.length);
    expect(value.findings.filter(({ check }) => check.startsWith('scope'))).toHaveLength(1);
    expect((await cli(['apply', '--auto-approve'], world.options)).code).toBe(0);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});

test('a run that continues is running', async () => {
  const world = await aWorld('60ms');
  try {
    const child = startCli(['apply', '--auto-approve', '--verbose', '--parallelism', '1'], world.options);
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (/^\[ *1\/24\]/m.test(chunk.toString('utf8'))) resolve();
      });
    });
    const { value: runs } = await cliList<RunRow>(['history'], world.options);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['running']);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  } finally {
    await world.close();
  }
});

test('two applies at once: one does it, the other is reported who holds the lock', async () => {
  const world = await aWorld();
  try {
    const ends = await Promise.all([
      cli(['apply', '--auto-approve'], world.options),
      cli(['apply', '--auto-approve'], world.options),
    ]);
    expect(new Set(ends.map((end) => end.code))).toEqual(new Set([0, 7]));
    expect(ends.find((end) => end.code === 7)?.err).toMatch(/held by .* process \d+/);
    await expectSettled(world);
    expect(
      readFileSync(path.join(world.options.cwd, 'state', 'cloneform.db')).includes('a-key-for-tests'),
    ).toBe(false);
  } finally {
    await world.close();
  }
});

const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs an apply on a terminal of its own and types `answer` at its prompt. */
function applyOnTerminal(cwd: string, answer: string): Promise<{ code: number | null; text: string }> {
  const command = `${process.execPath} ${path.join(ROOT, 'dist/cli/main.js')} apply`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: cleanEnv({ TERM: 'xterm' }) });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const before = text;
    text += chunk.toString('utf8');
    if (!before.includes('accepted:') && text.includes('accepted:')) child.stdin.write(answer);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
}

test.skipIf(!hasScript).each([
  ['yes\n', 0, 'created edge-next'],
  ['y\n', 1, 'it was not approved'],
  ['\u0003', 130, 'it was not approved'],
])('on a terminal, %j at the prompt ends with %i', async (answer, code, says) => {
  const cwd = copyExample('quickstart');
  const end = await applyOnTerminal(cwd, answer);
  expect(stripVTControlCharacters(end.text)).toContain(says);
  expect(end.code).toBe(code);
  expect(end.text).toContain('\u001b[');
  const rows = await cliList<StateListRow>(['state', 'list'], { cwd });
  expect(rows.value).toHaveLength(code === 0 ? 4 : 0);
});
