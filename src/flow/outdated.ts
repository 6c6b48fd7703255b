// Use case: how far each clone is behind its source. Read-only.
import type { Desired } from '../model/desired.ts';
import type { Recorded } from '../model/recorded.ts';
import type { PaletteReader } from '../palette/port.ts';
import { findOutdated, type OutdatedRow } from '../plan/outdated.ts';
import type { PlanOptions } from '../plan/plan.ts';
import { observe } from './observe.ts';

export async function listOutdated(
  client: PaletteReader,
  desired: Desired,
  recorded: Recorded,
): Promise<readonly OutdatedRow[]> {
  const options: PlanOptions = {
    destroy: false,
    refresh: 'full',
    target: [],
    exclude: [],
    upgrade: ['*'],
    preflight: false,
    allowMassDelete: false,
    allowDeleteInUse: false,
  };
  const observed = await observe({ client, desired, recorded, options });
  return findOutdated({ desired, recorded, observed, options, rateLimits: 'off' });
}
