// The planner: one pure function from what is desired, recorded and observed to a plan. Same input, same bytes.

import type { DesiredClone } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { keyId } from '../model/natural-key.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { keyTaken } from './blockers.ts';
import { planChecksum } from './checksum.ts';
import { decideDeclared } from './declared.ts';
import { blockChange } from './draft.ts';
import { guardMassDelete, guardNothingDeclared, noteStateAbsent } from './guards.ts';
import { notYetDiagnostics } from './not-yet.ts';
import { orderChanges } from './order.ts';
import type { Change, Drift, Plan } from './plan.ts';
import { settleJournal } from './settle.ts';
import { estimate, hasWork, summarize } from './summary.ts';
import { baseAddress } from './supersede.ts';
import { decideMove, decideUndeclared } from './undeclared.ts';
import { makeWorld, type PlanInput, type World } from './world.ts';

/** What a plan says of itself; from outside, as the planner knows no clock. */
export interface PlanStamp {
  readonly tool: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly hash: (text: string) => string;
}

export function makePlan(input: PlanInput, stamp: PlanStamp): Plan {
  const settled = settleJournal(input);
  const world = makeWorld(input, settled.rows);
  const decided = decideAll(world);
  const changes = orderChanges(guardMassDelete(world, [...settled.changes, ...decided.changes]));
  const diagnostics: readonly Diagnostic[] = [
    ...guardNothingDeclared(world),
    ...notYetDiagnostics(input.desired),
    ...noteStateAbsent(world, changes),
  ];
  const isErrored = changes.some((change) => change.blockers?.includes('unreadable'));
  const summary = summarize(changes, decided.drift);
  const hasErrors = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return {
    formatVersion: '1.0',
    tool: stamp.tool,
    createdAt: stamp.createdAt,
    tenantUid: input.observed.tenantUid,
    host: input.observed.host,
    state: {
      lineage: input.recorded.identity?.lineage ?? null,
      serial: input.recorded.identity?.serial ?? 0,
    },
    checksum: planChecksum(input.observed.tenantUid, changes, stamp.hash),
    options: input.options,
    changes,
    drift: decided.drift,
    unmanaged: [],
    diagnostics,
    summary,
    estimate: estimate(changes, input.rateLimits),
    applyable: hasWork(changes) && summary.blocked === 0 && !hasErrors,
    complete:
      !isErrored &&
      input.options.target.length === 0 &&
      input.options.exclude.length === 0 &&
      input.options.refresh !== 'none',
    errored: isErrored,
  };
}

interface Decided {
  readonly changes: readonly Change[];
  readonly drift: readonly Drift[];
}

function decideAll(world: World): Decided {
  const changes: Change[] = [];
  const drift: Drift[] = [];
  const moved = new Set<string>();
  for (const desired of world.input.desired.clones) {
    const row = findRow(world, desired);
    if (row !== undefined && row.address !== desired.address) {
      moved.add(row.address);
      changes.push(decideMove(world, row, desired));
    }
    const decision = decideDeclared(world, desired, row);
    const isSilent =
      row?.address !== desired.address && row !== undefined && decision.change.action === 'noop';
    if (!isSilent) changes.push(decision.change);
    drift.push(...decision.drift);
  }
  for (const row of world.recorded.values()) {
    if (moved.has(row.address)) continue;
    const change = decideLeftOver(world, row);
    if (change !== null) changes.push(change);
  }
  return { changes: blockSharedKeys(changes), drift };
}

/** The row of this address; else, for a new address, that of an undeclared one which holds the same natural key. */
function findRow(world: World, desired: DesiredClone): RecordedClone | undefined {
  const own = world.recorded.get(desired.address);
  if (own !== undefined) return own;
  const { target } = desired;
  const projectUid = target.project === null ? null : world.observed.projects.get(target.project);
  if (projectUid === undefined) return undefined;
  const key = keyId({ scope: target.scope, projectUid, name: target.name, version: target.version });
  const holder = world.holders.get(key);
  return holder !== undefined && !world.declared.has(baseAddress(holder.address)) ? holder : undefined;
}

/** Rows without a declaration of their own. A superseded one of another name is what a replace could not delete. */
function decideLeftOver(world: World, row: RecordedClone): Change | null {
  if (world.declared.has(row.address)) return null;
  if (row.status !== 'superseded') return decideUndeclared(world, row, 'not_declared');
  const current = world.recorded.get(baseAddress(row.address));
  if (current === undefined || !world.declared.has(current.address))
    return decideUndeclared(world, row, 'not_declared');
  const isReplaced =
    current.key.name !== row.key.name ||
    current.key.scope !== row.key.scope ||
    current.key.projectUid !== row.key.projectUid;
  return isReplaced ? decideUndeclared(world, row, 'replaced') : null;
}

/** Versions taken from sources can bring two declarations to one key; only the first of them is made. */
function blockSharedKeys(changes: readonly Change[]): readonly Change[] {
  const makers = new Map<string, Change>();
  return changes.map((change) => {
    if (change.action !== 'create' && change.action !== 'replace') return change;
    const { scope, projectUid, name, version } = change.clone;
    const key = { scope, projectUid, name, version };
    const first = makers.get(keyId(key));
    if (first === undefined) {
      makers.set(keyId(key), change);
      return change;
    }
    return blockChange(change, keyTaken(key, first));
  });
}
