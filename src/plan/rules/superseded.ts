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
import type { PlanningContext } from '../planning-context.ts';
import { isProtectedNow, isToBeProtected } from './clone-context.ts';
import { factsOf, seenOf, withMembers } from './draft.ts';
import { withRecords } from './state-only.ts';
import { decideUndeclared, rowMembers } from './undeclared.ts';

export interface SupersededInput {
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
  planning: PlanningContext,
  input: SupersededInput,
): { readonly changes: readonly PlannedChange[]; readonly diagnostics: readonly Diagnostic[] } {
  const isGone = (row: RecordedClone): boolean => planning.object(row.uid)?.status === 'gone';
  const here = input.here.filter((row) => !isGone(row));
  const kept = keptBy(input.isWaiting ? 'all' : input.desired.retain, here);
  const decided = [
    ...input.here.map((row) =>
      isGone(row)
        ? leave(planning, input, row)
        : kept.has(row)
          ? keep(planning, input, row)
          : retire(planning, input, row),
    ),
    ...input.elsewhere.map((row) => leave(planning, input, row)),
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
function whyKept(
  planning: PlanningContext,
  input: SupersededInput,
  row: RecordedClone,
  object: ObservedObject,
): string | null {
  const { clusters, templates } = object.inUse;
  if (isProtectedNow(input.desired, row)) return 'it is protected';
  if (templates.length > 0) return `linked to cluster template ${templates[0]?.name ?? ''}`;
  if (clusters.length > 0 && !planning.options.allowDeleteInUse)
    return `in use by ${clusters
      .slice(0, 3)
      .map((cluster) => cluster.name)
      .join(', ')}`;
  return input.usedSources.has(row.uid) ? 'another clone has it as its source' : null;
}

function keep(planning: PlanningContext, input: SupersededInput, row: RecordedClone): Decided {
  return { change: keptChange(planning, input, row, 'unchanged') };
}

/** Beyond what `retain` keeps. */
function retire(planning: PlanningContext, input: SupersededInput, row: RecordedClone): Decided {
  const read = planning.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  const why = object === null ? 'it could not be read' : whyKept(planning, input, row, object);
  if (why !== null) return retained(planning, input, row, `exceeds retain, but is kept: ${why}`);
  invariant(object !== null, 'what was not read is kept');
  const change: Delete = {
    kind: 'delete',
    reason: 'retention',
    ...superseded(planning, input, row),
    needs: needsOf(input, row),
    seen: seenOf(object),
    before: factsOf(object),
    inUse: object.inUse,
  };
  return { change };
}

/** In a place that the clone left, or gone. Protection of the version itself and a failed read block, as they do for any delete. */
function leave(planning: PlanningContext, input: SupersededInput, row: RecordedClone): Decided {
  const read = planning.object(row.uid);
  const why =
    read?.status !== 'present' || row.isProtected ? null : whyKept(planning, input, row, read.object);
  if (why !== null) {
    const { name, version } = row.key;
    return retained(planning, input, row, `(${name} ${version}) was replaced, but is kept: ${why}`);
  }
  const change = decideUndeclared(planning, row, 'replaced');
  const needs = needsOf(input, row);
  return { change: change.kind === 'forget_gone' ? change : withMembers(change, { needs }) };
}

function retained(
  planning: PlanningContext,
  input: SupersededInput,
  row: RecordedClone,
  what: string,
): Decided {
  return {
    change: keptChange(planning, input, row, 'retained_in_use'),
    warning: {
      code: 'plan/retained',
      severity: 'warning',
      message: `${row.address} ${what}`,
      hint: 'each run tries again; no action is needed',
    },
  };
}

/** The clone itself, and what copies this version now, come first. */
function needsOf(input: SupersededInput, row: RecordedClone): readonly Address[] {
  return [input.desired.address, ...(input.leaving.get(row.uid) ?? [])];
}

function keptChange(
  planning: PlanningContext,
  input: SupersededInput,
  row: RecordedClone,
  reason: Noop['reason'],
): PlannedChange {
  const read = planning.object(row.uid);
  const object = read?.status === 'present' ? read.object : null;
  const kept = { kind: 'noop', reason, ...superseded(planning, input, row) } as const;
  if (object === null) return { ...kept, seen: null };
  const change: Noop = { ...kept, seen: seenOf(object), inUse: object.inUse };
  return withRecords(change, row, object)[0] ?? change;
}

function superseded(planning: PlanningContext, { desired }: SupersededInput, row: RecordedClone) {
  return { ...rowMembers(planning, row), protect: isToBeProtected(desired, row) };
}
