// Rehearsing by hand: `sandbox serve --faults` and another project that talks to it, each a process of its own.
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cli, cliJson, cliList, copyExample, startCli, tempDir } from '../support/cli.ts';

const servers: ChildProcess[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if (server.exitCode !== null) continue;
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill('SIGINT');
    await ended;
  }
});

interface Serving {
  readonly url: string;
  readonly out: () => string;
  readonly err: () => string;
}

async function serve(cwd: string, faults: string): Promise<Serving> {
  writeFileSync(path.join(cwd, 'more.yaml'), faults);
  const server = startCli(['sandbox', 'serve', '--faults', 'more.yaml'], { cwd });
  servers.push(server);
  const texts = { out: '', err: '' };
  server.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString('utf8')));
  server.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString('utf8')));
  await expect.poll(() => texts.out + texts.err, { timeout: 20_000 }).toMatch(/Injected faults[\s\S]*\n$/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(texts.out)?.[0] ?? '';
  return { url, out: () => texts.out, err: () => texts.err };
}

const YAML = `
cloneform: 1
palette: { requestTimeout: 2s, retries: 2, rateLimits: off }
clones:
  base: { source: { profile: edge-base }, target: { scope: project, projects: [edge-berlin, edge-osaka] } }
`;

test('a lost answer and a dead connection on a real socket: told where they strike, settled by the next run', async () => {
  const served = await serve(
    copyExample('rehearsal'),
    `faults: 1
rules:
  - { call: clone, nth: 1, fault: reset, committed: true }
  - { call: clone, nth: 2, fault: refuse, for: 200ms }
  - { call: get, every: 2, fault: truncate, times: 1 }
`,
  );
  expect(served.out()).toContain('  clone, no. 1: the connection is reset after the call took effect\n');
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const env = { PALETTE_HOST: served.url, PALETTE_API_KEY: 'sandbox' };
  const first = await cli(['apply', '--auto-approve', '--quiet', '--parallelism', '1'], { cwd, env });
  expect([0, 4]).toContain(first.code);
  const next = await cli(['apply', '--auto-approve', '--quiet'], { cwd, env });
  expect(next.code).toBe(0);
  expect((await cli(['plan', '--detailed-exitcode'], { cwd, env })).code).toBe(0);
  const { value } = await cliList<{ readonly name: string }>(['state', 'list'], { cwd, env });
  expect(value).toHaveLength(2);
  expect(served.err()).toContain('clone 1: the connection is reset after the call took effect\n');
  expect(served.err()).toContain('clone 2: the connection is cut and refused for 0.2 s\n');
  expect(served.err()).toContain('the response is cut short\n');
});

test('a Palette that hangs: the run ends by its own timeouts, and says so', async () => {
  const served = await serve(
    copyExample('rehearsal'),
    'faults: 1\nrules:\n  - { call: list, fault: hang }\n',
  );
  const cwd = tempDir({ 'cloneform.yaml': YAML.replace('2s, retries: 2', '1s, retries: 1') });
  const env = { PALETTE_HOST: served.url, PALETTE_API_KEY: 'sandbox' };
  const end = await cliJson<{ changes: { blockedBy?: string }[]; errored: boolean }>(['plan'], { cwd, env });
  expect(end.value.errored).toBe(true);
  expect(end.value.changes.map(({ blockedBy }) => blockedBy)).toEqual(['unreadable', 'unreadable']);
});

test('a Palette that is away for a while is waited for, and whoever waits is reported', async () => {
  const served = await serve(
    copyExample('rehearsal'),
    'faults: 1\nrules:\n  - { call: clone, fault: status, status: 503, body: html, times: 7 }\n',
  );
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const env = { PALETTE_HOST: served.url, PALETTE_API_KEY: 'sandbox' };
  const end = await cli(['apply', '--auto-approve'], { cwd, env });
  expect(end.err).toContain('Palette is not responding (ServiceUnavailable). Retrying');
  await cli(['apply', '--auto-approve', '--quiet'], { cwd, env });
  expect((await cli(['plan', '--detailed-exitcode'], { cwd, env })).code).toBe(0);
});

describe('a fault file that is wrong', () => {
  test('is reported with its place', async () => {
    const cwd = copyExample('rehearsal');
    writeFileSync(path.join(cwd, 'more.yaml'), 'faults: 1\nrules:\n  - { call: clone, fault: rest }\n');
    const end = await cli(['sandbox', 'serve', '--faults', 'more.yaml'], { cwd, env: { COLUMNS: '80' } });
    expect(end.code).toBe(1);
    expect(end.err).toContain('more.yaml:3:27');
    expect(end.err).toContain('did you mean "reset"?');
    expect(end.err.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('or is not there', async () => {
    const end = await cli(['sandbox', 'serve', '--faults', 'nowhere.yaml'], {
      cwd: copyExample('rehearsal'),
    });
    expect(end.code).toBe(1);
    expect(end.err.replaceAll(/\s+/g, ' ')).toContain('nowhere.yaml cannot be read');
  });
});

test('sandbox show tells the faults and how often they struck; reset counts again', async () => {
  const cwd = copyExample('rehearsal');
  type Shown = { faults: { rule: string; seen: number; struck: number }[] };
  const before = await cliJson<Shown>(['sandbox', 'show'], { cwd });
  expect(before.value.faults.map(({ seen }) => seen)).toEqual([0, 0, 0, 0, 0]);
  await cli(['plan'], { cwd });
  const after = await cliJson<Shown>(['sandbox', 'show'], { cwd });
  expect(after.value.faults[2]?.struck).toBeGreaterThan(0);
  await cli(['sandbox', 'reset'], { cwd });
  expect((await cliJson<Shown>(['sandbox', 'show'], { cwd })).value.faults[2]?.seen).toBe(0);
});
