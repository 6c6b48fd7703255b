// Columns: how wide a text is, and how to keep it within a width.

/** East Asian wide characters and pictographs take two columns; combining marks and joiners none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60\u3000-\u303F]/u;
const ZERO = /\p{Mn}|\p{Me}|\u200D|\uFE0F/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cut with an ellipsis where it is wider than `width`. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  for (const char of text) {
    if (widthOf(cut) + widthOf(char) > width - 1) break;
    cut += char;
  }
  return `${cut}…`;
}

/** Breaks at spaces into lines of at most `width`; a word that is wider than a line is broken hard. */
export function wrapText(text: string, width: number): readonly string[] {
  const most = Math.max(10, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    for (const piece of pieces(word, most)) {
      if (line !== '' && widthOf(line) + 1 + widthOf(piece) > most) {
        lines.push(line);
        line = piece;
      } else {
        line = line === '' ? piece : `${line} ${piece}`;
      }
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const found: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    let piece = '';
    for (const char of rest) {
      if (widthOf(piece) + widthOf(char) > width) break;
      piece += char;
    }
    found.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...found, rest];
}

/** Wrapped, each line behind the same indentation. */
export function indented(text: string, indent: number, width: number): readonly string[] {
  return wrapText(text, width - indent).map((line) => ' '.repeat(indent) + line);
}
