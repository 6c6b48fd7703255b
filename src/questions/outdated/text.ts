// How far clones are behind their sources, as a table.

import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, wrapText } from '../../render/wrap.ts';
import type { OutdatedRow } from './judge.ts';

export function renderOutdated(rows: readonly OutdatedRow[], style: Style): string {
  const behind = rows.filter((row) => row.jump !== null);
  if (rows.length === 0) return 'Nothing is declared.\n';
  const incomplete = rows.filter((row) => row.isIncomplete);
  const undone = incomplete.map(
    ({ address }) => `${address} did not turn out as planned: cloneform plan shows how to complete it.`,
  );
  if (behind.length === 0)
    return undone.length === 0
      ? `Up to date: ${count(rows.length, 'clone')}.\n`
      : joinLines([`None of ${count(rows.length, 'clone')} is behind.`, ...undone]);
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
  const waits = behind.flatMap(({ address, waitsFor }) =>
    waitsFor === null ? [] : [`${address} waits for ${waitsFor}, which must be upgraded first.`],
  );
  const conflicts = behind.flatMap(({ address, wanted, conflicts: found }) =>
    found.length === 0
      ? []
      : [
          `${address}: ${wanted ?? 'the upgrade'} changes ${count(found.length, 'place')} that overrides set: ${found.map(placeWords).join(', ')}.`,
        ],
  );
  const upgradable = behind.filter((row) => row.wanted !== row.current).length;
  const next =
    upgradable === 0
      ? 'All are held back by their version ranges.'
      : `Next: cloneform plan --upgrade upgrades ${upgradable === 1 ? 'one of them' : `${upgradable} of them`}.`;
  return joinLines([
    table.head,
    ...table.rows.flat(),
    '',
    `${behind.length} of ${count(rows.length, 'clone')} behind.`,
    ...waits,
    ...conflicts.flatMap((text) => wrapText(text, style, { first: 0, hang: 2 })),
    next,
    ...undone,
  ]);
}

/** `blocked`: the upgrade waits for a decision. */
function placeWords({ pack, part, path, conflict }: OutdatedRow['conflicts'][number]): string {
  const place = [pack, part === 'pack' ? '' : part, path].filter((word) => word !== '').join(' ');
  return `${place} (${conflict === 'blocked' ? 'blocks the upgrade' : 'the override stays'})`;
}
