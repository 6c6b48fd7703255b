// `cloneform outdated`: how far each clone is behind its source.
import { readAndDecide } from '../../flow/planning/read-and-decide.ts';
import { refuseEmptySelection, selectionOf } from '../../flow/planning/selection.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { type FilterInput, hasState, isWithin, toCloneFilter } from '../../model/clone-filter.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { findOutdated, outdatedStates } from './judge.ts';
import { renderOutdated } from './text.ts';

export async function outdated({ deps, globals }: Asker, input: FilterInput): Promise<Output> {
  const filter = toCloneFilter(input);
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const options = { ...JUST_LOOKING, ...selectionOf(filter), upgrade: ['*'] };
    const decided = await readAndDecide({
      client,
      desired,
      recorded,
      options,
      rateLimits: 'off',
      report: deps.reading,
    });
    refuseEmptySelection(decided);
    const all = findOutdated(decided);
    const within = all.filter((row) => isWithin(filter, row));
    const value = within.filter((row) => hasState(filter, outdatedStates(row)));
    return {
      value: toJsonDocument({ clones: value }),
      text: (style) => renderOutdated(value, style, { within: within.length, of: all.length }),
    };
  });
}
