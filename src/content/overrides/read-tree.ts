// Text → tree. What cannot be edited without guessing has no tree, and a reason.

import type { CST } from 'yaml';
import { memoizeLatest } from '../memoize.ts';
import { isPlainStructure, type ParsedYaml, parseYaml } from '../yaml-text.ts';
import type { TextTree } from './text-tree.ts';
import { TreeBuilder } from './tree-builder.ts';

export type ReadTree =
  | { readonly status: 'read'; readonly tree: TextTree }
  | { readonly status: 'unreadable'; readonly reason: string };

const MOST_PARSED = 1024 * 1024;

/** A text is parsed once, however many overrides are laid over it. */
export const readTree: (text: string) => ReadTree = memoizeLatest(parse, { characters: 2 * 1024 * 1024 });

function parse(text: string): ReadTree {
  if (text.length > MOST_PARSED) return unreadable('the text is larger than 1 MiB');
  if (/\r(?!\n)|[\u0085\u2028\u2029]/.test(text))
    return unreadable('the text has a line break that not every reader of YAML takes for one');
  const parsed = parseYaml(text);
  switch (parsed.status) {
    case 'too deep':
      return unreadable('the text nests too deep');
    case 'too many templates':
      return unreadable('the text has too many template expressions to be read as YAML');
    case 'no YAML':
      return unreadable('the text is no YAML');
    case 'parsed':
      return read(text, parsed);
  }
}

function read(text: string, { text: marked, restore, tokens, documents }: ParsedYaml): ReadTree {
  if (documents.length > 1) return unreadable('the text holds several YAML documents, not one mapping');
  for (const { errors } of documents) {
    const error = errors[0];
    if (error === undefined) continue;
    const line = text.slice(0, error.pos[0]).split('\n').length;
    return unreadable(
      text.includes('{{')
        ? `with its template expressions the text is no YAML (line ${line})`
        : `the text is no YAML (line ${line}: ${error.message})`,
    );
  }
  if (!documents.every(({ contents }) => isPlainStructure(contents, marked)))
    return unreadable('template expressions or complex keys make its structure unknown');
  const document = tokens.find((token): token is CST.Document => token.type === 'document');
  const end = tokens.find((token): token is CST.DocumentEnd => token.type === 'doc-end');
  const tree = new TreeBuilder(text, restore).tree(document, end?.offset ?? text.length);
  return tree.lost === null
    ? { status: 'read', tree }
    : unreadable(`the alias *${tree.lost} has no anchor in front of it`);
}

function unreadable(reason: string): ReadTree {
  return { status: 'unreadable', reason };
}
