// When an answer proves something. One bad moment of a server, a gateway or a limit looks like a refusal, so no refusal counts alone.
import type { RawAnswer } from '../palette/raw-call.ts';
import { isYes, mayBeRefusal, statusWords } from './reading.ts';

export type ProbeVerdict =
  | { readonly kind: 'yes'; readonly answer: RawAnswer }
  /** Refused twice in the same words, while a like call in between was carried out. */
  | { readonly kind: 'refused'; readonly answer: RawAnswer }
  | { readonly kind: 'unclear'; readonly why: string };

/** What a question needs could not be had, so it stays open. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled';
}

/**
 * Asks, sends a like call that has to work, and asks again. A `yes` to something that makes an object is proof at once: it has a UID.
 * `isProof` says so; otherwise a yes has to be given twice, too.
 */
export async function judge(
  ask: () => Promise<RawAnswer>,
  control: () => Promise<RawAnswer>,
  isProof: (answer: RawAnswer) => boolean = () => false,
): Promise<ProbeVerdict> {
  const first = await ask();
  if (isYes(first) && isProof(first)) return { kind: 'yes', answer: first };
  if (!isYes(first) && !mayBeRefusal(first)) return unclear(first);
  const like = await control();
  if (!isYes(like))
    return { kind: 'unclear', why: `a similar call that must work returned ${statusWords(like)}` };
  const second = await ask();
  const isSame = second.status === first.status && second.code === first.code && second.form === first.form;
  if (!isSame)
    return {
      kind: 'unclear',
      why: `the same call returned ${statusWords(first)} and then ${statusWords(second)}`,
    };
  return isYes(first) ? { kind: 'yes', answer: first } : { kind: 'refused', answer: first };
}

function unclear(answer: RawAnswer): ProbeVerdict {
  return {
    kind: 'unclear',
    why: `${statusWords(answer)} is neither a success nor a rejection of the call`,
  };
}
