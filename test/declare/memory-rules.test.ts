// What the memory of parsed files keeps, gives back and refuses, without files. Whole projects are in parse-memory.test.ts.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type MemoryMeans, NO_MEMORY, openMemory, type SavedMemory } from '../../src/declare/parse-memory.ts';

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const MEANS: MemoryMeans = { tool: 'cloneform 1.2.3', hash, authenticate: (text) => hash(`key ${text}`) };

/** A file of at least a kilobyte, which is worth remembering. */
const file = (name: string, size = 1024): Uint8Array => new TextEncoder().encode(name.padEnd(size, ' '));
const A = file('a');

/** As a run does: each file is looked up, and parsed where it is not known. */
function run(memory: SavedMemory, files: readonly (readonly [Uint8Array, unknown])[]): readonly unknown[] {
  return files.map(([bytes, values]) => {
    const known = memory.recall(bytes);
    if (known === undefined) memory.remember(bytes, values);
    return known;
  });
}

function saved(...files: readonly (readonly [Uint8Array, unknown])[]): string {
  const memory = openMemory(null, MEANS);
  run(memory, files);
  return memory.toText() ?? 'nothing';
}

/** A memory with these lines that the user's own run could have written. */
const signed = (lines: string): string =>
  `cloneform-parsed 3 ${MEANS.tool} ${MEANS.authenticate(lines)}\n${lines}`;

/** Names of the files that a memory has lines for. */
function kept(text: string | null, files: Readonly<Record<string, Uint8Array>>): readonly string[] {
  return Object.keys(files).filter((name) => text?.includes(`\n${hash(files[name] ?? '')} `) === true);
}

describe('what a run writes', () => {
  test('is a line for each file, below a code of all lines', () => {
    expect(saved([A, { b: [1, 'c d'] }], [file('e'), null])).toBe(
      signed(`${hash(A)} {"b":[1,"c d"]}\n${hash(file('e'))} null\n`),
    );
  });

  test('is known to the next run, which has nothing new to write', () => {
    const memory = openMemory(saved([A, { b: [1, 'c d'] }], [file('e'), {}]), MEANS);
    expect(run(memory, [[A, 'parsed again']])).toEqual([{ b: [1, 'c d'] }]);
    expect(memory.toText()).toBeNull();
  });

  test('is what this run met: a file that is gone is forgotten', () => {
    const files = { a: A, gone: file('gone'), fresh: file('fresh') };
    const memory = openMemory(saved([files.a, {}], [files.gone, {}]), MEANS);
    run(memory, [
      [files.a, {}],
      [files.fresh, {}],
    ]);
    expect(kept(memory.toText(), files)).toEqual(['a', 'fresh']);
  });

  test.each([
    ['a kilobyte', [1024], true],
    ['less', [1023], false],
    ['a kilobyte together', [512, 512], true],
    ['less together', [512, 511], false],
  ])('is worth it for files of %s', (_, sizes, isKept) => {
    const text = saved(...sizes.map((size, index) => [file(String(index), size), {}] as const));
    expect(text !== 'nothing').toBe(isKept);
  });

  test.each([
    ['four times its file', 4096, ['a']],
    ['more, as aliases can make it', 4097, []],
  ])('has a value of %s', (_, size, files) => {
    // Two of its characters are the quotes.
    expect(kept(saved([A, 'x'.repeat(size - 2)]), { a: A })).toEqual(files);
  });

  test('has bounds', () => {
    const line = `${hash(A)} {}\n`;
    for (const bytes of [line.length, line.length - 1]) {
      const memory = openMemory(null, MEANS, bytes);
      run(memory, [[A, {}]]);
      expect(memory.toText() !== null).toBe(bytes === line.length);
    }
  });
});

describe('keys that reach into JavaScript, which the parser would refuse', () => {
  const dangerous = [
    ['__proto__', '{"__proto__":{}}'],
    ['constructor', '{"a":{"constructor":1}}'],
    ['prototype', '{"prototype":1}'],
    ['an escape that could hide one', '{"\\u005f_proto__":1}'],
  ] as const;
  test.each(dangerous)('%s is not recalled', (_, json) => {
    const memory = openMemory(signed(`${hash(A)} ${json}\n`), MEANS);
    expect(run(memory, [[A, {}]])).toEqual([undefined]);
  });

  test.each(dangerous)('%s is not remembered', (_, json) => {
    // JSON.stringify escapes control characters and halves of surrogate pairs alone.
    const values: unknown = json.includes('\\') ? { a: '\u0001' } : JSON.parse(json);
    expect(kept(saved([A, values], [file('b'), {}]), { a: A, b: file('b') })).toEqual(['b']);
  });

  test('other words that begin so are harmless', () => {
    const values = { constructors: 'prototype of' };
    expect(run(openMemory(saved([A, values]), MEANS), [[A, {}]])).toEqual([values]);
  });
});

describe('nothing is known', () => {
  const text = saved([A, { b: 1 }]);
  test.each([
    ['of nothing', null],
    ['of an empty text', ''],
    ['of noise', '\u0000'.repeat(100)],
    ['of a header alone', text.slice(0, text.indexOf('\n'))],
    ['of a text without its header', text.slice(text.indexOf('\n') + 1)],
    ['of a text that is cut short', text.slice(0, -2)],
    ['of a value that somebody changed', text.replace('{"b":1}', '{"b":2}')],
    ['of another version of the tool', text.replace('1.2.3', '1.2.4')],
    ['of another format', text.replace('parsed 3', 'parsed 2')],
    ['where the code is made with another key', text.replace(/[0-9a-f]{64}\n/, `${hash('other')}\n`)],
  ])('%s', (_, given) => {
    expect(openMemory(given, MEANS).recall(A)).toBeUndefined();
  });

  test('where a line is no JSON, which is not kept either', () => {
    const memory = openMemory(signed(`${hash(A)} {"b":\n`), MEANS);
    expect(memory.recall(A)).toBeUndefined();
    memory.remember(file('c'), {});
    expect(kept(memory.toText(), { a: A, c: file('c') })).toEqual(['c']);
  });

  test('and no file is hashed for it', () => {
    const hashed: unknown[] = [];
    openMemory(null, { ...MEANS, hash: (data) => String(hashed.push(data)) }).recall(A);
    expect(hashed).toEqual([]);
  });

  test('without a memory', () => {
    NO_MEMORY.remember(A, {});
    expect(NO_MEMORY.recall(A)).toBeUndefined();
  });
});
