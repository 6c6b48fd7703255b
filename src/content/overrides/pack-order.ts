// In which order packs stand: as in the source, new ones at the end, and those with a position where it says.
import type { OverridePlace, PackPosition } from './overrides.ts';

export interface Placed {
  readonly key: string;
  readonly position: PackPosition | null;
  readonly place: OverridePlace | null;
}

export interface Ordered {
  readonly keys: readonly string[];
  readonly failures: readonly {
    readonly key: string;
    readonly message: string;
    readonly place: OverridePlace;
  }[];
}

/** `find`: the key of a pack by one of its names. Packs that go are anchors, too, so they are among these. */
export function orderPacks(packs: readonly Placed[], find: (name: string) => string | undefined): Ordered {
  const failures: { key: string; message: string; place: OverridePlace }[] = [];
  const around = new Map<string, { readonly before: string[]; readonly after: string[] }>();
  const anchored = new Set<string>();
  for (const { key, position, place } of packs) {
    if (position === null || place === null) continue;
    const name = 'before' in position ? position.before : position.after;
    const anchor = find(name);
    if (anchor === undefined || anchor === key) {
      const message =
        anchor === key
          ? 'a pack cannot stand beside itself'
          : `no pack ${name} to stand ${'before' in position ? 'before' : 'after'}`;
      failures.push({ key, message, place });
      continue;
    }
    const beside = around.get(anchor) ?? { before: [], after: [] };
    ('before' in position ? beside.before : beside.after).push(key);
    around.set(anchor, beside);
    anchored.add(key);
  }
  const keys: string[] = [];
  const emit = (key: string): void => {
    for (const before of around.get(key)?.before ?? []) emit(before);
    keys.push(key);
    for (const after of around.get(key)?.after ?? []) emit(after);
  };
  for (const { key } of packs) if (!anchored.has(key)) emit(key);
  const reached = new Set(keys);
  for (const { key, place } of packs)
    if (!reached.has(key) && place !== null)
      failures.push({
        key,
        message: 'its position depends on itself: packs stand beside each other in a circle',
        place,
      });
  return { keys, failures };
}
