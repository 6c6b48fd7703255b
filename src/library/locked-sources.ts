// `--locked`: a plan must copy what the lock file says.
import type { CommonOptions, FlowDeps } from '../flow/deps.ts';
import { EXIT, UserError, userError } from '../flow/user-error.ts';
import type { Plan } from '../plan/plan.ts';

/** Throws UserError (exit 6) for a plan that copies something else. */
export type LockCheck = (plan: Plan) => void;

/** Reads the lock file; undefined where nobody asks for it. Fails with UserError where there is none, or it is no lock file. */
export async function readLockCheck(
  deps: FlowDeps,
  common: CommonOptions,
  isLocked: boolean | undefined,
): Promise<LockCheck | undefined> {
  if (isLocked !== true) return undefined;
  const [{ lockFileOf, readLock }, { lockDifferences }] = await Promise.all([
    import('../flow/upgrades/lock-file.ts'),
    import('../plan/lock.ts'),
  ]);
  const file = lockFileOf(common);
  const lock = await readLock(deps, file);
  if (lock === null)
    throw userError(EXIT.stale, 'plan/no-lock', `there is no lock file ${file}`, 'cloneform lock writes it');
  return (plan) => {
    const differences = lockDifferences(plan, lock, file);
    if (differences.length > 0) throw new UserError(EXIT.stale, differences);
  };
}
