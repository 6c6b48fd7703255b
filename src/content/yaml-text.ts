// Text → YAML nodes, bounded before it is parsed: values are text of others, hostile until proven otherwise.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  parseAllDocuments,
  Scalar,
} from 'yaml';
import { findDeepNesting } from './deep-nesting.ts';
import { hasMark, type MarkedText, markTemplates } from './template-marks.ts';

/** Larger texts are compared by lines. */
const MOST_PARSED = 256 * 1024;

export interface YamlText extends MarkedText {
  readonly documents: readonly Document.Parsed[];
}

/**
 * undefined for what is no YAML, and for YAML whose structure would be an invention: a map or an expression of a
 * template as a key, or such an expression on a line of its own.
 */
export function readYaml(text: string): YamlText | undefined {
  const known = recent.find((item) => item.text === text);
  if (known !== undefined) return known.yaml;
  const yaml = parse(text);
  recent = [{ text, yaml }, ...recent.slice(0, 3)];
  return yaml;
}

/** The two sides of a comparison are read for their values and once more for their secrets. */
let recent: readonly { readonly text: string; readonly yaml: YamlText | undefined }[] = [];

function parse(text: string): YamlText | undefined {
  if (text.length > MOST_PARSED || findDeepNesting(text) !== null) return undefined;
  const marked = markTemplates(text);
  if (marked === null) return undefined;
  try {
    const parsed = parseAllDocuments(marked.text, {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const documents = 'empty' in parsed ? [] : parsed;
    const isPlain = documents.every(
      ({ errors, contents }) => errors.length === 0 && isPlainStructure(contents, marked.text),
    );
    return isPlain ? { ...marked, documents } : undefined;
  } catch {
    return undefined;
  }
}

/** No map or template expression as a key, and no such expression on lines of its own. */
export function isPlainStructure(node: ParsedNode | null, text: string): boolean {
  if (isMap(node))
    return node.items.every(
      ({ key, value }) => isScalar(key) && !hasMark(scalarValue(key)) && isPlainStructure(value, text),
    );
  if (isSeq(node)) return node.items.every((item) => isPlainStructure(item, text));
  if (!isScalar(node) || node.type !== Scalar.PLAIN || !hasMark(scalarValue(node))) return true;
  return !text.slice(node.range[0], node.range[1]).includes('\n');
}

/** The failsafe schema reads every scalar as text. */
export function scalarValue(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : '';
}

/** undefined for an alias, a map or a list. */
export function scalarText(node: unknown): string | undefined {
  return isScalar(node) ? scalarValue(node) : undefined;
}

export { isAlias, isMap, isScalar, isSeq, Scalar };
