// Flags → PlanOptions.
import { EXIT, userError } from '../flow/user-error.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import type { DANGER, FAIL_ON, Failure, PLANNING } from './flags.ts';
import type { Input } from './params.ts';
import { refuseIgnored } from './refuse-ignored.ts';

/** Commands have some of these flags each. */
export type PlanFlags = Partial<Input<typeof PLANNING & typeof DANGER & typeof FAIL_ON>> & {
  readonly destroy?: boolean;
  /** Addresses of `revert`. */
  readonly revert?: readonly string[];
};

/** Fails with UserError for flags that contradict each other. */
export function toPlanOptions(input: PlanFlags): PlanOptions {
  const { refresh = 'full', diff, target = [], exclude = [], upgrade = [] } = input;
  if (input.destroy === true) refuseBesideDestroy(input);
  const allUnmanaged = input.failOn?.has('unmanaged') === true;
  if (allUnmanaged && refresh === 'none') {
    const message = '--fail-on unmanaged needs lists from Palette, but --refresh none reads nothing';
    throw userError(EXIT.usage, 'cli/usage', message);
  }
  return {
    destroy: input.destroy === true,
    refresh,
    target,
    exclude,
    upgrade,
    preflight: input.preflight !== false && refresh !== 'none',
    allowMassDelete: input.dangerousAllowMassDelete === true,
    allowDeleteInUse: input.dangerousDeleteInUse === true,
    ...(diff === undefined ? {} : { diff }),
    ...(input.discardAccepted === true ? { discardAccepted: true } : {}),
    ...(input.keepOverrides === undefined || input.keepOverrides.length === 0
      ? {}
      : { keepOverrides: input.keepOverrides }),
    ...(input.revert === undefined ? {} : { revert: input.revert }),
    ...(allUnmanaged ? { allUnmanaged: true } : {}),
  };
}

/** Nothing is made or changed: what says how has no meaning. */
function refuseBesideDestroy({ upgrade = [], keepOverrides = [], discardAccepted }: PlanFlags): void {
  refuseIgnored('--destroy', {
    '--upgrade': upgrade.length > 0,
    '--keep-overrides': keepOverrides.length > 0,
    '--discard-accepted': discardAccepted === true,
  });
}

/** Fails with UserError: what was not read cannot be changed safely. */
export function requireReading(refresh: PlanOptions['refresh'], command: string): void {
  if (refresh !== 'none') return;
  throw userError(
    EXIT.usage,
    'cli/usage',
    `${command} does not accept --refresh none: clones that were not read cannot be changed safely`,
    command === 'rollback' ? undefined : 'cloneform plan --refresh none shows the plan',
  );
}

/** Whether a plan has what --fail-on names. */
export function failsOn(
  plan: Pick<Plan, 'drift' | 'unmanaged' | 'summary'>,
  failures: ReadonlySet<Failure>,
): boolean {
  return (
    (failures.has('drift') && plan.drift.length > 0) ||
    (failures.has('unmanaged') && plan.unmanaged.length > 0) ||
    (failures.has('blocked') && plan.summary.blocked > 0)
  );
}
