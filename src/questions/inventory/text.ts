// What Palette has, as a table for the tenant and one for each project.

import { count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { renderTable, type Table } from '../../render/table.ts';
import { joinLines, layout } from '../../render/wrap.ts';
import type { InventoryRow } from './judge.ts';

/** Rows in the order given; groups in the order of their first row. All groups share their columns. */
export function renderInventory(rows: readonly InventoryRow[], style: Style): string {
  if (rows.length === 0) return 'No profiles.\n';
  const { head, rows: lines } = tableOf(rows, style);
  const groups = new Map<string, string[]>();
  rows.forEach((row, index) => {
    const key = JSON.stringify([row.scope, row.projectUid ?? row.project]);
    const group = groups.get(key) ?? ['', ...titleOf(row, style)];
    group.push(...(lines[index] ?? []));
    groups.set(key, group);
  });
  const managed = rows.filter((row) => row.managedBy !== null).length;
  const total = `${count(rows.length, 'profile version')}, ${managed} managed here.`;
  return joinLines([head, ...[...groups.values()].flat(), '', total]);
}

function titleOf(row: InventoryRow, style: Style): readonly string[] {
  return layout([{ text: titleWords(row), tone: 'bold' }], style, { first: 0, hang: 2 });
}

function titleWords({ scope, project, projectUid }: InventoryRow): string {
  if (scope === 'project') return `Project ${project ?? projectUid ?? '?'}`;
  return scope === 'tenant' ? 'Tenant' : `Scope ${scope}`;
}

function tableOf(rows: readonly InventoryRow[], style: Style): Table {
  return renderTable(
    [
      { head: 'NAME', cells: rows.map((row) => row.name), least: 16 },
      { head: 'VERSION', cells: rows.map((row) => row.version), least: 12 },
      {
        head: 'PUBLISHED',
        cells: rows.map(({ published }) => (published === null ? '?' : published ? 'yes' : 'no')),
        drop: 3,
      },
      { head: 'IN USE', cells: rows.map(({ inUse }) => (inUse === null ? '?' : String(inUse))), drop: 2 },
      { head: 'UID', cells: rows.map((row) => row.uid), drop: 1 },
      { head: 'MANAGED BY', cells: rows.map((row) => row.managedBy ?? ''), keep: true },
    ],
    style,
    2,
  );
}
