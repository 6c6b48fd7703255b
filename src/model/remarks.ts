// Reads and writes the remarks of a recorded clone. A remark counts only while the row still has what it is about.
import type { Digest } from '../content/content.ts';
import type { RecordedClone, Remarks } from './recorded.ts';

type Remarked = Pick<RecordedClone, 'digest' | 'remarks'>;

/** The row with these remarks instead of its own; without any, the member is absent. */
export function withRemarks<T extends Pick<RecordedClone, 'remarks'>>(row: T, remarks: Remarks): T {
  const { remarks: _old, ...rest } = row;
  const isEmpty = Object.keys(remarks).length === 0;
  return (isEmpty ? rest : { ...rest, remarks }) as T;
}

/** What stays when the content of the row becomes another: remarks about content end with it. */
export function remarksBeyondContent({ remarks }: Pick<RecordedClone, 'remarks'>): Remarks {
  const { rewritten: _rewritten, accepted: _accepted, found: _found, ...rest } = remarks ?? {};
  return rest;
}

/** The digest that Palette shows for the recorded content: its own, or that of the text that Palette made of it. */
export function expectedDigest({ digest, remarks }: Remarked): Digest {
  const rewritten = remarks?.rewritten;
  return rewritten?.of === digest ? rewritten.digest : digest;
}

/** Whether content with this digest is what the row says, to the letter or as Palette wrote it. */
export function hasRecordedContent(row: Remarked, digest: Digest | null): boolean {
  return isMadeOf(row, digest, row.digest);
}

/** Whether `digest` is `wanted`, or what Palette made of it when it wrote this clone. */
export function isMadeOf(
  { remarks }: Pick<RecordedClone, 'remarks'>,
  digest: Digest | null,
  wanted: Digest,
): boolean {
  const rewritten = remarks?.rewritten;
  return digest === wanted || (rewritten?.of === wanted && rewritten.digest === digest);
}

/** Whether the clone still has what it had when it was found to be incomplete: then nobody edited it since. */
export function isAsFound({ remarks }: Pick<RecordedClone, 'remarks'>, digest: Digest | null): boolean {
  return remarks?.found === undefined || remarks.found === digest;
}

/** The description that Palette shows for the recorded one; "" where none is managed. */
export function expectedDescription({
  description,
  remarks,
}: Pick<RecordedClone, 'description' | 'remarks'>): string {
  const made = remarks?.description;
  return description !== null && made?.of === description ? made.shown : (description ?? '');
}

/** Somebody edited the clone by hand and `accept` made that the baseline; an upgrade would drop it. */
export function hasAcceptedEdit({ digest, source, overrides, remarks }: RecordedClone): boolean {
  return remarks?.accepted === digest && digest !== (overrides?.wanted ?? source.digest);
}
