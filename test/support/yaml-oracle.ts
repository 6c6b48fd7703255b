// What edits of a text must come to, told by the YAML library's documents and by values alone: nothing of src is used here.
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';

export type Value = null | string | number | bigint | boolean | Value[] | { [key: string]: Value };

export function isMapValue(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As readers of YAML 1.1 do, Helm among them. Templates stand for texts. */
export function read(text: string): Value | undefined {
  return documentOf(text)?.toJS() as Value | undefined;
}

const LITERAL = '(literal) ';

/** The same with each scalar as it is spelled. `literalText` tells the literal blocks among them. */
export function readSpelled(text: string): Value | undefined {
  const document = documentOf(text, 'failsafe');
  if (document === undefined) return undefined;
  visit(document, {
    Scalar: (_, node) => {
      if (node.type === Scalar.BLOCK_LITERAL) node.value = LITERAL + String(node.value);
    },
  });
  return document.toJS() as Value | undefined;
}

/** undefined: the value is no literal block. */
export function literalText(value: string): string | undefined {
  return value.startsWith(LITERAL) ? value.slice(LITERAL.length) : undefined;
}

/** undefined for what is not exactly one document. Offsets are those of the text. */
function documentOf(text: string, schema: 'yaml-1.1' | 'failsafe' = 'yaml-1.1'): Document | undefined {
  const plain = text.replaceAll(/\{\{[^{}\n]*\}\}/g, (found) => found.replaceAll(/[^\w .]/g, '_'));
  const documents = parseAllDocuments(plain, {
    version: '1.1',
    schema,
    merge: true,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  if (!Array.isArray(documents)) return undefined;
  return documents.length === 1 && documents[0]?.errors.length === 0 ? documents[0] : undefined;
}

function pairsOf(map: YAMLMap, key: string): readonly Pair[] {
  return map.items.filter(
    (pair) => isScalar(pair.key) && (String(pair.key.value) === key || pair.key.source === key),
  );
}

function contentsOf(text: string): YAMLMap | undefined {
  const contents = documentOf(text)?.contents;
  return isMap(contents) ? contents : undefined;
}

function blockText(node: unknown): string | undefined {
  return isScalar(node) && node.type === Scalar.BLOCK_LITERAL ? String(node.value) : undefined;
}

/** Whether a map on the way has the next key twice. */
export function hasTwice(text: string, path: readonly (string | number)[]): boolean {
  let node: unknown = contentsOf(text);
  for (const step of path) {
    const inner = blockText(node);
    if (inner !== undefined) node = contentsOf(inner);
    if (isSeq(node)) {
      node = node.items[Number(step)];
      continue;
    }
    const pairs = isMap(node) ? pairsOf(node, String(step)) : [];
    if (pairs.length > 1) return true;
    node = pairs[0]?.value;
  }
  return false;
}

/** What must be in the result, in this order: whole lines, and the parts that stay of a line whose value is set. */
export interface KeptLine {
  readonly begin: string;
  readonly end: string;
  readonly isWhole: boolean;
}

/** The lines that stay when these values are set. */
export function keptLines(text: string, values: { [key: string]: Value }): readonly KeptLine[] {
  const changed = new Map<number, KeptLine | null>();
  changedLines(text, values, 0, '', changed);
  return linesOf(text).flatMap((line, index) => {
    const kept = changed.get(index);
    if (kept === null) return [];
    return [kept ?? { begin: line, end: '', isWhole: true }];
  });
}

/** The first line that is missing; undefined: there is none. */
export function missingLine(result: string, kept: readonly KeptLine[]): KeptLine | undefined {
  const lines = linesOf(result);
  let at = 0;
  return kept.find(({ begin, end, isWhole }) => {
    const found = lines.findIndex(
      (line, index) =>
        index >= at && (isWhole ? line === begin : line.startsWith(begin) && line.endsWith(end)),
    );
    at = found + 1;
    return found === -1;
  });
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** `changed` gets the number of each line that may change, with what must stay of it. */
function changedLines(
  text: string,
  values: { [key: string]: Value },
  first: number,
  margin: string,
  changed: Map<number, KeptLine | null>,
): void {
  const root = documentOf(text)?.contents;
  const lineAt = (at: number): number => text.slice(0, at).split('\n').length - 1;
  const lines = linesOf(text);
  const mark = (from: number, to: number): void => {
    for (let line = lineAt(from); line <= lineAt(to); line++) changed.set(first + line, null);
  };
  const end = (node: { readonly range?: readonly number[] | null | undefined }): number => {
    const [from = 0, to = 0] = node.range ?? [];
    return from + text.slice(from, to).trimEnd().length;
  };
  const markPair = ({ key, value }: Pair, isFlow: boolean): void => {
    if (!isScalar(key)) return;
    const at = key.range?.[0] ?? 0;
    const node = value as { range?: readonly number[] | null; source?: string } | null;
    const isNothing = node === null || (isScalar(node) && node.source === '' && node.type === Scalar.PLAIN);
    const last = isNothing ? at : end(node);
    mark(at, last);
    const begin = text.slice(text.lastIndexOf('\n', at - 1) + 1, key.range?.[1] ?? at);
    // A comment behind the value stays; one between a key and what stands below it, or in the header of a block, is part of what is set.
    const behind = isNothing ? (key.range?.[1] ?? at) : last;
    const said =
      lineAt(at) === lineAt(last) ? (/#.*$/.exec(/.*/.exec(text.slice(behind))?.[0] ?? '')?.[0] ?? '') : '';
    if (!isFlow) changed.set(first + lineAt(at), { begin: margin + begin, end: said, isWhole: false });
  };
  const descend = (map: YAMLMap, over: { [key: string]: Value }): void => {
    const isFlow = map.flow === true;
    for (const [key, value] of Object.entries(over)) {
      const [pair] = pairsOf(map, key);
      if (isFlow && map.range) mark(map.range[0], end(map));
      if (pair === undefined) continue;
      const inner = blockText(pair.value);
      if (isMapValue(value) && isMap(pair.value) && Object.keys(value).length === 0) continue;
      if (isMapValue(value) && isMap(pair.value) && pair.value.items.length > 0) descend(pair.value, value);
      else if (isMapValue(value) && inner !== undefined) descendBlock(pair, inner, value);
      else markPair(pair, isFlow);
    }
  };
  const descendBlock = ({ value }: Pair, inner: string, over: { [key: string]: Value }): void => {
    const head = lineAt((value as Scalar).range?.[0] ?? 0);
    const body = linesOf(inner);
    const index = body.findIndex((line) => line.trim() !== '');
    const outer = lines[head + 1 + index] ?? '';
    const indent = outer.slice(0, outer.length - (body[index]?.length ?? 0));
    changedLines(inner, over, first + head + 1, margin + indent, changed);
  };
  if (isMap(root) && root.items.length > 0) descend(root, values);
  else if (root?.range) mark(root.range[0], end(root));
}
