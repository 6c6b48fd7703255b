// How far clones are behind their sources, as a table.

import { groupBy } from '../../plan/planning-context.ts';
import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, wrapText } from '../../render/wrap.ts';
import type { OutdatedRow } from './judge.ts';

/** What a filter left out. */
interface Of {
  /** Clones that addresses and projects select. */
  readonly within: number;
  readonly of: number;
}

export function renderOutdated(
  rows: readonly OutdatedRow[],
  style: Style,
  { within, of }: Of = { within: rows.length, of: rows.length },
): string {
  if (of === 0) return 'Nothing is declared.\n';
  const behind = rows.filter((row) => row.jump !== null);
  const ends = endLines(rows, style);
  const shown = within === of ? [] : [`${within} of ${count(of, 'clone')} examined.`];
  if (behind.length === 0) return joinLines([noneBehind(rows, within, ends.length > 0), ...shown, ...ends]);
  const upgradable = behind.filter((row) => row.wanted !== row.current).length;
  const next =
    upgradable === 0
      ? 'Held back by the declared versions: cloneform outdated --write raises exact ones.'
      : `Next: cloneform plan --upgrade upgrades ${upgradable === 1 ? 'one of them' : `${upgradable} of them`}.`;
  return joinLines([
    ...tableLines(behind, style),
    '',
    `${behind.length} of ${count(within, 'clone')} behind.`,
    ...shown,
    ...waitLines(behind, style),
    ...conflictLines(behind, style),
    next,
    ...ends,
  ]);
}

function noneBehind(rows: readonly OutdatedRow[], within: number, hasOthers: boolean): string {
  if (rows.length < within && rows.length === 0)
    return `None of ${count(within, 'clone')} is in such a state.`;
  return hasOthers
    ? `None of ${count(within, 'clone')} is behind.`
    : `Up to date: ${count(within, 'clone')}.`;
}

function tableLines(behind: readonly OutdatedRow[], style: Style): readonly string[] {
  const table = renderTable(
    [
      { head: 'ADDRESS', cells: behind.map((row) => row.address), keep: true },
      { head: 'SOURCE', cells: behind.map((row) => row.source), least: 12, drop: 1 },
      { head: 'CURRENT', cells: behind.map((row) => row.current ?? '-') },
      { head: 'WANTED', cells: behind.map((row) => row.wanted ?? '-') },
      { head: 'LATEST', cells: behind.map((row) => row.latest ?? '-') },
      { head: 'JUMP', cells: behind.map((row) => row.jump ?? '') },
      { head: 'CLUSTERS', cells: behind.map((row) => String(row.clusters.length)) },
    ],
    style,
    0,
  );
  return [table.head, ...table.rows.flat()];
}

/** Each link that has to move is named once. */
function waitLines(behind: readonly OutdatedRow[], style: Style): readonly string[] {
  const waiting = behind.filter((row) => row.waitsFor !== null);
  return [...groupBy(waiting, (row) => row.waitsFor ?? '')].flatMap(([link, rows]) => {
    const names = rows.map((row) => row.address);
    const who = rows.length === 1 ? `${names.join()} waits` : `${names.join(', ')} wait`;
    return wrapText(`${who} for ${link}, which must be upgraded first.`, style, HANGING);
  });
}

/** The same conflict of many clones is said once. */
function conflictLines(behind: readonly OutdatedRow[], style: Style): readonly string[] {
  const found = behind.filter(({ conflicts }) => conflicts.length > 0);
  return [...groupBy(found, conflictWords)].flatMap(([words, rows]) => {
    const shown = rows.slice(0, MOST_NAMES).map(({ address }) => address);
    const more = rows.length - shown.length;
    const who = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return wrapText(`${who}: ${words}`, style, HANGING);
  });
}

const MOST_NAMES = 5;

function conflictWords({ wanted, conflicts }: OutdatedRow): string {
  const what = `${wanted ?? 'the upgrade'} changes ${count(conflicts.length, 'place')} that overrides set`;
  return `${what}: ${conflicts.map(placeWords).join(', ')}.`;
}

/** What stands beside the versions. An override that blocks is named among the conflicts. */
function endLines(rows: readonly OutdatedRow[], style: Style): readonly string[] {
  const incomplete = rows.filter((row) => row.isIncomplete);
  const blocked = rows.filter((row) => row.blockedBy !== null && row.blockedBy !== 'override_conflict');
  return [
    ...[...groupBy(blocked, (row) => row.blockedBy ?? '')].flatMap(([cause, found]) =>
      wrapText(`Blocked by ${cause}: ${found.map((row) => row.address).join(', ')}.`, style, HANGING),
    ),
    ...incomplete.flatMap(({ address }) =>
      wrapText(
        `${address} did not turn out as planned: cloneform plan shows how to complete it.`,
        style,
        HANGING,
      ),
    ),
  ];
}

const HANGING = { first: 0, hang: 2 } as const;

/** `blocked`: the upgrade waits for a decision. */
function placeWords({ pack, part, path, conflict }: OutdatedRow['conflicts'][number]): string {
  const place = [pack, part === 'pack' ? '' : part, path].filter((word) => word !== '').join(' ');
  return `${place} (${conflict === 'blocked' ? 'blocks the upgrade' : 'the override stays'})`;
}
