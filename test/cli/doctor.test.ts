// doctor, state check, state backup and state unlock through the real command: what they find, what they say, what they leave alone.
import { chmodSync, copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { FindingView } from '../../src/questions/doctor/text.ts';
import { cli, cliJson, copyExample, startCli, tempDir } from '../support/cli.ts';
import { aServedWorld, expectSettled, type World } from '../support/served-world.ts';

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly FindingView[];
}

const stateOf = (cwd: string): string => path.join(cwd, 'state', 'cloneform.db');
const problems = ({ findings }: Report): readonly string[] =>
  findings.filter((one) => one.level === 'problem').map((one) => one.check);

test('all is well before the first apply and after it; nothing is made by looking', async () => {
  const cwd = copyExample('quickstart');
  const before = await cliJson<Report>(['doctor'], { cwd });
  expect(before).toMatchObject({ code: 0, value: { healthy: true } });
  expect(existsSync(stateOf(cwd))).toBe(false);
  await cli(['apply', '--auto-approve'], { cwd });
  for (const command of [['doctor'], ['state', 'check']]) {
    const { code, value } = await cliJson<Report>(command, { cwd });
    expect([code, value.healthy, problems(value)]).toEqual([0, true, []]);
    for (const check of ['state', 'lock', 'backups', 'journal'])
      expect(value.findings.map((one) => one.check)).toContain(check);
  }
  const { out } = await cli(['doctor'], { cwd, env: { COLUMNS: '80' } });
  expect(out).toContain('No problems found.');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('no file, no key, no network: each is reported, with what to do', async () => {
  const none = await cli(['doctor'], { cwd: tempDir() });
  expect(none.code).toBe(1);
  expect(none.out).toContain('cloneform init');
  const cwd = tempDir({
    'cloneform.yaml':
      'cloneform: 1\npalette: { retries: 0 }\nclones: { a: { source: { profile: b }, target: { scope: tenant } } }\n',
  });
  const noKey = await cliJson<Report>(['doctor'], { cwd });
  expect([noKey.code, problems(noKey.value)]).toEqual([3, ['palette']]);
  const env = { PALETTE_HOST: 'http://127.0.0.1:1', PALETTE_API_KEY: 'the-key-nobody-may-see' };
  const noNet = await cli(['doctor', '--json'], { cwd, env });
  expect(noNet.code).toBe(1);
  expect(noNet.out).toContain('connection refused by 127.0.0.1:1');
  expect(noNet.out + noNet.err).not.toContain('nobody-may-see');
});

test('a lost state is an orphan for each declared name, with its import line', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  const { rmSync } = await import('node:fs');
  rmSync(stateOf(cwd));
  const { code, value } = await cliJson<Report>(['doctor'], { cwd });
  expect([code, new Set(problems(value))]).toEqual([1, new Set(['orphan'])]);
  const [orphan] = value.findings.filter((one) => one.check === 'orphan');
  expect(orphan?.message).toContain('no state was found: it may be lost');
  expect(orphan?.hint).toContain('imports: [ { to: ');
});

test('a state that others can read, and one that is damaged in the middle, with its newest backup named', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  chmodSync(stateOf(cwd), 0o644);
  const open = await cliJson<Report>(['state', 'check'], { cwd });
  expect([open.code, problems(open.value)]).toEqual([1, ['modes']]);
  const bytes = readFileSync(stateOf(cwd));
  bytes.fill(0x5a, 4096 * 2, 4096 * 8);
  writeFileSync(stateOf(cwd), bytes);
  const broken = await cliJson<Report>(['state', 'check'], { cwd });
  expect(broken.code).toBe(1);
  const [finding] = broken.value.findings;
  expect(finding).toMatchObject({ check: 'state', level: 'problem' });
  expect(finding?.hint).toMatch(/state\/backups\/cloneform-\d{8}T\d{9}Z\.db/);
});

