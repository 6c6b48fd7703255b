// Scalars of a declaration file, such as versions, replaced by other texts. The file is parsed once, whatever the number of edits.
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, Scalar } from 'yaml';
import { jsonText } from '../../content/overrides/scalar-text.ts';
import { Faults } from '../faults.ts';
import { parseFile } from '../parse-file.ts';
import type { DataPath, SourceFile } from '../source-file.ts';
import { type EditedFile, type Refused, refused } from './edited.ts';

export interface ScalarEdit {
  readonly path: DataPath;
  readonly value: string;
}

/** The scalar that starts at a position, and the way to it. */
export interface FoundScalar {
  readonly path: DataPath;
  /** As written, quotes and all. */
  readonly written: string;
}

export interface EditedScalars {
  readonly text: string;
  /** Edits that were not made. */
  readonly refused: ReadonlyMap<ScalarEdit, Refused>;
}

/** Where scalars of a file stand. */
export interface ScalarFile {
  readonly text: string;
  /** By the line and column of places, from 1; null: no scalar starts there. */
  at(place: { readonly line: number; readonly column: number }): FoundScalar | null;
  /** null: there is no text at this path. */
  textAt(path: DataPath): string | null;
  /**
   * The text of the file with each value as the text at its path: in the quotes that stand there, or in quotes where it needs them.
   * Refused for what is no text of one line there, is inherited through an alias, serves others through an anchor, or is given by a
   * variable.
   */
  set(edits: readonly ScalarEdit[]): EditedScalars;
}

/** null: the file is not one of declarations, or has errors. */
export function openScalars(text: string): ScalarFile | null {
  const file = read(text);
  if (file === null) return null;
  let paths: ReadonlyMap<string, DataPath> | null = null;
  return {
    text,
    at: ({ line, column }) => {
      paths ??= scalarPaths(file);
      const path = paths.get(`${line}:${column}`);
      return path === undefined ? null : { path, written: file.written(path) ?? '' };
    },
    textAt: (path) => textAt(file, path),
    set: (edits) => setAll(file, edits),
  };
}

/** One edit: see ScalarFile.set. */
export function setScalar(text: string, path: DataPath, value: string): EditedFile {
  const file = openScalars(text);
  if (file === null) return refused('the file is not one of declarations, or has errors');
  const edit = { path, value };
  const edited = file.set([edit]);
  return edited.refused.get(edit) ?? { ok: true, text: edited.text };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly written: string;
}

function setAll(file: SourceFile, edits: readonly ScalarEdit[]): EditedScalars {
  const failed = new Map<ScalarEdit, Refused>();
  const ranges = new Map<ScalarEdit, Range>();
  for (const edit of edits) {
    const range = rangeOf(file, edit);
    if ('ok' in range) failed.set(edit, range);
    else ranges.set(edit, range);
  }
  const text = replaced(file.text, [...ranges.values()]);
  const after = read(text);
  const wrong = [...ranges.keys()].filter(
    ({ path, value }) => after === null || textAt(after, path) !== value,
  );
  if (wrong.length === 0) return { text, refused: failed };
  for (const edit of after === null ? ranges.keys() : wrong)
    failed.set(
      edit,
      refused(`${edit.path.join('.')} cannot be set to this text`, file.place(edit.path).line),
    );
  const rest = setAll(
    file,
    edits.filter((edit) => !failed.has(edit)),
  );
  return { text: rest.text, refused: new Map([...failed, ...rest.refused]) };
}

/** Where the new text goes, or why it does not. */
function rangeOf(file: SourceFile, { path, value }: ScalarEdit): Range | Refused {
  const where = path.join('.');
  const above = path.findIndex((_, index) => isAlias(file.nodeAt(path.slice(0, index + 1))));
  if (above !== -1)
    return refused(
      `${path.slice(0, above + 1).join('.')} comes from an alias, which stands for what others use, too`,
      file.place(path.slice(0, above + 1)).line,
    );
  for (let length = 0; length <= path.length; length++) {
    const at = path.slice(0, length);
    const anchor = anchorOf(file.nodeAt(at));
    if (anchor !== undefined)
      return refused(`${at.join('.')} has the anchor &${anchor}, so others may use it`, file.place(at).line);
  }
  const node = file.nodeAt(path);
  const { line } = file.place(path);
  if (node === undefined) return refused(`there is no ${where}`, line);
  if (!isScalar(node) || typeof node.value !== 'string') return refused(`${where} is not a text`, line);
  const [from, to] = node.range ?? [0, 0];
  const written = file.text.slice(from, to);
  if (written.includes('${')) return refused(`${where} is given by a variable`, line);
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  if (isBlock || /[\r\n]/.test(written + value)) return refused(`${where} is not a text of one line`, line);
  return { from, to, written: spelled(node, value) };
}

function replaced(text: string, ranges: readonly Range[]): string {
  let done = 0;
  const pieces: string[] = [];
  for (const { from, to, written } of ranges.toSorted((a, b) => a.from - b.from)) {
    pieces.push(text.slice(done, from), written);
    done = to;
  }
  return [...pieces, text.slice(done)].join('');
}

function textAt(file: SourceFile, path: DataPath): string | null {
  const node = file.nodeAt(path);
  return isScalar(node) && typeof node.value === 'string' ? node.value : null;
}

function scalarPaths(file: SourceFile): ReadonlyMap<string, DataPath> {
  const paths = new Map<string, DataPath>();
  const visit = (node: unknown, path: DataPath): void => {
    if (isScalar(node)) {
      const { line, column } = file.placeAt(node.range?.[0] ?? 0);
      paths.set(`${line}:${column}`, path);
    } else if (isMap(node))
      for (const { key, value } of node.items)
        visit(value, [...path, isScalar(key) ? String(key.value) : '']);
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
  };
  visit(file.root, []);
  return paths;
}

function anchorOf(node: Node | null | undefined): string | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
}

function read(text: string): SourceFile | null {
  const faults = new Faults();
  const file = parseFile('declarations.yaml', new TextEncoder().encode(text), faults, 'cloneform');
  return faults.isEmpty ? file : null;
}

function spelled({ type }: Scalar, value: string): string {
  if (type === Scalar.QUOTE_SINGLE) return `'${value.replaceAll("'", "''")}'`;
  return type !== Scalar.QUOTE_DOUBLE && isPlain(value) ? value : jsonText(value);
}

/** In flow style, too. */
function isPlain(value: string): boolean {
  const { contents, errors } = parseDocument(`[${value}]`, { prettyErrors: false, logLevel: 'silent' });
  const [item, ...more] = (contents?.toJSON() ?? []) as readonly unknown[];
  return errors.length === 0 && more.length === 0 && item === value;
}
