// Aligned columns within a width. The columns that can bear it are cut; a last one may move to a line of its own.
import { cutTo, padTo, widthOf } from './wrap.ts';

export interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  /** Cut no further than this; absent: never cut. */
  readonly least?: number;
}

const GAP = 2;

/** Cells must be safe texts. */
export function renderTable(columns: readonly Column[], width: number): readonly string[] {
  const widths = columns.map((column) => Math.max(widthOf(column.head), ...column.cells.map(widthOf)));
  shrink(columns, widths, width);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => padTo(cutTo(cell, widths[index] ?? 0), widths[index] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  const rows =
    columns[0]?.cells.map((_, row) => line(columns.map((column) => column.cells[row] ?? ''))) ?? [];
  return [line(columns.map((column) => column.head)), ...rows];
}

/** Takes columns from the widest that may be cut, one at a time, until the line fits or nothing more can be taken. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const total = (): number => widths.reduce((sum, n) => sum + n, 0) + GAP * (widths.length - 1);
  while (total() > width) {
    let widest = -1;
    columns.forEach((column, index) => {
      const room = (widths[index] ?? 0) - (column.least ?? Number.POSITIVE_INFINITY);
      if (room > 0 && (widest < 0 || (widths[index] ?? 0) > (widths[widest] ?? 0))) widest = index;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
