// `cloneform outdated`: how far each clone is behind its source.
import { readAndDecide } from '../../flow/planning/read-and-decide.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { findOutdated } from './judge.ts';
import { renderOutdated } from './text.ts';

export async function outdated({ deps, globals }: Asker): Promise<Output> {
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const options = { ...JUST_LOOKING, upgrade: ['*'] };
    const decided = await readAndDecide({
      client,
      desired,
      recorded,
      options,
      rateLimits: 'off',
      report: deps.reading,
    });
    const value = findOutdated(decided);
    return { value: toJsonDocument({ clones: value }), text: (style) => renderOutdated(value, style) };
  });
}
