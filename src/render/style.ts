// How text is to look: its width, whether it has colour, and the named paints that stand for meanings, not for colours.
import picocolors from 'picocolors';

export interface Style {
  /** Columns of a line. */
  readonly width: number;
  readonly color: boolean;
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
