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
    const opened = openingMarks(text, lineStart, lineEnd);
    if (opened.content < lineEnd && text[opened.content] !== '#') {
      while (indents.length > 0 && (indents.at(-1) ?? 0) >= opened.indent) indents.pop();
      indents.push(opened.indent);
    }
    if (indents.length + opened.marks > MAX_DEPTH) return lineStart;
    brackets = Math.max(0, brackets + bracketBalance(text, opened.content, lineEnd));
    if (brackets > MAX_DEPTH || hasDeepBrackets(text, opened.content, lineEnd)) return lineStart;
    lineStart = lineEnd + 1;
  }
  return null;
}

function openingMarks(
  text: string,
  start: number,
  end: number,
): { indent: number; marks: number; content: number } {
  let at = start;
  while (at < end && text[at] === ' ') at++;
  const indent = at - start;
  let marks = 0;
  while (at < end && (text[at] === '-' || text[at] === '?' || text[at] === ':') && isBlank(text[at + 1])) {
    marks++;
    at++;
    while (at < end && isBlank(text[at])) at++;
  }
  return { indent, marks, content: at };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === undefined || char === '\r';
}

function bracketBalance(text: string, start: number, end: number): number {
  let balance = 0;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '[' || char === '{') balance++;
    else if (char === ']' || char === '}') balance--;
  }
  return balance;
}

/** Within one line too, and for `? ` chains in flow collections. */
function hasDeepBrackets(text: string, start: number, end: number): boolean {
  let depth = 0;
  let questions = 0;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    else if ((char === '?' || char === '-') && isBlank(text[at + 1])) questions++;
    if (depth > MAX_DEPTH) return true;
  }
  return questions > 4 * MAX_DEPTH;
}
