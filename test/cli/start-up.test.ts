// What a start loads, and that the code compiled at build time is only ever a help.
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, copyExample, ROOT, tempDir } from '../support/cli.ts';

/** Files that a command loaded, as a preloaded module sees them at exit. */
async function loadedBy(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const spy = path.join(
    tempDir({
      'spy.cjs':
        "process.on('exit', () => require('node:fs').writeFileSync(process.env.SPY_FILE, Object.keys(require.cache).join('\\n')));",
    }),
    'spy.cjs',
  );
  const file = path.join(path.dirname(spy), 'loaded');
  const end = await cli(args, { cwd, env: { NODE_OPTIONS: `--require ${spy}`, SPY_FILE: file } });
  expect(end.err).toBe('');
  return readFileSync(file, 'utf8').split('\n');
}

const packagesOf = (files: readonly string[]): readonly string[] =>
  [...new Set(files.flatMap((file) => /node_modules\/([^/]+)\//.exec(file)?.[1] ?? []))].sort();

describe('start-up', () => {
  test('version loads nothing but its own file', async () => {
    const loaded = await loadedBy(['version'], ROOT);
    expect(loaded.filter((file) => file.includes(`${path.sep}dist${path.sep}`))).toEqual([
      path.join(ROOT, 'dist', 'cli', 'main.js'),
    ]);
  });

  test('validate loads no package, a plan without network only what reads state', async () => {
    const folder = copyExample('quickstart');
    expect(packagesOf(await loadedBy(['validate'], folder))).toEqual([]);
    await cli(['apply', '--auto-approve', '--quiet'], { cwd: folder });
    expect(packagesOf(await loadedBy(['plan', '--refresh', 'none'], folder))).toEqual(['better-sqlite3']);
  });

  test.each(['damaged', 'of another build', 'absent'])(
    'compiled code that is %s is passed over',
    async (how) => {
      const folder = tempDir({ 'package.json': '{}' });
      cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
      symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
      const file = path.join(folder, 'dist', 'cli', 'run-process.v8');
      const bytes = readFileSync(file);
      if (how === 'absent') rmSync(file);
      else if (how === 'damaged') writeFileSync(file, bytes.subarray(0, bytes.length / 2));
      else
        writeFileSync(
          file,
          Buffer.concat([Buffer.from(bytes.subarray(0, 4).map((byte) => byte ^ 0xff)), bytes.subarray(4)]),
        );
      const main = path.join(folder, 'dist', 'cli', 'main.js');
      const end = await cli(['validate'], { cwd: copyExample('quickstart'), main });
      expect(end).toMatchObject({ code: 0, err: '' });
      expect(end.out).toMatch(/^Valid: /);
    },
  );

  test('the licences of what was bundled are in the build', () => {
    expect(readdirSync(path.join(ROOT, 'dist')).sort()).toContain('NOTICES.txt');
    expect(readFileSync(path.join(ROOT, 'dist', 'NOTICES.txt'), 'utf8')).toMatch(/^commander \d.*\(MIT\)/m);
  });
});
