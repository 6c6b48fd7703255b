// A whole state as one value: what `state pull` writes, `state push` reads and `state migrate` carries from store to store.

import { byText } from '../content/compare.ts';
import type { Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import { parseAddress } from '../model/address.ts';
import { keyId } from '../model/natural-key.ts';
import { makesObject, type OpenEntry, type RecordedClone } from '../model/recorded.ts';
import type { RunRecord } from './mutation.ts';
import type { EntryEnd, HistoryEntry, StoredEntry } from './state.ts';
import { fromCloneRow, toCloneColumns } from './storage/rows/clone-row.ts';
import { fromEntryRow, toEntryColumns } from './storage/rows/entry-row.ts';
import { toRow } from './storage/rows/row.ts';
import { StoreError } from './store-error.ts';

export interface StateDump {
  readonly identity: {
    readonly lineage: string;
    readonly serial: number;
    readonly tenantUid: string | null;
    readonly host: string | null;
    /** RFC 3339. */
    readonly createdAt: string;
  };
  /** Sorted by address. */
  readonly clones: readonly RecordedClone[];
  /** By digest, sorted. */
  readonly outlines: readonly DumpedOutline[];
  /** Open and closed ones, in the order of their opening. */
  readonly operations: readonly DumpedEntry[];
  /** Oldest first. */
  readonly runs: readonly DumpedRun[];
  /** The row of an address before each change of it, oldest first. */
  readonly history: readonly HistoryEntry[];
}

export interface DumpedOutline {
  readonly digest: Digest;
  readonly parts: Outline;
}

export interface DumpedEntry extends OpenEntry {
  readonly epoch: number;
  readonly outcome: EntryEnd['outcome'] | null;
  readonly error: string | null;
  readonly closedAt: string | null;
}

export interface DumpedRun extends RunRecord {
  /** How many changes the history held when it started. */
  readonly historyStart: number;
}

export function toDumpedEntry({ entry, epoch, end }: StoredEntry): DumpedEntry {
  return {
    ...entry,
    epoch,
    outcome: end?.outcome ?? null,
    error: end?.error ?? null,
    closedAt: end?.closedAt ?? null,
  };
}

export function toStoredEntry(dumped: DumpedEntry): StoredEntry {
  const { epoch, outcome, error, closedAt, ...entry } = dumped;
  return { entry, epoch, end: outcome === null ? null : { outcome, error, closedAt: closedAt ?? '' } };
}

/** Numbers of a store's own become positions, so that dumps of equal states are equal. `numbers` are the history's, ascending. */
export function positionOf(start: number, numbers: readonly number[]): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether nothing was ever recorded there. */
export function isBlank({ identity, clones, operations, runs, history }: StateDump): boolean {
  const entries = clones.length + operations.length + runs.length + history.length;
  return identity.tenantUid === null && entries === 0;
}

/** Throws StoreError `not_a_state` when these parts do not make a state. Their shapes are checked before. */
export function checkDump(where: string, dump: StateDump): void {
  const bad = (what: string): never => {
    throw new StoreError('not_a_state', where, `the document is not a state: ${what}`, {
      hint: 'use an unchanged document written by `cloneform state pull`',
    });
  };
  const unique = (what: string, ids: readonly string[]): void => {
    const seen = new Set<string>();
    for (const id of ids) if (seen.size === seen.add(id).size) bad(`${what} ${id} exists twice`);
  };
  const open = dump.operations.filter((one) => one.outcome === null);
  unique(
    'the address',
    dump.clones.map((clone) => clone.address),
  );
  unique(
    'the UID',
    dump.clones.map((clone) => clone.uid),
  );
  unique(
    'the outline',
    dump.outlines.map((outline) => outline.digest),
  );
  unique(
    'the journal entry',
    dump.operations.map((one) => one.id),
  );
  unique(
    'an open journal entry at',
    open.filter(makesObject).map((one) => keyId(one.key)),
  );
  unique(
    'the run',
    dump.runs.map((run) => run.id),
  );
  for (const { address } of [...dump.clones, ...dump.operations, ...dump.history]) {
    if (parseAddress(address) === undefined) bad(`${JSON.stringify(address)} is not an address`);
  }
  for (const { historyStart } of dump.runs) {
    if (historyStart > dump.history.length) bad('a run starts after the end of the history');
  }
  // What the columns refuse would be refused when it is read.
  const before = dump.history.flatMap((entry) => (entry.before === null ? [] : [entry.before]));
  for (const clone of [...dump.clones, ...before]) fromCloneRow(toRow(where, 'clone', toCloneColumns(clone)));
  for (const { epoch, ...entry } of dump.operations) {
    fromEntryRow(toRow(where, 'operation', toEntryColumns(entry, epoch)));
  }
}

/** In the order that a dump promises. */
export function sortedDump(dump: StateDump): StateDump {
  return {
    ...dump,
    clones: [...dump.clones].sort(byText((clone) => clone.address)),
    outlines: [...dump.outlines].sort(byText((outline) => outline.digest)),
  };
}
