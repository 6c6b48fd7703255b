// A list that is asked for with a body, page by page.
import {
  type AllPages,
  decodePage,
  PAGE_LIMIT,
  type Page,
  type PageStart,
  type Paging,
  readAllPages,
} from './paging.ts';
import { PaletteError } from './palette-error.ts';
import type { Sender } from './send.ts';

export interface List<T> extends Pick<Paging<T>, 'idOf' | 'offsets'> {
  readonly path: string;
  readonly projectUid: string | null;
  readonly body: object;
  readonly decode: (item: unknown) => T;
  /** Told of each page how many rows there are in all. */
  readonly onTotal?: (total: number | null) => void;
}

export function readList<T>(sender: Sender, list: List<T>): Promise<AllPages<T>> {
  const { path, projectUid, body, decode, idOf, offsets } = list;
  const readPage = async (start: PageStart): Promise<Page<T>> => {
    const query = new URLSearchParams({ limit: String(PAGE_LIMIT) });
    if ('token' in start) query.set('continue', start.token);
    if ('offset' in start) query.set('offset', String(start.offset));
    const { value } = await sender.send({
      method: 'POST',
      path: `${path}?${query.toString()}`,
      projectUid,
      body,
      isRead: true,
      decode: (answer) => decodePage(answer, decode),
    });
    list.onTotal?.(value.total);
    return value;
  };
  return readAllPages({
    read: readPage,
    idOf,
    offsets,
    loop: () =>
      new PaletteError({
        kind: 'decode',
        code: 'PaginationLoop',
        method: 'POST',
        path,
        effect: 'none',
        message: 'the list does not end: Palette returned the same page again',
      }),
  });
}
