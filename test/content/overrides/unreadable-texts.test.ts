// Texts that are not edited, because their structure would have to be guessed; and what a user is shown as the reason.
import { expect, test } from 'vitest';
import { readTree } from '../../../src/content/overrides/read-tree.ts';

const MIB = 1024 * 1024;
const LARGE = `a: ${'x'.repeat(MIB - 3)}`;

const ROWS: Readonly<Record<string, readonly [text: string, reason: string | RegExp]>> = {
  'more than 1 MiB': [`${LARGE}x`, 'the text is larger than 1 MiB'],
  'a carriage return alone': [
    'a: 1\rb: 2\n',
    'the text has a line break that not every reader of YAML takes for one',
  ],
  'a line separator': [
    'a: 1\u2028b: 2\n',
    'the text has a line break that not every reader of YAML takes for one',
  ],
  'a next-line character': [
    'a: 1\u0085b: 2\n',
    'the text has a line break that not every reader of YAML takes for one',
  ],
  'lists in lists': [`a: ${'['.repeat(2000)}${']'.repeat(2000)}\n`, 'the text nests too deep'],
  'two documents': ['a: 1\n---\nb: 2\n', 'the text holds several YAML documents, not one mapping'],
  'a value that begins with a reserved character': [
    'a: 1\n\nb: @x\n',
    /^the text is no YAML \(line 3: .+\)$/u,
  ],
  'such a value behind template expressions': [
    'a: {{ .x }}\n\nb: @x\n',
    'with its template expressions the text is no YAML (line 3)',
  ],
  'a template expression as a key': [
    'a: 1\n{{ .key }}: 2\n',
    'template expressions or complex keys make its structure unknown',
  ],
  'a list as a key': ['? [a, b]\n: 1\n', 'template expressions or complex keys make its structure unknown'],
  'an alias without an anchor': ['a: *base\n', /base/u],
};

test.each(Object.entries(ROWS))('%s', (_, [text, reason]) => {
  const read = readTree(text);
  expect(read.status).toBe('unreadable');
  const given = read.status === 'unreadable' ? read.reason : '';
  if (typeof reason === 'string') expect(given).toBe(reason);
  else expect(given).toMatch(reason);
});

test.each([
  ['exactly 1 MiB', LARGE],
  ['Windows line ends', 'a: 1\r\nb: 2\r\n'],
  ['a template expression as a value', 'a: {{ .x }}\n'],
  ['an alias behind its anchor', 'a: &base 1\nb: *base\n'],
  ['nothing', ''],
])('%s is read', (_, text) => {
  expect(readTree(text).status).toBe('read');
});
