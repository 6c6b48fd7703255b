// docs/reference/exit-codes.md is written by hand; that it leaves nothing out is checked here.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../../src/flow/user-error.ts';
import { ROOT } from '../support/root.ts';
import { readPage } from './markdown.ts';

const page = readPage('docs/reference/exit-codes.md');

test('every exit code has its row', () => {
  const rows = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(rows).toEqual(Object.values(EXIT));
});

test('every variable of the environment that the source asks for is reported', () => {
  const asked = sources('src').flatMap((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    return [...text.matchAll(/\benv\??\.?\[['`]([A-Z][A-Z_]+)/g)].map(([, name = '']) => name);
  });
  expect(asked.length).toBeGreaterThan(15);
  expect([...new Set(asked)].filter((name) => !page.includes(name))).toEqual([]);
});

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? sources(name) : name.endsWith('.ts') ? [name] : [];
  });
}
