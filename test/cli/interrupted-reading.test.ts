// Ctrl-C while a command reads, at its requests: it ends although Palette never answers, says so once, and has written nothing.

import { readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { EXIT, userError } from '../../src/flow/user-error.ts';
import { type CliEnd, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

/** Of a command's requests, each third one: there are many commands, and the kinds of reading stand in a row. */
const STEP = 3;

const SENTENCE = 'interrupted before anything was changed';

/** Each command with what the environment has beside; those that write stand last, as the last run of each is not stopped. */
const COMMANDS: readonly (readonly [string, Readonly<Record<string, string>>?])[] = [
  ['plan'],
  ['plan --refresh fast -o new.plan.json --metrics new.prom --report html=new.html'],
  ['status'],
  ['status --unmanaged --html new.html'],
  ['outdated'],
  ['drift'],
  ['drift --record new.json --metrics new.prom'],
  ['diff one'],
  ['render one'],
  ['where --pack os'],
  ['inventory'],
  ['inventory --projects'],
  ['import --all --match * --write new.yaml'],
  ['doctor'],
  ['accept one --auto-approve'],
  ['revert one --auto-approve'],
  ['rollback RUN --auto-approve'],
  ['lock'],
  ['outdated --write'],
  ['state rebuild --auto-approve', { CLONEFORM_STATE: 'lost.db' }],
  ['apply --auto-approve'],
  ['destroy --auto-approve'],
];

interface Gate {
  readonly url: string;
  /** Asked with each request; true: it is never answered. */
  isHeld: () => boolean;
  close(): void;
}

/** In front of a Palette. */
async function aGate(to: string): Promise<Gate> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (gate.isHeld()) return;
    const { method = 'GET', url = '/', headers } = request;
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
    const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      /^(apikey|projectuid|content-type)$/.test(name) ? [[name, String(value)]] : [],
    );
    const answer = await fetch(`${to}${url}`, { method, headers: sent, ...body });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gate: Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isHeld: () => false,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return gate;
}

interface Stopped extends CliEnd {
  /** What it was at when Ctrl-C came. */
  readonly was: 'reading' | 'working' | 'done';
}

/** As the process hears it: whoever is at work finishes; whoever reads gives up. */
async function stoppedAt(request: number, { gate, at, args, env }: Row): Promise<Stopped> {
  const reading = new AbortController();
  const listeners: (() => void)[] = [];
  let was: Stopped['was'] = 'done';
  let requests = 0;
  gate.isHeld = () => {
    if (requests++ !== request) return false;
    was = listeners.length > 0 ? 'working' : 'reading';
    for (const listener of listeners) listener();
    if (was === 'working') return false;
    reading.abort(userError(EXIT.interrupted, 'cli/interrupted', SENTENCE));
    return true;
  };
  const end = await runInProcess(args, at.cwd, env, undefined, {
    isStopping: () => was !== 'done',
    onStopping: (listener) => void listeners.push(listener),
    signal: reading.signal,
  });
  return { ...end, was };
}

interface Row {
  readonly gate: Gate;
  readonly at: Place;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whatever a run could leave behind: files, and the rows of state but for the lock. */
function leftIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return names.flatMap((name): readonly string[] => {
    const file = path.join(folder, name);
    if (!statSync(file).isFile() || /\.db[-.]/.test(name)) return [];
    return name.endsWith('.db') ? rowsOf(file) : [name];
  });
}

const TABLES = ['clone', 'clone_history', 'operation', 'run', 'run_result'];

function rowsOf(file: string): readonly string[] {
  const db = new Database(file, { readonly: true });
  try {
    const known = new Set(db.prepare('SELECT name FROM sqlite_master').pluck().all());
    return TABLES.filter((table) => known.has(table)).flatMap((table) =>
      db
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => `${table} ${JSON.stringify(row)}`),
    );
  } finally {
    db.close();
  }
}

/** How often it was stopped while it read, and what was not as it must be. */
async function stopEverywhere(
  row: Row,
): Promise<{ readonly stopped: number; readonly wrong: readonly unknown[] }> {
  const wrong: unknown[] = [];
  const before = leftIn(row.at.cwd);
  for (let stopped = 0; ; stopped++) {
    const request = STEP * stopped;
    const { was, code, out, err } = await stoppedAt(request, row);
    if (was !== 'reading') return { stopped, wrong };
    const left = leftIn(row.at.cwd);
    const isSaidOnce = err.split(SENTENCE).length === 2;
    if (code !== 130 || out !== '' || !isSaidOnce || left.join() !== before.join())
      wrong.push({ request, code, out, err, left: left.filter((line) => !before.includes(line)) });
  }
}

test('whatever is read, Ctrl-C ends it', async () => {
  const at = await aPlace(aSeed(base('1.0.0'), base('1.1.0')));
  const gate = await aGate(at.url);
  try {
    at.declare(
      { one: '{ source: { profile: base, version: 1.0.0 }, target: { scope: project, project: edge-dev } }' },
      'stamp: labels\n',
    );
    const cache = tempDir();
    const env = { PALETTE_HOST: gate.url, PALETTE_API_KEY: 'a-key-for-tests', XDG_CACHE_HOME: cache };
    expect((await runInProcess(['apply', '--auto-approve'], at.cwd, env)).code).toBe(0);
    const ends = [];
    const [run = ''] = rowsOf(path.join(at.cwd, 'state', 'cloneform.db')).filter((row) =>
      row.startsWith('run '),
    );
    const runId = /"id":"([^"]+)"/.exec(run)?.[1] ?? '';
    for (const [command, more = {}] of COMMANDS) {
      const { stopped, wrong } = await stopEverywhere({
        gate,
        at,
        args: command.replace('RUN', runId).split(' '),
        env: { ...env, ...more },
      });
      ends.push({ command, wasStopped: stopped > 0, wrong });
    }
    expect(ends).toEqual(COMMANDS.map(([command]) => ({ command, wasStopped: true, wrong: [] })));
  } finally {
    gate.close();
    await at.close();
  }
}, 300_000);
