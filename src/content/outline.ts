// A content as hashes of its parts: enough to say which part of it changed, and nothing of what was in it.

/** `partKey` of a part → 12 hex digits of a hash of it. */
export type Outline = Readonly<Record<string, string>>;

/**
 * Parts: `order`; `pack`, NAME (tag, layer, type, registry); `pack`, NAME, `values`; `pack`, NAME, `manifest`, M; `variable`, NAME;
 * `variables` (their order, where there are two or more).
 */
export function partKey(...path: readonly string[]): string {
  return JSON.stringify(path);
}

export const VARIABLE_ORDER = partKey('variables');

/**
 * Whether the content with this outline is known to have its variables in the order that its digest covers. An outline of an earlier
 * edition says nothing about it, and its digest is the same for every order.
 */
export function coversOrder(outline: Outline | undefined): boolean {
  if (outline === undefined) return false;
  const variables = Object.keys(outline).filter((part) => part.startsWith('["variable",'));
  return variables.length < 2 || Object.hasOwn(outline, VARIABLE_ORDER);
}

/** The parts that differ, those that only one of the two has included. */
export function changedParts(before: Outline, after: Outline): ReadonlySet<string> {
  const parts = [...Object.keys(before), ...Object.keys(after)];
  return new Set(parts.filter((part) => before[part] !== after[part]));
}
