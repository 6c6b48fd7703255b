// Answers that are worked out once. Ten thousand declarations ask for the same few ranges, and each look-up table of a plan is
// wanted by few of them.

/** The same text has the same answer; what was asked last is known, up to a bound. */
export function memoize<T>(work: (text: string) => T, most = 1000): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.answer;
    const answer = work(text);
    if (known.size >= most) known.clear();
    known.set(text, { answer });
    return answer;
  };
}

/**
 * As `memoize`, for long texts, which are looked at again soon: of the latest, at most `most.texts`, and `most.characters` together.
 */
export function memoizeLatest<T>(
  work: (text: string) => T,
  most: { readonly texts?: number; readonly characters: number },
): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  let characters = 0;
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.answer;
    const answer = work(text);
    if (text.length > most.characters) return answer;
    for (const old of known.keys()) {
      if (known.size < (most.texts ?? Infinity) && characters + text.length <= most.characters) break;
      known.delete(old);
      characters -= old.length;
    }
    known.set(text, { answer });
    characters += text.length;
    return answer;
  };
}

/** The same object has the same answer, as long as it lives. */
export function memoizeWeak<K extends object, T>(work: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly answer: T }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.answer;
    const answer = work(key);
    known.set(key, { answer });
    return answer;
  };
}
