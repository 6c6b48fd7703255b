// Reads what Palette has, scope by scope.

import { type ReadingTally, readEach } from '../../flow/reading-progress.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { readObject } from '../../inventory/read-object.ts';
import { isInScope } from '../../inventory/read-scope.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import { projectScope, type ScopeRef, TENANT } from '../../model/natural-key.ts';
import { nearest } from '../../model/nearest.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { compareRows, type Inventory, type InventoryRow, toRows } from './judge.ts';

const CONCURRENT_LISTS = 16;
const CONCURRENT_READS = 64;

/**
 * `project`: only that one; null: the tenant and every project this key can see. What cannot be read is named; it is a failure only
 * where nothing can.
 */
export async function takeInventory(
  client: PaletteReader,
  recorded: readonly RecordedClone[],
  project: string | null,
  tally: ReadingTally,
): Promise<Inventory> {
  const { projects } = await readTenant(client);
  const names = new Map(projects.map(({ uid, name }) => [uid, name]));
  const scopes =
    project === null
      ? [TENANT, ...projects.map(({ uid }) => projectScope(uid))]
      : [scopeOf(projects, project)];
  const managed = new Map(recorded.map((row) => [row.uid, row.address]));
  const lists = await readEach(
    scopes,
    { tally, part: 'lists', concurrency: CONCURRENT_LISTS },
    async (scope) => {
      const projectName = scope.projectUid === null ? null : (names.get(scope.projectUid) ?? null);
      try {
        const { rows } = await client.listProfiles(scope);
        return rows
          .filter((row) => isInScope(row, scope))
          .flatMap((row) => toRows(row, scope, projectName, managed));
      } catch (error) {
        if (!(error instanceof PaletteError) || endsRun(error)) throw error;
        return { scope: projectName === null ? 'tenant scope' : `project ${projectName}`, error };
      }
    },
  );
  const failed = lists.flatMap((list) => ('error' in list ? [list] : []));
  const [first] = failed;
  if (first !== undefined && failed.length === lists.length) throw first.error;
  const listed = lists.flatMap((list) => ('error' in list ? [] : list));
  const open = listed.filter((row) => !isWhole(row));
  const known = new Map(
    (
      await readEach(open, { tally, part: 'profiles', concurrency: CONCURRENT_READS }, (row) =>
        withDetails(client, row),
      )
    ).map((row, index) => [open[index], row]),
  );
  const rows = listed.map((row) => known.get(row) ?? row);
  return {
    rows: rows.sort(compareRows),
    unread: failed.map(({ scope, error }) => ({ scope, why: `${error.message} (${error.code})` })),
  };
}

function isWhole({ published, inUse }: InventoryRow): boolean {
  return published !== null && inUse !== null;
}

/** A list speaks of one version of a name; what it leaves open about the others costs a `GET` each. */
async function withDetails(client: PaletteReader, row: InventoryRow): Promise<InventoryRow> {
  const scope = row.projectUid === null ? TENANT : projectScope(row.projectUid);
  const read = await readObject(client, row.uid, scope, 'existence');
  if (read.status !== 'present') return row;
  const { isPublished, inUse } = read.object;
  return { ...row, published: isPublished, inUse: inUse.clusters.length + inUse.templates.length };
}

function scopeOf(
  projects: readonly { readonly uid: string; readonly name: string }[],
  project: string,
): ScopeRef {
  const found = projects.find(({ name }) => name === project);
  if (found !== undefined) return projectScope(found.uid);
  const names = projects.map(({ name }) => name);
  const guess = nearest(project, names);
  const list = `projects: ${names.toSorted().join(', ')}`;
  throw userError(
    EXIT.error,
    'inventory/project-missing',
    `there is no project ${JSON.stringify(project)}`,
    guess === undefined ? list : `did you mean ${JSON.stringify(guess)}? ${list}`,
  );
}
