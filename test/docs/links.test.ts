// Links between the project's own files lead somewhere, to the heading too.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { anchorsOf, linksOf, markdownFiles, readPage } from './markdown.ts';

test.each(markdownFiles())('links of %s', (page) => {
  const broken = linksOf(readPage(page)).filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), file));
    if (!existsSync(path.join(ROOT, to))) return true;
    return anchor !== undefined && to.endsWith('.md') && !anchorsOf(readPage(to)).has(anchor);
  });
  expect(broken).toEqual([]);
});
