// The examples of docs/explanation/overrides.md: what stands before and what is overridden gives what stands after.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withoutPaths, withValues } from '../../src/content/overrides/edit-text.ts';
import { mapOf } from '../support/overrides.ts';
import { readPage } from './markdown.ts';

const blocks = [...readPage('docs/explanation/overrides.md').matchAll(/^```yaml (\w+)\n([\s\S]*?)^```$/gm)];
const examples = blocks.flatMap(([, word, before = ''], index) =>
  word === 'before'
    ? [{ before, how: blocks[index + 1]?.[1], over: blocks[index + 1]?.[2] ?? '', after: blocks[index + 2] }]
    : [],
);

test('there are examples of both', () => {
  expect([...new Set(examples.map(({ how }) => how))].sort()).toEqual(['unset', 'values']);
});

test.each(examples)('example $#', ({ before, how, over, after }) => {
  expect(after?.[1]).toBe('after');
  const result =
    how === 'values' ? withValues(before, mapOf(over)) : withoutPaths(before, parse(over) as string[]);
  expect(result).toEqual({ text: after?.[2], failures: [], absent: [] });
});
