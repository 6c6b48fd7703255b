// Joins the real process to `run`: streams, signals, the terminal, and the exit code.
import process from 'node:process';
import { EXIT, userError } from '../flow/user-error.ts';
import { SecretKeeper } from '../palette/redact.ts';
import { safeText } from '../render/safe-text.ts';
import { type Io, setVariables } from './io.ts';
import { run } from './run.ts';

const KEY_NAMES = ['PALETTE_API_KEY', 'SPECTROCLOUD_APIKEY'] as const;

export async function runProcess(argv: readonly string[]): Promise<void> {
  tellWarnings();
  const stop = listenForStops();
  const secrets = new SecretKeeper();
  for (const name of KEY_NAMES) secrets.keep(process.env[name]);
  const streams = watchStreams(stop.stop);
  const io: Io = {
    env: setVariables(process.env),
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
      return process.stdout.columns || process.stderr.columns || 0;
    },
    secrets,
    writeOut: (text) => streams.writeOut(secrets.redact(text)),
    writeErr: (text) => streams.writeErr(secrets.redact(text)),
    ask: askOnTerminal,
    isStopping: stop.isStopping,
    onStopping: stop.onStopping,
    onWork: stop.onWork,
    signal: stop.signal,
  };
  const code = await run(argv, io);
  process.exitCode = stop.signal.aborted ? EXIT.interrupted : code;
}

/**
 * Node prints warnings about its own matters, such as NO_COLOR beside FORCE_COLOR, in a form that means nothing to users. Only those
 * about certificates are theirs: they say that something they set has no effect, or a dangerous one.
 */
function tellWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ message }) => {
    if (/NODE_TLS_REJECT_UNAUTHORIZED|extra certs/.test(message))
      process.stderr.write(`warning: ${safeText(message)}\n`);
  });
}

const LOST = { out: false, err: false };

interface Streams {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

/**
 * A reader that went away (`| head`) ends a command that only tells. One that is at work stops as for a signal; what it still
 * has to say goes to the stream that is left.
 */
function watchStreams(stop: (by: keyof typeof LOST) => void): Streams {
  const lost = { ...LOST };
  const onLost = (name: keyof typeof lost) => (error: NodeJS.ErrnoException) => {
    if (lost[name]) return;
    lost[name] = true;
    const isGone = error.code === 'EPIPE';
    if (name === 'out' && !isGone) {
      process.exitCode = EXIT.error;
      write('err', `error: standard output cannot be written: ${error.code ?? error.message}\n`);
    }
    if (isGone) stop(name);
  };
  const write = (name: keyof typeof lost, text: string): void => {
    const other = name === 'out' ? 'err' : 'out';
    if (!lost[name]) process[name === 'out' ? 'stdout' : 'stderr'].write(text);
    else if (name === 'out' && !lost[other]) process.stderr.write(text);
  };
  process.stdout.on('error', onLost('out'));
  process.stderr.on('error', onLost('err'));
  return { writeOut: (text) => write('out', text), writeErr: (text) => write('err', text) };
}

interface Stops {
  readonly isStopping: () => boolean;
  readonly onStopping: (listener: () => void) => void;
  readonly signal: AbortSignal;
  /** The command is one that changes things: then nobody takes its early end for a good one. */
  readonly onWork: () => void;
  /** As a first signal would, because a stream went away. */
  readonly stop: (by: keyof typeof LOST) => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What has to stop while it only reads ends in this time, or it is ended. Milliseconds. */
const GRACE_MS = 1_000;

/**
 * Once: finish what is under way, where there is something to finish; else give up reading, let the lock go and end. Twice:
 * stop now; the journal knows what was sent, and the kernel frees the lock.
 */
function listenForStops(): Stops {
  const listeners: (() => void)[] = [];
  const reading = new AbortController();
  let isStopping = false;
  let isAtWork = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    for (const listener of listeners) listener();
    if (listeners.length > 0) return;
    reading.abort(userError(EXIT.interrupted, 'cli/interrupted', 'interrupted before anything was changed'));
    setTimeout(() => process.exit(EXIT.interrupted), GRACE_MS).unref();
  };
  const onSignal = (): void => {
    if (isStopping) {
      if (listeners.length > 0) process.stderr.write(STOPPED_NOW);
      process.exit(EXIT.interrupted);
    }
    stop();
  };
  // To the very end: a signal that comes while the process goes would end it with another code.
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    isStopping: () => isStopping,
    onStopping: (listener) => void listeners.push(listener),
    signal: reading.signal,
    onWork: () => {
      isAtWork = true;
    },
    stop: (by) => {
      if (by === 'out' && !isAtWork && listeners.length === 0) process.exit(EXIT.ok);
      stop();
    },
  };
}

const STOPPED_NOW =
  'Stopped immediately. Changes in progress are in the journal; the next run recovers them.\n';

/** Lines that came before they were asked for: whoever types ahead, or pastes, is heard. */
const ahead: string[] = [];

async function askOnTerminal(question: string): Promise<string | null> {
  const line = ahead.shift();
  if (line !== undefined) {
    process.stderr.write(`${question}${line}\n`);
    return line;
  }
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let isAnswered = false;
    terminal.once('close', () => resolve(null));
    terminal.once('SIGINT', () => terminal.close());
    terminal.on('line', (text) => {
      if (isAnswered) ahead.push(text);
    });
    terminal.question(question, (text) => {
      isAnswered = true;
      resolve(text);
      terminal.close();
    });
  });
}
