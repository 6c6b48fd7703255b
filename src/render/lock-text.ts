// What `cloneform lock` wrote.
import { count } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, wrapText } from './wrap.ts';

interface Locked {
  readonly file: string;
  readonly sources: Readonly<Record<string, unknown>>;
  readonly changes: readonly {
    readonly key: string;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

export function renderLocked({ file, sources, changes }: Locked, style: Style): string {
  const lines = changes.map(({ key, from, to }) => {
    if (from === null) return `+ ${key}: ${to}`;
    if (to === null) return `- ${key}: ${from}`;
    return from === to ? `~ ${key}: other content of ${to}` : `~ ${key}: ${from} → ${to}`;
  });
  const number = count(Object.keys(sources).length, 'source');
  const end = changes.length === 0 ? `${file} is up to date: ${number}.` : `Wrote ${number} to ${file}.`;
  return joinLines([...lines, end].flatMap((line) => wrapText(safeText(line), style, { first: 0, hang: 2 })));
}
