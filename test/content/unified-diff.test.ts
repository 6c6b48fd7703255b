// What `accept --as-override` shows of the declarations that it writes, in the form that `patch` and editors read.
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../src/content/unified-diff.ts';

const lines = (...words: readonly string[]): string => words.map((word) => `${word}\n`).join('');

test.each<[string, string | null, string, readonly string[]]>([
  [
    'a file that is new',
    null,
    lines('a: 1', 'b: 2'),
    ['--- /dev/null', '+++ b/x.yaml', '@@ -0,0 +1,2 @@', '+a: 1', '+b: 2'],
  ],
  [
    'a change, with three lines around it',
    lines('a', 'b', 'c', 'd', 'old', 'f', 'g', 'h', 'i'),
    lines('a', 'b', 'c', 'd', 'new', 'f', 'g', 'h', 'i'),
    ['--- a/x.yaml', '+++ b/x.yaml', '@@ -2,7 +2,7 @@', ' b', ' c', ' d', '-old', '+new', ' f', ' g', ' h'],
  ],
  [
    'secrets around it, masked',
    lines('a: 1', 'password: pw'),
    lines('a: 2', 'password: pw'),
    ['--- a/x.yaml', '+++ b/x.yaml', '@@ -1,2 +1,2 @@', '-a: 1', '+a: 2', ' password: (secret)'],
  ],
  [
    'lines of equals signs, which are part of the text',
    lines('===', 'a'),
    lines('===', 'b'),
    ['--- a/x.yaml', '+++ b/x.yaml', '@@ -1,2 +1,2 @@', ' ===', '-a', '+b'],
  ],
])('%s', (_, before, after, expected) => {
  expect(unifiedDiff('x.yaml', before, after)).toBe(lines(...expected));
});
