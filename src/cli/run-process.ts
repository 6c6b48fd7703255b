// Joins the real process to `run`: streams, signals, the terminal, and the exit code.
import process from 'node:process';
import { SecretKeeper } from '../palette/redact.ts';
import type { Io } from './io.ts';
import { run } from './run.ts';

const KEY_NAMES = ['PALETTE_API_KEY', 'SPECTROCLOUD_APIKEY'] as const;

export async function runProcess(argv: readonly string[]): Promise<void> {
  const stop = listenForStops();
  // A reader that went away (`| head`) is no fault of anybody's.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const secrets = new SecretKeeper();
  for (const name of KEY_NAMES) secrets.keep(process.env[name]);
  const io: Io = {
    env: process.env,
    cwd: process.cwd(),
    // Asked when it is wanted: each stream takes its time to come up.
    get stdoutIsTerminal() {
      return process.stdout.isTTY === true;
    },
    get stderrIsTerminal() {
      return process.stderr.isTTY === true;
    },
    get stdinIsTerminal() {
      return process.stdin.isTTY === true;
    },
    get columns() {
      return process.stdout.columns ?? process.stderr.columns ?? 80;
    },
    secrets,
    writeOut: (text) => void process.stdout.write(secrets.redact(text)),
    writeErr: (text) => void process.stderr.write(secrets.redact(text)),
    ask: askOnTerminal,
    isStopping: stop.isStopping,
    onStopping: stop.onStopping,
  };
  process.exitCode = await run(argv, io);
  stop.close();
}

interface Stops {
  readonly isStopping: () => boolean;
  readonly onStopping: (listener: () => void) => void;
  readonly close: () => void;
}

/**
 * Once: finish what is under way, where there is something to finish; else stop. Twice: stop now; the journal knows what was
 * sent, and the kernel frees the lock.
 */
function listenForStops(): Stops {
  const listeners: (() => void)[] = [];
  let heard = 0;
  const onSignal = (): void => {
    heard++;
    if (heard > 1 || listeners.length === 0) process.exit(130);
    for (const listener of listeners) listener();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    isStopping: () => heard > 0,
    onStopping: (listener) => void listeners.push(listener),
    close: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

async function askOnTerminal(question: string): Promise<string | null> {
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.once('close', () => resolve(null));
    terminal.once('SIGINT', () => terminal.close());
    terminal.question(question, (line) => {
      resolve(line);
      terminal.close();
    });
  });
}
