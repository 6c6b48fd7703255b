// Diagnostics: the message, the line, and the caret under the right character.

import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { columnsOf } from '../../src/render/columns.ts';
import { renderDiagnostics, snippet } from '../../src/render/diagnostics-text.ts';
import { fc } from '../support/fast-check.ts';
import { expectGolden, findRawControls, PLAIN } from './golden.ts';

const unknown: Diagnostic = {
  code: 'declare/unknown-field',
  severity: 'error',
  message: 'unknown key "sorce"',
  place: { file: 'clones/edge.yaml', line: 12, column: 5, text: '    sorce:' },
  hint: 'did you mean "source"?',
};

test('one diagnostic looks like this', () => {
  expect(renderDiagnostics([unknown], PLAIN)).toBe(`error: unknown key "sorce" (declare/unknown-field)
  --> clones/edge.yaml:12:5
   |
12 |     sorce:
   |     ^
  = did you mean "source"?

1 error
`);
});

test('several, with and without a place, a hint, a short line', () => {
  expectGolden('diagnostics', (style) =>
    renderDiagnostics(
      [
        unknown,
        {
          code: 'plan/not-yet',
          severity: 'warning',
          message: 'moved is ignored: `from` is not in state, which is fine and may be removed',
        },
        {
          code: 'declare/bad-version',
          severity: 'error',
          message: 'not a version: "v1\u001B[0m"',
          place: { file: 'a\u202E.yaml', line: 7, column: 40, text: `\tversion: ${'long '.repeat(30)}` },
          hint: 'quote it:\nversion: "1.0.0"',
        },
      ],
      style,
    ),
  );
});

test('no diagnostics are no text', () => {
  expect(renderDiagnostics([], PLAIN)).toBe('');
});

test.each([
  { name: 'the first column', line: 'abc', column: 1, width: 40, text: 'abc', caret: 0 },
  { name: 'behind the end', line: 'abc', column: 4, width: 40, text: 'abc', caret: 3 },
  { name: 'far behind the end', line: 'abc', column: 90, width: 40, text: 'abc', caret: 3 },
  { name: 'after a tab', line: '\tabc', column: 2, width: 40, text: '    abc', caret: 4 },
  { name: 'after wide characters', line: '漢字: x', column: 5, width: 40, text: '漢字: x', caret: 6 },
  {
    name: 'after an escaped character',
    line: 'a\u0007b',
    column: 3,
    width: 40,
    text: String.raw`a\u{7}b`,
    caret: 6,
  },
  { name: 'after a surrogate pair', line: '🚀x', column: 3, width: 40, text: '🚀x', caret: 2 },
  { name: 'inside a surrogate pair', line: 'a🚀x', column: 3, width: 40, text: 'a🚀x', caret: 1 },
  {
    name: 'late in a long line',
    line: `${'a'.repeat(50)}X${'b'.repeat(50)}`,
    column: 51,
    width: 20,
    text: '…aaaaaaaaaXbbbbbbbb…',
    caret: 10,
  },
  {
    name: 'early in a long line',
    line: `aX${'b'.repeat(50)}`,
    column: 2,
    width: 20,
    text: 'aXbbbbbbbbbbbbbbbbb…',
    caret: 1,
  },
])('the caret stands under $name', ({ line, column, width, text, caret }) => {
  expect(snippet(line, column, width)).toEqual({ text, caret });
});

test('whatever the line, snippet and caret keep to the width', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.integer({ min: 1, max: 220 }),
      fc.integer({ min: 20, max: 80 }),
      (line, column, width) => {
        const { text, caret } = snippet(line, column, width);
        expect(columnsOf(text)).toBeLessThanOrEqual(width);
        expect(caret).toBeLessThan(width);
        expect(findRawControls(text)).toEqual([]);
      },
    ),
  );
});
