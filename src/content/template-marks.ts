// Template expressions (`{{ .spectro.var.X }}`) replaced by words of the same length, so that YAML with them can be parsed.

const EXPRESSION = /\{\{[^{}\n]*\}\}/g;
/** Private-use characters: a text that has them already is not touched. */
const START = '\uE000';
const FILL = '\uE001';
const MARK = /\uE000[0-9a-z]+\uE001*/g;

export interface MarkedText {
  /** As long as the original, so that offsets are the same. */
  readonly text: string;
  /** Puts the expressions back into any piece of the text. */
  readonly restore: (piece: string) => string;
}

/** null where the text has the marks already, or more expressions than there are marks of their length. */
export function markTemplates(text: string): MarkedText | null {
  if (text.includes(START) || text.includes(FILL)) return null;
  if (!text.includes('{{')) return { text, restore: (piece) => piece };
  const numbers = new Map<string, string>();
  let isFull = false;
  const marked = text.replace(EXPRESSION, (expression) => {
    const number = numbers.get(expression) ?? numbers.size.toString(36);
    numbers.set(expression, number);
    if (number.length + 1 > expression.length) isFull = true;
    return `${START}${number}`.padEnd(expression.length, FILL);
  });
  if (isFull) return null;
  const expressions = new Map([...numbers].map(([expression, number]) => [number, expression]));
  return {
    text: marked,
    restore: (piece) =>
      piece.replace(MARK, (mark) => expressions.get(mark.slice(1).replaceAll(FILL, '')) ?? mark),
  };
}

export function hasMark(piece: string): boolean {
  return piece.includes(START);
}
