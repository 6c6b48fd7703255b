// Markdown that is run as it is written: each `$` line of a console block, and what is printed under it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { bashArgs, cleanEnv, ROOT, tempDir } from './cli.ts';

export interface Step {
  readonly command: string;
  readonly printed: string;
}

const BLOCK = /^```console\n([\s\S]*?)^```$/gm;

/** Console blocks of a text, step by step. */
export function readSteps(markdown: string): readonly (readonly Step[])[] {
  return [...markdown.matchAll(BLOCK)].map(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return { command: part.slice(0, end), printed: part.slice(end + 1).trimEnd() };
      }),
  );
}

/**
 * Runs every block in one folder, one step after the other; each must succeed. A command that names something that was printed before
 * and differs from run to run (a UID, a checksum, a run) gets what was printed in its place this time.
 */
export function runSteps(
  blocks: readonly (readonly Step[])[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): readonly (readonly Step[])[] {
  const bin = installed();
  const now = new Map<string, string>();
  return blocks.map((block) =>
    block.map((step) => {
      const command = step.command.replaceAll(NAMED, (name) => now.get(name) ?? name);
      const printed = run(command, cwd, { ...more, PATH: `${bin}:${process.env['PATH']}` });
      const names = printed.match(NAMED) ?? [];
      for (const [n, name] of (step.printed.match(NAMED) ?? []).entries()) now.set(name, names[n] ?? name);
      return { command, printed };
    }),
  );
}

/** UIDs, checksums, runs. */
const NAMED = /\b(?:sha256:[0-9a-f]{64}|[0-9a-f]{24}|(?=[0-9a-f]*[0-9])[0-9a-f]{8})\b(?!-)/g;

function run(command: string, cwd: string, more: Readonly<Record<string, string>>): string {
  const env = cleanEnv({ NO_COLOR: '1', COLUMNS: '80', ...more });
  const { stdout, stderr, status } = spawnSync('bash', bashArgs(command), { cwd, env, encoding: 'utf8' });
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

/** Who ran something; no address of a superseded version. */
const WHO = /\b[A-Za-z_][\w.-]*@[A-Za-z][\w.-]*/g;

/** What is printed, without what differs from run to run. */
export function shown(blocks: readonly (readonly Step[])[]): string {
  return blocks
    .map((block) =>
      block.map(({ command, printed }) => `$ ${masked(command)}\n${masked(printed)}`).join('\n'),
    )
    .join('\n\n');
}

function masked(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{24}\b/g, '<uid>')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:<digest>')
    .replaceAll(/(?<![-<])\b[0-9a-f]{8}\b(?!-)/g, '<run>')
    .replaceAll(WHO, '<who>')
    .replaceAll(/BY +(?=MESSAGE|$)|<who> +/gm, (part) => `${part.trimEnd()} `)
    .replaceAll(/\b\d{8}T\d{9}Z/g, '<time>')
    .replaceAll(/\b\d+ ms\b/g, '<n> ms')
    .replaceAll(/(?<=^Run .*) took [^.]*\./gm, ' took <time>.')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, '<time>')
    .trimEnd();
}

/** The text with what is printed now under each command. */
export function withPrinted(markdown: string, seen: readonly (readonly Step[])[]): string {
  let n = 0;
  return markdown.replaceAll(BLOCK, () => {
    const steps = seen[n++] ?? [];
    return `\`\`\`console\n${steps.map(({ command, printed }) => `$ ${command}\n${printed.replaceAll(WHO, 'ann@laptop')}`).join('')}\`\`\``;
  });
}
