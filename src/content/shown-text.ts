// Pieces of text as a difference shows them: cut around what changed, and with characters made visible that look like others.

/** Characters of one side that are shown, and those that stand before a change that is far inside. */
const MOST_TEXT = 160;
const LEAD = 40;

/** Both sides of a change, cut at the same place and never to the same text. Both are masked already. */
export function showPair(before: string, after: string): readonly [string, string] {
  const show = looksOf(before) === looksOf(after) ? reveal : spaces;
  const [left, right] = [show(before), show(after)];
  const first = commonStart(left, right);
  return [cut(left, first), cut(right, first)];
}

/** One side alone. */
export function showOne(text: string): string {
  return cut(spaces(text), 0);
}

function cut(text: string, around: number): string {
  if (text.length <= MOST_TEXT) return text;
  const start = around < MOST_TEXT / 2 ? 0 : Math.min(around - LEAD, text.length - MOST_TEXT / 2);
  const [from, to] = [whole(text, start), whole(text, Math.min(text.length, start + MOST_TEXT))];
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

/** Never between the two halves of one character. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

function commonStart(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}

/** Longer texts are not normalized: what differs in them is found by where they differ. */
const MOST_LOOKED_AT = 20_000;

/** Equal for texts that a reader cannot tell apart. */
function looksOf(text: string): string {
  if (text.length > MOST_LOOKED_AT) return text;
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Cc}(?<![\t\n])/gu, '')
    .replace(/\s+/g, ' ')
    .trimEnd();
}

/** Trailing blanks as ·, tabs as \t, all that is no plain character by its number. */
function reveal(text: string): string {
  return text
    .replace(/ +$/, (blanks) => '·'.repeat(blanks.length))
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replace(/(?! )\p{Zs}|\p{M}|\p{Cf}/gu, byNumber)
    .replace(/[\uff01-\uffee]|\p{Lm}/gu, byNumber);
}

/** Spaces that are not the common one are never what they look like. */
function spaces(text: string): string {
  return text.replace(/(?! )\p{Zs}/gu, byNumber);
}

function byNumber(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
