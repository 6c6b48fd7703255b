// A linear look at a text before the YAML parser sees it: deep nesting costs that parser minutes on a few kilobytes.

const MAX_DEPTH = 64;

/** Offset of the first place that nests too deep, or null. Counts brackets, `? ` and `- ` chains, and indentation steps. */
export function findDeepNesting(text: string): number | null {
  const indents: number[] = [];
  let brackets = 0;
  let lineStart = 0;
  while (lineStart <= text.length) {
    const next = text.indexOf('\n', lineStart);
    const lineEnd = next === -1 ? text.length : next;
    const opened = openingMarks(text, lineStart);
    const hasContent = opened.content < lineEnd && text[opened.content] !== '#';
    if (hasContent || opened.marks > 0) {
      while (indents.length > 0 && (indents.at(-1) ?? 0) >= opened.indent) indents.pop();
      indents.push(opened.indent);
    }
    if (indents.length + opened.marks > MAX_DEPTH) return lineStart;
    brackets = bracketsAfter(text, opened.content, lineEnd, brackets);
    if (brackets > MAX_DEPTH) return lineStart;
    lineStart = lineEnd + 1;
  }
  return null;
}

function openingMarks(text: string, start: number): { indent: number; marks: number; content: number } {
  let at = start;
  while (text[at] === ' ') at++;
  const indent = at - start;
  let marks = 0;
  while ((text[at] === '-' || text[at] === '?' || text[at] === ':') && isBlank(text[at + 1])) {
    marks++;
    at++;
    while (isBlank(text[at])) at++;
  }
  return { indent, marks, content: at };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}

/**
 * How many brackets are open behind a line, if `before` are open in front of it; infinitely many where it nests too deep, be it with
 * brackets or with `? ` chains in flow collections.
 */
function bracketsAfter(text: string, start: number, end: number, before: number): number {
  let open = before;
  let questions = 0;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '[' || char === '{') open++;
    else if (char === ']' || char === '}') open = Math.max(0, open - 1);
    else if ((char === '?' || char === '-') && isBlank(text[at + 1])) questions++;
    if (open > MAX_DEPTH || questions > 4 * MAX_DEPTH) return Number.POSITIVE_INFINITY;
  }
  return open;
}
