// What a start loads, and that the code compiled at build time is only ever a help.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** A build of one's own, and its file of compiled code. */
function copyBuild(): { readonly main: string; readonly code: string } {
  const folder = tempDir({ 'package.json': '{}' });
  cpSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const cliFolder = path.join(folder, 'dist', 'cli');
  const code = readdirSync(cliFolder).find((name) => name.endsWith('.v8')) ?? '';
  return { main: path.join(cliFolder, 'main.js'), code: path.join(cliFolder, code) };
}

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

  test.each(['damaged', 'of another build'])('compiled code that is %s is passed over', async (how) => {
    const { main, code } = copyBuild();
    const bytes = readFileSync(code);
    if (how === 'damaged') writeFileSync(code, bytes.subarray(0, bytes.length / 2));
    else
      writeFileSync(
        code,
        Buffer.concat([Buffer.from(bytes.subarray(0, 4).map((byte) => byte ^ 0xff)), bytes.subarray(4)]),
      );
    const end = await cli(['validate'], { cwd: copyExample('quickstart'), main });
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(end.out).toMatch(/^Valid: /);
  });

  test('a damaged byte anywhere in compiled code means: compile again', async () => {
    const { main, code } = copyBuild();
    const bytes = readFileSync(code);
    const cwd = copyExample('quickstart');
    for (const at of [0, 40, bytes.length >> 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      writeFileSync(code, damaged);
      expect(await cli(['validate'], { cwd, main }), `byte ${at}`).toMatchObject({ code: 0, err: '' });
    }
  });

  test('code that lies in a cache folder is never run', async () => {
    const { main, code } = copyBuild();
    rmSync(code);
    const cacheHome = tempDir();
    const env = { XDG_CACHE_HOME: cacheHome, XDG_STATE_HOME: tempDir() };
    expect(await cli(['validate'], { cwd: copyExample('quickstart'), main, env })).toMatchObject({
      code: 0,
      err: '',
    });
    const kept = existsSync(path.join(cacheHome, 'cloneform'))
      ? readdirSync(path.join(cacheHome, 'cloneform'))
      : [];
    expect(kept.filter((name) => !name.startsWith('parsed-'))).toEqual([]);
  });

  test('the bill of materials names what is bundled and what an install adds, each with its hash', () => {
    const bom = JSON.parse(readFileSync(path.join(ROOT, 'dist', 'sbom.cdx.json'), 'utf8'));
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    const shipped = (how: string): string[] =>
      bom.components
        .filter(({ properties }: { properties: { value: string }[] }) => properties[0]?.value === how)
        .map(({ name }: { name: string }) => name);
    const notices = readFileSync(path.join(ROOT, 'dist', 'NOTICES.txt'), 'utf8');
    for (const name of shipped('bundled')) expect(notices).toContain(`${name} `);
    expect(shipped('bundled')).toEqual(expect.arrayContaining(['ajv', 'commander', 'semver', 'yaml']));
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
    );
    expect(shipped('installed')).toEqual(
      expect.arrayContaining(Object.keys({ ...dependencies, ...optionalDependencies })),
    );
    const refs = new Set(bom.dependencies.map(({ ref }: { ref: string }) => ref));
    for (const component of bom.components) {
      expect(component.hashes[0]).toMatchObject({
        alg: 'SHA-512',
        content: expect.stringMatching(/^[0-9a-f]{128}$/),
      });
      expect(refs).toContain(component['bom-ref']);
    }
  });

  test('the license of what was bundled are in the build', () => {
    expect(readdirSync(path.join(ROOT, 'dist')).sort()).toContain('NOTICES.txt');
    expect(readFileSync(path.join(ROOT, 'dist', 'NOTICES.txt'), 'utf8')).toMatch(/^commander \d.*\(MIT\)/m);
  });
});
