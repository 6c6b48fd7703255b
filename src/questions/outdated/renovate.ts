// `cloneform outdated --format renovate`: the releases of each source, as a custom datasource of Renovate reads them.
import semver from 'semver';
import { compareText } from '../../content/compare.ts';
import { readAndDecide } from '../../flow/planning/read-and-decide.ts';
import { refuseEmptySelection, selectionOf } from '../../flow/planning/selection.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { readObject } from '../../inventory/read-object.ts';
import { type FilterInput, isWithin, toCloneFilter } from '../../model/clone-filter.ts';
import type { DesiredSource } from '../../model/desired.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { profileReleases, type Release } from '../../plan/releases-above.ts';
import { compareVersions } from '../../plan/version-range.ts';
import { renderJson, toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';

type ProfileSource = Extract<DesiredSource, { kind: 'profile' }>;

/** The members are those of a release in Renovate's custom datasources. */
interface RenovateRelease {
  readonly version: string;
  /** ISO 8601: when the version was last modified. Absent: Palette does not say. */
  readonly releaseTimestamp?: string;
  /** false: a prerelease. */
  readonly isStable: boolean;
}

interface RenovateSource {
  /** The name of the profile; of a source in a project `project/name`. */
  readonly name: string;
  readonly releases: readonly RenovateRelease[];
}

export interface RenovateAnswer extends Output {
  /** Versions that are left out because they could not be read, as `name version`. */
  readonly unreadable: readonly string[];
}

/**
 * Published versions only, lowest first. One list for each place with sources and one GET for each of their versions. Clones of clones
 * have no source of their own, so they are left out.
 */
export async function outdatedForRenovate(
  { deps, globals }: Asker,
  input: FilterInput,
): Promise<RenovateAnswer> {
  const filter = toCloneFilter(input);
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const decided = await readAndDecide({
      client,
      desired,
      recorded,
      options: { ...JUST_LOOKING, ...selectionOf(filter), upgrade: ['*'] },
      rateLimits: 'off',
      report: deps.reading,
    });
    refuseEmptySelection(decided);
    const wanted = decided.planning.input.desired.clones.filter(({ address, target }) =>
      isWithin(filter, { address, project: target.project }),
    );
    const unreadable: string[] = [];
    const found: RenovateSource[] = [];
    for (const [name, source] of sourcesOf(wanted.map((clone) => clone.source))) {
      const read = await readReleases(client, profileReleases(decided.planning, source));
      unreadable.push(...read.unreadable.map((version) => `${name} ${version}`));
      found.push({ name, releases: read.releases });
    }
    const value = toJsonDocument({ sources: found });
    return { value, text: () => renderJson(value), unreadable };
  });
}

function sourcesOf(all: readonly DesiredSource[]): readonly (readonly [string, ProfileSource])[] {
  const byName = new Map<string, ProfileSource>();
  for (const source of all)
    if (source.kind === 'profile')
      byName.set(source.project === null ? source.profile : `${source.project}/${source.profile}`, source);
  return [...byName].toSorted(([one], [other]) => compareText(one, other));
}

async function readReleases(
  client: PaletteReader,
  all: readonly Release[],
): Promise<{ readonly releases: readonly RenovateRelease[]; readonly unreadable: readonly string[] }> {
  const versions = all
    .filter(({ version }) => semver.valid(version) !== null)
    .toSorted((one, other) => compareVersions(one.version, other.version));
  const releases: RenovateRelease[] = [];
  const unreadable: string[] = [];
  // The client keeps to the rate limits, so the reads may all be under way.
  const reads = await Promise.all(
    versions.map(async ({ version, uid, scope }) => ({
      version,
      read: await readObject(client, uid, scope, 'existence'),
    })),
  );
  for (const { version, read } of reads) {
    if (read.status !== 'present') unreadable.push(version);
    else if (read.object.isPublished) releases.push(toRelease(version, read.object.lastModified));
  }
  return { releases, unreadable };
}

function toRelease(version: string, lastModified: string): RenovateRelease {
  return {
    version,
    ...(Number.isNaN(Date.parse(lastModified)) ? {} : { releaseTimestamp: lastModified }),
    isStable: semver.prerelease(version) === null,
  };
}
