// Aligned columns within a width. What may be cut is cut a little, a kept last column moves to lines of its own, then
// whole columns are left out, in that order; a kept first column that still has no room stands on lines of its own.
import { columnsOf, padTo, truncate } from './columns.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';

export interface Column {
  readonly head: string;
  /** Raw. */
  readonly cells: readonly string[];
  /** Narrowest width when cut; absent: never cut. */
  readonly least?: number;
  /** Never cut. First column: before the row where it does not fit; last column: below it. */
  readonly keep?: boolean;
  /** The higher, the sooner it is left out; absent: never. */
  readonly drop?: number;
}

export interface Table {
  readonly head: string;
  /** Lines of each row. */
  readonly rows: readonly (readonly string[])[];
}

interface Sized extends Column {
  width: number;
}

interface Fitted {
  readonly columns: readonly Sized[];
  /** A kept last column that has no place in the rows. */
  readonly below: Column | null;
}

const GAP = 2;
/** A kept first column gets no less than this before its cells move to lines of their own. */
const KEEP_LEAST = 12;

/** All lines behind an indentation. Only a kept cell that is wider than a whole line overflows. */
export function renderTable(columns: readonly Column[], style: Style, indent: number): Table {
  const safe = columns.map((column) => ({ ...column, cells: column.cells.map((cell) => safeText(cell)) }));
  const fitted = fit(safe, style.width - indent);
  const pad = ' '.repeat(indent);
  const heads = fitted.columns.map((column) => column.head);
  return {
    head: paintsFor(style).dim(`${pad}${rowLine(fitted.columns, heads)}`),
    rows: (safe[0]?.cells ?? []).map((_, row) => rowLines(fitted, row).map((line) => pad + line)),
  };
}

function fit(columns: readonly Column[], width: number): Fitted {
  const sized: Sized[] = columns.map((column) => ({ ...column, width: naturalWidth(column) }));
  let below: Column | null = null;
  const over = (): number => sized.reduce((sum, column) => sum + column.width + GAP, -GAP) - width;
  while (over() > 0) {
    if (cutWidest(sized, over())) continue;
    const last = sized.at(-1);
    if (below === null && sized.length > 1 && last?.keep === true) below = last;
    const leaves = below !== null && last === below ? last : nextToDrop(sized);
    if (leaves === undefined) break;
    sized.splice(sized.indexOf(leaves), 1);
    // What was cut for it gets its room back.
    for (const column of sized) column.width = naturalWidth(column);
  }
  const first = sized[0];
  if (first?.keep === true && over() > 0) first.width = Math.max(KEEP_LEAST, first.width - over());
  return { columns: sized, below };
}

/** Takes one column from the widest, if all that may be cut is enough together; else nothing. */
function cutWidest(sized: readonly Sized[], over: number): boolean {
  const spare = sized.map((column) => Math.max(0, column.width - (column.least ?? column.width)));
  if (spare.reduce((sum, n) => sum + n, 0) < over) return false;
  const widest = sized.filter((_, index) => (spare[index] ?? 0) > 0).sort((a, b) => b.width - a.width)[0];
  if (widest !== undefined) widest.width--;
  return widest !== undefined;
}

function nextToDrop(sized: readonly Sized[]): Sized | undefined {
  return sized.filter((column) => column.drop !== undefined).sort((a, b) => (b.drop ?? 0) - (a.drop ?? 0))[0];
}

function naturalWidth(column: Column): number {
  return column.cells.reduce((widest, cell) => Math.max(widest, columnsOf(cell)), columnsOf(column.head));
}

function rowLines({ columns, below }: Fitted, row: number): readonly string[] {
  const cells = columns.map((column) => column.cells[row] ?? '');
  const first = cells[0] ?? '';
  const lines: string[] = [];
  if (columns[0]?.keep === true && columnsOf(first) > columns[0].width) {
    lines.push(first);
    cells[0] = '';
  }
  lines.push(rowLine(columns, cells));
  const under = below?.cells[row] ?? '';
  if (below !== null && under !== '') lines.push(`  ${below.head.toLowerCase()} ${under}`);
  return lines.filter((line) => line !== '');
}

function rowLine(columns: readonly Sized[], cells: readonly string[]): string {
  const parts = columns.map((column, index) => {
    const cell = truncate(cells[index] ?? '', column.width);
    return index === columns.length - 1 ? cell : padTo(cell, column.width);
  });
  return parts.join(' '.repeat(GAP)).trimEnd();
}
