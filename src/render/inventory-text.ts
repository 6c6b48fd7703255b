// What Palette has, as a table grouped by where it is.
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';
import { renderTable } from './table.ts';

export interface InventoryRow {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly projectUid: string | null;
  /** null: a list does not tell. */
  readonly published: boolean | null;
  /** Clusters and templates; null: a list does not tell. */
  readonly inUse: number | null;
  /** Address of the recorded clone that it is. */
  readonly managedBy: string | null;
}

export function renderInventory(rows: readonly InventoryRow[], style: Style): string {
  if (rows.length === 0) return 'No profiles.\n';
  const paints = paintsFor(style);
  const groups = new Map<string, InventoryRow[]>();
  for (const row of rows) {
    const title =
      row.scope === 'project' ? `project ${row.project ?? row.projectUid ?? ''}` : `${row.scope} scope`;
    groups.set(title, [...(groups.get(title) ?? []), row]);
  }
  const blocks = [...groups].map(([title, group]) =>
    [paints.bold(safeText(title)), ...tableOf(group, style).map((line) => `  ${line}`)].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

function tableOf(rows: readonly InventoryRow[], style: Style): readonly string[] {
  return renderTable(
    [
      { head: 'PROFILE', cells: rows.map((row) => safeText(row.name)), least: 12 },
      { head: 'VERSION', cells: rows.map((row) => safeText(row.version)) },
      {
        head: 'PUBLISHED',
        cells: rows.map((row) => (row.published === null ? '?' : row.published ? 'yes' : 'no')),
      },
      { head: 'IN USE', cells: rows.map((row) => (row.inUse === null ? '?' : String(row.inUse))) },
      { head: 'MANAGED BY', cells: rows.map((row) => safeText(row.managedBy ?? '')), least: 10 },
    ],
    style.width - 2,
  );
}
