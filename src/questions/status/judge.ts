// Where each clone stands: declarations by projects, with the version, how far it is behind its source, its use, drift, half-done work.

import { compareText } from '../../content/compare.ts';
import { parseAddress } from '../../model/address.ts';
import { type CloneFilter, hasState, isWithin } from '../../model/clone-filter.ts';
import { consoleLink } from '../../model/console-link.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { ObjectRead } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { firstToMove, jumpOf, releasesOf, versionsAhead } from '../../plan/chain-ahead.ts';
import type { Decided } from '../../plan/decide.ts';
import { standsUnrecorded } from '../../plan/guards.ts';
import type { ChangeEntry, Plan } from '../../plan/plan.ts';
import { groupBy, type PlanningContext } from '../../plan/planning-context.ts';
import { findUnmanaged } from '../../plan/unmanaged.ts';
import { compareVersions } from '../../plan/version-range.ts';
import { countStandings, standingOf, statesOf } from './states.ts';
import type { Status, StatusCell, StatusRow } from './status.ts';
import { findLateClusters } from './superseded.ts';

export interface StatusOptions {
  readonly filter: CloneFilter;
  readonly withUnmanaged: boolean;
  /** Absent: no links. */
  readonly consoleUrl?: string | undefined;
}

/** `plan`: of the same decision. */
export function findStatus(
  { planning }: Decided,
  plan: Plan,
  { filter, withUnmanaged, consoleUrl }: StatusOptions,
): Status {
  const known = addressesOf(planning);
  const cells = cellsOf(planning, plan, { addresses: known, consoleUrl }).filter((cell) =>
    isWithin(filter, cell),
  );
  const listed = cells.filter((cell) => hasState(filter, statesOf(cell)));
  const rows = [...groupBy(listed, (cell) => idOf(cell.address))]
    .map(([id, group]): StatusRow => ({ id, isDeclared: planning.declaredById.has(id), cells: group }))
    .toSorted((a, b) => compareText(a.id, b.id));
  const { tool, createdAt, tenantUid, host, errored } = plan;
  return {
    tool,
    createdAt,
    tenantUid,
    host,
    projects: projectsOf(listed),
    declarations: rows,
    filter,
    shown: { clones: listed.length, of: known.length },
    hasState: planning.input.recorded.identity !== null,
    summary: summarize(cells),
    standings: countStandings(cells),
    lateClusters: findLateClusters(planning, filter),
    unmanaged: withUnmanaged ? findUnmanaged(planning, plan.changes, 'all names') : null,
    errored,
  };
}

function projectsOf(cells: readonly StatusCell[]): readonly (string | null)[] {
  return [...new Set(cells.map((cell) => cell.project))].sort((a, b) =>
    a === null ? -1 : b === null ? 1 : compareText(a, b),
  );
}

/** Declared, or recorded and not superseded. */
function addressesOf({ declared, recorded }: PlanningContext): readonly string[] {
  const undeclared = [...recorded.keys()].filter(
    (address) => !declared.has(address) && parseAddress(address)?.version === null,
  );
  return [...declared.keys(), ...undeclared].toSorted(compareText);
}

function idOf(address: string): string {
  return parseAddress(address)?.id ?? address;
}

function statusIn(found: StatusCell['status'], change: ChangeEntry | undefined): StatusCell['status'] {
  if (found === 'missing' && change !== undefined && standsUnrecorded(change)) return 'unrecorded';
  // What its source holds now is not known, so it cannot be called up to date.
  return found === 'current' && change?.blockedBy === 'unreadable' ? 'unreadable' : found;
}

function cellsOf(
  planning: PlanningContext,
  plan: Plan,
  {
    addresses,
    consoleUrl,
  }: { readonly addresses: readonly string[]; readonly consoleUrl: string | undefined },
): readonly StatusCell[] {
  const changes = new Map(plan.changes.map((change) => [change.address as string, change]));
  const drift = groupBy(plan.drift, (item): string => item.address);
  // An entry that only watches for something late leaves nothing undone.
  const open = new Set<string>(
    plan.changes.flatMap(({ resume, address }) => (resume === undefined ? [] : [address])),
  );
  return addresses.map((address): StatusCell => {
    const { found, ...facts } = factsOf(planning, address);
    const change = changes.get(address);
    return {
      address,
      ...facts,
      status: open.has(address) ? 'incomplete' : statusIn(found, change),
      drift: (drift.get(address) ?? []).map((item) => item.kind),
      action: change?.action ?? 'noop',
      blockedBy: change?.blockedBy ?? null,
      older: planning.superseded.get(address)?.length ?? 0,
      recordedAt: planning.recorded.get(address)?.recordedAt ?? null,
      consoleLink: consoleLink(consoleUrl, {
        projectUid: planning.recorded.get(address)?.key.projectUid ?? null,
        uid: facts.uid,
      }),
    };
  });
}

type Facts = Omit<
  StatusCell,
  'address' | 'status' | 'drift' | 'action' | 'blockedBy' | 'older' | 'consoleLink' | 'recordedAt'
> & {
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
    projects: new Set(cells.flatMap(({ project }) => project ?? [])).size,
    upToDate: count((cell) => standingOf(cell) === 'current'),
    blocked: count((cell) => cell.blockedBy !== null),
    behind: count((cell) => cell.behind > 0),
    drifted: count((cell) => cell.drift.length > 0),
    halfDone: count((cell) => cell.status === 'incomplete'),
    missing: count((cell) => cell.status === 'missing'),
    unrecorded: count((cell) => cell.status === 'unrecorded'),
    unreadable: count((cell) => cell.status === 'unreadable'),
    pending: count((cell) => standingOf(cell) === 'pending'),
    clusters: new Set(cells.flatMap((cell) => cell.clusters.map((cluster) => cluster.uid))).size,
  };
}
