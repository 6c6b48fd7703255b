// Packs on their way out, for hints: lists count them for one version of each profile, so the others are asked about.
import pMap from 'p-map';
import { readPackStages } from '../../inventory/read-scope.ts';
import type { Decided } from '../../plan/decide.ts';
import { findUntoldSources } from '../../plan/make-plan.ts';
import type { Reading } from './observe.ts';

const CONCURRENT_READS = 64;

/**
 * One request for each source that a change copies and of which no list tells, however many clones copy it; none where nothing is copied.
 * `isOptional`: hints can do without, so that each is sent once.
 */
export async function readStages(
  { input: { client }, packStages }: Reading,
  decided: Decided,
  isOptional: boolean,
): Promise<void> {
  await pMap(
    findUntoldSources(decided),
    async ({ uid, key }) => {
      const stages = uid === null ? null : await readPackStages(client, uid, key, isOptional);
      if (uid !== null && stages !== null) packStages.set(uid, stages);
    },
    { concurrency: CONCURRENT_READS },
  );
}
