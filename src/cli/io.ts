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
  /** As the terminal says; 0 where it does not know, or where there is none. */
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

/** Columns where nobody says how many there are. */
const USUAL_COLUMNS = 80;
const FEWEST_COLUMNS = 40;
const MOST_COLUMNS = 200;

/**
 * How text looks on a stream. A pipe or a file gets lines that are neither wrapped nor cut, unless COLUMNS says how wide they are.
 * NO_COLOR and --no-color win over FORCE_COLOR; without any of them there is color on a terminal alone.
 */
export function styleFor(
  io: Io,
  stream: 'out' | 'err',
  options: { readonly color: boolean; readonly verbose?: boolean },
): Style {
  const isTerminal = stream === 'out' ? io.stdoutIsTerminal : io.stderrIsTerminal;
  return {
    width: columnsFromEnv(io.env) ?? (isTerminal ? terminalColumns(io) : Number.POSITIVE_INFINITY),
    color: options.color && wantsColor(io.env, isTerminal),
    isVerbose: options.verbose === true,
  };
}

/** For what is always laid out, such as help. */
export function pageColumns(io: Pick<Io, 'env' | 'columns'>): number {
  return columnsFromEnv(io.env) ?? terminalColumns(io);
}

function terminalColumns({ columns }: Pick<Io, 'columns'>): number {
  return columns > 0 ? Math.max(FEWEST_COLUMNS, Math.min(columns, MOST_COLUMNS)) : USUAL_COLUMNS;
}

function columnsFromEnv(env: Io['env']): number | null {
  const columns = env['COLUMNS'] ?? '';
  return /^[1-9]\d{0,4}$/.test(columns) ? Math.max(FEWEST_COLUMNS, Number(columns)) : null;
}

function wantsColor(env: Io['env'], isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** The environment without the variables that are empty: those count as unset, whatever reads them. */
export function setVariables(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}
