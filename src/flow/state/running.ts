// Whether a run is in progress, for those who read the state without its lock.
import type { Recorded } from '../../model/recorded.ts';
import type { StateReader } from '../../store/port.ts';
import type { FlowDeps } from '../deps.ts';

/** A lease that has expired belongs to a run that died: its journal entries tell of that. */
export async function withRunning(
  { clock }: Pick<FlowDeps, 'clock'>,
  reader: Pick<StateReader, 'readLease'>,
  recorded: Recorded,
): Promise<Recorded> {
  if (recorded.identity === null) return recorded;
  const lease = await reader.readLease();
  if (lease === null || Date.parse(lease.expiresAt) <= clock.now()) return recorded;
  const { command, user, host } = lease.holder;
  return { ...recorded, running: { command, user, host, since: lease.acquiredAt } };
}
