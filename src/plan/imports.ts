// `imports` blocks that cannot be followed: each is a fault of the declarations, and has its place there.
import type { DesiredClone, ImportBlock } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { NaturalKey, Scope } from '../model/natural-key.ts';
import { countsVersions, isSamePlace, makeCase } from './rules/the-case.ts';
import type { World } from './world.ts';

export function checkImports(world: World): readonly Diagnostic[] {
  return world.input.desired.imports.flatMap((block) => {
    const fault = faultOf(world, block);
    if (fault === null) return [];
    const { message, hint } = fault;
    return [{ code: 'plan/import', severity: 'error', message, place: block.place, hint }] as const;
  });
}

interface Fault {
  readonly message: string;
  readonly hint: string;
}

function faultOf(world: World, block: ImportBlock): Fault | null {
  const desired = world.declared.get(block.to);
  if (desired === undefined) return null;
  const row = world.recorded.get(block.to);
  if (row?.uid === block.uid) return null;
  if (row !== undefined && world.object(row.uid)?.status !== 'gone') {
    return {
      message: `${block.to} is already recorded with the object ${row.uid}`,
      hint: `remove the block, or run this first: cloneform state rm '${block.to}'`,
    };
  }
  const read = world.object(block.uid);
  if (read?.status === 'gone') {
    return {
      message: `there is no object ${block.uid} ${placeWords(desired.target.scope, desired.target.project)}`,
      hint: 'cloneform inventory --json lists the existing objects with their UIDs',
    };
  }
  return read?.status === 'present' ? wrongObject(world, block, desired, read.object.key) : null;
}

function wrongObject(world: World, block: ImportBlock, desired: DesiredClone, key: NaturalKey): Fault | null {
  const asked = makeCase(world, desired, undefined).key;
  if (asked === null) return null;
  const wanted = countsVersions(desired) ? { ...asked, version: key.version } : asked;
  if (isSamePlace(key, wanted) && key.version === wanted.version) return null;
  const at = placeWords(key.scope, world.projectName(key.projectUid));
  const where = placeWords(desired.target.scope, desired.target.project);
  return {
    message: `the object ${block.uid} is ${key.name} ${key.version} ${at}, but ${block.to} declares ${wanted.name} ${wanted.version} ${where}`,
    hint: 'declare the name, version and scope of this object, or import another one',
  };
}

function placeWords(scope: Scope, project: string | null): string {
  return scope === 'tenant' ? 'at tenant scope' : `in project ${JSON.stringify(project)}`;
}
