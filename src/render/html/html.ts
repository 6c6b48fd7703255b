// HTML from templates of hono: whatever is put in is text, unless a template made it.
import { raw, html as template } from 'hono/html';
import { invariant } from '../../model/invariant.ts';
import { safeText } from '../safe-text.ts';

/** What a template made. It is no `string`, so that nobody takes text for it. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

type Value = string | number | Html | readonly Html[] | null;

/** Values become text nodes or quoted attributes; controls and bidi are shown, never obeyed. null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const made = template(strings, ...values.map((item) => (typeof item === 'string' ? safeText(item) : item)));
  // Only promises among the values make one of the page.
  invariant(!(made instanceof Promise), 'a page waits for nothing');
  return made;
}

/** For our own styles and scripts. */
export function trusted(text: string): Html {
  return raw(text);
}

const NOTHING = raw('');

/** `html` where there is something to show. */
export function when(condition: boolean, make: () => Html): Html {
  return condition ? make() : NOTHING;
}
