// `values` of an override between the file and the loader: short JSON that keeps the spelling of scalars and the order of keys. A plain
// object would keep neither, and the memory of parsed files holds JSON.
import { isScalar, Scalar } from 'yaml';
import type { OverrideMap, OverrideScalar, OverrideValue } from '../../content/overrides/overrides.ts';

/**
 * A scalar is `p` and its characters (plain), `q` and its characters with quotes, `t` and its value (a text), or `[q, characters,
 * value]` where the value is not what stands between the quotes. A list is `[l, …]`, a map `[m, key, value, …]`.
 */
export type Kept = string | readonly Kept[];

/** The only member of a kept map of values. The schema sees a map, whatever is in it. */
const ROOT = '';

/** A map that stands at `values`. */
export function keepValues(kept: Kept): Readonly<Record<string, Kept>> {
  return kept.length === 1 ? {} : { [ROOT]: kept };
}

/** A key is the characters that somebody wrote: 1.10 is not 1.1. */
export function writtenKey(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : '';
}

/** A quoted key is a list of one. */
export function keepKey(key: unknown): Kept {
  return isScalar(key) && isQuoted(key) ? [writtenKey(key)] : writtenKey(key);
}

export function keepScalar(node: Scalar, text: string): Kept {
  const [from, to] = node.range ?? [0, 0];
  const source = text.slice(from, to);
  const value = String(node.value);
  const isFlow = node.type === Scalar.PLAIN || isQuoted(node);
  if (!isFlow || source.includes('\n')) return `t${value}`;
  if (!isQuoted(node)) return `p${source}`;
  return source.slice(1, -1) === value ? `q${source}` : ['q', source, value];
}

function isQuoted({ type }: Scalar): boolean {
  return type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
}

/** Substitutes variables in a scalar. */
export type ReadScalar = (scalar: OverrideScalar, path: readonly (string | number)[]) => OverrideValue;

/** What `keepValues` made, as values; undefined where it was nothing of that form. `path`: of the map itself. */
export function readKeptMap(
  kept: unknown,
  path: readonly (string | number)[],
  readScalar: ReadScalar,
): OverrideMap | undefined {
  const root = typeof kept === 'object' && kept !== null && ROOT in kept ? kept[ROOT] : undefined;
  const value = readNode(root, [...path], readScalar);
  return value?.kind === 'map' ? value : undefined;
}

export function readKept(kept: Kept): OverrideValue | undefined {
  return readNode(kept, [], (scalar) => scalar);
}

/** `path` is one list for the whole walk. */
function readNode(
  kept: unknown,
  path: (string | number)[],
  readScalar: ReadScalar,
): OverrideValue | undefined {
  if (typeof kept === 'string') return readScalar(readText(kept), path);
  if (!Array.isArray(kept)) return undefined;
  const [kind, ...rest] = kept as readonly unknown[];
  if (kind === 'q' && typeof rest[0] === 'string' && typeof rest[1] === 'string')
    return readScalar({ kind: 'scalar', style: 'quoted', source: rest[0], value: rest[1] }, path);
  const below = (step: string | number, item: unknown): readonly OverrideValue[] => {
    path.push(step);
    const value = readNode(item, path, readScalar);
    path.pop();
    return value === undefined ? [] : [value];
  };
  if (kind === 'l') return { kind: 'list', items: rest.flatMap((item, index) => below(index, item)) };
  if (kind !== 'm') return undefined;
  const entries: OverrideMap['entries'][number][] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const isKeyQuoted = Array.isArray(rest[at]);
    const key = String(rest[at]);
    for (const value of below(key, rest[at + 1]))
      entries.push(isKeyQuoted ? { key, isQuoted: true, value } : { key, value });
  }
  return { kind: 'map', entries };
}

function readText(kept: string): OverrideScalar {
  const source = kept.slice(1);
  if (kept.startsWith('q')) return { kind: 'scalar', style: 'quoted', source, value: source.slice(1, -1) };
  return { kind: 'scalar', style: kept.startsWith('p') ? 'plain' : 'text', source, value: source };
}
