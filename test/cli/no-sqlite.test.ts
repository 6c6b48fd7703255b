// A cloneform without SQLite's compiled part: every command that needs it says what is missing, why, and the command that helps.
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cli, cliJson, copyExample, ROOT, tempDir } from '../support/cli.ts';

/** A build beside packages of which better-sqlite3 has no compiled part, or one that no Node can load. */
function buildWith(binary: string | null): string {
  const folder = tempDir({ 'package.json': '{}' });
  cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
  const packages = path.join(folder, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync(path.join(ROOT, 'node_modules')))
    if (name !== 'better-sqlite3')
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(packages, name));
  const sqlite = path.join(packages, 'better-sqlite3');
  const isKept = (file: string): boolean => !/[\\/]better-sqlite3[\\/](build|deps|src)$/.test(file);
  cpSync(path.join(ROOT, 'node_modules', 'better-sqlite3'), sqlite, { recursive: true, filter: isKept });
  if (binary !== null) {
    mkdirSync(path.join(sqlite, 'build', 'Release'), { recursive: true });
    writeFileSync(path.join(sqlite, 'build', 'Release', 'better_sqlite3.node'), binary);
  }
  return path.join(folder, 'dist', 'cli', 'main.js');
}

test.each([
  [['plan']],
  [['apply', '--auto-approve']],
  [['status']],
  [['inventory']],
  [['sandbox', 'show']],
  [['sandbox', 'reset']],
  [['sandbox', 'serve']],
  [['state', 'list']],
  [['state', 'backup', 'copy.db']],
  [['state', 'pull']],
  [['history']],
  [['import', '--all', '--match', '*', '--write', 'all.yaml']],
])('%j', async (args) => {
  const main = buildWith(null);
  const cwd = copyExample('quickstart');
  expect((await cli(['apply', '--auto-approve', '--quiet'], { cwd })).code).toBe(0);
  const end = await cli(args, { cwd, main });
  const text = end.err.replaceAll(/\s+/g, ' ');
  expect([end.code, text]).toEqual([1, expect.stringContaining('SQLite cannot be loaded')]);
  expect(text).toContain('its install script did not run');
  const folder = path.dirname(path.dirname(path.dirname(main)));
  expect(end.err.replaceAll(/\s+/g, '')).toContain(
    `npm rebuild --prefix ${folder} better-sqlite3 --ignore-scripts=false`.replaceAll(' ', ''),
  );
  expect(end.err.split('\n').length).toBeLessThan(12);
});

test('doctor reports it as a problem, also where no state exists yet', async () => {
  const main = buildWith(null);
  const cwd = copyExample('quickstart');
  const end = await cliJson<{ findings: { level: string; check: string; message: string }[] }>(['doctor'], {
    cwd,
    main,
  });
  expect(end.code).toBe(1);
  expect(end.value.findings).toContainEqual(
    expect.objectContaining({
      level: 'problem',
      check: 'state',
      message: expect.stringContaining('SQLite cannot be loaded'),
    }),
  );
});

test('a compiled part that this Node cannot load is no fault of the tool', async () => {
  const main = buildWith('not a module');
  const end = await cli(['plan'], { cwd: copyExample('quickstart'), main });
  expect([end.code, end.err.replaceAll(/\s+/g, ' ')]).toEqual([1, expect.stringContaining('cannot load it')]);
  rmSync(path.dirname(main), { recursive: true });
});
