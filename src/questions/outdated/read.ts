// Use case: how far each clone is behind its source. Read-only.

import { observe } from '../../flow/planning/observe.ts';
import { knownRequest } from '../../flow/planning/plan-clones.ts';
import type { Desired } from '../../model/desired.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { findOutdated, type OutdatedRow } from './judge.ts';

export async function listOutdated(
  client: PaletteReader,
  desired: Desired,
  recorded: Recorded,
): Promise<readonly OutdatedRow[]> {
  const options = { ...JUST_LOOKING, upgrade: ['*'] };
  const observed = await observe({ client, desired, recorded, options });
  return findOutdated({
    ...knownRequest({ desired, recorded }, observed),
    observed,
    options,
    rateLimits: 'off',
  });
}
