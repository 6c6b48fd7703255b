// What nests too deep is found before the YAML parser sees it, and nothing else is.
import { describe, expect, test } from 'vitest';
import { findDeepNesting } from '../../src/content/deep-nesting.ts';

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');
const steps = (depth: number, sign = ''): string => lines(depth, (n) => `${' '.repeat(n)}${sign}a:`);

const item = (n: number): string => `${' '.repeat(n)}-`;
const blankItem = (n: number): string => `${item(n)} ${n % 2 === 0 ? '' : '# why'}`;

describe('is not too deep:', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['64 steps of indent', steps(64)],
    ['64 steps that end and begin again', `${steps(64)}\nb:\n${steps(64)}`],
    ['many lines at one indent', lines(200, (n) => `  a${n}: 1`)],
    ['deeper and deeper comments', lines(100, (n) => `${' '.repeat(n)}# why`)],
    ['deeper and deeper blank lines', lines(100, (n) => ' '.repeat(n))],
    ['64 items in one another', `${'- '.repeat(63)}a`],
    ['64 brackets', '['.repeat(64)],
    ['brackets that close', '[]{}'.repeat(100)],
    ['brackets that close on later lines', lines(100, () => '[\n]')],
    ['closing brackets alone', `${']'.repeat(100)}${'['.repeat(100)}`.slice(0, 164)],
    ['dashes in a text', `a: ${'-b '.repeat(300)}`],
    ['64 items on lines of their own', lines(64, item)],
    ['64 brackets, of which some close before others open', `${'['.repeat(60)}]]]]${'['.repeat(8)}`],
    ['256 questions in a flow', `[${'? '.repeat(256)}]`],
  ])('%s', (_, text) => {
    expect(findDeepNesting(text)).toBeNull();
  });
});

describe('is too deep, from the line on', () => {
  test.each<[string, string, number]>([
    ['65 steps of indent', steps(65), steps(64).length + 1],
    ['64 steps and an item', `${steps(63)}\n${' '.repeat(63)}- - a`, steps(63).length + 1],
    ['65 items in one another', `x: 1\n${'- '.repeat(65)}a`, 5],
    ['65 items behind tabs', `${'-\t'.repeat(65)}a`, 0],
    ['65 questions', `${'? '.repeat(65)}a`, 0],
    ['65 values', `${': '.repeat(65)}a`, 0],
    ['65 brackets', `x: 1\n${'['.repeat(65)}`, 5],
    ['65 braces', '{'.repeat(65), 0],
    ['65 brackets on as many lines', lines(65, () => '['), 128],
    ['65 brackets beside others that close', '[]['.repeat(65), 0],
    ['65 braces on as many lines', lines(65, () => 'a: {'), 320],
    ['65 braces that close on the same line', `${'{'.repeat(65)}${'}'.repeat(65)}`, 0],
    ['a bracket that closes, beside 64 that stay open', `${'['.repeat(64)}\n[]`, 65],
    ['65 items on lines of their own', lines(65, item), lines(64, item).length + 1],
    ['64 items on lines with blanks or comments', lines(64, blankItem), lines(63, blankItem).length + 1],
    ['65 brackets that close on the same line', `${'['.repeat(65)}${']'.repeat(65)}`, 0],
    ['257 questions in a flow', `[${'? '.repeat(257)}]`, 0],
    ['257 items in a flow', `[${'- '.repeat(257)}]`, 0],
    ['items at the end of a line', `${'- '.repeat(64)}-`, 0],
  ])('%s', (_, text, offset) => {
    expect(findDeepNesting(text)).toBe(offset);
  });
});
