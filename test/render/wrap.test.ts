// Wrapping: nothing is lost, nothing is wider than the line, and kept pieces stay whole.

import { expect, test } from 'vitest';
import { columnsOf } from '../../src/render/columns.ts';
import { safeText } from '../../src/render/safe-text.ts';
import { layout, wrapText } from '../../src/render/wrap.ts';
import { anyText } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';

const style = (width: number): { width: number; color: boolean } => ({ width, color: false });

test.each([
  { name: 'a short text is one line', text: 'a b', width: 10, lines: ['a b'] },
  { name: 'it breaks at spaces', text: 'aaa bbb ccc', width: 7, lines: ['aaa bbb', '  ccc'] },
  { name: 'a word that is too long is broken', text: 'aaaaaaaa', width: 5, lines: ['aaaaa', '  aaa'] },
  { name: 'wide characters count twice', text: '漢字漢', width: 5, lines: ['漢字', '  漢'] },
  { name: 'no text is one empty line', text: '', width: 5, lines: [''] },
])('$name', ({ text, width, lines }) => {
  expect(wrapText(text, style(width), { first: 0, hang: 2 })).toEqual(lines);
});

test('a kept span moves to its own line whole, with its spaces', () => {
  const spans = [{ text: 'see ' }, { text: 'id["a b"]', keep: true }, { text: ' now' }];
  expect(layout(spans, style(8), { first: 0, hang: 2 })).toEqual(['see', '  id["a b"]', '  now']);
});

test('no character but spaces is lost, and no line is too wide', () => {
  fc.assert(
    fc.property(fc.array(anyText(), { maxLength: 5 }), fc.integer({ min: 10, max: 60 }), (texts, width) => {
      const spans = texts.map((text) => ({ text }));
      const lines = layout(spans, style(width), { first: 2, hang: 4 });
      const bare = (text: string): string => text.replaceAll(' ', '');
      expect(bare(lines.join(''))).toBe(bare(texts.map((text) => safeText(text)).join('')));
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }),
  );
});
