// Superseded versions of a clone that is declared: kept, deleted, or forgotten when they are gone. Those in the place of the clone
// are kept as `retain` says; those in the place that it left are deleted.
import semver from 'semver';
import { compareText } from '../../content/compare.ts';
import type { Address } from '../../model/address.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { invariant } from '../../model/invariant.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Delete, Noop, PlannedChange } from '../change.ts';
import type { World } from '../world.ts';
import { factsOf, seenOf, withMembers } from './draft.ts';
import { withRecords } from './state-only.ts';
import { isProtectedNow, isToBeProtected } from './the-case.ts';
import { decideUndeclared, rowMembers } from './undeclared.ts';

export interface Aside {
  readonly desired: DesiredClone;
  /** Versions in the place of the clone. */
  readonly here: readonly RecordedClone[];
  /** Versions under the name, or in the scope or project, that the clone no longer has. */
  readonly elsewhere: readonly RecordedClone[];
  /** UIDs that declared clones will have as their sources. */
  readonly usedSources: ReadonlySet<string>;
  /** Addresses with work that must be done before one of these goes, by the UID that they had as their source. */
  readonly leaving: ReadonlyMap<string, readonly Address[]>;
  /** The clone itself is blocked: nothing of it is deleted until it has come to be what is declared. */
  readonly isWaiting: boolean;
}

/** Retention never blocks: what may not be deleted now is kept with a warning, and each run tries again. */
export function decideSuperseded(
  world: World,
  aside: Aside,
): { readonly changes: readonly PlannedChange[]; readonly diagnostics: readonly Diagnostic[] } {
  const isGone = (row: RecordedClone): boolean => world.object(row.uid)?.status === 'gone';
  const here = aside.here.filter((row) => !isGone(row));
  const kept = keptBy(aside.isWaiting ? 'all' : aside.desired.retain, here);
  const decided = [
    ...aside.here.map((row) =>
      isGone(row)
        ? leave(world, aside, row)
        : kept.has(row)
          ? keep(world, aside, row)
          : retire(world, aside, row),
    ),
    ...aside.elsewhere.map((row) => leave(world, aside, row)),
  ];
  return {
    changes: decided.map(({ change }) => change),
    diagnostics: decided.flatMap(({ warning }) => warning ?? []),
  };
}

interface Decided {
  readonly change: PlannedChange;
  readonly warning?: Diagnostic;
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

/** Why a version that could be deleted is kept; null: nothing keeps it. */
function whyKept(world: World, aside: Aside, row: RecordedClone, object: ObservedObject): string | null {
  const { clusters, templates } = object.inUse;
  if (isProtectedNow(aside.desired, row)) return 'it is protected';
  if (templates.length > 0) return `linked to cluster template ${templates[0]?.name ?? ''}`;
  if (clusters.length > 0 && !world.options.allowDeleteInUse)
    return `in use by ${clusters
      .slice(0, 3)
      .map((cluster) => cluster.name)
      .join(', ')}`;
  return aside.usedSources.has(row.uid) ? 'another clone has it as its source' : null;
}

function keep(world: World, aside: Aside, row: RecordedClone): Decided {
  return { change: keptChange(world, aside, row, 'unchanged') };
}

/** Beyond what `retain` keeps. */
function retire(world: World, aside: Aside, row: RecordedClone): Decided {
  const read = world.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  const why = object === null ? 'it could not be read' : whyKept(world, aside, row, object);
  if (why !== null) return retained(world, aside, row, `exceeds retain, but is kept: ${why}`);
  invariant(object !== null, 'what was not read is kept');
  const change: Delete = {
    kind: 'delete',
    reason: 'retention',
    ...superseded(world, aside, row),
    needs: needsOf(aside, row),
    seen: seenOf(object),
    before: factsOf(object),
    inUse: object.inUse,
  };
  return { change };
}

/** In a place that the clone left, or gone. Protection of the version itself and a failed read block, as they do for any delete. */
function leave(world: World, aside: Aside, row: RecordedClone): Decided {
  const read = world.object(row.uid);
  const why = read?.status !== 'present' || row.isProtected ? null : whyKept(world, aside, row, read.object);
  if (why !== null) {
    const { name, version } = row.key;
    return retained(world, aside, row, `(${name} ${version}) was replaced, but is kept: ${why}`);
  }
  const change = decideUndeclared(world, row, 'replaced');
  const needs = needsOf(aside, row);
  return { change: change.kind === 'forget_gone' ? change : withMembers(change, { needs }) };
}

function retained(world: World, aside: Aside, row: RecordedClone, what: string): Decided {
  return {
    change: keptChange(world, aside, row, 'retained_in_use'),
    warning: {
      code: 'plan/retained',
      severity: 'warning',
      message: `${row.address} ${what}`,
      hint: 'each run tries again; no action is needed',
    },
  };
}

/** The clone itself, and what copies this version now, come first. */
function needsOf(aside: Aside, row: RecordedClone): readonly Address[] {
  return [aside.desired.address, ...(aside.leaving.get(row.uid) ?? [])];
}

function keptChange(world: World, aside: Aside, row: RecordedClone, reason: Noop['reason']): PlannedChange {
  const read = world.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  const kept = { kind: 'noop', reason, ...superseded(world, aside, row) } as const;
  if (object === null) return { ...kept, seen: null };
  const change: Noop = { ...kept, seen: seenOf(object), inUse: object.inUse };
  return withRecords(change, row, object)[0] ?? change;
}

function superseded(world: World, { desired }: Aside, row: RecordedClone) {
  return { ...rowMembers(world, row), protect: isToBeProtected(desired, row) };
}
