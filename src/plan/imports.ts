// `imports` blocks that cannot be followed: each is a fault of the declarations, and has its place there.
import type { DesiredClone, ImportBlock } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { NaturalKey, Scope } from '../model/natural-key.ts';
import type { PlanningContext } from './planning-context.ts';
import { countsVersions, isSamePlace, makeCloneContext } from './rules/clone-context.ts';

export function checkImports(planning: PlanningContext): readonly Diagnostic[] {
  return planning.input.desired.imports.flatMap((block) => {
    const fault = faultOf(planning, block);
    if (fault === null) return [];
    const { message, hint } = fault;
    return [{ code: 'plan/import', severity: 'error', message, place: block.place, hint }] as const;
  });
}

interface Fault {
  readonly message: string;
  readonly hint: string;
}

function faultOf(planning: PlanningContext, block: ImportBlock): Fault | null {
  const desired = planning.declared.get(block.to);
  if (desired === undefined) return null;
  const row = planning.recorded.get(block.to);
  if (row?.uid === block.uid) return null;
  if (row !== undefined && planning.object(row.uid)?.status !== 'gone') {
    return {
      message: `${block.to} is already recorded with the object ${row.uid}`,
      hint: `remove the block, or run this first: cloneform state rm '${block.to}'`,
    };
  }
  const read = planning.object(block.uid);
  if (read?.status === 'gone') {
    return {
      message: `there is no object ${block.uid} ${placeWords(desired.target.scope, desired.target.project)}`,
      hint: 'cloneform inventory --json lists the existing objects with their UIDs',
    };
  }
  return read?.status === 'present' ? wrongObject(planning, block, desired, read.object.key) : null;
}

function wrongObject(
  planning: PlanningContext,
  block: ImportBlock,
  desired: DesiredClone,
  key: NaturalKey,
): Fault | null {
  const asked = makeCloneContext(planning, desired, undefined).key;
  if (asked === null) return null;
  const wanted = countsVersions(desired) ? { ...asked, version: key.version } : asked;
  if (isSamePlace(key, wanted) && key.version === wanted.version) return null;
  const at = placeWords(key.scope, planning.projectName(key.projectUid));
  const where = placeWords(desired.target.scope, desired.target.project);
  return {
    message: `the object ${block.uid} is ${key.name} ${key.version} ${at}, but ${block.to} declares ${wanted.name} ${wanted.version} ${where}`,
    hint: 'declare the name, version and scope of this object, or import another one',
  };
}

function placeWords(scope: Scope, project: string | null): string {
  return scope === 'tenant' ? 'at tenant scope' : `in project ${JSON.stringify(project)}`;
}
