// The API key, wrapped so that no print, log, error or JSON can show it by accident.
import { inspect } from 'node:util';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** For the header alone. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}

/** White space around it is trimmed; inside, a header would not carry it, and node's error would print it. */
export function parseApiKey(text: string): Secret | { readonly problem: string } {
  const trimmed = text.trim();
  if (/^[\x21-\x7e]{1,4096}$/.test(trimmed)) return new Secret(trimmed);
  return {
    problem:
      'the API key contains characters that are not valid in a key (white space or non-ASCII characters)',
  };
}
