// Which run changed each clone last.
import type { RunRecord } from '../../state/mutation.ts';
import type { LastChange } from './tiles.ts';

/** By address. `runs`: the newest first, as state lists them. */
export function lastChanges(
  runs: readonly Pick<RunRecord, 'id' | 'user' | 'results'>[],
): ReadonlyMap<string, LastChange> {
  const last = new Map<string, LastChange>();
  for (const { id, user, results } of runs)
    for (const { address, status, action, at } of results)
      if (status === 'applied' && action !== 'noop' && !last.has(address))
        last.set(address, { run: id, user, at });
  return last;
}
