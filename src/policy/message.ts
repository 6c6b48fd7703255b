// Messages of policies: texts with {expression} in them, which its value replaces. `{{` and `}}` are braces.
import { type CelValue, isCelList, isCelMap, isCelUint } from '@bufbuild/cel';
import type { VariableTypes } from './cel/check.ts';
import type { Bindings, Expression, Language } from './cel/expression.ts';
import type { Fault } from './cel/syntax.ts';

export interface Message {
  toText(bindings: Bindings): string;
}

type Part = string | Expression;

const MOST_CHARACTERS = 1000;
const MOST_ITEMS = 20;

export function compileMessage(
  language: Language,
  text: string,
  variables: VariableTypes,
):
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly faults: readonly Fault[] } {
  const parts: Part[] = [];
  const faults: Fault[] = [];
  let at = 0;
  while (at < text.length) {
    const doubled = text.startsWith('{{', at) || text.startsWith('}}', at);
    const character = text[at] ?? '';
    if (doubled || (character !== '{' && character !== '}')) {
      parts.push(character);
      at += doubled ? 2 : 1;
      continue;
    }
    const end = character === '{' ? endOf(text, at + 1) : -1;
    if (end === -1) {
      faults.push({
        offset: at,
        message: `this ${character} has no counterpart`,
        hint: `write ${character}${character} for a brace`,
      });
      break;
    }
    const compiled = language.compile(text.slice(at + 1, end), variables, null);
    if (compiled.ok) parts.push(compiled.expression);
    else for (const fault of compiled.faults) faults.push({ ...fault, offset: fault.offset + at + 1 });
    at = end + 1;
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, message: { toText: (bindings) => textOf(parts, bindings) } };
}

/** Offset of the brace that ends an expression, which may have braces and texts of its own; -1: there is none. */
function endOf(text: string, from: number): number {
  let depth = 0;
  let quote: string | null = null;
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== null) {
      if (character === '\\') at++;
      else if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && depth-- === 0) return at;
  }
  return -1;
}

function textOf(parts: readonly Part[], bindings: Bindings): string {
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const result = part.evaluate(bindings);
      return result.ok ? valueText(result.value) : `{${part.text}: ${result.error}}`;
    })
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/** A value for people. */
export function valueText(value: CelValue): string {
  if (value === null) return 'null';
  if (isCelUint(value)) return String(value.value);
  if (isCelList(value)) return listed([...value].slice(0, MOST_ITEMS).map(valueText), value.size, '[', ']');
  if (isCelMap(value)) {
    const entries = [...value.entries()].slice(0, MOST_ITEMS);
    return listed(
      entries.map(([key, item]) => `${valueText(key)}: ${valueText(item)}`),
      value.size,
      '{',
      '}',
    );
  }
  if (typeof value === 'object') return objectText(value);
  return String(value);
}

/** A time or a length of time. */
function objectText(value: object): string {
  const message: unknown = 'message' in value ? value.message : null;
  if (typeof message !== 'object' || message === null || !('seconds' in message)) return 'a value';
  const seconds = Number(message.seconds);
  const isTime = '$typeName' in message && message.$typeName === 'google.protobuf.Timestamp';
  return isTime ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : `${seconds}s`;
}

function listed(items: readonly string[], size: number, open: string, close: string): string {
  const more = size > items.length ? `, … ${size - items.length} more` : '';
  return `${open}${items.join(', ')}${more}${close}`;
}
