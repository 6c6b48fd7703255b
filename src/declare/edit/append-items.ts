// Items at the end of a list, in the style of the list.
import { isSeq, type Node, parseDocument, type YAMLSeq } from 'yaml';
import { canonicalJson, type Json } from '../../content/canonical-json.ts';
import { flowText, listLines } from '../../content/overrides/emit.ts';
import type { OverrideValue } from '../../content/overrides/overrides.ts';
import { type DataPath, SourceFile } from '../source-file.ts';
import { type EditedFile, refused } from './edited.ts';

const LAYOUT = { step: 2, listStep: 2 };

/** Those that the list has already are left out. */
export function appendItems(text: string, path: DataPath, items: readonly OverrideValue[]): EditedFile {
  const file = new SourceFile('declarations.yaml', new TextEncoder().encode(text));
  const list = file.nodeAt(path);
  const where = path.join('.');
  if (!isSeq(list)) return refused(`${where} is not a list`, file.place(path).line);
  if (list.anchor !== undefined)
    return refused(`${where} has an anchor, so others may use it`, file.place(path).line);
  const known = new Set(list.items.map((item) => keyOf(file.valueOf(item as Node))));
  const added = items.filter((item) => !known.has(keyOf(parsed(item))));
  const edited = list.flow === true ? inFlow(text, list, added.map(inLine)) : inBlock(text, list, added);
  const before = [...list.items.map((item) => file.valueOf(item as Node)), ...added.map(parsed)];
  const after = new SourceFile('declarations.yaml', new TextEncoder().encode(edited));
  const isRight = after.problems.length === 0 && isSame(after.valueOf(after.nodeAt(path) ?? null), before);
  return isRight ? { ok: true, text: edited } : refused(`${where} cannot be extended`, file.place(path).line);
}

function keyOf(value: unknown): string {
  return canonicalJson(value as Json);
}

function isSame(one: unknown, other: unknown): boolean {
  return keyOf(one) === keyOf(other);
}

function inLine(item: OverrideValue): string {
  return flowText(item, false);
}

function parsed(item: OverrideValue): unknown {
  return parseDocument(inLine(item)).toJS();
}

/** In front of the bracket; behind the last item, so that a comment between stays where it is. */
function inFlow(text: string, list: YAMLSeq, added: readonly string[]): string {
  const last = endOf(list.items.at(-1));
  if (last === undefined) {
    const at = (list.range?.[0] ?? 0) + 1;
    return text.slice(0, at) + added.join(', ') + text.slice(at);
  }
  return text.slice(0, last) + added.map((item) => `, ${item}`).join('') + text.slice(last);
}

/** Texts of several lines read better as blocks; other items stand on one line. */
function asLines(item: OverrideValue, indent: number): readonly string[] {
  const hasLines =
    item.kind === 'map' &&
    item.entries.some(({ value }) => value.kind === 'scalar' && value.value.includes('\n'));
  return hasLines ? listLines([item], indent, LAYOUT) : [`${' '.repeat(indent)}- ${inLine(item)}`];
}

function inBlock(text: string, list: YAMLSeq, added: readonly OverrideValue[]): string {
  const end = endOf(list.items.at(-1)) ?? text.length;
  const start = list.range?.[0] ?? 0;
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = added.flatMap((item) => asLines(item, indent));
  // A block scalar ends behind its line break.
  if (text[end - 1] === '\n')
    return text.slice(0, end) + lines.map((line) => line + eol).join('') + text.slice(end);
  const next = text.indexOf('\n', end);
  const at = next === -1 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
  return text.slice(0, at) + lines.map((line) => eol + line).join('') + text.slice(at);
}

function endOf(item: unknown): number | undefined {
  return (item as Node | undefined)?.range?.[1];
}
