// Lays out painted text in lines of a width: breaks at spaces, inside words only where a word is wider than a line.
import { columnsOf, columnsOfCharacter, splitAt } from './columns.ts';
import { safeText } from './safe-text.ts';
import { type Paints, paintsFor, type Style, type Tone } from './style.ts';

/** A piece of a line. Its text is raw: layout escapes it. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** Never broken, not at its spaces either: addresses, which people copy. */
  readonly keep?: boolean;
}

interface Piece {
  readonly text: string;
  readonly tone: Tone | undefined;
}

/** What stays together: pieces without a space between them, or with one inside a kept span. */
interface Word {
  /** Spaces before it; they vanish at the beginning of a continuation line. */
  readonly gap: number;
  readonly pieces: Piece[];
  columns: number;
  keep: boolean;
}

export interface Indent {
  /** Columns before the first line. */
  readonly first: number;
  /** Columns before every further line. */
  readonly hang: number;
}

/** Lines without line breaks. Only a kept span that is wider than a line of its own makes a line longer than the width. */
export function layout(spans: readonly Span[], style: Style, indent: Indent): readonly string[] {
  const paints = paintsFor(style);
  const lines: string[] = [];
  let line = ' '.repeat(indent.first);
  let used = indent.first;
  let isEmpty = true;
  const put = (word: Word, gap: number): void => {
    line += ' '.repeat(gap) + word.pieces.map((piece) => paint(paints, piece)).join('');
    used += gap + word.columns;
    isEmpty = false;
  };
  const flush = (): void => {
    lines.push(line);
    line = ' '.repeat(indent.hang);
    used = indent.hang;
    isEmpty = true;
  };
  for (const word of toWords(spans)) {
    const gap = isEmpty && lines.length > 0 ? 0 : word.gap;
    if (used + gap + word.columns <= style.width) {
      put(word, gap);
      continue;
    }
    if (!isEmpty) flush();
    let rest = word;
    while (!rest.keep && used + rest.columns > style.width) {
      const [head, tail] = splitWord(rest, Math.max(1, style.width - used));
      put(head, 0);
      flush();
      rest = tail;
    }
    put(rest, 0);
  }
  if (!isEmpty || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Plain text wrapped to the width. */
export function wrapText(text: string, style: Style, indent: Indent): readonly string[] {
  return layout([{ text }], style, indent);
}

/** Columns of the spans on one line. */
export function columnsOfSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + columnsOf(safeText(span.text)), 0);
}

export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function toWords(spans: readonly Span[]): readonly Word[] {
  const words: Word[] = [];
  let gap = 0;
  let current: Word | undefined;
  const add = (text: string, span: Span): void => {
    if (current === undefined) {
      current = { gap, pieces: [], columns: 0, keep: false };
      words.push(current);
      gap = 0;
    }
    current.pieces.push({ text, tone: span.tone });
    current.columns += columnsOf(text);
    current.keep ||= span.keep === true;
  };
  for (const span of spans) {
    const text = safeText(span.text);
    for (const token of span.keep === true ? [text] : (text.match(/ +|[^ ]+/g) ?? [])) {
      if (span.keep !== true && token.startsWith(' ')) {
        gap += token.length;
        current = undefined;
      } else if (token !== '') {
        add(token, span);
      }
    }
  }
  return words;
}

/** The head has at least one character, or the loop that asks for it would never end. */
function splitWord(word: Word, columns: number): readonly [Word, Word] {
  const head: Word = { gap: 0, pieces: [], columns: 0, keep: false };
  const tail: Word = { gap: 0, pieces: [], columns: 0, keep: false };
  for (const piece of word.pieces) {
    const room = tail.columns > 0 ? 0 : columns - head.columns;
    const [fits, rest] = splitAt(piece.text, room);
    push(head, { text: fits, tone: piece.tone });
    push(tail, { text: rest, tone: piece.tone });
  }
  if (head.columns > 0) return [head, tail];
  return splitWord(word, Math.max(1, columnsOfCharacter(firstCharacter(word))));
}

function firstCharacter(word: Word): string {
  for (const piece of word.pieces) for (const character of piece.text) return character;
  return '';
}

function push(word: Word, piece: Piece): void {
  if (piece.text === '') return;
  word.pieces.push(piece);
  word.columns += columnsOf(piece.text);
}

function paint(paints: Paints, piece: Piece): string {
  return piece.tone === undefined ? piece.text : paints[piece.tone](piece.text);
}
