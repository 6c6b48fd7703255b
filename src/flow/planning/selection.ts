// A filter as the selection of a plan, so that nothing is read of what it leaves out.
import type { CloneFilter, PlacedClone } from '../../model/clone-filter.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Decided } from '../../plan/decide.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import { unmatched, unmatchedProjects } from '../../plan/select.ts';
import { EXIT, UserError } from '../user-error.ts';

export function selectionOf({
  addresses,
  projects,
}: Pick<CloneFilter, 'addresses' | 'projects'>): Pick<PlanOptions, 'target' | 'projects'> {
  return { target: addresses, ...(projects.length === 0 ? {} : { projects }) };
}

/** An address or a project that selects nothing is a slip of the pen, and would read as "nothing is wrong". Fails with UserError. */
export function refuseEmptySelection({ diagnostics }: Pick<Decided, 'diagnostics'>): void {
  const empty = diagnostics.filter(({ code }) => code === 'plan/nothing-selected');
  if (empty.length > 0) throw new UserError(EXIT.error, empty.map(asArgument));
}

/** As `refuseEmptySelection`, where there is no plan. */
export function refuseUnmatched({ addresses, projects }: CloneFilter, rows: readonly PlacedClone[]): void {
  const names = rows.map(({ address }) => address);
  refuseEmptySelection({
    diagnostics: [
      ...unmatched('--target', addresses, names),
      ...unmatchedProjects(
        projects,
        rows.flatMap(({ project }) => project ?? []),
      ),
    ],
  });
}

/** What a plan calls `--target` is an argument of commands that only look. */
function asArgument(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, message: diagnostic.message.replace(/^--target /, '') };
}
