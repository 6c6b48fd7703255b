// Digests that an earlier edition recorded say nothing about the order of variables. Where one is that of a content that was read now,
// whatever its order, it is taken for the digest of that content: the order is as it was, or nobody knows better.
import type { Digest } from '../../content/content.ts';
import { coversOrder } from '../../content/outline.ts';
import { unorderedDigest } from '../../inventory/digest.ts';
import type { Desired } from '../../model/desired.ts';
import type { Observed } from '../../model/observed.ts';
import type { Recorded, RecordedClone } from '../../model/recorded.ts';

/** In memory only: state gets the digest with the order when a row is written for another reason. */
export function withKnownOrder(recorded: Recorded, observed: Observed): Recorded {
  const clones = recorded.clones.map((row) => knownRow(recorded, observed, row));
  return clones.some((row, index) => row !== recorded.clones[index]) ? { ...recorded, clones } : recorded;
}

/** The same for the rollback of a clone whose recorded content is still that of the run it goes back to. */
export function wantedWithKnownOrder(desired: Desired, before: Recorded, after: Recorded): Desired {
  if (before === after) return desired;
  const was = new Map(before.clones.map((row) => [row.address, row.digest]));
  const is = new Map(after.clones.map((row) => [row.address, row.digest]));
  const clones = desired.clones.map((clone) => {
    const { address, recorded } = clone;
    const digest = is.get(address);
    return recorded === undefined || digest === undefined || recorded.digest !== was.get(address)
      ? clone
      : { ...clone, recorded: { ...recorded, digest } };
  });
  return { ...desired, clones };
}

function knownRow({ outlines }: Recorded, observed: Observed, row: RecordedClone): RecordedClone {
  const own = digestsOf(observed, row.uid);
  const sources = digestsOf(observed, row.source.uid);
  const known = (digest: Digest, first: Digests | null, then: Digests | null): Digest =>
    coversOrder(outlines.get(digest))
      ? digest
      : ([first, then].find((found) => found?.unordered === digest)?.digest ?? digest);
  const digest = known(row.digest, own, sources);
  // A clone that nobody touched since has what its source had then.
  const isUntouched = own !== null && own.lastModified !== '' && own.lastModified === row.lastModified;
  const source = isUntouched
    ? known(row.source.digest, own, sources)
    : known(row.source.digest, sources, own);
  if (digest === row.digest && source === row.source.digest) return row;
  return { ...row, digest, source: { ...row.source, digest: source } };
}

interface Digests {
  readonly digest: Digest;
  readonly unordered: Digest;
  readonly lastModified: string;
}

function digestsOf(observed: Observed, uid: string): Digests | null {
  const read = observed.objects.get(uid);
  if (read?.status !== 'present' || read.object.content === null || read.object.digest === null) return null;
  const { digest, content, lastModified } = read.object;
  return {
    digest,
    lastModified,
    unordered: content.variables.length < 2 ? digest : unorderedDigest(content),
  };
}
