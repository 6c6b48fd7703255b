// HTML from templates: whatever is put in is text, unless it was made by a template itself.
import { safeText } from '../safe-text.ts';

/** Text that is HTML already. Made by `html`, and by `trusted` for what this house wrote itself. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly Html[] | null;

/** Values become text nodes or quoted attributes; controls and bidi are shown, never obeyed. null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += toText(value) + (strings[index + 1] ?? '');
  return new Html(text);
}

/** For our own styles and scripts. */
export function trusted(text: string): Html {
  return new Html(text);
}

const NOTHING = new Html('');

/** `html` where there is something to show. */
export function when(condition: boolean, make: () => Html): Html {
  return condition ? make() : NOTHING;
}

function toText(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(safeText(value));
  if (typeof value === 'number') return String(value);
  return value instanceof Html ? value.text : value.map((item) => item.text).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
