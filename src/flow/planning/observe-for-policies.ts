// What policies ask about and no decision needs: tags of projects and names of registries. Read only where an expression names it; what cannot be read stays unknown, and an expression that needs it has an error, which denies.
import { endsRun, PaletteError } from '../../palette/palette-error.ts';
import type { Reading } from './observe.ts';

/** What the expressions of all policies name. */
export interface PolicyReads {
  readonly projectTags: boolean;
  readonly registries: boolean;
  /** Then an answer that did not come is asked for again. */
  readonly hints: boolean;
}

export async function readForPolicies(
  reading: Reading,
  { projectTags, registries }: PolicyReads,
): Promise<void> {
  await Promise.all([
    projectTags && reading.projectTags.size === 0 ? readTags(reading) : null,
    registries ? readNames(reading) : null,
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

async function orUnknown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return null;
    throw error;
  }
}
