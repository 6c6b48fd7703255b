// Edits of a text: ranges and what replaces them.

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits at one place are made in the order in which they are given. Ranges that overlap are our bug. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    if (edit.start < at) throw new Error(`edits overlap at ${edit.start}`);
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where the line begins that this offset is in. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** In front of the line end. */
export function lineEnd(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  if (next === -1) return text.length;
  return next > at && text[next - 1] === '\r' ? next - 1 : next;
}

/** Behind the line end. */
export function nextLine(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  return next === -1 ? text.length : next + 1;
}

/** Whether nothing but blanks stands between the begin of the line and this offset. */
export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === '';
}

export function column(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** The lines from one offset to another, taken out as a whole. */
export function removeLines(text: string, from: number, to: number): TextEdit {
  return { start: lineStart(text, from), end: nextLine(text, to), text: '' };
}
