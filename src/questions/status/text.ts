// The status for a terminal: what needs somebody first, each cause once with all it hits; what is up to date is a line, or a matrix
// where it fits the width.

import { filterWords } from '../../model/clone-filter.ts';
import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout, wrapText } from '../../render/wrap.ts';
import { exceptionLines, fineLines } from './exceptions.ts';
import { matrixLines } from './matrix.ts';
import { STANDING_WORDS, STANDINGS } from './states.ts';
import type { Status } from './status.ts';

const FLUSH = { first: 0, hang: 2 } as const;

export interface StatusTextOptions {
  /** Every clone has a line of its own, and what is up to date is listed, too. */
  readonly verbose: boolean;
}

export function renderStatusText(
  status: Status,
  style: Style,
  options: StatusTextOptions = { verbose: false },
): string {
  const blocks: readonly (readonly string[])[] = [
    headLines(status, style),
    exceptionLines(status, style, options),
    fineBlock(status, style, options),
    clusterLines(status, style),
    unmanagedLines(status, style),
    nextLines(status, style),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map(joinLines)
    .join('\n');
}

/** What is up to date. Where only some states are asked for, nothing of it is. */
function fineBlock(status: Status, style: Style, { verbose }: StatusTextOptions): readonly string[] {
  if (status.filter.states.length > 0) return [];
  return verbose ? fineLines(status, style) : (matrixLines(status, style) ?? collapsed(status, style));
}

function headLines(status: Status, style: Style): readonly string[] {
  const { shown, filter, errored } = status;
  const words = filterWords(filter);
  return [
    ...layout([{ text: statusHeadline(status), tone: 'bold' }], style, FLUSH),
    ...(words === ''
      ? []
      : wrapText(`${shown.clones} of ${count(shown.of, 'clone')} shown: ${words}`, style, FLUSH)),
    ...(errored ? layout([{ text: 'Some objects could not be read.', tone: 'warn' }], style, FLUSH) : []),
  ];
}

/** `12 clones in 3 projects` */
export function fleetWords({ summary }: Pick<Status, 'summary'>): string {
  if (summary.clones === 0) return 'Nothing is declared or recorded';
  const where = summary.projects === 0 ? ' at tenant scope' : ` in ${count(summary.projects, 'project')}`;
  return `${count(summary.clones, 'clone')}${where}`;
}

/** `12 clones in 3 projects: 2 behind, 1 drifted, 9 up to date.` */
export function statusHeadline(status: Pick<Status, 'summary' | 'standings' | 'hasState'>): string {
  const { summary } = status;
  if (summary.clones === 0) return `${fleetWords(status)}.`;
  if (!status.hasState)
    return `${fleetWords(status)}, but there is no state that records them${standingWords(summary)}.`;
  if (summary.upToDate === summary.clones) return `${fleetWords(status)}: all up to date.`;
  const words = standingCounts(status).map((one) => `${one.number} ${one.words}`);
  return `${fleetWords(status)}: ${words.join(', ')}.`;
}

/** How many clones each section lists; each counts once, in its gravest state, and those that nobody needs to look at are last. */
export function standingCounts({
  standings,
}: Pick<Status, 'standings'>): readonly { readonly number: number; readonly words: string }[] {
  return STANDINGS.flatMap((standing) => {
    const number = standings[standing] ?? 0;
    return number === 0 ? [] : [{ number, words: STANDING_WORDS[standing] }];
  });
}

function standingWords({ unrecorded }: Status['summary']): string {
  return unrecorded === 0 ? '' : `: ${unrecorded} of their names exist in Palette`;
}

function collapsed({ declarations, summary }: Status, style: Style): readonly string[] {
  const listed = declarations.flatMap((row) => row.cells).length;
  if (listed === 0 || summary.upToDate === 0 || summary.upToDate === summary.clones) return [];
  return wrapText(`${summary.upToDate} up to date (--verbose lists them).`, style, FLUSH);
}

function clusterLines({ lateClusters }: Status, style: Style): readonly string[] {
  if (lateClusters.length === 0) return [];
  const table = renderTable(
    [
      { head: 'CLUSTER', cells: lateClusters.map(({ cluster }) => cluster.name), least: 12 },
      { head: 'PROJECT', cells: lateClusters.map(({ project }) => project ?? '(tenant)'), least: 10 },
      { head: 'USES', cells: lateClusters.map(({ name, version }) => `${name} ${version}`), least: 14 },
      { head: 'CURRENT', cells: lateClusters.map(({ current }) => current ?? '–'), drop: 1 },
      { head: 'BEHIND', cells: lateClusters.map(({ behind, jump }) => distanceWords(behind, jump)) },
    ],
    style,
    2,
  );
  const title = `Clusters on superseded versions: ${lateClusters.length}`;
  return [...layout([{ text: title, tone: 'bold' }], style, FLUSH), table.head, ...table.rows.flat()];
}

/** `2 versions (minor)`: of the source. */
export function distanceWords(behind: number, jump: string | null): string {
  return behind === 0 ? '–' : `${count(behind, 'version')}${jump === null ? '' : ` (${jump})`}`;
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

function nextLines({ summary, standings, declarations }: Status, style: Style): readonly string[] {
  const hasWork = declarations.some((row) => row.cells.some((cell) => cell.action !== 'noop'));
  const isBlocked = (standings['blocked'] ?? 0) > 0;
  const next = [
    ...(summary.drifted > 0 ? ['cloneform drift shows what was edited, and how to keep or discard it'] : []),
    ...(summary.behind > 0 ? ['cloneform outdated lists available upgrades'] : []),
    ...(hasWork
      ? [`cloneform plan shows what apply would do${isBlocked ? ', and why a clone is blocked' : ''}`]
      : []),
  ];
  return next.length === 0 ? [] : wrapText(`Next: ${next.join('; ')}.`, style, FLUSH);
}
