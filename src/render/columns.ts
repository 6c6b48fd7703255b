// How many terminal columns text takes, and cutting it to so many. For text that went through safeText.
// Where terminals disagree this counts too many rather than too few, so that a line never overflows.

const ASCII = /^[\x20-\x7E]*$/;
const NO_COLUMN = /^(?:\p{Mn}|\p{Me}|\u{200D}|\u{FE0E})$/u;
/** Asks the character before it to be drawn as an emoji: one column more. */
const EMOJI_SELECTOR = '\u{FE0F}';
/** East Asian wide blocks, and what is drawn as an emoji by itself. */
const TWO_COLUMNS =
  /^[\u{1100}-\u{115F}\u{2E80}-\u{A4CF}\u{A960}-\u{A97F}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE10}-\u{FE19}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u;

export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** Columns of one code point. */
export function columnsOfCharacter(character: string): number {
  if (ASCII.test(character) || character === EMOJI_SELECTOR) return 1;
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

/** Cuts to at most `max` columns, with `…` where something was cut. */
export function truncate(text: string, max: number): string {
  if (columnsOf(text) <= max) return text;
  return max < 1 ? '' : `${splitAt(text, max - 1)[0]}…`;
}

/** Splits where `columns` are full; the first part may be shorter, never longer. */
export function splitAt(text: string, columns: number): readonly [string, string] {
  let used = 0;
  let index = 0;
  for (const character of text) {
    used += columnsOfCharacter(character);
    if (used > columns) break;
    index += character.length;
  }
  return [text.slice(0, index), text.slice(index)];
}

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
