// Diagnostics with the line they speak of, and a caret under the place.
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { columnsOf } from './columns.ts';
import { count } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import { layoutColumns, type Paints, paintsFor, type Style, type Tone } from './style.ts';
import { layout } from './wrap.ts';

const TAB = '    ';
const MIN_SNIPPET = 10;
const TONES: Readonly<Record<Diagnostic['severity'], Tone>> = {
  error: 'error',
  warning: 'warn',
  hint: 'dim',
};

/** In the order given, each with its place and hint, then how many; '' when there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: Style): string {
  if (diagnostics.length === 0) return '';
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, style).join('\n'));
  const totals = (['error', 'warning', 'hint'] as const).flatMap((severity) => {
    const alike = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    return alike.length > 0 ? [count(alike.length, severity)] : [];
  });
  return `${[...blocks, totals.join(', ')].join('\n\n')}\n`;
}

function renderOne({ severity, code, message, place, hint }: Diagnostic, style: Style): readonly string[] {
  const gutter = place === undefined ? 1 : String(place.line).length;
  return [
    ...layout(
      [
        { text: severity, tone: TONES[severity] },
        { text: `: ${message} ` },
        { text: `(${code})`, tone: 'dim' },
      ],
      style,
      { first: 0, hang: 2 },
    ),
    ...(place === undefined ? [] : placeLines(place, gutter, style)),
    ...(hint === undefined
      ? []
      : layout([{ text: '= ' }, { text: hint }], style, { first: gutter, hang: gutter + 2 })),
  ];
}

function placeLines(place: Place, gutter: number, style: Style): readonly string[] {
  const paints = paintsFor(style);
  const where = layout([{ text: `--> ${place.file}:${place.line}:${place.column}`, tone: 'dim' }], style, {
    first: gutter,
    hang: gutter + 4,
  });
  if (place.text === '') return where;
  return [...where, ...snippetLines(place, gutter, layoutColumns(style), paints)];
}

function snippetLines(place: Place, gutter: number, width: number, paints: Paints): readonly string[] {
  const blank = paints.dim(`${' '.repeat(gutter)} |`);
  const { text, caret } = snippet(place.text, place.column, Math.max(MIN_SNIPPET, width - gutter - 3));
  return [
    blank,
    `${paints.dim(`${place.line} |`)} ${text}`.trimEnd(),
    `${blank} ${' '.repeat(caret)}${paints.error('^')}`,
  ];
}

interface Cell {
  readonly text: string;
  readonly columns: number;
}

/**
 * What is shown of a source line, and the columns before the caret. `column` counts UTF-16 units from 1, as Place does;
 * on screen a tab, a wide or an escaped character takes more. A line too long is cut on both sides of the column.
 */
export function snippet(
  line: string,
  column: number,
  width: number,
): { readonly text: string; readonly caret: number } {
  const cells: Cell[] = [];
  let target = 0;
  let unit = 0;
  for (const character of line) {
    // The last character that begins at or before the column: also right inside a surrogate pair.
    if (unit <= column - 1) target = cells.length;
    unit += character.length;
    const text = character === '\t' ? TAB : safeText(character);
    cells.push({ text, columns: columnsOf(text) });
  }
  if (column > unit) target = cells.length;
  return cutCells(cells, target, width);
}

function cutCells(
  cells: readonly Cell[],
  target: number,
  width: number,
): { readonly text: string; readonly caret: number } {
  // One column more than the text: the caret may stand behind its end.
  if (total(cells) < width) return { text: textOf(cells), caret: total(cells.slice(0, target)) };
  let start = target;
  let before = 0;
  while (start > 0 && before + (cells[start - 1]?.columns ?? 0) <= Math.floor((width - 2) / 2)) {
    start--;
    before += cells[start]?.columns ?? 0;
  }
  const lead = start > 0 ? '…' : '';
  let end = target;
  let used = lead.length + before;
  while (end < cells.length && used + (cells[end]?.columns ?? 0) < width) {
    used += cells[end]?.columns ?? 0;
    end++;
  }
  const tail = end < cells.length ? '…' : '';
  return { text: `${lead}${textOf(cells.slice(start, end))}${tail}`, caret: lead.length + before };
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join('');
}

function total(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}
