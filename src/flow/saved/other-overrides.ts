// Overrides of a saved plan: it holds their digests, and apply takes them from the declarations, which must still be the same.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isWork } from '../../plan/document.ts';
import type { Declared } from '../../plan/forged.ts';
import type { Plan } from '../../plan/plan.ts';

/** Reasons to apply nothing (exit 6): declarations that cannot be read, by `issues`, or that say something else now. */
export function findOtherOverrides(
  plan: Pick<Plan, 'changes'>,
  declared: Declared | null,
  issues: readonly Diagnostic[],
): readonly Diagnostic[] {
  const digests = new Map(
    (declared?.clones ?? []).map(({ address, overrides }) => [address as string, overrides?.digest]),
  );
  const others = plan.changes.filter(isWork).flatMap(({ address, rendering }) => {
    if (rendering === undefined || digests.get(address) === rendering.digest) return [];
    const message =
      declared === null
        ? `${address} has overrides, and the declarations in this folder cannot be read: their values are not in the plan`
        : `the overrides of ${address} are not the ones that the plan was made with`;
    return [
      {
        code: 'plan/other-overrides',
        severity: 'error',
        message,
        hint: 'apply the plan in the folder of its declarations, with the same files and the same --var; or make a new plan',
      } as const,
    ];
  });
  return declared === null && others.length > 0 ? [...others, ...issues] : others;
}
