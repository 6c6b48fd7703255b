// Clusters that still use a superseded version of a clone: what GET of that version tells, which a full refresh reads anyway.
import { compareText } from '../../content/compare.ts';
import { type CloneFilter, isWithin } from '../../model/clone-filter.ts';
import type { NamedRef } from '../../model/observed.ts';
import { jumpOf, releasesOf, versionsAhead } from '../../plan/chain-ahead.ts';
import type { PlanningContext } from '../../plan/planning-context.ts';
import { compareVersions } from '../../plan/version-range.ts';

export interface LateCluster {
  readonly cluster: NamedRef;
  /** Of the clone whose version it uses. */
  readonly address: string;
  /** The clone's project; null at tenant scope. */
  readonly project: string | null;
  readonly name: string;
  /** The version that it uses. */
  readonly version: string;
  /** The clone's current version; null: there is none. */
  readonly current: string | null;
  /** Released source versions that are higher than the one its version was copied from. */
  readonly behind: number;
  readonly latest: string | null;
  /** From the source version it was copied from to the latest one: major, minor, patch, prerelease, other. */
  readonly jump: string | null;
}

/** The farthest behind first. */
export function findLateClusters(
  planning: PlanningContext,
  filter: Pick<CloneFilter, 'addresses' | 'projects'>,
): readonly LateCluster[] {
  const found = [...planning.superseded].flatMap(([address, rows]) => {
    const releases = releasesOf(versionsAhead(planning, address));
    const latest = releases.at(-1) ?? null;
    return rows.flatMap((row): readonly LateCluster[] => {
      const read = planning.object(row.uid);
      if (read?.status !== 'present' || !isWithin(filter, { address, project: row.projectName })) return [];
      const { key, inUse } = read.object;
      return inUse.clusters.map((cluster) => ({
        cluster,
        address,
        project: row.projectName,
        name: key.name,
        version: key.version,
        current: planning.recorded.get(address)?.key.version ?? null,
        behind: releases.filter((release) => compareVersions(release, row.source.version) > 0).length,
        latest,
        jump: jumpOf(row.source.version, latest),
      }));
    });
  });
  return found.toSorted(
    (a, b) =>
      b.behind - a.behind ||
      compareText(a.cluster.name, b.cluster.name) ||
      compareText(a.address, b.address) ||
      compareVersions(a.version, b.version),
  );
}
