// All pages of a list: side by side by offset where the list holds still, else one after the other by its `continue` token, with
// guards against lists that never end.

import { PaletteError } from './palette-error.ts';
import { asObject, ShapeError } from './shape.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** null at the end. */
  readonly next: string | null;
  /** Rows in all, as the server counts them; null where it does not say. */
  readonly total: number | null;
}

/** Rows per page; the most that Palette gives (facts.md section 3). */
export const PAGE_LIMIT = 50;
const MAX_PAGES = 10_000;
/** Pages in a row that bring nothing new before a list is taken for one without end. */
const MAX_STALE_PAGES = 3;

export function decodePage<T>(body: unknown, decodeItem: (item: unknown) => T): Page<T> {
  const page = asObject(body, 'answer');
  const items = page['items'] ?? [];
  if (!Array.isArray(items)) throw new ShapeError('items is not a list');
  const meta = page['listmeta'];
  const facts = meta === undefined || meta === null ? {} : asObject(meta, 'listmeta');
  const [token, count] = [facts['continue'], facts['count']];
  return {
    items: items.map(decodeItem),
    next: typeof token === 'string' && token !== '' ? token : null,
    total: typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null,
  };
}

/** Where a page begins: `{}` is the first one. */
export type PageStart =
  | { readonly token: string }
  | { readonly offset: number }
  | Readonly<Record<string, never>>;

export interface Paging<T> {
  readonly read: (start: PageStart) => Promise<Page<T>>;
  readonly idOf: (item: T) => string;
  /** A token seen before, or pages that bring nothing new. */
  readonly loop: () => Error;
  /** Whether this server's offsets can be relied on; set to false once they could not. */
  readonly offsets: { areGood: boolean };
}

export interface AllPages<T> {
  /** Each row once, in the order of the pages. */
  readonly rows: readonly T[];
  /** Rows that the server counts and did not give; 0: the list was read whole. */
  readonly missing: number;
}

/** Lists have been seen to lose rows while their count told the truth (facts.md section 10, 10): such a list is read once more. */
export async function readAllPages<T>(paging: Paging<T>): Promise<AllPages<T>> {
  const first = await readOnce(paging);
  if (first.missing === 0) return first;
  const again = await readOnce(paging);
  if (again.missing === 0) return again;
  // A row that either of them has is there.
  const rows = once(paging, [...first.rows, ...again.rows]);
  return { rows, missing: Math.max(0, again.rows.length + again.missing - rows.length) };
}

async function readOnce<T>(paging: Paging<T>): Promise<AllPages<T>> {
  const first = await paging.read({});
  if (first.next === null) return counted(once(paging, first.items), first.total);
  const whole = await readByOffset(paging, first);
  return whole === null ? readByToken(paging, first) : { rows: whole, missing: 0 };
}

/** A server that does not count is believed once its pages have ended. */
function counted<T>(rows: readonly T[], total: number | null): AllPages<T> {
  return { rows, missing: total === null ? 0 : Math.max(0, total - rows.length) };
}

/**
 * The rest side by side. null: the pages do not fit together, because rows came or went meanwhile, or because this server does not
 * go by offsets. Which of the two cannot be told, so offsets are not tried again in this run.
 */
async function readByOffset<T>(paging: Paging<T>, first: Page<T>): Promise<readonly T[] | null> {
  const { total } = first;
  const size = first.items.length;
  if (!paging.offsets.areGood || total === null || size === 0 || total <= size) return null;
  const count = Math.ceil(total / size);
  if (count > MAX_PAGES) return null;
  const starts = Array.from({ length: count - 1 }, (_, index) => (index + 1) * size);
  const rest = await Promise.all(starts.map((offset) => paging.read({ offset }))).catch(noneIfRefused);
  if (rest === null) {
    paging.offsets.areGood = false;
    return null;
  }
  const pages = [first, ...rest];
  const rows = once(
    paging,
    pages.flatMap((page) => page.items),
  );
  const isWhole =
    rows.length === total &&
    pages.every((page, index) => page.total === total && (page.next === null) === (index === count - 1));
  if (!isWhole) paging.offsets.areGood = false;
  return isWhole ? rows : null;
}

/** A server may refuse an offset behind its last row, and rows may have gone meanwhile. */
function noneIfRefused(error: unknown): null {
  if (error instanceof PaletteError && [400, 404, 416, 422].includes(error.status ?? 0)) return null;
  throw error;
}

async function readByToken<T>(paging: Paging<T>, first: Page<T>): Promise<AllPages<T>> {
  const rows = new Map(first.items.map((item) => [paging.idOf(item), item]));
  const seen = new Set<string>();
  let stale = 0;
  let { next: token, total } = first;
  for (let pages = 1; token !== null; pages++) {
    if (seen.has(token) || stale >= MAX_STALE_PAGES || pages >= MAX_PAGES) throw paging.loop();
    seen.add(token);
    const page: Page<T> = await paging.read({ token });
    const before = rows.size;
    for (const item of page.items) rows.set(paging.idOf(item), item);
    stale = rows.size === before ? stale + 1 : 0;
    token = page.next;
    total = page.total ?? total;
  }
  return counted([...rows.values()], total);
}

function once<T>({ idOf }: Paging<T>, items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}
