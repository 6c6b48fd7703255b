// Guards over the whole plan: too many deletes at once, and a declaration of nothing.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Change } from './plan.ts';
import { blockChange } from './rules/draft.ts';
import type { World } from './world.ts';

/** Below this many recorded clones a percentage says nothing. */
const PERCENT_FROM = 10;

/** Too many deletes block every delete, those of replaces too; retention does not count. */
export function guardMassDelete(world: World, changes: readonly Change[]): readonly Change[] {
  const deletes = changes.filter(takesAway);
  const { maxDeletes, maxDeletePercent } = world.input.desired.guards;
  const total = world.input.recorded.clones.length;
  const percent = total === 0 ? 0 : (100 * deletes.length) / total;
  const isTooMany = deletes.length > maxDeletes;
  const isTooMuch = total >= PERCENT_FROM && percent > maxDeletePercent;
  if (world.options.allowMassDelete || !(isTooMany || isTooMuch)) return changes;
  const limit = isTooMany
    ? `guards.maxDeletes is ${maxDeletes}`
    : `${percent.toFixed(0)} % of ${total} recorded clones; guards.maxDeletePercent is ${maxDeletePercent}`;
  const blocker = {
    by: 'mass_delete',
    detail: `${deletes.length} deletes in one run: ${limit}`,
    hint: 'if this is meant: apply --dangerous-allow-mass-delete, or raise the guard in the root file',
  } as const;
  return changes.map((change) => (takesAway(change) ? blockChange(change, blocker) : change));
}

function takesAway(change: Change): boolean {
  const action = change.action === 'blocked' ? change.wouldBe : change.action;
  return (action === 'delete' || action === 'replace') && change.reason !== 'retention';
}

/** Objects at declared keys and no state at all: more likely a state that was lost than a hundred namesakes. */
export function noteStateAbsent(world: World, changes: readonly Change[]): readonly Diagnostic[] {
  const taken = changes.filter((change) => change.blockers?.includes('exists_unmanaged'));
  if (world.input.recorded.identity !== null || taken.length === 0) return [];
  return [
    {
      code: 'plan/state-absent',
      severity: 'warning',
      message: `there is no state, but Palette has objects at ${taken.length} of the declared names and versions`,
      hint: 'if an earlier run made them, its state is elsewhere: on throw-away runners keep it on a volume (state.path, CLONEFORM_STATE); if it is lost: cloneform import --all --match GLOB --write FILE finds them again',
    },
  ];
}

/** An emptied file must not read as "delete everything". */
export function guardNothingDeclared(world: World): readonly Diagnostic[] {
  const { desired, recorded } = world.input;
  if (world.options.destroy || desired.clones.length > 0 || recorded.clones.length === 0) return [];
  return [
    {
      code: 'plan/nothing-declared',
      severity: 'error',
      message: `no clones are declared, but ${recorded.clones.length} are recorded`,
      hint: 'to delete them all: cloneform destroy; to keep them in Palette and forget them: cloneform state rm',
    },
  ];
}
