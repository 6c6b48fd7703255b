// Recorded clones that carry the stamp of another state: two states change them, and each undoes what the other does.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PlanningContext } from './planning-context.ts';

const MOST_NAMED = 5;

export function noteForeign({ input }: PlanningContext): readonly Diagnostic[] {
  const { recorded, observed } = input;
  const own = recorded.identity?.lineage;
  const foreign = recorded.clones.flatMap((row) => {
    const read = observed.objects.get(row.uid);
    const lineage = read?.status === 'present' ? read.object.stamp?.lineage : undefined;
    return lineage === undefined || lineage === own ? [] : [{ address: row.address, lineage }];
  });
  if (foreign.length === 0) return [];
  const named = foreign.slice(0, MOST_NAMED).map(({ address, lineage }) => `${address} (${lineage})`);
  const more = foreign.length > MOST_NAMED ? `, … (${foreign.length} in total)` : '';
  return [
    {
      code: 'plan/foreign-stamp',
      severity: 'warning',
      message: `clones recorded here carry the stamp of another state: ${named.join(', ')}${more}`,
      hint: 'only one state should own them: remove them from the other with removed:, or from this one with state rm',
    },
  ];
}
