// The escaper in front of the terminal: what it must break, what it must leave, and what it never lets out.

import { expect, test } from 'vitest';
import { columnsOf, truncate } from '../../src/render/columns.ts';
import { renderJson } from '../../src/render/json-document.ts';
import { safeText } from '../../src/render/safe-text.ts';
import { HOSTILE } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';
import { findRawControls } from './golden.ts';

test.each([
  ['ESC', '\u001B[31m', String.raw`\u{1b}[31m`],
  ['CR', 'a\rb', String.raw`a\u{d}b`],
  ['BEL', 'a\u0007', String.raw`a\u{7}`],
  ['OSC 8', '\u001B]8;;http://x\u001B\\y', String.raw`\u{1b}]8;;http://x\u{1b}\y`],
  ['right-to-left override', 'a\u202Eb', String.raw`a\u{202e}b`],
  ['zero width space', 'a\u200Bb', String.raw`a\u{200b}b`],
  ['zero width joiner between letters', 'a\u200Db', String.raw`a\u{200d}b`],
  ['C1 CSI', '\u009B31m', String.raw`\u{9b}31m`],
  ['DEL', '\u007F', String.raw`\u{7f}`],
  ['a format that is not invisible', 'a\uFFF9b', String.raw`a\u{fff9}b`],
  ['tag', '\u{E0041}', String.raw`\u{e0041}`],
  ['line separator', '\u2028', String.raw`\u{2028}`],
  ['private use', '\uE000', String.raw`\u{e000}`],
  ['lone surrogate', '\uD83D', String.raw`\u{d83d}`],
  ['unassigned', '\u0378', String.raw`\u{378}`],
  ['a letter that shows as nothing', '\u3164', String.raw`\u{3164}`],
  ['tab', '\t', String.raw`\u{9}`],
  ['newline', 'a\nb', 'a⏎b'],
])('%s is escaped', (_name, text, expected) => {
  expect(safeText(text)).toBe(expected);
});

test.each([
  'ML Ops Herbs',
  'größe',
  '漢字',
  'かな',
  '한글',
  '🚀',
  '👩‍👩‍👧',
  '👩🏽‍💻',
  '❤️',
  'עברית',
  'e\u0301',
])('%s stays', (text) => {
  expect(safeText(text)).toBe(text);
});

test('whatever goes in, no control character comes out, and twice is once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const safe = safeText(text);
      expect(findRawControls(safe)).toEqual([]);
      expect(safe).not.toContain('\n');
      expect(safeText(safe)).toBe(safe);
    }),
  );
});

test('a cut text takes no more columns than asked for', () => {
  fc.assert(
    fc.property(fc.constantFrom(...HOSTILE), fc.nat(60), (text, max) => {
      expect(columnsOf(safeText(text, max))).toBeLessThanOrEqual(max);
    }),
  );
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['漢字漢', 4, '漢…'],
  ['abc', 0, ''],
])('%s cut to %i columns is %s', (text, max, expected) => {
  expect(truncate(text, max)).toBe(expected);
});

test.each([
  ['abc', 3],
  ['漢字', 4],
  ['e\u0301', 1],
  ['🚀', 2],
  ['→…±', 3],
])('%s takes %i columns', (text, expected) => {
  expect(columnsOf(text)).toBe(expected);
});

test('JSON escapes what a terminal would obey and keeps its value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...HOSTILE), (value, hostile) => {
      const document = { value, [hostile]: hostile };
      const text = renderJson(document);
      expect(findRawControls(text)).toEqual([]);
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(document));
    }),
  );
});
