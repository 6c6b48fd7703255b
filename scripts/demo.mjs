// `npm run demo`: the main job on the embedded Palette, as a user would type it. Works in a temporary folder.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-demo-'));
const steps = [
  ['validate'],
  ['plan'],
  ['apply', '--auto-approve'],
  ['plan', '--detailed-exitcode'],
  ['state', 'list'],
];

try {
  cpSync(path.join(root, 'examples', 'quickstart'), dir, {
    recursive: true,
    filter: (source) => path.basename(source) !== 'state',
  });
  for (const args of steps) {
    console.log(`\n$ cloneform ${args.join(' ')}`);
    const { status } = spawnSync(
      process.execPath,
      [path.join(root, 'dist', 'cli', 'main.js'), '-C', dir, ...args],
      {
        stdio: 'inherit',
      },
    );
    if (status !== 0) {
      process.exitCode = status ?? 1;
      break;
    }
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
