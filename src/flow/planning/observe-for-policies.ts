// What policies ask about and no decision needs: tags of projects, names of registries, stages of packs. Read only where an expression
// names it; what cannot be read stays unknown, and an expression that needs it has an error, which denies.
import pMap from 'p-map';
import { readPackStages } from '../../inventory/read-scope.ts';
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { Decided } from '../../plan/decide.ts';
import { findUntoldSources } from '../../plan/make-plan.ts';
import type { Reading } from './observe.ts';

/** What the expressions of all policies name. */
export interface PolicyReads {
  readonly projectTags: boolean;
  readonly registries: boolean;
  readonly hints: boolean;
}

const CONCURRENT_READS = 64;

export async function readForPolicies(
  reading: Reading,
  decided: Decided,
  { projectTags, registries, hints }: PolicyReads,
): Promise<void> {
  await Promise.all([
    projectTags && reading.projectTags.size === 0 ? readTags(reading) : null,
    registries ? readNames(reading) : null,
    hints ? readStages(reading, decided) : null,
  ]);
}

/** A page of fifty projects each. One that is missing from them has no tags that anybody knows. */
async function readTags({ input: { client }, projectTags }: Reading): Promise<void> {
  const list = await orUnknown(client.countProjects());
  for (const { uid, tags } of list?.rows ?? []) projectTags.set(uid, tags);
}

async function readNames({ input: { client }, registryNames }: Reading): Promise<void> {
  for (const { uid, name } of (await orUnknown(client.listRegistries())) ?? []) registryNames.set(uid, name);
}

/** One request for each source that is copied and of which no list was read. */
async function readStages({ input: { client }, packStages }: Reading, decided: Decided): Promise<void> {
  await pMap(
    findUntoldSources(decided),
    async ({ uid, key }) => {
      const stages = uid === null ? null : await readPackStages(client, uid, key);
      if (uid !== null && stages !== null) packStages.set(uid, stages);
    },
    { concurrency: CONCURRENT_READS },
  );
}

async function orUnknown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return null;
    throw error;
  }
}
