// "Did you mean": the known word closest to what somebody typed.
import leven from 'leven';

/** A longer word is no slip of the hand, and comparing it takes long. */
const MAX_LENGTH = 200;
/** Words that one list is searched for: the cost grows with words times candidates. */
const MAX_WORDS = 100;

/**
 * `nearest` over one list, for a check that may fail thousands of times: each word is searched for once, and only the first hundred
 * are. Nobody reads a hundred suggestions.
 */
export function suggester(candidates: Iterable<string>): (word: string) => string | undefined {
  const list = [...candidates];
  const known = new Map<string, string | undefined>();
  return (word) => {
    if (!known.has(word) && known.size < MAX_WORDS) known.set(word, nearest(word, list));
    return known.get(word);
  };
}

/** The candidate closest to `word`, if it is close enough to be a slip of the hand; ties go to the first in order. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = leven(word.toLowerCase(), candidate.toLowerCase(), { maxDistance: bestDistance });
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
