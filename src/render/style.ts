// How text looks on one stream: its width, and whether it may have colour.
import pc from 'picocolors';

export interface Style {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

export type Paint = (text: string) => string;

export interface Paints {
  readonly add: Paint;
  readonly change: Paint;
  readonly remove: Paint;
  readonly warn: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

export function paintsFor(style: Style): Paints {
  const colors = pc.createColors(style.color);
  return {
    add: colors.green,
    change: colors.yellow,
    remove: (text) => colors.bold(colors.red(text)),
    warn: colors.yellow,
    dim: colors.dim,
    bold: colors.bold,
  };
}
