// Text → YAML nodes, bounded before it is parsed: values are text of others, hostile until proven otherwise.

import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  Parser,
  Scalar,
} from 'yaml';
import { findDeepNesting } from './deep-nesting.ts';
import { memoizeLatest } from './memoize.ts';
import { hasMark, type MarkedText, markTemplates } from './template-marks.ts';

/** Larger texts are compared by lines. */
const MOST_READ = 256 * 1024;

export interface YamlText extends MarkedText {
  readonly documents: readonly Document.Parsed[];
}

/** As the parser has it; `documents` may have errors. */
export interface ParsedYaml extends MarkedText {
  readonly status: 'parsed';
  readonly tokens: readonly CST.Token[];
  readonly documents: readonly Document.Parsed[];
}

export type Parse = ParsedYaml | { readonly status: 'too deep' | 'too many templates' | 'no YAML' };

/**
 * undefined for what is no YAML, and for YAML whose structure would be an invention: a map or an expression of a
 * template as a key, or such an expression on a line of its own.
 */
export function readYaml(text: string): YamlText | undefined {
  if (text.length > MOST_READ) return undefined;
  const parsed = parseYaml(text);
  if (parsed.status !== 'parsed') return undefined;
  const isPlain = parsed.documents.every(
    ({ errors, contents }) => errors.length === 0 && isPlainStructure(contents, parsed.text),
  );
  return isPlain ? parsed : undefined;
}

/** One text is edited, compared and searched for secrets, and so are the texts within it. Few are kept: a tree is a hundred times as large. */
export const parseYaml: (text: string) => Parse = memoizeLatest(parseText, {
  texts: 24,
  characters: 2 * MOST_READ,
});

function parseText(text: string): Parse {
  if (findDeepNesting(text) !== null) return { status: 'too deep' };
  const marked = markTemplates(text);
  if (marked === null) return { status: 'too many templates' };
  try {
    const tokens = [...new Parser().parse(marked.text)];
    const composer = new Composer({
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const documents = [...composer.compose(tokens, true, marked.text.length)];
    return { status: 'parsed', ...marked, tokens, documents };
  } catch {
    return { status: 'no YAML' };
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
  return String(scalar.value);
}

/** undefined for an alias, a map or a list. */
export function scalarText(node: unknown): string | undefined {
  return isScalar(node) ? scalarValue(node) : undefined;
}

export { isAlias, isMap, isScalar, isSeq, Scalar };
