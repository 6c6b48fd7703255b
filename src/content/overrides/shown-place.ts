// An overridden place as people see it: values cut and made visible, secrets masked.
import { maskText } from '../mask.ts';
import { MASK } from '../secret-text.ts';
import { showPair } from '../shown-text.ts';
import type { OverriddenPlace } from './rendered.ts';

export interface ShownPlace {
  readonly pack: string;
  readonly part: string;
  readonly path: string;
  /** null: nothing is there. */
  readonly source: string | null;
  readonly wanted: string | null;
}

export function shownPlace({ pack, part, path, source, wanted, isSecret }: OverriddenPlace): ShownPlace {
  const [from, to] = isSecret ? [MASK, MASK] : showPair(maskText(source ?? ''), maskText(wanted ?? ''));
  return {
    pack,
    part,
    path: shownPath(path, isSecret),
    source: source === null ? null : from,
    wanted: wanted === null ? null : to,
  };
}

/** The path of a replacement is the text that it looks for. */
function shownPath(path: string, isSecret: boolean): string {
  if (!path.startsWith('replace:')) return path;
  return isSecret ? `replace:${MASK}` : maskText(path);
}
