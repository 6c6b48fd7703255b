// Runs that do not come to their end: killed, interrupted, refused in the middle. The next run settles what they left.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import {
  type CliOptions,
  cleanEnv,
  cli,
  cliJson,
  copyExample,
  ROOT,
  startCli,
  tempDir,
} from '../support/cli.ts';
import { seededRandom } from '../support/sandboxes.ts';

const PROJECTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const SANDBOX = `sandbox: 1\nlatency: 15ms\nprojects: [${PROJECTS.join(', ')}]\nprofiles: [{ name: base, versions: [1.0.0] }]\n`;
const yaml = (name: string): string =>
  `cloneform: 1\npalette: { rateLimits: off }\nguards: { maxDeletes: 100, maxDeletePercent: 100 }\nclones:\n${[
    1, 2, 3,
  ]
    .map(
      (n) =>
        `  c${n}: { source: { profile: base }, target: { name: ${name}${n}, scope: project, projects: [${PROJECTS.join(', ')}], labels: { n: "${n}" } } }`,
    )
    .join('\n')}\n`;

interface World {
  readonly options: CliOptions;
  readonly url: string;
  close(): Promise<void>;
}

async function aWorld(): Promise<World> {
  const seat = tempDir({
    'cloneform.yaml': 'cloneform: 1\npalette: { sandbox: sandbox.yaml }\n',
    'sandbox.yaml': SANDBOX,
  });
  const server = startCli(['sandbox', 'serve', '--json'], { cwd: seat });
  const url = await new Promise<string>((resolve) => {
    let out = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const cwd = tempDir({ 'cloneform.yaml': yaml('one') });
  return {
    options: { cwd, env: { PALETTE_HOST: url, PALETTE_API_KEY: 'a-key-for-tests' } },
    url,
    close: () =>
      new Promise((resolve) => {
        server.once('close', () => resolve());
        server.kill('SIGTERM');
      }),
  };
}

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

/** One right clone per address, and none in Palette that state does not know. */
async function expectSettled(world: World): Promise<void> {
  const { value: rows } = await cliJson<readonly StateListRow[]>(['state', 'list'], world.options);
  expect(rows).toHaveLength(PROJECTS.length * 3);
  const { value: there } = await cliJson<readonly { readonly uid: string; readonly name: string }[]>(
    ['inventory'],
    world.options,
  );
  expect(
    there
      .filter((profile) => profile.name !== 'base')
      .map((profile) => profile.uid)
      .sort(),
  ).toEqual(rows.map((row) => row.uid).sort());
  const again = await cliJson<Plan>(['plan', '--detailed-exitcode'], world.options);
  expect(again.value.changes.filter((change) => change.action !== 'noop')).toEqual([]);
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

test('Ctrl-C once: what is under way is finished and saved, the rest is told as not started, exit 130', async () => {
  const world = await aWorld();
  try {
    expect(await applyUntil(world.options, 450, 'SIGINT')).toBe(130);
    const plan = await cliJson<Plan>(['plan'], world.options);
    expect(plan.value.summary).toMatchObject({ resume: 0, blocked: 0 });
    expect((await cli(['apply', '--auto-approve'], world.options)).code).toBe(0);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});

test('two applies at once: one does it, the other is told who holds the lock', async () => {
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
  const rows = await cliJson<readonly StateListRow[]>(['state', 'list'], { cwd });
  expect(rows.value).toHaveLength(code === 0 ? 4 : 0);
});
