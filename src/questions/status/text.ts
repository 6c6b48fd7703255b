// The status for a terminal: a matrix where it fits the width, else a list by declaration. Signs have a legend, lists have words.

import { isWork } from '../../plan/document.ts';
import { columnsOf } from '../../render/columns.ts';
import { ACTION_WORDS, count, driftWords } from '../../render/plan-words.ts';
import { layoutColumns, type Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout, wrapText } from '../../render/wrap.ts';
import type { Status, StatusCell, StatusRow } from './judge.ts';

const FLUSH = { first: 0, hang: 2 } as const;
const MOST_COLUMNS = 8;

export function renderStatusText(status: Status, style: Style): string {
  const blocks: readonly (readonly string[])[] = [
    [
      ...layout([{ text: statusHeadline(status), tone: 'bold' }], style, FLUSH),
      ...(status.errored
        ? layout([{ text: 'Some objects could not be read.', tone: 'warn' }], style, FLUSH)
        : []),
    ],
    status.declarations.length === 0 ? [] : (matrixLines(status, style) ?? listLines(status, style)),
    unmanagedLines(status, style),
    nextLines(status, style),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map(joinLines)
    .join('\n');
}

/** `12 clones in 3 projects` */
export function fleetWords({ summary, projects }: Status): string {
  if (summary.clones === 0) return 'Nothing is declared or recorded';
  const places = projects.filter((project) => project !== null).length;
  return `${count(summary.clones, 'clone')}${places === 0 ? ' at tenant scope' : ` in ${count(places, 'project')}`}`;
}

/** `12 clones in 3 projects: 2 behind, 1 drifted.` */
export function statusHeadline(status: Status): string {
  const { summary } = status;
  if (summary.clones === 0) return `${fleetWords(status)}.`;
  if (!status.hasState)
    return `${fleetWords(status)}, but there is no state that records them${standingWords(summary)}.`;
  const found = [
    [summary.halfDone, 'incomplete'],
    [summary.unreadable, 'unreadable'],
    [summary.unrecorded, 'not recorded'],
    [summary.missing, 'missing'],
    [summary.drifted, 'drifted'],
    [summary.behind, 'behind'],
  ] as const;
  const words = found.flatMap(([n, word]) => (n === 0 ? [] : [`${n} ${word}`]));
  return `${fleetWords(status)}: ${words.length === 0 ? 'all up to date' : words.join(', ')}.`;
}

function standingWords({ unrecorded }: Status['summary']): string {
  return unrecorded === 0 ? '' : `: ${unrecorded} of their names exist in Palette`;
}

function matrixLines(status: Status, style: Style): readonly string[] | null {
  const { projects, declarations } = status;
  if (projects.length > MOST_COLUMNS) return null;
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
    ['!', '! half-done'],
    ['?', '? not read'],
    ['¿', '¿ exists, but not recorded'],
    ['–', '– missing'],
  ].flatMap(([sign = '', words = '']) => (cells.includes(sign) ? [words] : []));
}

function listLines({ declarations }: Status, style: Style): readonly string[] {
  return declarations.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...layout(
      [
        { text: row.id, tone: 'bold', keep: true },
        { text: row.isDeclared ? `  from ${sourcesOf(row)}` : '  no longer declared' },
      ],
      style,
      FLUSH,
    ),
    ...rowLines(row.cells, style),
  ]);
}

export function sourcesOf({ cells }: StatusRow): string {
  return [...new Set(cells.map((cell) => cell.source.name))].join(', ');
}

function rowLines(cells: readonly StatusCell[], style: Style): readonly string[] {
  const notes = cells.map((cell) => notesOf(cell).join(', '));
  const table = renderTable(
    [
      { head: 'PROJECT', cells: cells.map((cell) => cell.project ?? '(tenant)'), keep: true },
      { head: 'VERSION', cells: cells.map((cell) => cell.version ?? '–') },
      { head: 'FROM', cells: cells.map((cell) => cell.source.version ?? '–'), drop: 1 },
      { head: 'NOTES', cells: notes, keep: true },
    ],
    style,
    2,
  );
  return [table.head, ...table.rows.flat()];
}

/** In words, the gravest first. */
export function notesOf(cell: StatusCell): readonly string[] {
  return [
    ...(cell.status === 'incomplete' ? ['incomplete'] : []),
    ...(cell.status === 'unreadable' ? ['not read'] : []),
    ...(cell.status === 'unrecorded' ? ['not recorded'] : []),
    ...(cell.status === 'missing' ? ['missing'] : []),
    ...(cell.blockedBy === null ? [] : [`blocked: ${cell.blockedBy}`]),
    ...cell.drift.map(driftWords),
    ...(cell.behind > 0
      ? [`${cell.behind} behind${cell.waitsFor === null ? '' : ` (${cell.waitsFor} must be upgraded first)`}`]
      : []),
    ...(cell.clusters.length > 0 ? [count(cell.clusters.length, 'cluster')] : []),
    ...(cell.older > 0 ? [`${cell.older} older kept`] : []),
    ...(cell.isProtected && cell.blockedBy !== 'protected' ? ['protected'] : []),
    ...(isWork(cell) ? [`next: ${ACTION_WORDS[cell.action].verb}`] : []),
  ];
}

function unmanagedLines({ unmanaged }: Status, style: Style): readonly string[] {
  if (unmanaged === null) return [];
  if (unmanaged.length === 0) return wrapText('Unmanaged: none in these projects.', style, FLUSH);
  const table = renderTable(
    [
      { head: 'NAME', cells: unmanaged.map((item) => item.name), keep: true },
      { head: 'VERSION', cells: unmanaged.map((item) => item.version) },
      { head: 'WHERE', cells: unmanaged.map((item) => item.project ?? '(tenant)'), least: 10 },
      { head: 'UID', cells: unmanaged.map((item) => item.uid), drop: 1 },
    ],
    style,
    2,
  );
  return [
    ...layout([{ text: `Unmanaged: ${unmanaged.length}`, tone: 'bold' }], style, FLUSH),
    table.head,
    ...table.rows.flat(),
  ];
}

function nextLines({ summary, declarations }: Status, style: Style): readonly string[] {
  const hasWork = declarations.some((row) => row.cells.some((cell) => cell.action !== 'noop'));
  const next = [
    ...(summary.drifted > 0 ? ['cloneform drift shows what was edited, and how to keep or discard it'] : []),
    ...(summary.behind > 0 ? ['cloneform outdated lists available upgrades'] : []),
    ...(hasWork ? ['cloneform plan shows what apply would do'] : []),
  ];
  return next.length === 0 ? [] : wrapText(`Next: ${next.join('; ')}.`, style, FLUSH);
}
