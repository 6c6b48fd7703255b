// How text looks on one stream: its width, and whether it may have colour.
import pc from 'picocolors';

export interface Style {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

export interface Paints {
  add(text: string): string;
  change(text: string): string;
  remove(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
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
