// Where in a declaration file a value stands, as far as it matters: below `overrides`, other rules hold for texts, keys and variables.

/**
 * `values`: below `values` of a pack, where keys have any name and scalars keep their spelling. `inside`: elsewhere below `overrides`.
 * `elsewhere`: nothing below it is an override.
 */
export type Position =
  | 'file'
  | 'clones'
  | 'declaration'
  | 'perProject'
  | 'project'
  | 'overrides'
  | 'packs'
  | 'pack'
  | 'values'
  | 'inside'
  | 'elsewhere';

/** `*`: any key. */
const BELOW: Readonly<Record<Position, Readonly<Record<string, Position>>>> = {
  file: { defaults: 'declaration', clones: 'clones' },
  clones: { '*': 'declaration' },
  declaration: { overrides: 'overrides', perProject: 'perProject' },
  perProject: { '*': 'project' },
  project: { overrides: 'overrides' },
  overrides: { packs: 'packs', '*': 'inside' },
  packs: { '*': 'pack' },
  pack: { values: 'values', '*': 'inside' },
  values: { '*': 'values' },
  inside: { '*': 'inside' },
  elsewhere: {},
};

/** The position of a member or an item of what stands at `position`. */
export function positionBelow(position: Position, key: string | number): Position {
  const below = BELOW[position];
  return (Object.hasOwn(below, key) ? below[key] : undefined) ?? below['*'] ?? 'elsewhere';
}

const OF_OVERRIDES: ReadonlySet<Position> = new Set(['overrides', 'packs', 'pack', 'values', 'inside']);

/** Whether what stands there is `overrides` itself, or below it. */
export function isOverride(position: Position): boolean {
  return OF_OVERRIDES.has(position);
}
