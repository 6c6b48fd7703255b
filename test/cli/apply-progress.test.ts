// An apply of many clones, by the real command against a slow Palette: one line that moves, and an end by the groups of the plan.
import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { cleanEnv, cli } from '../support/cli.ts';
import { ERASE, hasScript, MAIN } from '../support/scripted-terminal.ts';
import { aServedWorld, type World } from '../support/served-world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** 24 clones of three declarations, whose creates take seconds. */
async function slowWorld(): Promise<World['options']> {
  world = await aServedWorld('400ms');
  return world.options;
}

test('in a pipe: how many of how many, then what was done by groups; nothing on the way with --quiet', async () => {
  const options = await slowWorld();
  const { code, out, err } = await cli(['apply', '--auto-approve'], options);
  expect(code).toBe(0);
  expect(err).toMatch(/^Applying: \d+ of 24 done, \d+ in flight/m);
  expect(err).not.toContain('/24]');
  expect(out).toMatch(/^\+ created ×8 {2}c1 {2}.*\n {6}a, b, c, d, e, f, g, h$/m);
  const end = await cli(['destroy', '--auto-approve', '--quiet'], options);
  expect([end.code, end.err]).toEqual([0, '']);
}, 300_000);

test('with --verbose each change has a line', async () => {
  const { err } = await cli(['apply', '--auto-approve', '--verbose'], await slowWorld());
  expect(err.match(/^\[[ \d]\d\/24\] created c\d\["[a-h]"\]/gm)).toHaveLength(24);
  expect(err).not.toContain('Applying');
}, 300_000);

test.runIf(hasScript)(
  'on a terminal it is rewritten, and erased before the end is said',
  async () => {
    const { cwd, env } = await slowWorld();
    const command = `${process.execPath} ${MAIN} apply --auto-approve`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: cleanEnv({ TERM: 'xterm', ...env }),
      encoding: 'utf8',
    });
    const shown = stdout.split(ERASE).filter((text) => text.startsWith('Applying: '));
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.every((text) => !text.includes('\n') && text.length < 80)).toBe(true);
    const last = stdout.slice(stdout.lastIndexOf(ERASE));
    expect(last.startsWith(`${ERASE}\r\n`)).toBe(true);
    expect(last).toContain('created');
    expect(last).not.toContain('Applying: ');
  },
  300_000,
);
