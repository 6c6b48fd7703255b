// What a clone that joins a fan-out copies: what its siblings copy, so that a new project does not run ahead of the fleet.

import { memoizeWeak } from '../content/memoize.ts';
import { parseAddress } from '../model/address.ts';
import type { DesiredClone } from '../model/desired.ts';
import type { RecordedClone, RecordedSource } from '../model/recorded.ts';
import type { PlanningContext } from './planning-context.ts';
import { allowsVersion, compareVersions } from './version-range.ts';

/** The highest version that a sibling is recorded with and that the range of the clone allows; null: there is none. */
export function siblingSource({ recorded }: PlanningContext, desired: DesiredClone): RecordedSource | null {
  if (desired.address === desired.id) return null;
  const { version } = desired.source;
  return (
    sourcesOf(recorded)
      .get(desired.id)
      ?.find((source) => allowsVersion(version, source.version)) ?? null
  );
}

/** Of the current clones of each fan-out, highest version first. */
const sourcesOf = memoizeWeak(
  (recorded: ReadonlyMap<string, RecordedClone>): ReadonlyMap<string, readonly RecordedSource[]> => {
    const found = new Map<string, Map<string, RecordedSource>>();
    for (const { address, source, status } of recorded.values()) {
      const { id, project } = parseAddress(address) ?? {};
      if (id === undefined || project === null || status === 'superseded') continue;
      const own = found.get(id) ?? new Map<string, RecordedSource>();
      found.set(id, own.set(source.uid, source));
    }
    return new Map(
      [...found].map(([id, sources]) => [
        id,
        [...sources.values()].sort((a, b) => compareVersions(b.version, a.version)),
      ]),
    );
  },
);
