// The scope that each call of a change is sent in.
import type { ScopeRef } from '../model/natural-key.ts';
import type { WireCloneTarget } from '../palette/wire.ts';
import type { Change } from '../plan/change.ts';
import type { PlannedClone } from '../plan/plan.ts';

export function cloneScope(clone: PlannedClone): ScopeRef {
  return { scope: clone.scope, projectUid: clone.projectUid };
}

export function sourceScopeOf({ source }: Pick<Change, 'source'>): ScopeRef {
  return { scope: source.scope, projectUid: source.projectUid };
}

/** The body of clone and clone/validate: the target goes in the body, whatever the header says (facts.md section 2). */
export function cloneTarget(clone: PlannedClone): WireCloneTarget {
  const target =
    clone.projectUid === null ? { scope: clone.scope } : { scope: clone.scope, projectUid: clone.projectUid };
  return { name: clone.name, version: clone.version, target };
}
