// What was asked for, as flags or as options of a function → PlanOptions.
import { EXIT, userError } from '../flow/user-error.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { refuseIgnored } from './refuse-ignored.ts';

export const FAILURES = ['drift', 'unmanaged', 'blocked'] as const;
export type Failure = (typeof FAILURES)[number];

/** Named like the flags; each command has some of them. */
export interface AskedPlan {
  readonly target?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly upgrade?: readonly string[] | undefined;
  readonly keepOverrides?: readonly string[] | undefined;
  readonly refresh?: PlanOptions['refresh'] | undefined;
  readonly diff?: PlanOptions['diff'] | undefined;
  readonly preflight?: boolean | undefined;
  readonly discardAccepted?: boolean | undefined;
  readonly failOn?: ReadonlySet<Failure> | undefined;
  readonly destroy?: boolean | undefined;
  readonly dangerousAllowMassDelete?: boolean | undefined;
  readonly dangerousDeleteInUse?: boolean | undefined;
  /** Fails, exit 6, where a clone would copy something else than the lock file says. */
  readonly locked?: boolean | undefined;
  /** Addresses of `revert`. */
  readonly revert?: readonly string[] | undefined;
}

/** Fails with UserError for flags that contradict each other. */
export function toPlanOptions(input: AskedPlan): PlanOptions {
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
function refuseBesideDestroy({ upgrade = [], keepOverrides = [], discardAccepted, locked }: AskedPlan): void {
  refuseIgnored('--destroy', {
    '--upgrade': upgrade.length > 0,
    '--keep-overrides': keepOverrides.length > 0,
    '--discard-accepted': discardAccepted === true,
    '--locked': locked === true,
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
