// Every example, run exactly as its README says: each `$` line of a console block, and what is printed under it.
// UPDATE_EXAMPLES=1 writes what is printed now into the READMEs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, copyExample, ROOT, tempDir } from '../support/cli.ts';

const examples = readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

interface Step {
  readonly command: string;
  readonly printed: string;
}

/** Console blocks of a README, step by step. */
function readSteps(markdown: string): readonly (readonly Step[])[] {
  return [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return { command: part.slice(0, end), printed: part.slice(end + 1).trimEnd() };
      }),
  );
}

/** What differs from run to run. */
function masked(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{24}\b/g, '<uid>')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:<digest>')
    .trimEnd();
}

function run(command: string, cwd: string, bin: string): string {
  const env = cleanEnv({ PATH: `${bin}:${process.env['PATH']}`, NO_COLOR: '1' });
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command], { cwd, env, encoding: 'utf8' });
  expect(`${command}: ${status}\n${status === 0 ? '' : stderr}`).toBe(`${command}: 0\n`);
  return stdout;
}

/** `cloneform` as a user would have it. */
function installed(): string {
  const bin = path.join(tempDir(), 'bin');
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, 'cloneform'),
    `#!/bin/sh\nexec "${process.execPath}" "${path.join(ROOT, 'dist/cli/main.js')}" "$@"\n`,
    { mode: 0o755 },
  );
  return bin;
}

test.each(examples)('%s does what its README says', (name) => {
  const readme = path.join(ROOT, 'examples', name, 'README.md');
  const markdown = readFileSync(readme, 'utf8');
  const blocks = readSteps(markdown);
  expect(blocks.flat().length).toBeGreaterThan(1);
  const cwd = copyExample(name);
  const bin = installed();
  const seen = blocks.map((block) =>
    block.map(({ command }) => ({ command, printed: run(command, cwd, bin) })),
  );
  if (process.env['UPDATE_EXAMPLES'] === '1') {
    let n = 0;
    const text = markdown.replaceAll(/^```console\n[\s\S]*?^```$/gm, () => {
      const steps = seen[n++] ?? [];
      return `\`\`\`console\n${steps.map(({ command, printed }) => `$ ${command}\n${printed}`).join('')}\`\`\``;
    });
    writeFileSync(readme, text);
    return;
  }
  const show = (steps: readonly (readonly Step[])[]): string =>
    steps
      .map((block) => block.map(({ command, printed }) => `$ ${command}\n${masked(printed)}`).join('\n'))
      .join('\n\n');
  expect(show(seen)).toBe(show(blocks));
});
