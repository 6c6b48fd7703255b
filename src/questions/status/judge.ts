// Where each clone stands: declarations by projects, with the version, how far it is behind its source, its use, drift, half-done work.

import { compareText } from '../../content/compare.ts';
import { parseAddress } from '../../model/address.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { NamedRef, ObjectRead } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { firstToMove, jumpOf, releasesOf, versionsAhead } from '../../plan/chain-ahead.ts';
import { compareVersions } from '../../plan/choose-source.ts';
import type { Decided } from '../../plan/decide.ts';
import { standsUnrecorded } from '../../plan/guards.ts';
import type { Action, BlockedBy, Drift, Plan } from '../../plan/plan.ts';
import { groupBy, type PlanningContext } from '../../plan/planning-context.ts';
import { findUnmanaged } from '../../plan/unmanaged.ts';

export interface StatusCell {
  readonly address: string;
  /** Project name; null at tenant scope. */
  readonly project: string | null;
  readonly name: string;
  /** null: there is none yet. */
  readonly version: string | null;
  readonly uid: string | null;
  /**
   * `missing`: not made yet, or gone. `unrecorded`: Palette has an object at its name, and state does not know it. `incomplete`: an
   * interrupted run left work undone, or it did not turn out as planned. `unreadable`: the clone or its source could not be read.
   */
  readonly status: 'current' | 'missing' | 'unrecorded' | 'incomplete' | 'unreadable';
  readonly source: { readonly name: string; readonly version: string | null };
  /** Released versions of the source that are higher than the one it has, or will be there once the links above have moved. */
  readonly behind: number;
  readonly latest: string | null;
  /** major, minor, patch, prerelease, other; null: not behind. */
  readonly jump: string | null;
  /** Address of the link of a chain that has to move before this one can; null: none has to. */
  readonly waitsFor: string | null;
  readonly clusters: readonly NamedRef[];
  readonly drift: readonly Drift['kind'][];
  /** What the next apply would do. */
  readonly action: Action;
  readonly blockedBy: BlockedBy | null;
  /** Superseded versions that are kept. */
  readonly older: number;
  readonly isProtected: boolean;
}

export interface StatusRow {
  readonly id: string;
  /** False: recorded, but declared no more. */
  readonly isDeclared: boolean;
  readonly cells: readonly StatusCell[];
}

export interface Status {
  readonly tool: string;
  readonly createdAt: string;
  readonly tenantUid: string;
  readonly host: string;
  /** Columns: names of projects; null stands for the tenant, and comes first. */
  readonly projects: readonly (string | null)[];
  readonly declarations: readonly StatusRow[];
  /** False: there is no state to know the clones by. */
  readonly hasState: boolean;
  readonly summary: {
    readonly clones: number;
    readonly behind: number;
    readonly drifted: number;
    readonly halfDone: number;
    readonly missing: number;
    readonly unrecorded: number;
    readonly unreadable: number;
    readonly clusters: number;
  };
  /** All that `--fail-on unmanaged` counts. null: not asked for. */
  readonly unmanaged: Plan['unmanaged'] | null;
  /** A read failed. */
  readonly errored: boolean;
}

/** `plan`: of the same decision. */
export function findStatus({ planning }: Decided, plan: Plan, withUnmanaged: boolean): Status {
  const cells = cellsOf(planning, plan);
  const projects = [...new Set(cells.map((cell) => cell.project))].sort((a, b) =>
    a === null ? -1 : b === null ? 1 : compareText(a, b),
  );
  const rows = [...groupBy(cells, (cell) => idOf(cell.address))]
    .map(([id, group]): StatusRow => ({ id, isDeclared: planning.declaredById.has(id), cells: group }))
    .toSorted((a, b) => compareText(a.id, b.id));
  const { tool, createdAt, tenantUid, host, errored } = plan;
  return {
    tool,
    createdAt,
    tenantUid,
    host,
    projects,
    declarations: rows,
    hasState: planning.input.recorded.identity !== null,
    summary: summarize(cells),
    unmanaged: withUnmanaged ? findUnmanaged(planning, plan.changes, 'all names') : null,
    errored,
  };
}

function idOf(address: string): string {
  return parseAddress(address)?.id ?? address;
}

