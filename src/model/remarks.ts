// Reads the remarks of a recorded clone. A remark counts only while the row still has what it is about.
import type { Digest } from '../content/content.ts';
import type { RecordedClone } from './recorded.ts';

type Remarked = Pick<RecordedClone, 'digest' | 'remarks'>;

/** The digest that Palette shows for the recorded content: its own, or that of the text that Palette made of it. */
export function expectedDigest({ digest, remarks }: Remarked): Digest {
  const rewritten = remarks?.rewritten;
  return rewritten?.of === digest ? rewritten.digest : digest;
}

/** Whether content with this digest is what the row says, to the letter or as Palette wrote it. */
export function hasRecordedContent(row: Remarked, digest: Digest | null): boolean {
  return digest === row.digest || digest === expectedDigest(row);
}

/** Somebody edited the clone by hand and `accept` made that the baseline; an upgrade would drop it. */
export function hasAcceptedEdit({ digest, source, remarks }: RecordedClone): boolean {
  return remarks?.accepted === digest && digest !== source.digest;
}
