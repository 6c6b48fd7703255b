// The real command while it runs: what it says so far, and its end.
import type { ChildProcess } from 'node:child_process';
import { type CliEnd, type CliOptions, startCli } from './cli.ts';

export interface Running {
  readonly child: ChildProcess;
  readonly end: Promise<CliEnd>;
  /** Once its standard error says so. */
  says(text: string): Promise<void>;
}

export function runCli(args: readonly string[], options: CliOptions): Running {
  const child = startCli(args, options);
  const texts = { out: '', err: '' };
  const waiting: { text: string; resolve: () => void }[] = [];
  child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => {
    texts.err += chunk.toString('utf8');
    for (const one of waiting) if (texts.err.includes(one.text)) one.resolve();
  });
  child.stdin?.end();
  return {
    child,
    end: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts }))),
    says: (text) =>
      new Promise((resolve) => (texts.err.includes(text) ? resolve() : waiting.push({ text, resolve }))),
  };
}
