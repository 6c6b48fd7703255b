// Where the rows of a `moved` block go: from one clone to one, between fan-outs, and from one to the other.
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import type { MovedBlock } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { invariant } from '../model/invariant.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { PlanningContext } from './planning-context.ts';

/** New addresses by row. Rows that do not fit into the one clone that is left stay where they are. */
export function findPlaces(
  planning: PlanningContext,
  block: MovedBlock,
  moving: readonly RecordedClone[],
): ReadonlyMap<RecordedClone, Address> | Diagnostic {
  const target = parseAddress(block.to);
  invariant(target !== undefined, `not an address: ${block.to}`);
  if (target.project !== null) return placed(moving, () => formatAddress(target.id, target.project));
  const single = planning.declared.get(formatAddress(target.id));
  if (single !== undefined) {
    if (new Set(moving.map(oldProject)).size <= 1) return placed(moving, () => single.address);
    const fitting = moving.filter((row) => projectOf(planning, row) === single.target.project);
    return fitting.length > 0 ? placed(fitting, () => single.address) : whichOne(block, moving);
  }
  const members = planning.declaredById.get(target.id) ?? [];
  // A member of a fan-out keeps its project, also where the new fan-out lacks it; the target may be moved on, too.
  const homeless = moving.find(
    (row) =>
      oldProject(row) === null &&
      members.length > 0 &&
      !members.some(({ target: { project } }) => project === projectOf(planning, row)),
  );
  if (homeless !== undefined)
    return whichMember(
      block,
      homeless,
      members.map(({ address }) => address),
    );
  const isFan = members.length > 0;
  return placed(moving, (row) =>
    formatAddress(target.id, oldProject(row) ?? (isFan ? projectOf(planning, row) : null)),
  );
}

function placed(
  rows: readonly RecordedClone[],
  to: (row: RecordedClone) => Address,
): ReadonlyMap<RecordedClone, Address> {
  return new Map(
    rows.map((row) => {
      const parts = parseAddress(to(row));
      invariant(parts !== undefined, `not an address: ${to(row)}`);
      const version = parseAddress(row.address)?.version ?? null;
      return [row, formatAddress(parts.id, parts.project, version)] as const;
    }),
  );
}

function oldProject(row: RecordedClone): string | null {
  return parseAddress(row.address)?.project ?? null;
}

/** The present name of the project that the clone is in. */
function projectOf(planning: PlanningContext, row: RecordedClone): string | null {
  return planning.projectName(row.key.projectUid) ?? row.projectName;
}

function whichOne({ from, to, place }: MovedBlock, rows: readonly RecordedClone[]): Diagnostic {
  const [first] = rows.map(({ address }) => address);
  return {
    code: 'plan/moved-where',
    severity: 'error',
    message: `${from} has clones in several projects, and ${to} is in none of them`,
    place,
    hint: `name the clone that moves, for example from: '${first ?? from}'`,
  };
}

function whichMember(
  { from, to, place }: MovedBlock,
  row: RecordedClone,
  members: readonly Address[],
): Diagnostic {
  const where =
    row.projectName === null ? 'at tenant scope' : `in project ${JSON.stringify(row.projectName)}`;
  return {
    code: 'plan/moved-where',
    severity: 'error',
    message: `${from} is ${where}, but ${to} has no clone there`,
    place,
    hint: `name the target clone, for example to: '${members[0] ?? to}'`,
  };
}
