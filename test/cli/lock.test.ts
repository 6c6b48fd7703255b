// The lock and the state in the hands of real processes: waited for, fought over, taken over.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CliOptions, cli } from '../support/cli.ts';
import { type Running, runCli } from '../support/running.ts';
import { aServedWorld, expectSettled, type World } from '../support/served-world.ts';

const APPLY = ['apply', '--auto-approve', '--parallelism', '2'];

let world: World;
beforeEach(async () => {
  // Slow enough that a run is stopped between its writes of state, rather than inside one.
  world = await aServedWorld('60ms', [1]);
});
afterEach(() => world.close());

const run = (args: readonly string[], options: CliOptions = world.options): Running => runCli(args, options);

const stateFile = (): string => path.join(world.options.cwd, 'state', 'cloneform.db');

/** A first run that is still at work when a second one has started, however slow the machine is. */
async function aLongRun(): Promise<void> {
  await world.close();
  world = await aServedWorld('60ms', [1], '{ call: clone, nth: 4, fault: delay, for: 8s }');
}

test('--lock-timeout waits, says for whom, and continues as soon as the lock is free', async () => {
  await aLongRun();
  const first = run(APPLY);
  await first.says('[1/8]');
  const second = run([...APPLY, '--lock-timeout', '60s']);
  await second.says('Waiting up to 60 s for the state lock, held by');
  expect((await first.end).code).toBe(0);
  const end = await second.end;
  expect(end.code).toBe(0);
  expect(end.err).toContain(`process ${first.child.pid}, apply`);
  await expectSettled(world);
});

test('Ctrl-C while waiting for the lock ends at once and changes nothing', async () => {
  await aLongRun();
  const first = run(APPLY);
  await first.says('[1/8]');
  const second = run([...APPLY, '--lock-timeout', '60s']);
  await second.says('Waiting');
  second.child.kill('SIGINT');
  const end = await second.end;
  expect(end.code).toBe(130);
  expect(end.err).toContain('interrupted before anything was changed');
  expect((await first.end).code).toBe(0);
});

test('of many applies at once one writes and the others are reported who holds the lock', async () => {
  const ends = await Promise.all(Array.from({ length: 4 }, () => cli(APPLY, world.options)));
  expect(ends.filter((end) => end.code === 0).length).toBeGreaterThanOrEqual(1);
  for (const end of ends.filter((one) => one.code !== 0)) {
    expect(end.code).toBe(7);
    expect(end.err).toContain('store/locked');
  }
  await expectSettled(world);
});

test('a holder that slept through a takeover is fenced when it wakes: it writes and sends nothing more', async () => {
  await world.close();
  // It sleeps while it waits for an answer: stopped inside a transaction it would keep SQLite's own lock, and nobody could take over.
  world = await aServedWorld('0ms', [1], '{ call: clone, nth: 2, fault: hang, for: 2s, committed: true }');
  const sleeper = run(['apply', '--auto-approve', '--parallelism', '1']);
  await world.struck();
  // As on another host, or a mount without locks: the kernel's lock of the sleeper is not seen.
  rmSync(`${stateFile()}.lock`);
  sleeper.child.kill('SIGSTOP');
  const taken = await cli(['apply', '--auto-approve'], world.options);
  sleeper.child.kill('SIGCONT');
  expect([taken.code, taken.err.includes('store/locked')]).toEqual([0, false]);
  const end = await sleeper.end;
  expect(end.code).toBe(4);
  expect(end.err).toContain('store/fenced');
  expect((await cli(APPLY, world.options)).code).toBe(0);
  await expectSettled(world);
});

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s once finishes what is under way and saves it',
  async (signal) => {
    const first = run(APPLY);
    await first.says('[2/8]');
    first.child.kill(signal);
    const end = await first.end;
    expect(end.code).toBe(130);
    expect(end.err).toContain('Stopping');
    expect(end.out).toMatch(/Applied \d+ of 8 changes.*\d+ not started/);
    const plan = await cli(['plan', '--json'], world.options);
    expect(JSON.parse(plan.out).summary).toMatchObject({ resume: 0, blocked: 0 });
  },
);

test('Ctrl-C while a plan reads ends it, with its own words', async () => {
  await world.close();
  world = await aServedWorld('0ms', [1], '{ call: list, nth: 1, fault: hang, for: 3s, committed: true }');
  const reader = run(['plan']);
  await world.struck();
  reader.child.kill('SIGINT');
  const end = await reader.end;
  expect([end.code, end.err]).toEqual([
    130,
    expect.stringContaining('interrupted before anything was changed'),
  ]);
  expect(end.err).not.toContain('Aborted');
});

test('twice stops at once, and the next run settles it', async () => {
  const first = run(APPLY);
  await first.says('[2/8]');
  first.child.kill('SIGINT');
  await first.says('Stopping');
  first.child.kill('SIGINT');
  const end = await first.end;
  expect(end.code).toBe(130);
  expect((await cli(APPLY, world.options)).code).toBe(0);
  await expectSettled(world);
});

test('a reader of standard output that goes away stops a run as a signal does; a plan just ends', async () => {
  const first = run(APPLY);
  first.child.stdout?.destroy();
  const end = await first.end;
  expect(end.code).toBe(130);
  expect(end.err).toMatch(/Applied \d+ of 8 changes/);
  expect((await cli(APPLY, world.options)).code).toBe(0);
  await expectSettled(world);
});
