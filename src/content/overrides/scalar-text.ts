// How a scalar of an override is written: as its file spells it, wherever that reads the same in the new place.
import { isMap, isScalar, isSeq, parseDocument, Scalar } from 'yaml';
import { plainScalar } from '../plain-scalar.ts';
import type { OverrideScalar } from './overrides.ts';

/** Nothing in these has a meaning in YAML, in flow style neither. */
const HARMLESS = /^[A-Za-z0-9_./+][\w./+-]*$/;
/** What JSON leaves as it is and YAML does not, or what nobody would see. */
const UNPRINTABLE = /[\u007f-\u009f\u00ad\u2028\u2029\ufeff\ufffe\uffff\ue000-\uf8ff]|\p{Cf}/gu;

export function writtenScalar(scalar: OverrideScalar, isFlow: boolean): string {
  const { style, source, value } = scalar;
  if (style === 'plain') {
    const text = source.replaceAll(/[ \t]*\r?\n[ \t]*/g, ' ');
    return text === '' ? 'null' : readsTheSame(text, isFlow) ? text : jsonText(text);
  }
  const isKept = style === 'quoted' && !/[\r\n\u0085\u2028\u2029]/.test(source);
  return isKept ? source : isForSingleQuotes(value) ? `'${value.replaceAll("'", "''")}'` : jsonText(value);
}

/** Expressions of templates are taken as they are written, so that nothing in them can be escaped. */
const EXPRESSION = /\{\{[^{}\n]*\}\}/g;

function isForSingleQuotes(value: string): boolean {
  const expressions = value.match(EXPRESSION)?.join('') ?? '';
  return /["\\]/.test(expressions) && !expressions.includes("'") && isPrintable(value);
}

/** No quotes around its expressions would leave all of them as they are. */
export function isForNoQuotes(value: string): boolean {
  const expressions = value.match(EXPRESSION)?.join('') ?? '';
  return /["\\]/.test(expressions) && expressions.includes("'");
}

/** Of one line, without a character that would have to be escaped between single quotes. */
function isPrintable(value: string): boolean {
  const rest = value.replaceAll(/["\\]/g, '');
  return jsonText(rest) === `"${rest}"`;
}

export function jsonText(value: string): string {
  return JSON.stringify(value).replaceAll(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

export function keyText(key: string, isQuoted: boolean, likeJson: boolean): string {
  const isPlain = !likeJson && key !== '<<' && (!isQuoted || plainScalar(key).type === 'string');
  return isPlain && /^[^?-]/.test(key) && readsTheSame(key, true) && readsAsKey(key) ? key : jsonText(key);
}

function readsTheSame(text: string, isFlow: boolean): boolean {
  if (HARMLESS.test(text)) return true;
  if (/\{\{|\}\}|[\n\r\t]/.test(text) || text !== text.trim()) return false;
  if (text.search(UNPRINTABLE) !== -1) return false;
  return isFlow ? readsIn(`[${text}]`, text, true) : readsIn(`k: ${text}\nl: 1`, text, false);
}

function readsIn(yaml: string, text: string, isList: boolean): boolean {
  const { contents, errors } = parseDocument(yaml, {
    schema: 'failsafe',
    prettyErrors: false,
    logLevel: 'silent',
  });
  if (errors.length > 0) return false;
  const node: unknown =
    isList && isSeq(contents) && contents.items.length === 1
      ? contents.items[0]
      : !isList && isMap(contents) && contents.items.length === 2
        ? contents.items[0]?.value
        : undefined;
  return isScalar(node) && node.type === Scalar.PLAIN && node.source === text;
}

function readsAsKey(key: string): boolean {
  if (HARMLESS.test(key)) return true;
  const { contents, errors } = parseDocument(`${key}: 1`, {
    schema: 'failsafe',
    prettyErrors: false,
    logLevel: 'silent',
  });
  if (errors.length > 0 || !isMap(contents) || contents.items.length !== 1) return false;
  const node: unknown = contents.items[0]?.key;
  return isScalar(node) && node.type === Scalar.PLAIN && node.source === key;
}
