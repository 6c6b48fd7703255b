// The package as a program of somebody else finds it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.ts';

/** What is not bundled; and what a program in TypeScript has beside it. */
const BESIDE = ['better-sqlite3', 'undici', 'typescript', '@types/node', 'undici-types'];

/** The built folder of this clone, as after `npm link`. */
export function linkPackage(folder: string): void {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, path.join(folder, 'node_modules', 'cloneform'));
}

/** Makes the empty folder a project with the package installed from the tarball that `npm pack` makes of the build. */
export function freshProject(project: string): void {
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const installed = path.join(project, 'node_modules', 'cloneform');
  mkdirSync(installed, { recursive: true });
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', project], ROOT);
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], project);
  for (const name of BESIDE) {
    const link = path.join(project, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), link);
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
