// A small fleet as a matrix of declarations by projects. Signs have a legend.
import { columnsOf } from '../../render/columns.ts';
import { layoutColumns, type Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { layout } from '../../render/wrap.ts';
import { SIGNS, standingOf } from './states.ts';
import type { Status, StatusRow } from './status.ts';

const MOST_COLUMNS = 8;
const MOST_ROWS = 20;

/** null: it has no room. */
export function matrixLines(status: Status, style: Style): readonly string[] | null {
  const { projects, declarations } = status;
  if (declarations.length === 0) return [];
  if (projects.length > MOST_COLUMNS || declarations.length > MOST_ROWS) return null;
  const columns = projects.map((project) => ({
    head: project ?? '(tenant)',
    cells: declarations.map((row) => signsIn(row, project)),
  }));
  const names = declarations.map((row) => (row.isDeclared ? row.id : `${row.id} (undeclared)`));
  const widths = [{ head: 'DECLARATION', cells: names }, ...columns].map(({ head, cells }) =>
    Math.max(columnsOf(head), ...cells.map(columnsOf)),
  );
  if (widths.reduce((sum, width) => sum + width + 2, -2) > layoutColumns(style)) return null;
  const table = renderTable([{ head: 'DECLARATION', cells: names, keep: true }, ...columns], style, 0);
  const legend = legendFor(columns.flatMap((column) => column.cells).join(' '));
  if (legend.length === 0) return [table.head, ...table.rows.flat()];
  const spans = legend.flatMap((text) => [{ text, keep: true }, { text: '   ' }]);
  return [table.head, ...table.rows.flat(), '', ...layout(spans, style, { first: 0, hang: 0 })];
}

/** A declaration has at most one clone in a project. */
function signsIn({ cells }: StatusRow, project: string | null): string {
  return cells
    .filter((cell) => cell.project === project)
    .map((cell) =>
      [
        cell.version ?? (cell.status === 'unrecorded' ? '¿' : '–'),
        ...(cell.behind > 0 ? [`↓${cell.behind}`] : []),
        ...(cell.clusters.length > 0 ? [`×${cell.clusters.length}`] : []),
        ...(cell.drift.length > 0 ? ['~'] : []),
        ...(cell.status === 'incomplete' ? ['!'] : []),
        ...(standingOf(cell) === 'blocked' ? [SIGNS.blocked] : []),
        ...(cell.status === 'unreadable' ? ['?'] : []),
      ].join(' '),
    )
    .join(', ');
}

function legendFor(cells: string): readonly string[] {
  return [
    ['↓', '↓ source versions behind'],
    ['×', '× clusters that use it'],
    ['~', '~ drift'],
    ['!', '! incomplete'],
    [SIGNS.blocked, `${SIGNS.blocked} blocked`],
    ['?', '? not read'],
    ['¿', '¿ exists, but not recorded'],
    ['–', '– missing'],
  ].flatMap(([sign = '', words = '']) => (cells.includes(sign) ? [words] : []));
}
