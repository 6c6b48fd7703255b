// Pages of a list: at most 50 rows, and a token for the next in the query (facts.md section 3).
import { badRequest } from './failure.ts';

const MOST = 50;

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly listmeta: {
    readonly continue: string;
    readonly count: number;
    readonly limit: number;
    readonly offset: number;
  };
}

export function pageOf<T>(rows: readonly T[], query: Readonly<Record<string, string>>): ListPage<T> {
  const limit = Math.min(MOST, readCount(query['limit'], MOST) || MOST);
  const offset = query['continue'] ? readToken(query['continue']) : readCount(query['offset'], 0);
  const next = offset + limit;
  const token =
    next < rows.length
      ? Buffer.from(JSON.stringify({ offset: next, count: rows.length, token: '' })).toString('base64')
      : '';
  return {
    items: rows.slice(offset, next),
    listmeta: { continue: token, count: rows.length, limit, offset },
  };
}

function readCount(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`${text} is not a number`);
  return Number(text);
}

function readToken(token: string): number {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (typeof value === 'object' && value !== null && 'offset' in value && typeof value.offset === 'number')
      return value.offset;
  } catch {
    throw badRequest('the continue token is not valid');
  }
  throw badRequest('the continue token is not valid');
}
