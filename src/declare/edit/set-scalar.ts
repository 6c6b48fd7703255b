// One scalar of a declaration file, such as a version, replaced by another text.
import { isAlias, isScalar, parseDocument, Scalar } from 'yaml';
import { jsonText } from '../../content/overrides/scalar-text.ts';
import { Faults } from '../faults.ts';
import { parseFile } from '../parse-file.ts';
import type { DataPath, SourceFile } from '../source-file.ts';
import { type EditedFile, refused } from './edited.ts';

/**
 * The text of the file with `value` as the text at `path`: in the quotes that stand there, or in quotes where it needs them. Refused for
 * what is no text of one line there, is inherited through an alias, serves others through an anchor, or is given by a variable.
 */
export function setScalar(text: string, path: DataPath, value: string): EditedFile {
  const file = read(text);
  if (file === null) return refused('the file is not one of declarations, or has errors');
  const where = path.join('.');
  const above = path.findIndex((_, index) => isAlias(file.nodeAt(path.slice(0, index + 1))));
  if (above !== -1)
    return refused(
      `${path.slice(0, above + 1).join('.')} comes from an alias, which stands for what others use, too`,
      file.place(path.slice(0, above + 1)).line,
    );
  const node = file.nodeAt(path);
  const { line } = file.place(path);
  if (node === undefined) return refused(`there is no ${where}`, line);
  if (!isScalar(node) || typeof node.value !== 'string') return refused(`${where} is not a text`, line);
  if (node.anchor !== undefined)
    return refused(`${where} has the anchor &${node.anchor}, so others may use it`, line);
  const [from, to] = node.range ?? [0, 0];
  const written = text.slice(from, to);
  if (written.includes('${')) return refused(`${where} is given by a variable`, line);
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  if (isBlock || /[\r\n]/.test(written + value)) return refused(`${where} is not a text of one line`, line);
  const edited = text.slice(0, from) + spelled(node, value) + text.slice(to);
  const after = read(edited)?.nodeAt(path);
  const isRight = isScalar(after) && after.value === value;
  return isRight ? { ok: true, text: edited } : refused(`${where} cannot be set to this text`, line);
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
