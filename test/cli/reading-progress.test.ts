// Progress of reading, by the real command against a slow Palette: from the first second, on its own line, gone when the answer comes.
import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { cleanEnv, cli, startCli } from '../support/cli.ts';
import { ERASE, hasScript, MAIN } from '../support/scripted-terminal.ts';
import { aServedWorld, type World } from '../support/served-world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function slowWorld(latency = '700ms'): Promise<World> {
  world = await aServedWorld(latency, [1]);
  return world;
}

test('in a pipe: a line after the first second, the next one ten seconds later, and none with --quiet', async () => {
  const { options } = await slowWorld();
  const end = await cli(['plan'], options);
  expect(end.code).toBe(0);
  expect(end.out).toContain('8 to create');
  expect(end.err).toMatch(/^Reading from Palette.*\n$/);
  expect((await cli(['plan', '--quiet'], options)).err).toBe('');
}, 300_000);

test('so do the commands that only ask', async () => {
  // One request is all that some of them send.
  const { options } = await slowWorld('1500ms');
  const commands = [
    ['inventory'],
    ['inventory', '--projects'],
    ['state', 'rebuild'],
    ['where', '--pack', 'hello'],
    ['import', '--all', '--match', '*'],
    ['doctor'],
    ['render', 'c1["a"]'],
    ['diff', 'c1["a"]'],
    ['drift'],
    ['status'],
  ];
  const ends = await Promise.all(
    commands.map(async (command) => {
      const { err } = await cli(command, options);
      return [command.join(' '), /^Reading from Palette(?:: \d+ of \d+ \w+|$)/m.test(err)];
    }),
  );
  expect(ends).toEqual(commands.map((command) => [command.join(' '), true]));
  const { err } = await cli(['inventory', '--quiet'], options);
  expect(err).toBe('');
}, 300_000);

test.runIf(hasScript)(
  'on a terminal: one line, rewritten with what was read, and erased',
  async () => {
    const { options } = await slowWorld();
    const { stdout } = spawnSync('script', ['-qec', `${process.execPath} ${MAIN} plan`, '/dev/null'], {
      cwd: options.cwd,
      env: cleanEnv({ TERM: 'xterm', ...options.env }),
      encoding: 'utf8',
    });
    const shown = stdout.split(ERASE).filter((text) => text.startsWith('Reading from Palette'));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.every((text) => !text.includes('\n') && text.length < 80)).toBe(true);
    expect(shown.some((text) => /: .*\d+ of \d+ \w+/.test(text))).toBe(true);
  },
  300_000,
);

test('Ctrl-C while it reads ends it at once', async () => {
  const { options } = await slowWorld();
  const child = startCli(['plan'], options);
  let err = '';
  const end = new Promise<{ readonly code: number | null; readonly ms: number }>((resolve) => {
    let stoppedAt = 0;
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
      if (stoppedAt > 0 || !err.includes('Reading from Palette')) return;
      stoppedAt = performance.now();
      child.kill('SIGINT');
    });
    child.once('close', (code) => resolve({ code, ms: performance.now() - stoppedAt }));
  });
  const { code, ms } = await end;
  expect(code).toBe(130);
  expect(ms).toBeLessThan(3000);
  expect(err).toContain('interrupted');
}, 300_000);
