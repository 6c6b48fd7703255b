// How text is to look: its width, whether it has color, and the named paints that stand for meanings, not for colors.
import picocolors from 'picocolors';

export interface Style {
  /** Columns of a line; Infinity where lines are neither wrapped nor cut, as in a pipe. */
  readonly width: number;
  readonly color: boolean;
  /** Each change by itself, where equal ones are otherwise reported once. Default: no. */
  readonly isVerbose?: boolean;
}

/** For what must choose between two layouts, and would otherwise put everything on one line in a pipe. */
export function layoutColumns({ width }: Pick<Style, 'width'>): number {
  return Number.isFinite(width) ? width : 80;
}

/** What a piece of text means to the reader. */
export type Tone = 'add' | 'change' | 'remove' | 'blocked' | 'warn' | 'error' | 'dim' | 'bold';

export type Paints = Readonly<Record<Tone, (text: string) => string>>;

export function paintsFor(style: Pick<Style, 'color'>): Paints {
  const colors = picocolors.createColors(style.color);
  return {
    add: colors.green,
    change: colors.yellow,
    remove: (text) => colors.bold(colors.red(text)),
    blocked: colors.magenta,
    warn: colors.yellow,
    error: (text) => colors.bold(colors.red(text)),
    dim: colors.dim,
    bold: colors.bold,
  };
}
