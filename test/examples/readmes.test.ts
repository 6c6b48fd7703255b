// Every example, run exactly as its README says. UPDATE_EXAMPLES=1 writes what is printed now into the READMEs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyExample, ROOT } from '../support/cli.ts';
import { readSteps, runSteps, shown, withPrinted } from '../support/console-blocks.ts';
import { linkPackage } from '../support/packed.ts';

const examples = readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** A README runs up to a hundred commands, one after the other. */
const README_MS = 300_000;

test.each(examples)('%s does what its README says', { timeout: README_MS }, (name) => {
  const readme = path.join(ROOT, 'examples', name, 'README.md');
  const markdown = readFileSync(readme, 'utf8');
  const blocks = readSteps(markdown);
  expect(blocks.flat().length).toBeGreaterThan(1);
  const folder = copyExample(name);
  if (existsSync(path.join(folder, 'package.json'))) linkPackage(folder);
  const seen = runSteps(blocks, folder);
  if (process.env['UPDATE_EXAMPLES'] === '1') writeFileSync(readme, withPrinted(markdown, seen));
  else expect(shown(seen)).toBe(shown(blocks));
});
