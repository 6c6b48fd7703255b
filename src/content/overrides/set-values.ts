// Values of an override → edits of a text: maps merge, all else replaces.

import { below } from '../path.ts';
import { emitValue, flowEntry, flowText, mapLines } from './emit.ts';
import { insertionAfter } from './insertion.ts';
import { layoutIn } from './layout.ts';
import { literalBlock } from './literal-block.ts';
import { anchorInUse, findEntry, mergedHas } from './obstacles.ts';
import type { OverrideMap, OverrideValue } from './overrides.ts';
import { column, isFirstOnLine, lineEnd, lineStart, type TextEdit } from './text-edit.ts';
import {
  contentEnd,
  isNull,
  type MapEntry,
  type TextMap,
  type TextNode,
  type TextScalar,
  type TextTree,
} from './text-tree.ts';

/** A place that cannot be set, by the keys that lead to it. */
export interface ValueFailure {
  readonly keys: readonly string[];
  readonly message: string;
}

export interface ValueEdits {
  readonly edits: readonly TextEdit[];
  readonly failures: readonly ValueFailure[];
}

export function setValues(tree: TextTree, values: OverrideMap): ValueEdits {
  const setter = new ValueSetter(tree, []);
  setter.root(values);
  return setter;
}

class ValueSetter {
  readonly edits: TextEdit[] = [];
  readonly failures: ValueFailure[] = [];
  readonly #tree: TextTree;
  /** The keys that lead to this text, where it is the text of a literal block. */
  readonly #above: readonly string[];

  constructor(tree: TextTree, above: readonly string[]) {
    this.#tree = tree;
    this.#above = above;
  }

  root(values: OverrideMap): void {
    const { root } = this.#tree;
    if (root.kind === 'map' && (root.members.length > 0 || values.entries.length === 0))
      this.#merge(root, values, []);
    else if (root.kind === 'map' || isNull(root)) this.#fillText(root, values);
    else this.#fail([], `the text is ${kindOf(root)}, not a mapping`);
  }

  /** Into a text without a value. Its comments stay above. */
  #fillText(root: TextNode, values: OverrideMap): void {
    const { text, lineEnd: eol } = this.#tree;
    if (root.kind !== 'empty' && root.start !== root.body)
      return this.#fail([], 'an anchor or a tag stands where the mapping would begin');
    const lines =
      values.entries.length === 0 ? ['{}'] : mapLines(values.entries, 0, layoutIn(this.#tree, null));
    const isOwnLine = isFirstOnLine(text, root.start);
    const rest = text.slice(root.end);
    const isEnded = root.kind !== 'empty' || (rest !== '' && rest.trim() === '');
    const body = (isOwnLine ? '' : eol) + lines.join(eol) + (isEnded ? '' : eol);
    this.edits.push({ start: root.start, end: root.end, text: body });
  }

  #merge(map: TextMap, { entries }: OverrideMap, keys: readonly string[]): void {
    const added: OverrideMap['entries'][number][] = [];
    for (const entry of entries) {
      const path = [...keys, entry.key];
      const found = findEntry(map, entry.key, entry.isQuoted === true);
      if (found === 'twice') this.#fail(path, 'the key stands there twice');
      else if (mergedHas(map, entry.key, entry.isQuoted === true))
        this.#fail(path, 'the key comes from an alias there (<<)');
      else if (found === undefined) added.push(entry);
      else this.#set(map, found, entry.value, path);
    }
    if (added.length > 0) this.#add(map, added);
  }

