// From a character of a text back to its place in the file, however YAML wrote the text: plain, quoted, or as a block.
import { isScalar, Scalar } from 'yaml';
import type { Place } from '../../model/diagnostic.ts';
import type { PolicyText } from '../../model/policies.ts';
import type { DataPath, SourceFile } from '../source-file.ts';

/** The text at a path. The file is parsed again only when a place is asked for. */
export function policyText(file: SourceFile, path: DataPath, text: string): PolicyText {
  return { text, placeAt: (offset) => placeOf(file, path, text, offset) };
}

function placeOf(file: SourceFile, path: DataPath, text: string, offset: number): Place {
  const node = file.nodeAt(path);
  if (!isScalar(node) || !node.range) return file.place(path);
  const [from, to] = node.range;
  const written = file.text.slice(from, to);
  return file.placeAt(from + writtenOffset(written, node.type, text, offset));
}

/**
 * Blanks and line breaks are what YAML may write in another way, so the place is found by counting all other characters. Only quoted
 * texts have escapes, which are skipped.
 */
function writtenOffset(
  written: string,
  type: Scalar['type'] | undefined,
  text: string,
  offset: number,
): number {
  const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  let at = isBlock ? written.indexOf('\n') + 1 : isQuoted ? 1 : 0;
  const next = (wanted: string): number => {
    const found = written.indexOf(wanted, at);
    return found === -1 ? at : found;
  };
  for (const character of text.slice(0, offset)) if (/\S/.test(character)) at = next(character) + 1;
  const target = text.slice(offset).trimStart()[0];
  return target === undefined ? at : next(target);
}
