// A content as hashes of its parts: enough to say which part of it changed, and nothing of what was in it.

/** `partKey` of a part → 12 hex digits of a hash of it. */
export type Outline = Readonly<Record<string, string>>;

/** Parts: `order`; `pack`, NAME (tag, layer, type, registry); `pack`, NAME, `values`; `pack`, NAME, `manifest`, M; `variable`, NAME. */
export function partKey(...path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The parts that differ, those that only one of the two has included. */
export function changedParts(before: Outline, after: Outline): ReadonlySet<string> {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const part of parts) {
    if (Object.hasOwn(before, part) && Object.hasOwn(after, part) && before[part] === after[part])
      parts.delete(part);
  }
  return parts;
}