  #set(map: TextMap, entry: MapEntry, value: OverrideValue, keys: readonly string[]): void {
    const node = entry.value;
    if (value.kind === 'map') {
      if (node.kind === 'map' && value.entries.length === 0) return;
      if (node.kind === 'map' && node.members.length > 0) {
        const anchored = anchorInUse(this.#tree, node, 'self');
        return anchored === null ? this.#merge(node, value, keys) : this.#fail(keys, anchored);
      }
      if (node.kind === 'scalar' && !isNull(node)) return this.#setInBlock(node, value, keys);
      if (node.kind === 'list' || node.kind === 'alias')
        return this.#fail(keys, `${kindOf(node)} stands there, and a map does not merge into it`);
    }
    const anchored = anchorInUse(this.#tree, node, 'deep');
    if (anchored !== null) return this.#fail(keys, anchored);
    this.edits.push(...replaceValue(this.#tree, map, entry, value));
  }

  #setInBlock(node: TextScalar, value: OverrideMap, keys: readonly string[]): void {
    const block = literalBlock(this.#tree, node);
    if (block === undefined) {
      const what = node.style === 'literal' ? 'a block that holds no mapping' : kindOf(node);
      return this.#fail(keys, `${what} stands there, and a map does not merge into it`);
    }
    const anchored = anchorInUse(this.#tree, node, 'self');
    if (anchored !== null) return this.#fail(keys, anchored);
    const setter = new ValueSetter(block.inner, [...this.#above, ...keys]);
    setter.root(value);
    this.edits.push(...setter.edits.map(block.outside));
    this.failures.push(...setter.failures);
  }

  #add(map: TextMap, entries: OverrideMap['entries']): void {
    const { text, lineEnd: eol } = this.#tree;
    const last = map.members.at(-1);
    if (last === undefined) return;
    if (map.isFlow) {
      const likeJson = map.members.every(({ start }) => text[start] === '"');
      const parts = entries.map((entry) => flowEntry(entry, likeJson));
      const margin = ' '.repeat(column(text, last.start));
      const isOwnLine = isFirstOnLine(text, last.start);
      const before = isOwnLine ? `,${eol}${margin}` : ', ';
      this.edits.push({ start: last.end, end: last.end, text: parts.map((part) => before + part).join('') });
      return;
    }
    const lines = mapLines(entries, column(text, last.start), layoutIn(this.#tree, map));
    this.edits.push(insertionAfter(this.#tree, last, lines));
  }

  #fail(keys: readonly string[], message: string): void {
    const path = [...this.#above, ...keys];
    const where = path.reduce((text, key) => below(text, key), '');
    this.failures.push({ keys: path, message: where === '' ? message : `${where}: ${message}` });
  }
}

function kindOf(node: TextNode): string {
  if (node.kind === 'scalar')
    return node.style === 'plain' || node.style === 'quoted' ? 'a scalar' : 'a text';
  return node.kind === 'alias' ? `the alias *${node.name}` : 'a list';
}

/** The value of a key, whatever it is, replaced by another one. */
function replaceValue(
  tree: TextTree,
  map: TextMap,
  entry: MapEntry,
  value: OverrideValue,
): readonly TextEdit[] {
  const { text } = tree;
  const node = entry.value;
  const nodeEnd = contentEnd(node);
  if (map.isFlow) {
    const likeJson = map.members.every(({ start }) => text[start] === '"');
    const written = flowText(value, likeJson);
    if (!entry.hasColon) return [{ start: entry.colon, end: nodeEnd, text: `: ${written}` }];
    const gap = node.start === entry.colon ? ' ' : '';
    return [{ start: node.start, end: nodeEnd, text: gap + written }];
  }
  const indent = column(text, entry.start);
  const layout = layoutIn(tree, map);
  const isBelow = text.slice(entry.colon, node.start).includes('\n');
  if (isBelow) return replaceBelow(tree, entry, node, nodeEnd, value);
  const { inline, lines } = emitValue(value, indent, layout);
  const end = lineEnd(text, nodeEnd);
  const isAlone = text.slice(nodeEnd, end).trim() === '';
  const inserted = lines.map((line) => tree.lineEnd + line).join('');
  const start = inline === '' && isAlone ? entry.colon : node.start;
  const gap = start === entry.colon && inline !== '' ? ' ' : '';
  const blanks = node.kind === 'empty' ? 0 : text.slice(nodeEnd, end).search(/[^ ]/);
  const until = inline !== '' ? nodeEnd : isAlone ? end : nodeEnd + blanks;
  return [
    { start, end: until, text: gap + inline },
    { start: end, end, text: inserted },
  ];
}

/** The old value begins below its key. A list takes its lines; what fits behind the colon goes there. */
function replaceBelow(
  tree: TextTree,
  entry: MapEntry,
  node: TextNode,
  nodeEnd: number,
  value: OverrideValue,
): readonly TextEdit[] {
  const { text, lineEnd: eol } = tree;
  const keyAt = column(text, entry.start);
  const own = column(text, node.start) - keyAt;
  const kept = { step: node.kind === 'list' ? layoutIn(tree, null).step : own, listStep: own };
  const { inline, lines } = emitValue(value, keyAt, kept);
  // A header of a block must stand on the line above its text: comments between are part of what is replaced.
  const above = inline !== '' && lines.length > 0 ? entry.colon : lineStart(text, node.start) - 1;
  const body: TextEdit = {
    start: lineEnd(text, lineStart(text, above)),
    end: lineEnd(text, nodeEnd),
    text: lines.map((line) => eol + line).join(''),
  };
  return inline === '' ? [body] : [{ start: entry.colon, end: entry.colon, text: ` ${inline}` }, body];
}
