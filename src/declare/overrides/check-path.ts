// Whether a text is a path into values, in the syntax of content/path.ts.

const WORD = String.raw`[\w/-]+`;
const QUOTED = String.raw`"(?:[^"\\\p{Cc}]|\\.)*"`;
const KEY = `(?:${WORD}|${QUOTED})`;
const SELECTOR = String.raw`\[(?:\d+|${KEY}?=${KEY})\]`;
const PATH = new RegExp(String.raw`^(?:${KEY}|${SELECTOR})(?:\.${KEY}|${SELECTOR})*$`, 'u');

export function isPath(text: string): boolean {
  return PATH.test(text) && (text.match(new RegExp(QUOTED, 'gu')) ?? []).every(isJson);
}

function isJson(quoted: string): boolean {
  try {
    return typeof JSON.parse(quoted) === 'string';
  } catch {
    return false;
  }
}
