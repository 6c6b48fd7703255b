// Which clones and sources have a pack, as a table; who overrides it, as a list.

import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout, wrapText } from '../../render/wrap.ts';
import type { Where, WhereRow } from './judge.ts';
import type { WhereOverridden } from './overrides.ts';

const FLUSH = { first: 0, hang: 2 } as const;

export function renderWhere(where: Where, pack: string, range: string | null, style: Style): string {
  const { rows, examined, unread, notCompared, versions } = where;
  const asked = `${pack}${range === null ? '' : ` ${range}`}`;
  const notes = [
    ...(unread > 0 ? [`${unread} of them could not be read.`] : []),
    ...(notCompared > 0 ? [`${notCompared} have versions that cannot be compared.`] : []),
  ];
  if (rows.length === 0) {
    const there = versions.length === 0 ? '' : ` Versions found: ${versions.join(', ')}.`;
    const text = `None of ${count(examined, 'profile')} has ${asked}.${there}`;
    return joinLines(wrapText([text, ...notes].join(' '), style, FLUSH));
  }
  const isGlob = new Set(rows.map((row) => row.pack)).size > 1;
  const table = renderTable(
    [
      { head: 'ADDRESS', cells: rows.map((row) => row.address ?? '(source)'), keep: true },
      ...(isGlob ? [{ head: 'PACK', cells: rows.map((row) => row.pack), least: 10 }] : []),
      { head: 'VERSION', cells: rows.map(versionOf) },
      { head: 'PROFILE', cells: rows.map((row) => `${row.name} ${row.version}`), least: 14, drop: 0 },
      { head: 'WHERE', cells: rows.map((row) => row.project ?? '(tenant)'), least: 10, drop: 1 },
      { head: 'CLUSTERS', cells: rows.map((row) => String(row.clusters.length)) },
    ],
    style,
    0,
  );
  const clones = rows.filter((row) => row.kind === 'clone').length;
  const sources = rows.length - clones;
  const head = `${count(clones, 'clone')} and ${count(sources, 'source')} of ${examined} have ${asked}.`;
  return joinLines([
    table.head,
    ...table.rows.flat(),
    '',
    ...wrapText([head, ...notes].join(' '), style, FLUSH),
  ]);
}

function versionOf({ tag, resolved }: WhereRow): string {
  return resolved === '' || resolved === tag ? tag : `${resolved} (${tag})`;
}

/** Clones of one override that are named; the rest are counted. */
const MOST_NAMED = 8;

export function renderOverriders(
  { rows, overridden, packs }: WhereOverridden,
  glob: string,
  style: Style,
): string {
  if (rows.length === 0) {
    const there = packs.length === 0 ? '' : ` Overridden packs: ${packs.join(', ')}.`;
    const text =
      overridden === 0 ? 'No declaration has overrides.' : `No declaration overrides ${glob}.${there}`;
    return joinLines(wrapText(text, style, FLUSH));
  }
  const addresses = new Set(rows.flatMap((row) => row.addresses));
  return joinLines([
    ...rows.flatMap((row) => [
      ...layout(
        [
          { text: row.pack, tone: 'bold' },
          { text: `  ${row.sets.join(', ')}` },
          { text: row.place === null ? '' : `  ${row.place.file}:${row.place.line}`, tone: 'dim' },
        ],
        style,
        { first: 0, hang: 4 },
      ),
      ...layout(
        row.addresses
          .slice(0, MOST_NAMED)
          .flatMap((text, index) => [{ text: index === 0 ? '' : ' ' }, { text, keep: true }])
          .concat(
            row.addresses.length > MOST_NAMED
              ? [{ text: ` and ${row.addresses.length - MOST_NAMED} more` }]
              : [],
          ),
        style,
        { first: 2, hang: 2 },
      ),
    ]),
    '',
    ...wrapText(`${count(addresses.size, 'clone')} of ${overridden} with overrides.`, style, FLUSH),
  ]);
}
