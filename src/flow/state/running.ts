// Whether a run is in progress, for those who read the state without its lock.
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { LeaseInfo } from '../../state/lease.ts';
import type { StateReader } from '../../state/port.ts';
import type { FlowDeps } from '../deps.ts';

/** Whether the holder of a lease still runs: on its own host the kernel knows, elsewhere the lease says so. */
export async function isHolderAlive(
  deps: Pick<FlowDeps, 'clock' | 'process'>,
  { state }: Pick<Settings, 'state'>,
  lease: LeaseInfo,
): Promise<boolean> {
  if (Date.parse(lease.expiresAt) <= deps.clock.now()) return false;
  if (state.path === null || lease.holder.host !== deps.process.hostname) return true;
  const { isKernelLockHeld } = await import('../../state/storage/sqlite/inspect.ts');
  return isKernelLockHeld(state.path);
}

/** A lease whose holder died says nothing: its journal entries do. So does that of a state that was put back from a backup. */
export async function withRunning(
  deps: Pick<FlowDeps, 'clock' | 'process'>,
  settings: Pick<Settings, 'state'>,
  reader: Pick<StateReader, 'readLease'>,
  recorded: Recorded,
): Promise<Recorded> {
  if (recorded.identity === null) return recorded;
  const lease = await reader.readLease();
  if (lease === null || !(await isHolderAlive(deps, settings, lease))) return recorded;
  const { command, user, host } = lease.holder;
  return { ...recorded, running: { command, user, host, since: lease.acquiredAt } };
}
