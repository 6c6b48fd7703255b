// All pages of a list, by its `continue` token, with guards against lists that never end.
import { asObject, ShapeError } from './decode.ts';

export interface Page {
  readonly items: readonly unknown[];
  /** null at the end. */
  readonly next: string | null;
}

/** Rows per page; the most that Palette gives (facts.md section 3). */
export const PAGE_LIMIT = 50;
const MAX_PAGES = 10_000;

export function decodePage(body: unknown): Page {
  const page = asObject(body, 'answer');
  const items = page['items'] ?? [];
  if (!Array.isArray(items)) throw new ShapeError('items is not a list');
  const meta = page['listmeta'];
  const token = meta === undefined || meta === null ? null : asObject(meta, 'listmeta')['continue'];
  return { items, next: typeof token === 'string' && token !== '' ? token : null };
}

/** `read` gets null for the first page. A token seen before, or pages without end, throw `loop()`. */
export async function readAllPages(
  read: (token: string | null) => Promise<Page>,
  loop: () => Error,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let token: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page: Page = await read(token);
    items.push(...page.items);
    if (page.next === null) return items;
    if (seen.has(page.next)) throw loop();
    seen.add(page.next);
    token = page.next;
  }
  throw loop();
}
