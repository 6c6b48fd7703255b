// Creates of one clone in a scene of its own, and what the journal has of them.
import { aClone } from './a-world.ts';
import { seedVersion } from './sandboxes.ts';
import { type Scene, scene } from './scene.ts';

export const start = (): Promise<Scene> => scene(seedVersion({ name: 'base', version: '1.0.0' }));

export const edge = aClone('edge');

export const labelled = aClone('edge', { target: { labels: { team: 'x' } } });

export const uidOf = (set: Scene, name = 'edge'): string =>
  set.house.sandbox.describe().profiles.find((profile) => profile.name === name)?.uid ?? '';

/** Of the entries that are open. */
export async function journal({ house }: Scene): Promise<readonly string[]> {
  const { openEntries } = await house.store.readRecorded();
  return openEntries.map(({ kind, step, uid }) => `${kind} ${step}${uid === null ? '' : ' named'}`);
}

export const MADE = ['open create intent', 'step cloned', 'put edge current', 'close done'];

/** What a test changes of the answer to a GET. */
export interface Profile {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: { version: string; published?: { packs: { values: string }[] }; draft?: object };
  status: { isPublished: boolean };
}
