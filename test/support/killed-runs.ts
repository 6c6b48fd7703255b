// A folder and an embedded Palette on a socket. The command runs in this process, or in one of its own that is killed at a given
// point: once a file is in its place, or at a write that Palette gets. Deterministic: no clock decides when.
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { serveSandbox } from '../../src/sandbox/serve.ts';
import { type CliEnd, startCli, tempDir } from './cli.ts';
import { type Hands, handsOn } from './hands.ts';
import { runInProcess } from './in-process.ts';
import { aSandbox } from './sandboxes.ts';

export interface KilledRuns {
  readonly cwd: string;
  readonly hands: Hands;
  readonly sandbox: Sandbox;
  /** Requests so far that change Palette. */
  readonly writes: () => number;
  run(...args: readonly string[]): Promise<CliEnd>;
  killedAtFile(name: string, ...args: readonly string[]): Promise<NodeJS.Signals | null>;
  /** `after`: Palette carries the nth write out, and nobody hears it. null: there were fewer writes. */
  killedAtWrite(
    nth: number,
    when: 'before' | 'after',
    ...args: readonly string[]
  ): Promise<NodeJS.Signals | null>;
  close(): Promise<void>;
}

/** Kills its own process once the file of that name is in its place. */
const KILLER = `
const files = require('node:fs/promises');
for (const place of ['rename', 'link']) {
  const real = files[place];
  files[place] = async (from, to) => {
    await real(from, to);
    if (to.endsWith(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
  };
}
`;

interface Point {
  nth: number;
  readonly when: 'before' | 'after';
  readonly child: ChildProcess;
}

export async function openKilledRuns(seed: Seed): Promise<KilledRuns> {
  const sandbox = aSandbox(seed, { clock: { now: () => Date.now(), sleep: async () => undefined } });
  let sent = 0;
  let point: Point | null = null;
  /** The process is dead before anything else happens. */
  const kill = async (child: ChildProcess): Promise<void> => {
    point = null;
    const end = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await end;
  };
  const server = await serveSandbox(
    {
      ...sandbox,
      deliver: async (request) => {
        const isWrite = request.method !== 'GET' && !/\/(dashboard|validate)/.test(request.url);
        if (!isWrite) return sandbox.deliver(request);
        sent++;
        const now = point !== null && --point.nth === 0 ? point : null;
        if (now?.when === 'before') {
          await kill(now.child);
          return { kind: 'close' };
        }
        const answer = await sandbox.deliver(request);
        if (now !== null) await kill(now.child);
        return answer;
      },
    },
    { port: 0 },
  );
  const cwd = tempDir({ 'killer.cjs': KILLER });
  const env = { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-for-tests', XDG_CACHE_HOME: cwd };
  const projectUid = (name: string): string =>
    sandbox.describe().projects.find((project) => project.name === name)?.uid ?? '';
  const ended = (child: ChildProcess): Promise<NodeJS.Signals | null> => {
    child.stdout?.resume();
    child.stderr?.resume();
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (_, signal) => resolve(signal));
    });
  };
  return {
    cwd,
    sandbox,
    hands: handsOn(sandbox, projectUid),
    writes: () => sent,
    run: (...args) => runInProcess(args, cwd, env),
    killedAtFile: (name, ...args) => {
      const preload = { NODE_OPTIONS: `--require ${path.join(cwd, 'killer.cjs')}`, KILL_AT: name };
      return ended(startCli(args, { cwd, env: { ...env, ...preload } }));
    },
    killedAtWrite: (nth, when, ...args) => {
      const child = startCli(args, { cwd, env });
      point = { nth, when, child };
      return ended(child);
    },
    close: () => server.close(),
  };
}
