// How a scalar of an override is written: as its file spells it, wherever that reads the same in the new place.
import { isScalar, parseDocument } from 'yaml';
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

function expressionsIn(value: string): string {
  return [...value.matchAll(EXPRESSION)].join('');
}

function isForSingleQuotes(value: string): boolean {
  const expressions = expressionsIn(value);
  return /["\\]/.test(expressions) && !expressions.includes("'") && isPrintable(value);
}

/** No quotes around its expressions would leave all of them as they are. */
export function isForNoQuotes(value: string): boolean {
  const expressions = expressionsIn(value);
  return /["\\]/.test(expressions) && expressions.includes("'");
}

/** Of one line, without a character that only an escape can show. */
export function isPrintable(value: string): boolean {
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
  return isPlain && /^[^?-]/.test(key) && readsTheSame(key, true) ? key : jsonText(key);
}

/** What reads as one plain scalar in an item of a list in brackets does so as a key, too, unless it begins with `?` or `-`. */
function readsTheSame(text: string, isFlow: boolean): boolean {
  if (HARMLESS.test(text)) return true;
  if (/\{\{|\}\}|[\n\r\t]|^\s|\s$/.test(text) || text.search(UNPRINTABLE) !== -1) return false;
  const document = parseDocument(isFlow ? `[${text}]` : `- ${text}`);
  const item = document.get(0, true);
  return document.errors.length === 0 && isScalar(item) && item.source === text;
}
