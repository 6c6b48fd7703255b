// What a plain YAML scalar means to Helm and Palette: both read values with go-yaml 2, that is YAML 1.1 without base 60.

export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'string';

export interface ScalarMeaning {
  readonly type: ScalarType;
  /** Equal exactly for scalars that Helm reads as the same value: `0644` and `420`, `yes` and `true`, `1.0` and `1`. */
  readonly meaning: string;
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const TRUE: ReadonlySet<string> = new Set('y Y yes Yes YES true True TRUE on On ON'.split(' '));
const FALSE: ReadonlySet<string> = new Set('n N no No NO false False FALSE off Off OFF'.split(' '));
const INTEGER = /^([-+]?)(0b[01]+|0x[0-9a-fA-F]+|0o?[0-7]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITY = /^([-+]?)\.(?:inf|Inf|INF)$/;
/** Longer digits are a text that somebody forgot to quote; reading them as numbers costs time. */
const MOST_DIGITS = 400;

/** Integers are read exactly, also beyond 64 bits, where go-yaml would fall back to a float. */
export function plainScalar(source: string): ScalarMeaning {
  if (NULLS.has(source)) return { type: 'null', meaning: 'null' };
  if (TRUE.has(source)) return { type: 'bool', meaning: 'true' };
  if (FALSE.has(source)) return { type: 'bool', meaning: 'false' };
  if (source.length > MOST_DIGITS || !/^[-+.0-9]/.test(source)) return textScalar(source);
  const plain = source.replaceAll('_', '');
  const integer = INTEGER.exec(plain);
  if (integer !== null) return number('int', integerOf(integer[1] ?? '', integer[2] ?? ''));
  if (FLOAT.test(plain)) return floatOf(Number(plain));
  const infinity = INFINITY.exec(plain);
  if (infinity !== null) return number('float', infinity[1] === '-' ? '-Infinity' : 'Infinity');
  return /^\.(?:nan|NaN|NAN)$/.test(plain) ? number('float', 'NaN') : textScalar(source);
}

/** A quoted scalar, a block scalar, or a plain one that is no number, boolean or null. */
export function textScalar(value: string): ScalarMeaning {
  return { type: 'string', meaning: `"${value}` };
}

function number(type: 'int' | 'float', value: string): ScalarMeaning {
  return { type, meaning: `#${value}` };
}

function integerOf(sign: string, digits: string): string {
  const octal = /^0o?([0-7]+)$/.exec(digits);
  const value = BigInt(octal === null ? digits : `0o${octal[1] ?? '0'}`);
  return String(sign === '-' ? -value : value);
}

/** Helm passes values on as JSON, where 1.0 is 1. */
function floatOf(value: number): ScalarMeaning {
  return Number.isSafeInteger(value) ? number('int', String(value + 0)) : number('float', String(value));
}
