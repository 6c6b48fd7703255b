// Use case: how far each clone is behind its source. Read-only.

import { readAndDecide } from '../../flow/planning/read-and-decide.ts';
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
  return findOutdated(await readAndDecide({ client, desired, recorded, options, rateLimits: 'off' }));
}
