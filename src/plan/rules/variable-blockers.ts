// What stands in the way of a change of variables: defaults that are only known masked, and clusters that use the profile.
import type { Content } from '../../content/content.ts';
import { type VariableSteps, variableSteps } from '../../content/variable-steps.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { Blocker } from '../plan.ts';
import { inUseWords } from './blockers.ts';
import type { CloneContext } from './clone-context.ts';

export interface BothContents {
  readonly from: Content | null;
  readonly to: Content | null;
}

const AS_NEW_VERSION = 'with mirrorBy: newVersion, Palette copies';

export function variableBlockers(
  context: CloneContext,
  { inUse }: Pick<ObservedObject, 'inUse'>,
  { from, to }: BothContents,
): readonly Blocker[] {
  if (from === null || to === null) return [];
  const steps = variableSteps(from.variables, to.variables);
  return [...maskedBlockers(steps), ...usedBlockers(context, inUse, steps)];
}

/** Palette masks sensitive defaults on the way out, and a masked value is never written (facts.md section 1). */
function maskedBlockers({ masked, isMaskedByOrder }: VariableSteps): readonly Blocker[] {
  if (masked.length === 0) return [];
  const names = `the sensitive ${masked.length === 1 ? 'variable' : 'variables'} ${masked.join(', ')}`;
  const why = isMaskedByOrder ? ', because a change of order rewrites all variables' : '';
  return [
    {
      by: 'masked_variable',
      detail: `${names} would have to be written, but Palette masks the value${why}`,
      hint: isMaskedByOrder
        ? `${AS_NEW_VERSION} them itself; or reorder the variables by hand as in the source`
        : `${AS_NEW_VERSION} it itself; or set the variable by hand as in the source`,
    },
  ];
}

/** Palette asks for a new version before variables of a profile in use are changed (facts.md section 10, row 5). */
function usedBlockers(
  { planning }: CloneContext,
  { clusters }: ObservedObject['inUse'],
  { set, remove, order, masked }: VariableSteps,
): readonly Blocker[] {
  const isUntouched = [set, remove, order, masked].every((steps) => steps.length === 0);
  if (isUntouched || clusters.length === 0 || planning.observed.variablesOfUsedProfile === 'allowed')
    return [];
  return [
    {
      by: 'in_use',
      detail: `in use by ${inUseWords(clusters, 'cluster')}, and Palette does not change the variables of a profile in use`,
      hint: 'mirrorBy: newVersion creates a new version with these variables and keeps this one for its clusters',
    },
  ];
}
