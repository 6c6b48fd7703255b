// Which projects join a declaration by a plan. A project keeps its UID when it is renamed, and a declaration its id.
import { formatAddress } from '../model/address.ts';
import type { Plan } from './plan.ts';

/** For a look-up among the joins of a plan. */
export function joinKey(id: string, projectUid: string): string {
  return JSON.stringify([id, projectUid]);
}

/** Joins that the plan makes clones for; a blocked one makes none. */
export function joinedIn({ changes, selectors = [] }: Plan): ReadonlySet<string> {
  const made = new Set(
    changes.flatMap(({ action, address }) => (action === 'create' || action === 'adopt' ? [address] : [])),
  );
  return new Set(
    selectors.flatMap(({ id, joined }) =>
      joined.flatMap(({ name, uid }) => (made.has(formatAddress(id, name)) ? [joinKey(id, uid)] : [])),
    ),
  );
}
