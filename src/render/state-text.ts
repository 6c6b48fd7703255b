// Recorded clones: the rows that state list prints as JSON, a table of them, and one in full.
import type { RecordedClone } from '../model/recorded.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';
import { renderTable } from './table.ts';

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
}

export function toStateListRow(clone: RecordedClone): StateListRow {
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
  };
}

export function renderStateList(rows: readonly StateListRow[], style: Style): string {
  if (rows.length === 0) return 'Nothing is recorded.\n';
  const paints = paintsFor(style);
  const column = (
    head: string,
    cell: (row: StateListRow) => string,
    least?: number,
  ): Parameters<typeof renderTable>[0][number] => ({
    head,
    cells: rows.map((row) => safeText(cell(row))),
    ...(least === undefined ? {} : { least }),
  });
  const flagged = rows.some((row) => flagsOf(row) !== '');
  const [head = '', ...lines] = renderTable(
    [
      column('ADDRESS', (row) => row.address),
      column('CLONE', (row) => `${row.name} ${row.version}`, 12),
      column(
        'WHERE',
        (row) => (row.scope === 'tenant' ? '(tenant)' : (row.project ?? row.projectUid ?? '')),
        8,
      ),
      column('SOURCE', (row) => `${row.sourceName} ${row.sourceVersion}`, 10),
      ...(flagged ? [column('', flagsOf)] : []),
    ],
    style.width,
  );
  return `${[paints.dim(head), ...lines].join('\n')}\n`;
}

function flagsOf(row: StateListRow): string {
  return [row.status === 'current' ? '' : row.status, row.protected ? 'protected' : '']
    .filter((flag) => flag !== '')
    .join(' ');
}

export function renderStateShow(clone: RecordedClone, style: Style): string {
  const paints = paintsFor(style);
  const { source, key } = clone;
  const facts: readonly (readonly [string, string])[] = [
    ['clone', `${key.name} ${key.version}`],
    [
      'where',
      key.scope === 'tenant'
        ? 'tenant scope'
        : `project ${clone.projectName ?? ''} (${key.projectUid ?? ''})`,
    ],
    ['uid', clone.uid],
    ['source', `${source.name} ${source.version} (${source.uid})`],
    ['status', `${clone.status}, ${clone.provenance}${clone.isProtected ? ', protected' : ''}`],
    ['digest', clone.digest],
    ['source digest', source.digest],
    ['recorded', clone.recordedAt],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `  ${paints.dim(name.padEnd(width))}  ${safeText(value)}`);
  return `${[paints.bold(safeText(clone.address)), ...lines].join('\n')}\n`;
}
