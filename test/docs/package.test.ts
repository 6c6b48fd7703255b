// The package that `npm pack` makes of a fresh clone: it has the build, its pages lead somewhere inside of it, and it asks for no
// package that is bundled.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, tempDir } from '../support/cli.ts';
import { linksOf } from './markdown.ts';

function run(command: string, args: readonly string[], cwd: string): string {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

/** What is under version control, beside installed packages: nothing of a build, as after `git clone`. */
function freshClone(): string {
  const clone = tempDir();
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], ROOT);
  for (const file of listed.split('\0'))
    if (file !== '' && existsSync(path.join(ROOT, file)))
      cpSync(path.join(ROOT, file), path.join(clone, file));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(clone, 'node_modules'));
  return clone;
}

test('npm pack in a fresh clone builds first, and the links of its pages lead to files that are packed', () => {
  const clone = freshClone();
  run('npm', ['pack', '--silent'], clone);
  const tarball = readdirSync(clone).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', ['-xzf', tarball], clone);
  const folder = path.join(clone, 'package');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(files).toContain(path.join('dist', 'cli', 'run-process.js'));
  expect(files.filter((file) => file.endsWith('.db'))).toEqual([]);
  expect(files.filter((file) => file.endsWith('.ts')).sort()).toEqual(
    ['documents.d.ts', 'index.d.ts'].map((name) => path.join('dist', 'library', name)),
  );
  const broken = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) =>
      linksOf(readFileSync(path.join(folder, page), 'utf8'))
        .filter((target) => !/^[a-z]+:|^#/.test(target))
        .filter((target) => !existsSync(path.join(folder, path.dirname(page), target.split('#')[0] ?? '')))
        .map((target) => `${page}: ${target}`),
    );
  expect(broken).toEqual([]);
  const version = run(process.execPath, [path.join(folder, 'dist', 'cli', 'main.js'), 'version'], clone);
  expect(version).toMatch(/^\d/);
}, 240_000);

test('only what stays outside of the bundle is a dependency', () => {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'optionalDependencies', Record<string, string>>;
  const bundle = readFileSync(path.join(ROOT, 'scripts', 'bundle.mjs'), 'utf8');
  const outside = [...(/^const OUTSIDE = \[(.*)\]/m.exec(bundle)?.[1] ?? '').matchAll(/'([^']+)'/g)];
  expect(Object.keys({ ...dependencies, ...optionalDependencies }).sort()).toEqual(
    outside.map(([, name]) => name).sort(),
  );
});
