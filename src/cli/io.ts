// The process as values: where text goes, who sits there, and what is asked of them.
import type { SecretKeeper } from '../palette/redact.ts';
import type { Style } from '../render/style.ts';

export interface Io {
  /** What `writeOut` and `writeErr` take out; keys become known as they are read. */
  readonly secrets?: SecretKeeper;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
  /** Of the terminal; 80 where there is none. */
  readonly columns: number;
  writeOut(text: string): void;
  writeErr(text: string): void;
  /** One line from the terminal; null at its end. */
  ask(question: string): Promise<string | null>;
  /** True after the first Ctrl-C. */
  isStopping(): boolean;
  /** Whoever has something to finish: called when the first Ctrl-C is heard. Where nobody has, the process ends there. */
  onStopping(listener: () => void): void;
  /** To be called by a command that changes things, before it does. */
  onWork(): void;
  /** Aborted by the first Ctrl-C where nobody has anything to finish. */
  readonly signal: AbortSignal;
}

/** Colour only on a terminal, and never against NO_COLOR or --no-color. */
export function styleFor(io: Io, stream: 'out' | 'err', options: { readonly color: boolean }): Style {
  const isTerminal = stream === 'out' ? io.stdoutIsTerminal : io.stderrIsTerminal;
  const isForbidden = (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb';
  return {
    width: Math.max(40, Math.min(io.columns, 200)),
    color: isTerminal && options.color && !isForbidden,
  };
}
