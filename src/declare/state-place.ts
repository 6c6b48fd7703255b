// Where the root file says where state lives: the line to change when it moves.
import type { Place } from '../model/diagnostic.ts';
import { Faults } from './faults.ts';
import { parseFile } from './parse-file.ts';

/** The place of state.url, of state.path, or of `state`; null where none of them is written. */
export function findStatePlace(name: string, bytes: Uint8Array): Place | null {
  const file = parseFile(name, bytes, new Faults(), 'cloneform');
  if (file === null) return null;
  const found = [['state', 'url'], ['state', 'path'], ['state']].find((path) => file.has(path));
  return found === undefined ? null : file.place(found, 'key');
}
