// Which clones and sources have a pack, as a table.
import type { NamedRef } from '../model/observed.ts';
import { count } from './plan-words.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { joinLines, wrapText } from './wrap.ts';

export interface WhereRow {
  readonly kind: 'source' | 'clone';
  /** null for a source. */
  readonly address: string | null;
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly pack: string;
  /** As the profile asks for it; may be a train. */
  readonly tag: string;
  /** What that is today; "" where Palette does not say. */
  readonly resolved: string;
  readonly clusters: readonly NamedRef[];
}

export interface Where {
  readonly rows: readonly WhereRow[];
  /** Objects that were looked at. */
  readonly examined: number;
  /** Objects that are gone or could not be read. */
  readonly unread: number;
  /** Packs of that name whose version the range cannot be compared with. */
  readonly notCompared: number;
  /** All versions that there are of the pack, the range aside. */
  readonly versions: readonly string[];
}

const FLUSH = { first: 0, hang: 2 } as const;

export function renderWhere(where: Where, pack: string, range: string | null, style: Style): string {
  const { rows, examined, unread, notCompared, versions } = where;
  const asked = `${pack}${range === null ? '' : ` ${range}`}`;
  const notes = [
    ...(unread > 0 ? [`${unread} of them could not be read.`] : []),
    ...(notCompared > 0 ? [`${notCompared} have a version that cannot be compared.`] : []),
  ];
  if (rows.length === 0) {
    const there = versions.length === 0 ? '' : ` There is: ${versions.join(', ')}.`;
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
