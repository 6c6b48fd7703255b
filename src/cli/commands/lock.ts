// `cloneform lock`: which source content each declaration copies, written for version control.
import { planClones } from '../../flow/planning/plan-clones.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { formatLock, lockFileOf, readLock, writeLock } from '../../flow/upgrades/lock-file.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { lockChanges, lockOf } from '../../plan/lock.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import type { Output } from '../../questions/answer.ts';
import { renderLocked } from '../../render/lock-text.ts';
import type { Context } from '../context.ts';

interface LockInput {
  readonly upgrade: readonly string[];
}

/** Fails with UserError where a source is not known: a lock without it would look complete. */
export async function lockCommand({ deps, globals }: Context, { upgrade }: LockInput): Promise<Output> {
  const file = lockFileOf(globals);
  const before = await readLock(deps, file);
  return withSituation(deps, globals, async ({ client, settings, desired, recorded }) => {
    const options = { ...JUST_LOOKING, upgrade };
    const { rateLimits } = settings.palette;
    const { plan } = await planClones(deps, { client, desired, recorded, rateLimits, options });
    const { lock, unknown } = lockOf(plan);
    if (unknown.length > 0)
      throw userError(
        EXIT.blocked,
        'plan/source-unknown',
        `the source of ${unknown.join(', ')} is not known`,
        'cloneform plan shows why; nothing was written',
      );
    const changes = lockChanges(before ?? new Map(), lock);
    const isNew = before === null || formatLock(before) !== formatLock(lock);
    if (isNew) await writeLock(deps, file, lock);
    const value = { formatVersion: '1.0', file, sources: Object.fromEntries(lock), changes };
    return { value, text: (style) => renderLocked(value, style) };
  });
}
