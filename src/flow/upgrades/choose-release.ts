// Which of several releases can be copied: the highest that is published, and that was not modified lately.
import { readObject } from '../../inventory/read-object.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Release } from '../../plan/releases-above.ts';

export interface ChosenRelease {
  /** null: none can be copied. */
  readonly version: string | null;
  /** Why a higher one was not chosen, in a sentence without its period; null: there is none. */
  readonly because: string | null;
}

/**
 * `modifiedBefore`: milliseconds since the epoch; null: their age does not matter. Releases are given highest first. One GET for each release that is looked at, shared by
 * all who ask for it.
 */
export function createReleaseChooser(
  client: PaletteReader,
  modifiedBefore: number | null,
): (releases: readonly Release[]) => Promise<ChosenRelease> {
  const known = new Map<string, Promise<string | null>>();
  const objectionTo = (release: Release): Promise<string | null> => {
    const asked = known.get(release.uid) ?? objection(client, release, modifiedBefore);
    known.set(release.uid, asked);
    return asked;
  };
  return async (releases) => {
    let because: string | null = null;
    for (const release of releases) {
      const found = await objectionTo(release);
      if (found === null) return { version: release.version, because };
      because ??= found;
    }
    return { version: null, because };
  };
}

async function objection(
  client: PaletteReader,
  { uid, scope, version }: Release,
  modifiedBefore: number | null,
): Promise<string | null> {
  const read = await readObject(client, uid, scope, 'existence');
  if (read.status !== 'present') return `${version} could not be read`;
  const { isPublished, lastModified } = read.object;
  if (!isPublished) return `${version} is not published`;
  if (modifiedBefore === null) return null;
  const modifiedAt = Date.parse(lastModified);
  if (Number.isNaN(modifiedAt) || modifiedAt > modifiedBefore)
    return `${version} was modified at ${lastModified || 'an unknown time'}, which is less than --min-age ago`;
  return null;
}
