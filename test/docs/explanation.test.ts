// The pages that explain name all that the planner knows, and nothing that it does not.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { markdownFiles, readPage } from './markdown.ts';

const PAGE = readPage('docs/explanation/how-a-change-is-decided.md');

function wordsOf(name: string): readonly string[] {
  const schema: unknown = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'plan.v1.json'), 'utf8'));
  const found = name
    .split('.')
    .reduce<unknown>(
      (at, step) => (at as Record<string, unknown>)[step],
      (schema as { $defs: unknown }).$defs,
    );
  return (found as { enum: readonly string[] }).enum;
}

/** First cells of the rows of the table whose head begins with this. */
function firstCells(head: string): readonly string[] {
  const start = PAGE.indexOf(`\n| ${head} |`);
  const table = PAGE.slice(start + 1).split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, word = '']) => word);
}

describe('how a change is decided', () => {
  test('what blocks is reported, in the order in which it is reported', () => {
    expect(firstCells('blocked by')).toEqual(wordsOf('blockedBy'));
  });

  test('all kinds of drift are reported', () => {
    expect([...firstCells('kind')].sort()).toEqual([...wordsOf('drift.properties.kind')].sort());
  });

  test('every action and reason stands in the table, and no other', () => {
    const table = PAGE.slice(PAGE.indexOf('## The table'), PAGE.indexOf('## Which version'));
    const pairs = [...table.matchAll(/(?:`([a-z]+)`|per `mirrorBy`) · `([a-z_]+)`/g)];
    const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort();
    expect(sorted(pairs.map(([, , reason = '']) => reason))).toEqual(sorted(wordsOf('reason')));
    const actions = [...pairs.flatMap(([, action]) => action ?? []), 'blocked'];
    expect(sorted(actions)).toEqual(sorted(wordsOf('action')));
  });
});

test('tests and files that pages name are there', () => {
  const missing = markdownFiles()
    .filter((page) => page.startsWith('docs/'))
    .flatMap((page) =>
      [...readPage(page).matchAll(/`((?:test|src|schemas)\/[\w./-]+)`/g)].flatMap(([, file = '']) =>
        existsSync(path.join(ROOT, file)) ? [] : [`${page}: ${file}`],
      ),
    );
  expect(missing).toEqual([]);
});
