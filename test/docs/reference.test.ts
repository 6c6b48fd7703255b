// Pages of docs/ that are made from what they describe. UPDATE_DOCS=1 writes them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { assumptionsPage } from './assumptions.ts';
import { commandsPage } from './commands.ts';
import { policiesPage } from './policies.ts';
import {
  answersPage,
  applyResultPage,
  declarationsPage,
  eventsPage,
  faultsPage,
  overridesPage,
  planPage,
  sandboxPage,
} from './schema-pages.ts';

const PAGES: readonly (readonly [string, () => string])[] = [
  ['reference/commands.md', commandsPage],
  ['reference/declarations.md', declarationsPage],
  ['reference/overrides.md', overridesPage],
  ['reference/plan.md', planPage],
  ['reference/policies.md', policiesPage],
  ['reference/sandbox.md', sandboxPage],
  ['reference/faults.md', faultsPage],
  ['reference/apply-result.md', applyResultPage],
  ['reference/answers.md', answersPage],
  ['reference/events.md', eventsPage],
  ['assumptions.md', assumptionsPage],
];

test.each(PAGES)('docs/%s says what is', (name, make) => {
  const file = path.join(ROOT, 'docs', name);
  const page = make();
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, page);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(page);
});
