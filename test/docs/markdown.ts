// The Markdown files of the project, and what is in them that points elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/root.ts';

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage']);

/** Paths from the root, with `/`. */
export function markdownFiles(folder = ''): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (LEFT_OUT.has(entry.name) || name === 'test') return [];
      if (entry.isDirectory()) return markdownFiles(name);
      return entry.isFile() && entry.name.endsWith('.md') ? [name] : [];
    })
    .sort();
}

export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** Targets of links and pictures outside of code, as written. */
export function linksOf(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => target);
}

/** Anchors of headings, as GitHub makes them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const counts = new Map<string, number>();
  const anchors = [...prose.matchAll(/^#{1,6}\s+(.+?)\s*$/gm)].map(([, title = '']) => {
    const plain = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const seen = counts.get(plain) ?? 0;
    counts.set(plain, seen + 1);
    return seen === 0 ? plain : `${plain}-${seen}`;
  });
  return new Set(anchors);
}
