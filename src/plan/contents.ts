// Packs of the contents that a plan is about, told once for each content: a fleet copies few of them.
import type { Content, Digest, Pack } from '../content/content.ts';
import { type Draft, intended, isCopying } from './change.ts';
import type { Decided } from './decide.ts';
import type { PackFacts } from './pack-facts.ts';
import type { Plan } from './plan.ts';

/** Of what changes write, and of what they overwrite or supersede, as far as it was read. */
export function contentsOf({ planning, changes, sources }: Decided): Pick<Plan, 'contents'> {
  const contents = new Map<Digest, readonly PackFacts[]>();
  const add = (digest: Digest | null, content: Content | null): void => {
    if (digest === null || content === null || contents.has(digest)) return;
    contents.set(digest, content.packs.map(packFacts));
  };
  for (const change of changes.map(intended)) {
    if (!isCopying(change) && change.kind !== 'adopt') continue;
    const source = sources.get(change.address);
    if (source !== undefined) add(source.digest, source.content ?? planning.contentWith(source.digest));
    const seen = 'contentBefore' in change ? (change.contentBefore ?? null) : seenIn(change);
    add(seen, planning.contentWith(seen));
  }
  return contents.size === 0 ? {} : { contents: Object.fromEntries(contents) };
}

function seenIn(change: Draft): Digest | null {
  return 'seen' in change ? (change.seen?.digest ?? null) : null;
}

function packFacts({ name, layer, type, tag, registryUid }: Pack): PackFacts {
  return { name, layer, type, tag, registryUid };
}
