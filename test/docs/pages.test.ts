// The pages of docs/, run exactly as they are written. A page begins in an empty folder, or in a copy of the example that its
// first line names: <!-- starts in: examples/quickstart -->, or with one file: <!-- starts with: examples/mirror/console.mjs -->.
// UPDATE_EXAMPLES=1 writes what is printed now into the pages.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyExample, ROOT, tempDir } from '../support/cli.ts';
import { readSteps, runSteps, shown, withPrinted } from '../support/console-blocks.ts';
import { markdownFiles } from './markdown.ts';

const pages = markdownFiles()
  .filter((file) => file.startsWith('docs/'))
  .filter((file) => readSteps(readFileSync(path.join(ROOT, file), 'utf8')).length > 0);

/** A page runs up to a hundred commands, one after the other. */
const PAGE_MS = 300_000;

test.each(pages)('%s does what it says', { timeout: PAGE_MS }, (page) => {
  const file = path.join(ROOT, page);
  const markdown = readFileSync(file, 'utf8');
  const blocks = readSteps(markdown);
  const seen = runSteps(blocks, startOf(markdown));
  if (process.env['UPDATE_EXAMPLES'] === '1') writeFileSync(file, withPrinted(markdown, seen));
  else expect(shown(seen)).toBe(shown(blocks));
});

function startOf(markdown: string): string {
  const [, how, what = ''] = /^<!-- starts (in|with): (examples\/[\w./-]+) -->/.exec(markdown) ?? [];
  if (how === 'in') return copyExample(path.posix.basename(what));
  const folder = tempDir();
  if (how === 'with') copyFileSync(path.join(ROOT, what), path.join(folder, path.posix.basename(what)));
  return folder;
}

/** A block in another language than console is not run, so that a command in it could be wrong without anybody noticing. */
test.each(markdownFiles().filter((file) => file.startsWith('docs/')))(
  '%s shows no command that is not run',
  (page) => {
    const text = readFileSync(path.join(ROOT, page), 'utf8');
    const blocks = [...text.matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gm)];
    const others = blocks.filter(([, language]) => language !== 'console');
    const commands = others.filter(([, , block = '']) => /^\$ cloneform /m.test(block));
    expect(commands.map(([block]) => block)).toEqual([]);
  },
);
