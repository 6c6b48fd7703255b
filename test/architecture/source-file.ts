// A source file as the rules see it, and what it imports. The rules are functions over such files, so that each can be tried on
// a planted violation.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/root.ts';

export interface SourceFile {
  /** From the root of the project, e.g. src/plan/order.ts. */
  readonly path: string;
  readonly text: string;
}

/** `key` is what an allowance names. */
export interface Violation {
  readonly key: string;
  readonly message: string;
}

export function readFiles(folder: string, ending: string): readonly SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      path: path.relative(ROOT, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

export function moduleOf(file: string): string {
  return file.split('/')[1] ?? '';
}

/** Every import, type-only and lazy ones too, as written. */
export function importsOf(file: SourceFile): readonly string[] {
  return [...codeOf(file.text).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** The imported files of ours, from the root of the project. */
export function importedFiles(file: SourceFile): readonly string[] {
  return importsOf(file)
    .filter((target) => target.startsWith('.') && target.endsWith('.ts'))
    .map((target) => path.posix.join(path.posix.dirname(file.path), target));
}

export function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

export function commentsOf(text: string): string {
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)].map((match) => match[0]).join('\n');
}

/** What remains when the allowed violations are taken out; an allowance that nothing needs is a violation, too. */
export function notAllowed(
  violations: readonly Violation[],
  allowed: Readonly<Record<string, string>>,
): readonly string[] {
  const needed = new Set(violations.map(({ key }) => key));
  return [
    ...violations.filter(({ key }) => allowed[key] === undefined).map(({ message }) => message),
    ...Object.keys(allowed)
      .filter((key) => !needed.has(key))
      .map((key) => `"${key}" is allowed, but nothing needs that any more: remove it from allowances.ts`),
  ];
}
