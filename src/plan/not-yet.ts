// Parts of the file format that this version reads but cannot act on. They block; they are never passed over.
import type { Desired, DesiredClone } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Blocker } from './plan.ts';

const HINT = 'a later version of cloneform does this; until then take it out';

export function notYet(what: string): Blocker {
  return { by: 'not_yet', detail: `${what} is not done by this version yet`, hint: HINT };
}

export function notYetBlockers(desired: DesiredClone): readonly Blocker[] {
  const parts: string[] = [];
  if (desired.content !== 'snapshot') parts.push(`content: ${desired.content}`);
  if (desired.retain !== 'all') parts.push(`retain: ${desired.retain}`);
  if (desired.adopt) parts.push('adopt: true');
  if (desired.source.kind === 'clone') parts.push('source.clone');
  return parts.map(notYet);
}

/** The blocks that belong to no single clone. */
export function notYetDiagnostics(desired: Desired): readonly Diagnostic[] {
  const blocks = [
    ...desired.moved.map(({ place }) => ({ what: 'moved', place })),
    ...desired.removed.map(({ place }) => ({ what: 'removed', place })),
    ...desired.imports.map(({ place }) => ({ what: 'imports', place })),
  ];
  return blocks.map(({ what, place }) => ({
    code: 'plan/not-yet',
    severity: 'error',
    message: `\`${what}\` is not done by this version yet`,
    place,
    hint: HINT,
  }));
}
