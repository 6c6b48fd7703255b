// A key that Palette refuses ends every command at once: nothing is waited for, repeated, or sent behind the refusal.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type CliEnd, cli, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const YAML = `
cloneform: 1
palette: { rateLimits: off }
clones:
  edge: { source: { profile: base }, target: { scope: tenant, name: copy } }
  far: { source: { profile: base }, target: { scope: project, projects: [a, b, c] } }
`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

interface Heard extends CliEnd {
  /** Paths that were asked for. */
  readonly heard: readonly string[];
  readonly ms: number;
}

/** `command` ends when its process does: whatever is still to be sent is sent by then. */
async function against(
  answer: RequestListener,
  args: readonly string[],
  command: (args: readonly string[], cwd: string, env: Record<string, string>) => Promise<CliEnd>,
): Promise<Heard> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const { port } = server.address() as AddressInfo;
  const env = { PALETTE_HOST: `http://127.0.0.1:${port}`, PALETTE_API_KEY: 'a-key-that-is-refused' };
  const began = performance.now();
  const end = await command(args, cwd, env);
  return { ...end, heard, ms: performance.now() - began };
}

const PAGE = '<!doctype html><title>Sign in</title>';

/** Every request but the first is never answered: what is not canceled keeps the command waiting. */
function refusing(status: number, type: string, body: string): RequestListener {
  return (request, response) => {
    if (!request.url?.startsWith('/v1/users/info')) return;
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
}

const REFUSALS: Readonly<Record<string, RequestListener>> = {
  '401': refusing(401, 'application/json', '{"code":"Unauthorized","message":"no"}'),
  '403': refusing(403, 'application/json', '{"code":"Forbidden","message":"no"}'),
  '401 with a page': refusing(401, 'text/html', PAGE),
  '403 with a page': refusing(403, 'text/html', PAGE),
};
const COMMANDS = [
  ['plan'],
  ['apply', '--auto-approve'],
  ['inventory'],
  ['doctor'],
  ['import', '--all', '--match', '*', '--write', 'imported.yaml'],
  ['status'],
  ['outdated'],
  ['where', '--pack', 'x'],
  ['state', 'rebuild', '--auto-approve'],
];

function expectEnded({ code, err, out, heard, ms }: Heard): void {
  expect(code, err).toBe(3);
  expect(err + out).toContain('set PALETTE_API_KEY');
  expect(err + out).not.toContain('not responding');
  expect(heard.length).toBeLessThanOrEqual(2);
  expect(new Set(heard).size).toBe(heard.length);
  // A request that is not canceled keeps it for the 30 s of its timeout.
  expect(ms).toBeLessThan(25_000);
}

test.each(COMMANDS.map((args) => [args] as const))(
  '%j ends with the refusal, whatever is still out',
  async (args) => {
    for (const answer of Object.values(REFUSALS)) expectEnded(await against(answer, args, runInProcess));
  },
);

test.each(['401', '403 with a page'])(
  '%s: the process ends at once, and sends nothing more',
  { timeout: 300_000 },
  async (name) => {
    const answer = REFUSALS[name] ?? (() => undefined);
    const command = (args: readonly string[], cwd: string, env: Record<string, string>): Promise<CliEnd> =>
      cli(args, { cwd, env });
    for (const args of [['plan'], ['inventory']]) expectEnded(await against(answer, args, command));
  },
);
