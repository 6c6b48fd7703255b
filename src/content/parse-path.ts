// A path as people write it → its steps. The syntax is that of path.ts: `a.b[0]`, `a[name=x]`, `a[=x]`, keys in double quotes.
import { atIndex, atItem, atValue, below, pathKey } from './path.ts';

export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  /** The one item of a list whose `key` is `value`; with no key, the one item that is `value` itself. */
  | { readonly kind: 'item'; readonly key: string | null; readonly value: string };

export type ParsedPath =
  | { readonly status: 'path'; readonly steps: readonly PathStep[] }
  /** `at` is the index of the character; the first one is 0. */
  | { readonly status: 'wrong'; readonly message: string; readonly at: number };

/** The one spelling of a path. */
export function formatPath(steps: readonly PathStep[]): string {
  return steps.reduce((path, step) => {
    if (step.kind === 'key') return below(path, step.key);
    if (step.kind === 'index') return atIndex(path, step.index);
    return step.key === null ? atValue(path, step.value) : atItem(path, step.key, step.value);
  }, '');
}

export function parsePath(text: string): ParsedPath {
  const reader = new PathReader(text);
  try {
    return { status: 'path', steps: reader.steps() };
  } catch (error) {
    if (!(error instanceof WrongPath)) throw error;
    return { status: 'wrong', message: `${error.message} (character ${error.at + 1})`, at: error.at };
  }
}

class WrongPath extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  steps(): readonly PathStep[] {
    const steps: PathStep[] = [];
    if (this.#text === '') throw new WrongPath('the path is empty', 0);
    if (this.#next !== '[') steps.push(this.#key());
    while (this.#at < this.#text.length) {
      if (this.#next === '[') steps.push(this.#bracket());
      else if (this.#next === '.') {
        this.#at++;
        steps.push(this.#key());
      } else
        throw this.#wrong(`"${this.#next}" cannot stand here: a key with it is written in double quotes`);
    }
    return steps;
  }

  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #key(): PathStep {
    return { kind: 'key', key: this.#word('a key is missing') };
  }

  #word(missing: string): string {
    if (this.#next === '"') return this.#quoted();
    const word = /^[\w/-]+/.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined) {
      throw this.#wrong(
        '.[]='.includes(this.#next)
          ? missing
          : `"${this.#next}" cannot stand here: a key with it is written in double quotes`,
      );
    }
    this.#at += word.length;
    return word;
  }

  #quoted(): string {
    const start = this.#at;
    const source = /^"(?:[^"\\]|\\.)*"/s.exec(this.#text.slice(start))?.[0];
    if (source === undefined) throw this.#wrong('the double quote is not closed');
    this.#at += source.length;
    try {
      const value: unknown = JSON.parse(source);
      return String(value);
    } catch {
      throw new WrongPath('between the double quotes stands what JSON does not allow', start);
    }
  }

  #bracket(): PathStep {
    this.#at++;
    const index = /^\d+(?=\])/.exec(this.#text.slice(this.#at))?.[0];
    const step: PathStep =
      index === undefined ? this.#item() : { kind: 'index', index: this.#indexOf(index) };
    this.#at++;
    return step;
  }

  /** Most often a value with other characters than a key may have, such as `[=a=1]` or `[=10.0.0.0/8]`. */
  #unclosed(key: string, start: string): string {
    const close = this.#text.indexOf(']', this.#at);
    if (this.#text[this.#at - 1] === '"' || close === -1) return '"]" is missing';
    const value = start + this.#text.slice(this.#at, close);
    return `"${this.#next}" cannot stand in a value without double quotes: write [${key}=${JSON.stringify(value)}]`;
  }

  #indexOf(digits: string): number {
    if (digits.length > 9) throw this.#wrong('the index is too large');
    this.#at += digits.length;
    return Number(digits);
  }

  #item(): PathStep {
    const key = this.#next === '=' ? null : this.#keyOfItem();
    this.#at++;
    const value = this.#word('the value behind "=" is missing');
    if (this.#next !== ']') throw this.#wrong(this.#unclosed(key === null ? '' : pathKey(key), value));
    return { kind: 'item', key, value };
  }

  #keyOfItem(): string {
    const key = this.#word('an index, or KEY=VALUE, is missing');
    if (this.#next !== '=') throw this.#wrong(this.#noItem(key));
    return key;
  }

  #noItem(word: string): string {
    if (/^-\d+$/.test(word)) return 'an index counts from 0, from the first item';
    return /^\d+$/.test(word) && this.#next === '' ? '"]" is missing' : '"=" is missing';
  }

  #wrong(message: string): WrongPath {
    return new WrongPath(message, this.#at);
  }
}