test('what overrides made is part of what is checked', async () => {
  const cwd = copyExample('overrides');
  await cli(['apply', '--auto-approve'], { cwd });
  expect((await cliJson<Report>(['state', 'check'], { cwd })).code).toBe(0);
  const db = new Database(stateOf(cwd));
  db.prepare('UPDATE clone SET overrides = ? WHERE address = ?').run('{"format":1,"digest":', 'dev');
  db.close();
  for (const command of [['state', 'check'], ['doctor']]) {
    const { code, value } = await cliJson<Report>(command, { cwd });
    const [finding] = value.findings.filter(({ level }) => level === 'problem');
    expect([code, finding?.message]).toEqual([
      1,
      expect.stringContaining('column overrides of table clone has a value that is not valid'),
    ]);
  }
});

test('state backup copies a whole state, never over a file; put back it continues from there', async () => {
  const cwd = copyExample('quickstart');
  expect((await cli(['state', 'backup', 'x.db'], { cwd })).err).toContain('there is no state');
  expect(existsSync(path.join(cwd, 'x.db'))).toBe(false);
  await cli(['apply', '--auto-approve'], { cwd });
  const { code, value } = await cliJson<{ clones: number }>(['state', 'backup', 'copy.db'], { cwd });
  expect([code, value.clones]).toEqual([0, 4]);
  expect(statSync(path.join(cwd, 'copy.db')).mode & 0o777).toBe(0o600);
  expect((await cli(['state', 'backup', 'copy.db'], { cwd })).err).toContain('store/file-exists');
  copyFileSync(path.join(cwd, 'copy.db'), stateOf(cwd));
  expect((await cli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
});

test('unlock names whom it evicts, asks, and leaves a holder that lives alone', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  expect((await cli(['state', 'unlock'], { cwd })).out).toContain('not locked');
  const db = new Database(stateOf(cwd));
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  db.prepare(
    `INSERT INTO lease (one, epoch, run_id, user, host, pid, command, acquired_at, heartbeat_at, expires_at)
     VALUES (1, 9, 'run-9', 'ann', 'far-away', 4711, 'apply', ?, ?, ?)`,
  ).run(soon, soon, soon);
  db.close();
  const locked = await cli(['state', 'protect', 'edge-next'], { cwd });
  expect(locked.code).toBe(7);
  const unasked = await cli(['state', 'unlock'], { cwd });
  expect(unasked.code).toBe(64);
  expect(unasked.err).toMatch(
    /ann on far-away, process 4711[\s\S]*cloneform apply \(run run-9\)[\s\S]*last seen/,
  );
  const holder = new Database(`${stateOf(cwd)}.lock`);
  holder.pragma('journal_mode = MEMORY');
  holder.exec('BEGIN EXCLUSIVE');
  expect((await cli(['state', 'unlock', '--auto-approve'], { cwd })).code).toBe(7);
  holder.close();
  const done = await cliJson<{ evicted: { epoch: number } }>(['state', 'unlock', '--auto-approve'], { cwd });
  expect([done.code, done.value.evicted.epoch]).toEqual([0, 9]);
  expect((await cli(['state', 'check'], { cwd })).code).toBe(0);
});

/** Kills an apply over a clone whose answer does not come. */
async function killedHalfWay(world: World): Promise<{ code: number | null; value: Report }> {
  const child = startCli(['apply', '--auto-approve', '--parallelism', '1'], world.options);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await world.struck();
  child.kill('SIGKILL');
  await ended;
  return cliJson<Report>(['doctor'], world.options);
}

test('what a killed run left half done is explained, item by item, and the next run does what was said', async () => {
  const world = await aServedWorld('0ms', [1], '{ call: clone, nth: 2, fault: hang, committed: true }');
  try {
    const found = await killedHalfWay(world);
    const { code, value } = found;
    const halfDone = value.findings.filter((one) => one.check === 'half done');
    expect(code).toBe(1);
    expect(halfDone.length).toBeGreaterThan(0);
    for (const one of halfDone) {
      expect(one.message).toMatch(/^c1\["[a-h]"\]: create of one1 1\.0\.0 in [a-h], started /);
      expect(one.hint).toMatch(/the next apply/);
    }
    const offline = await cliJson<Report>(['state', 'check'], world.options);
    expect(offline.value.findings.filter((one) => one.check === 'half done')).toHaveLength(halfDone.length);
    expect((await cli(['apply', '--auto-approve'], world.options)).code).toBe(0);
    expect((await cliJson<Report>(['doctor'], world.options)).value.healthy).toBe(true);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});
