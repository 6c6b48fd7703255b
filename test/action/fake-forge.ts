// A forge on loopback: the part of GitHub's and GitLab's API that the action uses, kept as they keep it: by page, in order.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach } from 'vitest';

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly author: string;
  /** When it was written and last edited, both the same unless a test says otherwise. */
  readonly createdAt?: string;
  updatedAt?: string;
}

/** Answers instead of the API, and is asked before it; null: nothing to say. `done`: the call is done all the same. */
export type Fault = (call: string) => {
  readonly status: number;
  readonly done?: boolean;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
} | null;

export interface FakeForge {
  readonly url: string;
  readonly comments: FakeComment[];
  /** Method and path without the query, in order. */
  readonly calls: string[];
  readonly tokens: Set<string>;
  merged: unknown[];
  reviews: unknown[];
  /** What people may do here, as the API of collaborators names it; null: the token may not ask. */
  permissions: Readonly<Record<string, string>> | null;
  /** Pull requests by number. */
  pulls: Readonly<Record<number, unknown>>;
  fault: Fault;
  /** Awaited before a call is carried out. */
  before: (call: string) => Promise<void> | void;
  /** Numbers are never given twice, not even those of removed comments. */
  lastId: number;
  /** How far its clock is ahead of this machine's. */
  skewMs: number;
  /** Branches and requests, where a test needs them; null: not a call of theirs. */
  routes: Routes;
}

/** What calls send, as far as a forge here reads it. */
export interface Sent extends Partial<Readonly<Record<SentText, string>>> {
  readonly force?: boolean;
  readonly parents?: readonly string[];
  /** Of a commit its digest, of a tree its entries. */
  readonly tree?: string | readonly Readonly<Record<string, string>>[];
  readonly actions?: readonly Readonly<Record<string, string>>[];
}

type SentText =
  | 'body'
  | 'title'
  | 'head'
  | 'base'
  | 'state'
  | 'ref'
  | 'sha'
  | 'message'
  | 'base_tree'
  | 'branch'
  | 'start_sha'
  | 'commit_message'
  | 'description'
  | 'state_event'
  | 'source_branch'
  | 'target_branch';

export type Routes = (call: string, sent: Sent, url: URL) => Answer | null;
export type Answer = readonly [status: number, value: unknown];

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function fakeForge(login: string | null = null): Promise<FakeForge> {
  const comments: FakeComment[] = [];
  const calls: string[] = [];
  const tokens = new Set<string>();
  const forge: FakeForge = {
    url: '',
    comments,
    calls,
    tokens,
    merged: [],
    reviews: [],
    permissions: {},
    pulls: {},
    fault: () => null,
    before: () => undefined,
    lastId: 0,
    skewMs: 0,
    routes: () => null,
  };
  const server = createServer((request, response) => {
    void answer(forge, login, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(forge, { url: `http://127.0.0.1:${address.port}` });
}

async function answer(
  forge: FakeForge,
  login: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  const call = `${request.method} ${url.pathname}`;
  forge.calls.push(call);
  const { authorization, 'private-token': token } = request.headers;
  forge.tokens.add(String(token ?? authorization));
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const sent: Sent = text === '' ? {} : JSON.parse(text);
  const body = sent.body ?? '';
  const send = (status: number, value: unknown, headers?: Readonly<Record<string, string>>): void => {
    const more = headers ?? (status >= 429 ? { 'retry-after': '0' } : {});
    const date = new Date(Date.now() + forge.skewMs).toUTCString();
    response.writeHead(status, { 'content-type': 'application/json', date, ...more });
    response.end(JSON.stringify(value));
  };
  const fault = forge.fault(call);
  const told = { message: fault?.message ?? 'a fault' };
  if (fault !== null && fault.done !== true) return send(fault.status, told, fault.headers);
  await forge.before(call);
  const [status, value] = forge.routes(call, sent, url) ?? done(forge, login, call, body, url);
  return fault === null ? send(status, value) : send(fault.status, told, fault.headers);
}

function done(
  forge: FakeForge,
  login: string | null,
  call: string,
  body: string,
  url: URL,
): readonly [number, unknown] {
  const me = login ?? 'github-actions[bot]';
  if (call.endsWith('/user'))
    return login === null ? [403, { message: 'no' }] : [200, { login, username: login }];
  if (/^GET .*(comments|notes)$/.test(call)) return [200, page(forge.comments.map(shown), url)];
  if (/^GET .*(pulls|merge_requests)$/.test(call)) return [200, page(forge.merged, url)];
  if (/^GET .*reviews$/.test(call)) return [200, page(forge.reviews, url)];
  const who = /^GET .*collaborators\/([^/]+)\/permission$/.exec(call)?.[1];
  if (who !== undefined)
    return forge.permissions === null
      ? [403, { message: 'Resource not accessible by integration' }]
      : [200, { permission: forge.permissions[who] ?? 'none' }];
  const pull = forge.pulls[Number(/^GET .*pulls\/(\d+)$/.exec(call)?.[1])];
  if (pull !== undefined) return [200, pull];
  if (body.length > 65_536) return [422, { message: 'body is too long' }];
  if (/^POST .*(comments|notes)$/.test(call)) {
    const at = new Date(Date.now() + forge.skewMs).toISOString();
    const id = Math.max(forge.lastId, ...forge.comments.map((one) => one.id)) + 1;
    const made = { id, body, author: me, createdAt: at, updatedAt: at };
    forge.lastId = id;
    forge.comments.push(made);
    return [201, shown(made)];
  }
  const id = Number(/^(?:PATCH|PUT|DELETE) .*(?:comments|notes)\/(\d+)$/.exec(call)?.[1]);
  const known = forge.comments.find((comment) => comment.id === id);
  if (known === undefined) return [404, { message: 'Not Found' }];
  if (known.author !== me) return [403, { message: 'not yours' }];
  if (call.startsWith('DELETE')) {
    forge.comments.splice(forge.comments.indexOf(known), 1);
    return [200, null];
  }
  known.body = body;
  known.updatedAt = new Date(Date.now() + forge.skewMs + 1).toISOString();
  return [200, shown(known)];
}

const LONG_AGO = '2020-01-01T00:00:00Z';

function shown({ id, body, author, createdAt = LONG_AGO, updatedAt = createdAt }: FakeComment): unknown {
  return {
    id,
    body,
    created_at: createdAt,
    updated_at: updatedAt,
    user: { login: author },
    author: { username: author },
    html_url: `https://forge/c/${id}`,
  };
}

export function page<T>(items: readonly T[], url: URL): readonly T[] {
  const size = Number(url.searchParams.get('per_page') ?? 20);
  const at = (Number(url.searchParams.get('page') ?? 1) - 1) * size;
  return items.slice(at, at + size);
}
