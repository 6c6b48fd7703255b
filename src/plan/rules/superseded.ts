// Superseded versions of a clone that is declared: kept, deleted as `retain` says, or forgotten when they are gone.
import semver from 'semver';
import { compareText } from '../../content/compare.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Change } from '../plan.ts';
import type { World } from '../world.ts';
import {
  clonePlanned,
  factsOf,
  makeChange,
  observedPrecondition,
  recordedPrecondition,
  sourceRecorded,
} from './draft.ts';
import { decideUndeclared } from './undeclared.ts';

export interface Aside {
  readonly desired: DesiredClone;
  readonly rows: readonly RecordedClone[];
  /** UIDs that declared clones will have as their sources. */
  readonly usedSources: ReadonlySet<string>;
  /** Addresses with work that must be done before one of these goes, by the UID that they had as their source. */
  readonly leaving: ReadonlyMap<string, readonly Change['address'][]>;
  /** The clone itself is blocked: nothing of it is deleted until it has come to be what is declared. */
  readonly isWaiting: boolean;
}

/** Never blocks: what retention may not delete yet is kept, told, and tried again by each run. */
export function decideSuperseded(
  world: World,
  aside: Aside,
): { readonly changes: readonly Change[]; readonly diagnostics: readonly Diagnostic[] } {
  const changes: Change[] = [];
  const diagnostics: Diagnostic[] = [];
  const present: RecordedClone[] = [];
  for (const row of aside.rows) {
    if (world.object(row.uid)?.status === 'gone') changes.push(decideUndeclared(world, row, 'replaced'));
    else present.push(row);
  }
  const kept = keptBy(aside.isWaiting ? 'all' : aside.desired.retain, present);
  for (const row of present) {
    const why = kept.has(row) ? null : whyKept(world, aside, row);
    if (why !== null) diagnostics.push(retainedWarning(row, why));
    const isKept = kept.has(row) || why !== null;
    changes.push(isKept ? keep(world, aside, row, why !== null) : retire(world, aside, row));
  }
  return { changes, diagnostics };
}

/** The newest of them, by version. */
function keptBy(retain: DesiredClone['retain'], rows: readonly RecordedClone[]): ReadonlySet<RecordedClone> {
  if (retain === 'all') return new Set(rows);
  const count = retain === 'none' ? 0 : retain;
  return new Set(rows.toSorted(newestFirst).slice(0, count));
}

function newestFirst(a: RecordedClone, b: RecordedClone): number {
  const [left, right] = [semver.parse(a.key.version), semver.parse(b.key.version)];
  if (left !== null && right !== null && left.compare(right) !== 0) return right.compare(left);
  return compareText(b.recordedAt, a.recordedAt) || compareText(a.uid, b.uid);
}

function whyKept(world: World, aside: Aside, row: RecordedClone): string | null {
  const read = world.object(row.uid);
  if (read?.status !== 'present') return 'it could not be read';
  const { clusters, templates } = read.object.inUse;
  if (aside.desired.protect) return 'it is protected';
  if (templates.length > 0) return `linked to cluster template ${templates[0]?.name ?? ''}`;
  if (clusters.length > 0 && !world.options.allowDeleteInUse)
    return `in use by ${clusters
      .slice(0, 3)
      .map((cluster) => cluster.name)
      .join(', ')}`;
  return aside.usedSources.has(row.uid) ? 'another clone has it as its source' : null;
}

function retainedWarning(row: RecordedClone, why: string): Diagnostic {
  return {
    code: 'plan/retained',
    severity: 'warning',
    message: `${row.address} is beyond retain, but stays: ${why}`,
    hint: 'each run tries again; nothing waits for it',
  };
}

function keep(world: World, aside: Aside, row: RecordedClone, isBeyond: boolean): Change {
  const read = world.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  return makeChange({
    action: 'noop',
    reason: isBeyond ? 'retained_in_use' : 'unchanged',
    ...commonOf(world, aside, row, object),
    more: { uid: row.uid, ...(object === null ? {} : { inUse: object.inUse }) },
  });
}

function retire(world: World, aside: Aside, row: RecordedClone): Change {
  const read = world.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  return makeChange({
    action: 'delete',
    reason: 'retention',
    ...commonOf(world, aside, row, object),
    more: {
      uid: row.uid,
      needs: [aside.desired.address, ...(aside.leaving.get(row.uid) ?? [])],
      ...(object === null ? {} : { before: factsOf(object), inUse: object.inUse }),
    },
  });
}

function commonOf(
  world: World,
  aside: Aside,
  row: RecordedClone,
  object: ObservedObject | null,
): Pick<Change, 'address' | 'clone' | 'source' | 'protect' | 'preconditions'> {
  return {
    address: row.address,
    clone: clonePlanned(world, row.key, row.projectName),
    source: sourceRecorded(world, row),
    protect: aside.desired.protect,
    preconditions: {
      recorded: recordedPrecondition(row),
      observed: observedPrecondition(object),
      source: null,
    },
  };
}
