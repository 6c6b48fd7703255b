// `imports` blocks that cannot be followed: each is a fault of the declarations, and has its place there.
import type { ImportBlock } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
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

function faultOf(
  world: World,
  block: ImportBlock,
): { readonly message: string; readonly hint: string } | null {
  const desired = world.declared.get(block.to);
  if (desired === undefined) return null;
  const row = world.recorded.get(block.to);
  if (row?.uid === block.uid) return null;
  if (row !== undefined && world.object(row.uid)?.status !== 'gone') {
    return {
      message: `${block.to} stands for the object ${row.uid} already`,
      hint: `take the block out, or first: cloneform state rm '${block.to}'`,
    };
  }
  const it = makeCase(world, desired, undefined);
  const read = world.object(block.uid);
  const where =
    desired.target.project === null
      ? 'at tenant scope'
      : `in project ${JSON.stringify(desired.target.project)}`;
  if (read?.status === 'gone') {
    return {
      message: `there is no object ${block.uid} ${where}`,
      hint: 'cloneform inventory lists what is there, with UIDs (--json)',
    };
  }
  if (it.key === null || read?.status !== 'present') return null;
  const { key } = read.object;
  const wanted = countsVersions(desired) ? { ...it.key, version: key.version } : it.key;
  if (isSamePlace(key, wanted) && key.version === wanted.version) return null;
  const project = world.projectName(key.projectUid);
  const at = key.scope === 'tenant' ? 'at tenant scope' : `in project ${JSON.stringify(project)}`;
  return {
    message: `the object ${block.uid} is ${key.name} ${key.version} ${at}, but ${block.to} asks for ${wanted.name} ${wanted.version} ${where}`,
    hint: 'declare what it is, or import another object',
  };
}
