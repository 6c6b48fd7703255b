// Whether an object has the content that was planned for it, to the letter or in another form.
import type { Content, Digest } from '../content/content.ts';
import { sameContent } from '../content/same-content.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { Remarks } from '../model/recorded.ts';

export interface ContentVerdict {
  readonly isSame: boolean;
  readonly remarks: Pick<Remarks, 'rewritten' | 'found'>;
}

/** `planned`: null where that content is not known any more, as after an edit of the source: then only the digest speaks for the object. */
export function judgeContent(
  digest: Digest,
  planned: Content | null,
  { digest: found, content }: Pick<ObservedObject, 'digest' | 'content'>,
): ContentVerdict {
  if (found === digest) return { isSame: true, remarks: {} };
  if (found === null) return { isSame: false, remarks: {} };
  return planned !== null && content !== null && sameContent(planned, content)
    ? { isSame: true, remarks: { rewritten: { of: digest, digest: found } } }
    : { isSame: false, remarks: { found } };
}
