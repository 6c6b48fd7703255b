// Flags → PlanOptions.
import type { PlanOptions } from '../plan/plan.ts';
import { list } from './globals.ts';

export function readPlanOptions(flags: Readonly<Record<string, unknown>>, destroy: boolean): PlanOptions {
  return {
    destroy: destroy || flags['destroy'] === true,
    refresh: 'full',
    target: [],
    exclude: [],
    upgrade: flags['upgrade'] === true ? ['*'] : list(flags['upgrade']),
    preflight: flags['preflight'] !== false,
    allowMassDelete: flags['dangerousAllowMassDelete'] === true,
    allowDeleteInUse: flags['dangerousDeleteInUse'] === true,
  };
}
