// Bytes → SourceFile: size, encoding, syntax, duplicate keys. What passes here is a tree with sane keys.
import { isScalar } from 'yaml';
import { findDeepNesting } from '../model/deep-nesting.ts';
import type { Faults } from './faults.ts';
import { decodeUtf8, mapsOf, placeOf, SourceFile } from './source-file.ts';

/** Bytes; a file of declarations is some kilobytes, ten thousand clones in one file are three megabytes. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export function parseFile(name: string, bytes: Uint8Array, faults: Faults): SourceFile | null {
  const text = decodeText(name, bytes, faults);
  if (text === null) return null;
  if (isBlankText(text)) {
    faults.add(
      'declare/empty-file',
      `${name} is empty`,
      { file: name, line: 1, column: 1, text: '' },
      'begin it with `cloneform: 1`',
    );
    return null;
  }
  const deep = findDeepNesting(text);
  if (deep !== null) {
    faults.add(
      'declare/too-deep',
      'this is nested too deep',
      placeAtOffset(name, text, deep),
      'declarations need no more than a handful of levels',
    );
    return null;
  }
  return checkTree(new SourceFile(name, bytes), text, faults);
}

function checkTree(file: SourceFile, text: string, faults: Faults): SourceFile | null {
  for (const error of file.problems) {
    faults.add(
      'declare/not-yaml',
      firstSentence(error.message),
      file.placeAt(error.pos[0]),
      hintFor(error.code, text, error.pos[0]),
    );
  }
  if (!faults.isEmpty) return null;
  checkKeys(file, faults);
  return faults.isEmpty ? file : null;
}

function decodeText(name: string, bytes: Uint8Array, faults: Faults): string | null {
  try {
    return decodeUtf8(bytes);
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

/** Duplicate keys would silently win over each other; some names would reach into JavaScript itself. */
function checkKeys(file: SourceFile, faults: Faults): void {
  for (const { keys } of mapsOf(file.root)) {
    const first = new Map<string, number>();
    for (const key of keys) {
      if (!isScalar(key)) continue;
      const text = String(key.value);
      const offset = key.range?.[0] ?? 0;
      if (FORBIDDEN_KEYS.has(text)) {
        const hint = 'take another name';
        faults.add('declare/forbidden-key', `${text} cannot be a key`, file.placeAt(offset), hint);
      }
      const before = first.get(text);
      if (before === undefined) first.set(text, offset);
      else {
        const line = file.placeAt(before).line;
        faults.add(
          'declare/duplicate-key',
          `the key ${JSON.stringify(text)} is there twice`,
          file.placeAt(offset),
          `the first is in line ${line}; keep one of them`,
        );
      }
    }
  }
}

function hintFor(code: string, text: string, offset: number): string {
  if (code === 'TAB_AS_INDENT' || text[offset] === '\t') return 'indent with spaces; YAML takes no tabs';
  if (code === 'BAD_ALIAS') return 'a value that begins with * has to be quoted: "*"';
  if (code === 'TAG_RESOLVE_FAILED') return 'a value that begins with ! has to be quoted';
  if (code === 'MULTIPLE_DOCS') return 'one document to a file: take out the --- line';
  return 'see the column; text with : # * & ! | > in it wants quotes';
}

function firstSentence(message: string): string {
  const line = message.split('\n')[0] ?? message;
  return line.replace(/ at line \d+, column \d+:?$/, '');
}

function placeAtOffset(name: string, text: string, offset: number): ReturnType<typeof placeOf> {
  const line = text.slice(0, offset).split('\n').length;
  return placeOf(name, text, line, 1, text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
}
