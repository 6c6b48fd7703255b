// Which differences of a clone come from an override, and which from its source.
import { editLines } from '../edit-lines.ts';
import type { Edit, PackChange } from '../pack-change.ts';
import type { OverriddenPlace } from './rendered.ts';

type Named = Pick<OverriddenPlace, 'pack' | 'part' | 'path'>;

/** The differences with `by: 'override'` where an override decides the place. */
export function markOverrides(
  changes: readonly PackChange[],
  places: readonly Named[],
): readonly PackChange[] {
  return places.length === 0 ? changes : changes.map((change) => marked(change, places));
}

function marked(change: PackChange, places: readonly Named[]): PackChange {
  const ours = places.filter(({ pack }) => pack === change.pack);
  if (change.edits === undefined)
    return ours.some(({ part }) => part === 'pack') ? { ...change, by: 'override' } : change;
  const paths = ours.filter(({ part }) => isPart(part, change.change)).map(({ path }) => path);
  const edits = change.edits.map((edit) =>
    isOverridden(edit, paths) ? { ...edit, by: 'override' as const } : edit,
  );
  if (edits.every((edit, index) => edit === change.edits?.[index])) return change;
  return { ...change, edits, diff: editLines(edits) };
}

/** `manifest hello` is the part of `manifest hello changed`. */
function isPart(part: string, change: string): boolean {
  if (part === 'values') return !change.startsWith('manifest ');
  return change === part || change.startsWith(`${part} `) || `variable ${change}`.startsWith(`${part} `);
}

function isOverridden({ path }: Edit, paths: readonly string[]): boolean {
  return paths.some(
    (other) => other === '' || other === path || isBelow(other, path) || isBelow(path, other),
  );
}

function isBelow(path: string, above: string): boolean {
  const next = path.charAt(above.length);
  return above !== '' && path.startsWith(above) && (next === '.' || next === '[');
}
