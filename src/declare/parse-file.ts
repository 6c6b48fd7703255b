// Bytes → SourceFile: size, encoding, syntax, keys and aliases. What passes here is a tree that has values.
import { findDeepNesting } from '../content/deep-nesting.ts';
import { checkTree } from './check-tree.ts';
import { Faults } from './faults.ts';
import type { Kept } from './overrides/kept-values.ts';
import { decodeUtf8, isQuotable, placeInText, SourceFile } from './source-file.ts';

/** Bytes; a file of declarations is some kilobytes, ten thousand clones in one file are three megabytes. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

/** Marks that the parser spends its time on: at this many a file of the largest size still takes seconds, not minutes. */
const MAX_MARKS = 200_000;
const IS_MARK = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(',?&!*[]{}'.includes(String.fromCharCode(code))),
);
/** Of one file; more say nothing new. */
const MAX_SYNTAX_FAULTS = 100;

/** The key that a file of ours has at its top. */
type Format = 'cloneform' | 'sandbox' | 'faults';

/**
 * null: it does not parse, and `faults` says why. Of a file whose name does not say YAML or JSON nothing is said but that it is not
 * a file of ours, unless it has the top-level key `format`: its text may be a secret.
 */
export function parseFile(
  name: string,
  bytes: Uint8Array,
  faults: Faults,
  format: Format | null = null,
): SourceFile | null {
  const position = format === 'cloneform' ? 'file' : 'elsewhere';
  if (isQuotable(name)) return parseText(name, bytes, faults, position, true);
  const own = new Faults();
  const file = parseText(name, bytes, own, position, format !== null);
  if (file !== null && (format === null || file.has([format]))) return file;
  const place = { file: name, line: 1, column: 1, text: '' };
  const hint = 'check that this is the right file; rename it to .yaml to see its errors';
  faults.add('declare/not-our-format', `${name} is not a file that cloneform can read`, place, hint);
  return null;
}

function parseText(
  name: string,
  bytes: Uint8Array,
  faults: Faults,
  position: 'file' | 'elsewhere',
  isQuoted: boolean,
): SourceFile | null {
  const text = decodeText(name, bytes, faults);
  if (text === null) return null;
  if (isBlankText(text)) {
    faults.add(
      'declare/empty-file',
      `${name} is empty`,
      { file: name, line: 1, column: 1, text: '' },
      'start it with `cloneform: 1`',
    );
    return null;
  }
  const deep = findDeepNesting(text);
  if (deep !== null) {
    faults.add(
      'declare/too-deep',
      'this is nested too deep',
      placeAtOffset(name, text, deep),
      'declarations need only a few levels',
    );
    return null;
  }
  if (hasTooManyMarks(text)) {
    const place = { file: name, line: 1, column: 1, text: '' };
    const message = `${name} has more than ${MAX_MARKS} commas, brackets, anchors and aliases`;
    faults.add('declare/too-complex', message, place, 'split it into several files with include');
    return null;
  }
  return checkSyntax(new SourceFile(name, bytes, isQuoted), text, position, faults);
}

/** A text as a value of an override, in its spelling; undefined: it has no value, or `faults` says why it cannot be one. */
export function parseSnippet(text: string, faults: Faults): Kept | undefined {
  if (isBlankText(text)) return undefined;
  const name = 'the value';
  if (findDeepNesting(text) !== null || hasTooManyMarks(text)) {
    faults.add('declare/too-deep', 'it is nested too deep', null);
    return undefined;
  }
  const file = checkSyntax(new SourceFile(name, new TextEncoder().encode(text)), text, 'values', faults);
  return file?.keptValue();
}

export function hasTooManyMarks(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at++) marks += IS_MARK[text.charCodeAt(at)] ?? 0;
  return marks > MAX_MARKS;
}

function checkSyntax(
  file: SourceFile,
  text: string,
  position: 'file' | 'elsewhere' | 'values',
  faults: Faults,
): SourceFile | null {
  for (const error of file.problems.slice(0, MAX_SYNTAX_FAULTS)) {
    faults.add(
      'declare/not-yaml',
      error.message,
      file.placeAt(error.pos[0]),
      hintFor(error.code, text, error.pos[0]),
    );
  }
  if (!faults.isEmpty) return null;
  checkTree(file, position, faults);
  return faults.isEmpty ? file : null;
}

function decodeText(name: string, bytes: Uint8Array, faults: Faults): string | null {
  try {
    const text = decodeUtf8(bytes);
    // UTF-16 without a mark at its beginning is UTF-8 by its bytes.
    if (!text.includes('\u0000')) return text;
    throw new TypeError('NUL');
  } catch {
    faults.add(
      'declare/not-utf8',
      `${name} is not UTF-8 text`,
      { file: name, line: 1, column: 1, text: '' },
      'save it as UTF-8',
    );
    return null;
  }
}

/** Comments alone are nothing either. */
function isBlankText(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
}

function hintFor(code: string, text: string, offset: number): string {
  if (code === 'TAB_AS_INDENT' || text[offset] === '\t')
    return 'indent with spaces; YAML does not allow tabs';
  if (text[offset] === '{' && text[offset - 1] === '$')
    return 'between { } and [ ], put a value with ${…} in quotes, or write it on a line of its own';
  if (code === 'BAD_ALIAS') return 'quote a value that starts with *: "*"';
  if (code === 'TAG_RESOLVE_FAILED') return 'quote a value that starts with !';
  if (code === 'MULTIPLE_DOCS') return 'use one document per file: remove the --- line';
  return 'check that column; quote text that begins with { or [, or contains : # * & ! | or >';
}

function placeAtOffset(name: string, text: string, offset: number): ReturnType<typeof placeInText> {
  const line = text.slice(0, offset).split('\n').length;
  return placeInText(name, text, line, 1, text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
}
