// State by other names, before anything is decided: `moved` and `removed` blocks, and declarations that got a new address.
// Rows of one clone, superseded ones included, go together.
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { Desired, DesiredClone, MovedBlock } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { invariant } from '../model/invariant.ts';
import type { NaturalKey } from '../model/natural-key.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { Blocked, LetGo, Move } from './change.ts';
import { findPlaces } from './move-places.ts';
import { groupBy, makePlanningContext, type PlanInput, type PlanningContext } from './planning-context.ts';
import { findRenamed } from './renamed-projects.ts';
import { countsVersions } from './rules/clone-context.ts';
import { decideLetGo, decideMove } from './rules/undeclared.ts';
import { baseAddress } from './supersede.ts';

export interface Refactored {
  readonly rows: readonly RecordedClone[];
  readonly changes: readonly (LetGo | Move | Blocked<Move>)[];
  /** Addresses of clones, old and new ones, whose project was renamed and that may not move: nothing else is decided about them. */
  readonly held: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Rows as they come to be, and the moves that lead there by the address that they end at. */
interface RenameContext {
  readonly planning: PlanningContext;
  readonly rows: Map<Address, RecordedClone>;
  /** Addresses of `rows` by their id. */
  readonly byId: Map<string, Set<Address>>;
  readonly moves: Map<Address, Move>;
}

/** Follows `moved` and `removed` blocks, and gives the rows of an object that is declared under a new address that address. */
export function applyBlocks(input: PlanInput, recovered: readonly RecordedClone[]): Refactored {
  const planning = makePlanningContext(input, recovered);
  if (!mayMove(planning)) return { rows: recovered, changes: [], held: NONE_HELD, diagnostics: [] };
  const isRemoved = removedBy(input.desired);
  const renaming: RenameContext = { planning, rows: new Map(), byId: new Map(), moves: new Map() };
  for (const row of recovered) if (!isRemoved(row)) put(renaming, row);
  const diagnostics = input.desired.moved.flatMap((block) => moveBlock(renaming, block));
  const renamed = followProjects(renaming);
  takeOverGroups(renaming, renamed.held);
  return {
    rows: [...renaming.rows.values()],
    changes: [
      ...recovered.filter(isRemoved).map((row) => decideLetGo(planning, row, 'removed_block')),
      ...renaming.moves.values(),
      ...renamed.changes,
    ],
    held: renamed.held,
    diagnostics,
  };
}

/** Whether a `removed` block names the clone of a row, by its id, its address, or the address of the row itself. */
export function removedBy(
  desired: Pick<Desired, 'removed'>,
): (row: Pick<RecordedClone, 'address'>) => boolean {
  const removed = new Set(desired.removed.map(({ clone }) => clone));
  return ({ address }) =>
    removed.size > 0 && [idOf(address), baseAddress(address), address].some((name) => removed.has(name));
}

/** Where every declared clone has its row, and no block says otherwise, all stays where it is. */
function mayMove({ input, recorded }: PlanningContext): boolean {
  const { moved, removed, clones, selection } = input.desired;
  return (
    selection !== undefined ||
    moved.length > 0 ||
    removed.length > 0 ||
    clones.some(({ address }) => !recorded.has(address))
  );
}

function put(renaming: RenameContext, row: RecordedClone): void {
  renaming.rows.set(row.address, row);
  const id = idOf(row.address);
  const siblings = renaming.byId.get(id);
  if (siblings === undefined) renaming.byId.set(id, new Set([row.address]));
  else siblings.add(row.address);
}

function idOf(address: string): string {
  return parseAddress(address)?.id ?? '';
}

/** An id covers all its projects; either covers superseded versions. */
function covers(name: string, address: string): boolean {
  return idOf(address) === name || baseAddress(address) === name;
}

function moveBlock(renaming: RenameContext, block: MovedBlock): readonly Diagnostic[] {
  // From one clone to a fan-out of the same id: the members of the fan-out stay where they are.
  const isOwnId = idOf(block.from) === idOf(block.to);
  const moving = [...(renaming.byId.get(idOf(block.from)) ?? [])].flatMap((address) => {
    const row = renaming.rows.get(address);
    const isMeant = isOwnId ? baseAddress(address) === block.from : covers(block.from, address);
    return row !== undefined && isMeant ? [row] : [];
  });
  const places = findPlaces(renaming.planning, block, moving);
  if ('code' in places) return [places];
  const taken = new Set<Address>();
  for (const [row, to] of places) {
    const base = baseAddress(to);
    const isFree = !taken.has(to) && !renaming.rows.has(base);
    taken.add(to);
    if (isFree) continue;
    const message = `${row.address} cannot become ${to}: both are recorded`;
    const hint = `remove the block, or remove one of the two from state: cloneform state rm '${base}'`;
    return [{ code: 'plan/moved-clash', severity: 'error', message, place: block.place, hint }];
  }
  for (const [row, to] of places) move(renaming, row, to, 'moved_block');
  return [];
}

/** Two moves of one row in a row are one. */
function move(renaming: RenameContext, row: RecordedClone, to: Address, reason: Move['reason']): void {
  const earlier = renaming.moves.get(row.address);
  renaming.rows.delete(row.address);
  renaming.byId.get(idOf(row.address))?.delete(row.address);
  put(renaming, { ...row, address: to });
  renaming.moves.delete(row.address);
  renaming.moves.set(
    to,
    earlier === undefined ? decideMove(renaming.planning, row, to, reason) : { ...earlier, address: to },
  );
}

const NONE_HELD: ReadonlySet<string> = new Set();

/** Clones in renamed projects go by the new name, those of a chain of names one after the other. */
function followProjects(renaming: RenameContext): {
  readonly changes: readonly Blocked<Move>[];
  readonly held: ReadonlySet<string>;
} {
  const { planning } = renaming;
  const { desired } = planning.input;
  if (desired.selection === undefined) return { changes: [], held: NONE_HELD };
  const groups = groupBy([...renaming.rows.values()], (row) => baseAddress(row.address));
  const { moves, blocked } = findRenamed(desired, groups, (address) => planning.declared.has(address));
  for (const { rows, to } of moves) moveGroup(renaming, rows, to);
  return {
    changes: blocked.flatMap(({ from, rows, to, blocker }) =>
      rows
        .filter(({ address }) => address === from)
        .map((row): Blocked<Move> => {
          const change = decideMove(planning, row, to, 'same_object');
          return { kind: 'blocked', change, blockers: [blocker], isFoundLast: false };
        }),
    ),
    held: new Set(blocked.flatMap(({ from, to }) => [from, to])),
  };
}

/** A new address whose object is recorded under one that nobody declares any more takes all rows of that one over. */
function takeOverGroups(renaming: RenameContext, held: ReadonlySet<string>): void {
  const { declared, input } = renaming.planning;
  const groups = groupBy([...renaming.rows.values()], (row) => baseAddress(row.address));
  const undeclared = [...groups].flatMap(([base, rows]) =>
    declared.has(base) || held.has(base) ? [] : rows,
  );
  const places = groupBy(
    undeclared.flatMap((row) => keysOf(renaming.planning, row).map((key) => ({ row, key }))),
    ({ key }) => placeId(key),
  );
  for (const desired of input.desired.clones) {
    const place = renaming.rows.has(desired.address) ? null : placeOf(renaming.planning, desired);
    if (place === null) continue;
    const holder = places.get(place)?.find(({ row, key }) => isHolder(renaming, desired, row, key));
    if (holder === undefined) continue;
    moveGroup(renaming, groups.get(baseAddress(holder.row.address)) ?? [], desired.address);
  }
}

function moveGroup(renaming: RenameContext, group: readonly RecordedClone[], to: Address): void {
  const parts = parseAddress(to);
  invariant(parts !== undefined, `not an address: ${to}`);
  for (const row of group) {
    const version = parseAddress(row.address)?.version ?? null;
    move(renaming, row, formatAddress(parts.id, parts.project, version), 'same_object');
  }
}

/** As recorded, and as the object is called in Palette, where somebody may have renamed it. */
function keysOf(planning: PlanningContext, row: RecordedClone): readonly NaturalKey[] {
  const read = planning.object(row.uid);
  return read?.status === 'present' ? [row.key, read.object.key] : [row.key];
}

/** Where the declared version is not one version, any object of that name in that place will do. */
function isHolder(
  renaming: RenameContext,
  desired: DesiredClone,
  row: RecordedClone,
  key: NaturalKey,
): boolean {
  const { version } = desired.target;
  const isAnyVersion = version === 'source' || countsVersions(desired);
  const isStillThere = renaming.rows.get(row.address)?.uid === row.uid;
  return isStillThere && (isAnyVersion || key.version === version);
}

function placeOf(planning: PlanningContext, desired: DesiredClone): string | null {
  const { scope, project, name } = desired.target;
  const projectUid = project === null ? null : planning.observed.projects.get(project);
  return projectUid === undefined ? null : placeId({ scope, projectUid, name });
}

function placeId({ scope, projectUid, name }: Pick<NaturalKey, 'scope' | 'projectUid' | 'name'>): string {
  return JSON.stringify([scope, projectUid, name]);
}
