// The pages of docs/reference are made from what they describe. UPDATE_DOCS=1 writes them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { commandsPage } from './commands.ts';

const PAGES: readonly (readonly [string, () => string])[] = [['commands.md', commandsPage]];

test.each(PAGES)('docs/reference/%s says what is', (name, make) => {
  const file = path.join(ROOT, 'docs', 'reference', name);
  const page = make();
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, page);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(page);
});