function cellsOf(planning: PlanningContext, plan: Plan): readonly StatusCell[] {
  const changes = new Map(plan.changes.map((change) => [change.address as string, change]));
  const drift = groupBy(plan.drift, (item) => item.address);
  // An entry that only watches for something late leaves nothing undone.
  const open = new Set<string>(
    plan.changes.flatMap(({ resume, address }) => (resume === undefined ? [] : [address])),
  );
  const undeclared = [...planning.recorded.keys()].filter(
    (address) => !planning.declared.has(address) && parseAddress(address)?.version === null,
  );
  return [...planning.declared.keys(), ...undeclared].toSorted(compareText).map((address): StatusCell => {
    const { found, ...facts } = factsOf(planning, address);
    const change = changes.get(address);
    const isUnrecorded = found === 'missing' && change !== undefined && standsUnrecorded(change);
    // What its source holds now is not known, so it cannot be called up to date.
    const isUnread = found === 'current' && change?.blockedBy === 'unreadable';
    const status = open.has(address)
      ? 'incomplete'
      : isUnrecorded
        ? 'unrecorded'
        : isUnread
          ? 'unreadable'
          : found;
    return {
      address,
      ...facts,
      status,
      drift: (drift.get(address) ?? []).map((item) => item.kind),
      action: change?.action ?? 'noop',
      blockedBy: change?.blockedBy ?? null,
      older: planning.superseded.get(address)?.length ?? 0,
    };
  });
}

type Facts = Omit<StatusCell, 'address' | 'status' | 'drift' | 'action' | 'blockedBy' | 'older'> & {
  readonly found: StatusCell['status'];
};

function factsOf(planning: PlanningContext, address: string): Facts {
  const row = planning.recorded.get(address);
  const desired = planning.declared.get(address);
  const read = row === undefined ? undefined : planning.object(row.uid);
  if (row !== undefined && read?.status !== 'gone') return recordedFacts(planning, row, read);
  const named = row ?? {
    projectName: desired?.target.project ?? null,
    isProtected: desired?.protect ?? false,
  };
  return {
    project: named.projectName,
    name: row?.key.name ?? desired?.target.name ?? '',
    version: null,
    uid: null,
    found: 'missing',
    source: { name: row?.source.name ?? sourceName(desired), version: null },
    behind: 0,
    latest: null,
    jump: null,
    waitsFor: null,
    clusters: [],
    isProtected: named.isProtected,
  };
}

function sourceName(desired: DesiredClone | undefined): string {
  const source = desired?.source;
  if (source === undefined) return '';
  return source.kind === 'profile' ? source.profile : source.clone;
}

function recordedFacts(planning: PlanningContext, row: RecordedClone, read: ObjectRead | undefined): Facts {
  const object = read?.status === 'present' ? read.object : null;
  const releases = releasesOf(versionsAhead(planning, row.address));
  const { name, version } = row.source;
  const latest = releases.at(-1) ?? null;
  return {
    project: row.projectName,
    name: object?.key.name ?? row.key.name,
    version: object?.key.version ?? row.key.version,
    uid: row.uid,
    found: object === null ? 'unreadable' : row.status === 'incomplete' ? 'incomplete' : 'current',
    source: { name, version },
    behind: releases.filter((release) => compareVersions(release, version) > 0).length,
    latest,
    jump: jumpOf(version, latest),
    waitsFor: firstToMove(planning, row.address),
    clusters: object?.inUse.clusters ?? [],
    isProtected: row.isProtected,
  };
}

function summarize(cells: readonly StatusCell[]): Status['summary'] {
  const count = (is: (cell: StatusCell) => boolean): number => cells.filter(is).length;
  return {
    clones: cells.length,
    behind: count((cell) => cell.behind > 0),
    drifted: count((cell) => cell.drift.length > 0),
    halfDone: count((cell) => cell.status === 'incomplete'),
    missing: count((cell) => cell.status === 'missing'),
    unrecorded: count((cell) => cell.status === 'unrecorded'),
    unreadable: count((cell) => cell.status === 'unreadable'),
    clusters: new Set(cells.flatMap((cell) => cell.clusters.map((cluster) => cluster.uid))).size,
  };
}
