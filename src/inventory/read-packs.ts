// Which packs a profile version has, by name and version: from its row of a list where that says so, else by one GET.

import type { ScopeRef } from '../model/natural-key.ts';
import type { NamedRef } from '../model/observed.ts';
import { PaletteError } from '../palette/palette-error.ts';
import type { ProfileReads } from '../palette/port.ts';
import type { Maybe, WirePackRef, WireProfileRow } from '../palette/wire.ts';
import { toInUse } from './object-from-wire.ts';

export interface PackVersion {
  readonly name: string;
  /** As the profile asks for it; may be a train such as 1.25.x. */
  readonly tag: string;
  /** What that is today; "" where Palette does not say. */
  readonly resolved: string;
}

export interface PacksOf {
  readonly packs: readonly PackVersion[];
  readonly clusters: readonly NamedRef[];
}

/** null: the row speaks of several versions, and of which of them is open (facts.md section 9 f), or it names no packs. */
export function packsInRow(row: WireProfileRow): PacksOf | null {
  if ((row.specSummary?.versions ?? []).length > 1) return null;
  const packs = (row.specSummary?.published ?? row.specSummary?.draft)?.packs ?? null;
  return packs === null ? null : { packs: packs.map(toPack), clusters: toInUse(row.status ?? {}).clusters };
}

/** null: it is gone, or cannot be read. Rejects where nothing can be read at all. */
export async function readPacks(
  client: Pick<ProfileReads, 'getProfile'>,
  uid: string,
  scope: ScopeRef,
): Promise<PacksOf | null> {
  try {
    const answer = await client.getProfile(uid, scope);
    if (answer === undefined) return null;
    const { spec, status } = answer.value;
    const template = spec.published ?? spec.draft ?? {};
    return { packs: (template.packs ?? []).map(toPack), clusters: toInUse(status ?? {}).clusters };
  } catch (error) {
    if (error instanceof PaletteError && error.kind !== 'auth' && error.kind !== 'aborted') return null;
    throw error;
  }
}

function toPack(pack: {
  readonly name: string;
  readonly tag?: Maybe<string>;
  readonly version?: WirePackRef['version'];
}): PackVersion {
  return { name: pack.name, tag: pack.tag ?? '', resolved: pack.version ?? '' };
}
