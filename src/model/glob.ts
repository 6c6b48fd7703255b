// Globs over addresses: `*` and `?` only, matched in linear space and without backtracking blow-up.
import { parseAddress } from './address.ts';

/** Whether the whole text matches. `*` is any run of characters, `?` one character; nothing else is special. */
export function matchesGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = t;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** A glob selects an address as a whole, or by its id: `id` means all its projects and versions. */
export function selectsAddress(glob: string, address: string): boolean {
  return matchesGlob(glob, address) || matchesGlob(glob, parseAddress(address)?.id ?? address);
}
