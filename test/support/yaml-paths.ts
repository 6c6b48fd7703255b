// Paths into values, chosen by numbers, and what is left without them. Nothing of src is used here.
import { isMapValue, literalText, readSpelled, type Value } from './yaml-oracle.ts';

/** A path as it is written, and the keys and indexes that it comes to. */
export interface Walked {
  readonly path: string;
  readonly steps: readonly (string | number)[];
}

/** One way down into the value; each choice takes a member, and how the path names it. */
export function walk(root: Value, choices: readonly number[]): Walked | null {
  let at: Value | undefined = root;
  const steps: (string | number)[] = [];
  let path = '';
  for (const choice of choices) {
    const inner: Value | undefined = typeof at === 'string' ? mappingIn(at) : at;
    if (isMapValue(inner)) {
      const keys: readonly string[] = Object.keys(inner);
      const key: string | undefined = keys[choice % keys.length];
      if (key === undefined) break;
      path += `${path === '' ? '' : '.'}${/^[\w/-]+$/.test(key) ? key : JSON.stringify(key)}`;
      steps.push(key);
      at = inner[key];
    } else if (Array.isArray(inner) && inner.length > 0) {
      const index = choice % inner.length;
      path += `[${wayTo(inner[index], index, choice)}]`;
      steps.push(index);
      at = inner[index];
    } else break;
  }
  return steps.length === 0 ? null : { path, steps };
}

/** By its name or its value, where it has one, for two choices of three. */
function wayTo(item: Value | undefined, index: number, choice: number): string {
  if (choice % 3 === 0) return String(index);
  const name = isMapValue(item) ? item['name'] : undefined;
  if (typeof name === 'string') return `name=${JSON.stringify(name)}`;
  // The oracle writes templates in other characters.
  return typeof item === 'string' && item !== '' && !item.includes('_')
    ? `=${JSON.stringify(item)}`
    : String(index);
}

function mappingIn(value: string): Value | undefined {
  const inner = readSpelled(literalText(value) ?? '');
  return isMapValue(inner) ? inner : undefined;
}

/** What is left. The text of a block stands for the value that it holds. */
export function without(value: Value, paths: readonly (readonly (string | number)[])[]): Value {
  if (typeof value === 'string') {
    const inner = mappingIn(value);
    return inner === undefined ? value.replace(/\n+$/, '\n') : { '(block)': without(inner, paths) };
  }
  const below = (key: string | number) =>
    paths.filter(([first]) => first === key).map((path) => path.slice(1));
  const goes = (key: string | number): boolean => below(key).some((rest) => rest.length === 0);
  if (Array.isArray(value))
    return value.flatMap((item, index) => (goes(index) ? [] : [without(item, below(index))]));
  if (!isMapValue(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (goes(key) ? [] : [[key, without(one, below(key))]])),
  );
}

/** With another value at these keys. `{ '(block)': … }` stands for the value that a block holds, as `without` has it. */
export function replaced(value: Value, keys: readonly (string | number)[], by: Value): Value {
  const [key, ...rest] = keys;
  if (key === undefined) return by;
  if (!isMapValue(value)) return value;
  if ('(block)' in value) return { '(block)': replaced(value['(block)'] ?? null, keys, by) };
  return { ...value, [key]: replaced(value[key] ?? null, rest, by) };
}
