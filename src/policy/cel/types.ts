// Types of values in expressions, as the checker knows them and the reference names them.

export interface TypedField {
  readonly type: Type;
  readonly about: string;
  /** It is null where it has no value. */
  readonly isNullable?: true;
}

export interface ObjectType {
  readonly kind: 'object';
  /** As the reference calls it. */
  readonly name: string;
  readonly fields: Readonly<Record<string, TypedField>>;
}

export type ScalarKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'duration'
  | 'null'
  | 'type'
  /** Not known before it is evaluated. */
  | 'dyn';

export type Type =
  | { readonly kind: ScalarKind; readonly words?: readonly string[] }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'map'; readonly of: Type }
  | ObjectType;

export const DYN: Type = { kind: 'dyn' };
export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const STRING: Type = { kind: 'string' };

/** A text that is one of these words. */
export function oneOfWords(...words: readonly string[]): Type {
  return { kind: 'string', words };
}

export function listType(of: Type): Type {
  return { kind: 'list', of };
}

/** Keys are texts. */
export function mapType(of: Type): Type {
  return { kind: 'map', of };
}

export function typeWords(type: Type): string {
  if (type.kind === 'list') return `list(${typeWords(type.of)})`;
  if (type.kind === 'map') return `map(string, ${typeWords(type.of)})`;
  return type.kind === 'object' ? type.name : type.kind;
}

const NUMBERS: ReadonlySet<Type['kind']> = new Set(['int', 'uint', 'double']);

/** Whether a value of one type can ever equal one of the other. */
export function isComparable(one: Type, other: Type): boolean {
  if ([one.kind, other.kind].some((kind) => kind === 'dyn' || kind === 'null')) return true;
  if (NUMBERS.has(one.kind)) return NUMBERS.has(other.kind);
  if (one.kind === 'list') return other.kind === 'list' && isComparable(one.of, other.of);
  if (one.kind === 'object' || one.kind === 'map') return other.kind === 'object' || other.kind === 'map';
  return one.kind === other.kind;
}

/** Whether a function that takes `wanted` takes this. */
export function fits(type: Type, wanted: Type): boolean {
  if (type.kind === 'dyn' || wanted.kind === 'dyn') return true;
  if (type.kind === 'list') return wanted.kind === 'list' && fits(type.of, wanted.of);
  if (type.kind === 'object' || type.kind === 'map') return wanted.kind === 'map';
  return type.kind === wanted.kind;
}

/** What both are. */
export function joined(one: Type, other: Type): Type {
  if (one === other || other.kind === 'dyn') return one.kind === 'dyn' ? other : one;
  if (one.kind === 'dyn' || one.kind === 'null') return other;
  if (other.kind === 'null') return one;
  if (one.kind === 'list' && other.kind === 'list') return listType(joined(one.of, other.of));
  if (one.kind === 'map' && other.kind === 'map') return mapType(joined(one.of, other.of));
  if (one.kind === 'object' && other.kind === 'object' && one.name === other.name) return one;
  return one.kind === other.kind && one.kind !== 'object' ? { kind: one.kind as ScalarKind } : DYN;
}
