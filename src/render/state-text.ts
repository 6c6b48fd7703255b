// Recorded clones: the rows that state list prints as JSON, a table of them, and one in full.
import { consoleLink } from '../model/console-link.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { columnsOf, padTo } from './columns.ts';
import { count } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';
import { renderTable } from './table.ts';
import { joinLines, layout, wrapText } from './wrap.ts';

/** What tools read; names and order are part of the contract (design, section 6). */
export interface StateListRow {
  readonly address: string;
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly projectUid: string | null;
  readonly sourceUid: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  /** The clone's own. */
  readonly digest: string;
  readonly provenance: string;
  readonly status: RecordedClone['status'];
  readonly protected: boolean;
  /** Its page in Palette's console; null: `palette.consoleUrl` is not declared, or it is at tenant scope. */
  readonly consoleLink: string | null;
}

export function toStateListRow(clone: RecordedClone, consoleUrl?: string): StateListRow {
  return {
    address: clone.address,
    uid: clone.uid,
    name: clone.key.name,
    version: clone.key.version,
    scope: clone.key.scope,
    project: clone.projectName,
    projectUid: clone.key.projectUid,
    sourceUid: clone.source.uid,
    sourceName: clone.source.name,
    sourceVersion: clone.source.version,
    digest: clone.digest,
    provenance: clone.provenance,
    status: clone.status,
    protected: clone.isProtected,
    consoleLink: consoleLink(consoleUrl, { projectUid: clone.key.projectUid, uid: clone.uid }),
  };
}

/** Addresses are never cut; what has no room is left out, UIDs first: where a clone comes from says more, and `state show` has them. */
export function renderStateList(
  rows: readonly StateListRow[],
  style: Style,
  { of }: { readonly of: number } = { of: rows.length },
): string {
  if (of === 0) return 'State is empty.\n';
  if (rows.length === 0) return `None of ${count(of, 'recorded clone')} is selected.\n`;
  const flags = rows.map(flagsOf);
  const table = renderTable(
    [
      { head: 'ADDRESS', cells: rows.map((row) => row.address), keep: true },
      { head: 'CLONE', cells: rows.map((row) => `${row.name} ${row.version}`), least: 16, drop: 0 },
      { head: 'WHERE', cells: rows.map(whereOf), least: 10, drop: 2 },
      {
        head: 'SOURCE',
        cells: rows.map((row) => `${row.sourceName} ${row.sourceVersion}`),
        least: 16,
        drop: 1,
      },
      ...(flags.some((flag) => flag !== '') ? [{ head: 'STATUS', cells: flags, least: 10, drop: 3 }] : []),
      { head: 'UID', cells: rows.map((row) => row.uid), drop: 4 },
    ],
    style,
    0,
  );
  const shown = rows.length === of ? [] : ['', `${rows.length} of ${count(of, 'recorded clone')} shown.`];
  return joinLines([table.head, ...table.rows.flat(), ...shown]);
}

function whereOf(row: StateListRow): string {
  return row.scope === 'tenant' ? '(tenant)' : (row.project ?? row.projectUid ?? '?');
}

function flagsOf(row: StateListRow): string {
  return [row.status === 'current' ? '' : row.status, row.protected ? 'protected' : '']
    .filter((flag) => flag !== '')
    .join(', ');
}

export function renderStateShow(clone: RecordedClone, style: Style): string {
  const { source, key } = clone;
  const facts: readonly (readonly [string, string])[] = [
    ['name', key.name],
    [
      'version',
      key.version === clone.declaredVersion
        ? key.version
        : `${key.version} (declared ${clone.declaredVersion})`,
    ],
    ['where', placeOf(key, clone.projectName)],
    ['uid', clone.uid],
    ['status', clone.status],
    ['protected', clone.isProtected ? 'yes' : 'no'],
    ['provenance', `${clone.provenance}, ${clone.recordedAt}`],
    ['digest', clone.digest],
    ['modified', clone.lastModified],
    ['source', `${source.name} ${source.version}`],
    ['source where', placeOf(source, null)],
    ['source uid', source.uid],
    ['source digest', source.digest],
    ...overrideFacts(clone),
  ];
  const labels = Math.max(...facts.map(([name]) => name.length));
  return joinLines([
    ...layout([{ text: clone.address, tone: 'bold', keep: true }], style, { first: 0, hang: 0 }),
    ...facts.flatMap(([name, value]) => factLines(name, value, labels, style)),
  ]);
}

/** Hashes tell whether anything changed; which places they are about is what people look for. */
function overrideFacts({ overrides }: RecordedClone): readonly (readonly [string, string])[] {
  if (overrides === undefined) return [];
  const { digest, wanted, places, format } = overrides;
  const named = Object.keys(places);
  return [
    ['overrides', `${digest} (format ${format})`],
    ['wanted digest', wanted],
    ...(named.length === 0 ? [] : [['overrides at', named.sort().join(', ')] as const]),
  ];
}

/** A value with no room beside its name stands below it. */
function factLines(name: string, value: string, labels: number, style: Style): readonly string[] {
  const { dim } = paintsFor(style);
  const safe = safeText(value);
  if (labels + 4 + columnsOf(safe) <= style.width) return [`  ${dim(padTo(name, labels))}  ${safe}`];
  return [`  ${dim(name)}`, ...wrapText(value, style, { first: 4, hang: 4 })];
}

function placeOf(
  place: { readonly scope: string; readonly projectUid: string | null },
  name: string | null,
): string {
  if (place.scope === 'tenant') return 'tenant scope';
  return name === null
    ? `project ${place.projectUid ?? '?'}`
    : `project ${name} (${place.projectUid ?? '?'})`;
}
