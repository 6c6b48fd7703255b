// The rows that a batch names, read in one go.

import type { NamedRows, StateRows } from '../../working-set.ts';
import { fromCloneRow } from '../rows/clone-row.ts';
import { fromStoredEntryRow } from '../rows/entry-row.ts';
import { toRow } from '../rows/row.ts';
import { fromRunEndRow } from '../rows/run-row.ts';
import type { PgPlace } from './pg-place.ts';
import { rowsOf } from './pg-read.ts';
import type { Query } from './pg-session.ts';

export async function loadNamed(
  query: Query,
  place: PgPlace,
  { addresses, uids, entries, keys, runs }: NamedRows,
): Promise<Required<Pick<StateRows, 'clones' | 'entries' | 'runs'>>> {
  const either = (left: string, right: string): string => `AND (${left} = ANY($2) OR ${right} = ANY($3))`;
  const [cloneRows, entryRows, runRows] = await Promise.all([
    addresses.size + uids.size === 0
      ? []
      : rowsOf(query, place, 'clone', either('address', 'uid'), [...addresses], [...uids]),
    entries.size + keys.size === 0
      ? []
      : rowsOf(query, place, 'operation', either('id', 'open_key'), [...entries], [...keys.keys()]),
    runs.size === 0
      ? { rows: [] }
      : query(
          `SELECT id, outcome, finished_at FROM ${place.table('run')} WHERE workspace = $1 AND id = ANY($2)`,
          [place.workspace, [...runs]],
        ),
  ]);
  return {
    clones: cloneRows.map(fromCloneRow),
    entries: entryRows.map(fromStoredEntryRow),
    runs: runRows.rows.map((row) => fromRunEndRow(toRow(place.where, 'run', row))),
  };
}
