// A clone whose source was edited since it was made: the next run updates its content. Tests of updates start from here.
import type { DesiredClone } from '../../src/model/desired.ts';
import type { OpenEntry, RecordedClone } from '../../src/model/recorded.ts';
import { aDesired } from './a-world.ts';
import type { HandPack } from './hands.ts';
import { base, one, type Scene, scene } from './scene.ts';
import { type SteeredEnd, type Steering, steered } from './steered.ts';

export const mirror = one({ content: 'mirror' });
export const VARIABLE = { name: 'region', format: 'string', defaultValue: 'eu', required: true };

export const sized =
  (size: number) =>
  (packs: readonly HandPack[]): readonly HandPack[] =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values: `user: admin\nsize: ${size}\n` } : pack));

export interface Edited extends Scene {
  readonly uid: string;
  readonly source: string;
}

/** A clone of `base` whose source was edited since: the next run is an update of content. */
export async function anEdited(
  clone: DesiredClone = mirror,
  variables: object[] = [VARIABLE],
): Promise<Edited> {
  const set = await scene(base('1.0.0', { variables }));
  await set.house.apply(aDesired(clone));
  const source = await set.hands.uid('base', '1.0.0');
  await set.hands.packs(source, sized(9));
  set.house.clock.advance(1500);
  return { ...set, source, uid: await set.hands.uid('one', '1.0.0', 'edge-dev') };
}

export const runOn = (
  set: Scene,
  steering: Steering = {},
  clone: DesiredClone = mirror,
): Promise<SteeredEnd> => steered(set, aDesired(clone), steering);

export async function recordedRow({ house }: Scene): Promise<RecordedClone | undefined> {
  return (await house.store.readRecorded()).clones[0];
}

export async function openEntries({ house }: Scene): Promise<readonly OpenEntry[]> {
  return (await house.store.readRecorded()).openEntries;
}
