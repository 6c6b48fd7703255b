// Text as it may be shown: every secret in it replaced, whether the text is YAML, holds YAML, or is neither.
import { Lexer, type ParsedNode } from 'yaml';
import { mayCommentsAssignSecret, mayHoldSecret } from './may-hold-secret.ts';
import { secretNodes } from './secret-nodes.ts';
import { maskRanges, type Range, secretBlocks, secretsInText } from './secret-text.ts';
import { isMap, isScalar, isSeq, readYaml, Scalar, scalarValue, type YamlText } from './yaml-text.ts';

/** How deep text within text is parsed; below, it is searched as plain text. */
const MOST_NESTED = 3;

/** Line N of the result is line N of the text. */
export function maskText(text: string): string {
  return maskRanges(text, secretRanges(text));
}

/** Where the secrets of a text stand. */
export function secretRanges(text: string): readonly Range[] {
  return mayHoldSecret(text) ? rangesIn(text, MOST_NESTED) : [];
}

function rangesIn(text: string, nested: number): readonly Range[] {
  const yaml = nested === 0 ? undefined : readYaml(text);
  if (yaml?.documents.every(({ contents }) => isMap(contents) || isSeq(contents)) !== true)
    return secretsInText(text);
  const secrets = secretNodes(yaml);
  const found: Range[] = [...secretBlocks(text)];
  if (mayCommentsAssignSecret(yaml.text)) found.push(...secretsInText(commentsOnly(yaml.text)));
  for (const scalar of scalarsOf(yaml)) {
    if (secrets.has(scalar)) found.push([scalar.range[0], scalar.range[1]]);
    else for (const range of rangesInScalar(scalar, yaml, text, nested)) found.push(range);
  }
  return found;
}

/** Keys, too: `{password=x, a: b}` is a mapping. */
function* scalarsOf(yaml: YamlText): Generator<Scalar.Parsed> {
  const open: (ParsedNode | null)[] = yaml.documents.map(({ contents }) => contents);
  while (open.length > 0) {
    const node = open.pop();
    if (isScalar(node)) yield node;
    else if (isSeq(node)) for (const item of node.items) open.push(item);
    else if (isMap(node)) for (const { key, value } of node.items) open.push(key, value);
  }
}

/** Secrets in the text of one scalar, where they stand in the source; all of it where that cannot be told. */
function rangesInScalar(
  scalar: Scalar.Parsed,
  yaml: YamlText,
  text: string,
  nested: number,
): readonly Range[] {
  const [from, to] = scalar.range;
  const value = yaml.restore(scalarValue(scalar));
  if (!mayHoldSecret(value)) return [];
  const inside = rangesIn(value, nested - 1);
  if (inside.length === 0) return [];
  const source = text.slice(from, to);
  if (scalar.type === Scalar.BLOCK_LITERAL) return rangesInLiteral(inside, value, source, from);
  const offset = source.indexOf(value);
  return offset === -1
    ? [[from, to]]
    : inside.map(([start, end]) => [from + offset + start, from + offset + end]);
}

/** The lines of a literal block stand in the source behind their indent, below its header. */
function rangesInLiteral(
  inside: readonly Range[],
  value: string,
  source: string,
  from: number,
): readonly Range[] {
  const lines = value.split('\n');
  const below = source.split('\n').slice(1);
  const first = lines.findIndex((line) => line !== '');
  const indent = (below[first] ?? '').replace('\r', '').length - (lines[first] ?? '').length;
  const starts: Range[] = [];
  let inValue = 0;
  let inSource = source.indexOf('\n') + 1;
  for (const [index, line] of lines.entries()) {
    starts.push([inValue, inSource + Math.min(indent, below[index]?.length ?? 0)]);
    inValue += line.length + 1;
    inSource += (below[index]?.length ?? 0) + 1;
  }
  const place = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle]?.[0] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const [start, at] = starts[low] ?? [0, 0];
    return from + at + offset - start;
  };
  return inside.map(([start, end]) => [place(start), Math.min(from + source.length, place(end))]);
}

/** Tokens of the lexer that stand for no character. */
const WITHOUT_WIDTH: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

/** The comments of a text where they stand; all else is blank. */
function commentsOnly(text: string): string {
  let comments = '';
  for (const token of new Lexer().lex(text)) {
    if (WITHOUT_WIDTH.has(token)) continue;
    comments += token.startsWith('#') ? token : token.replace(/[^\n]/g, ' ');
  }
  return comments;
}
