// An environment variable that is empty counts as unset, whichever it is: CI systems set what they have no value for to "".
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { setVariables } from '../../src/cli/io.ts';
import { type CliEnd, cli, tempDir } from '../support/cli.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const YAML = `
cloneform: 1
palette: { requestTimeout: 1s, retries: 0, caFile: missing.pem }
variables: { place: { default: edge } }
clones:
  edge: { source: { profile: base }, target: { scope: tenant, name: 'copy-\${var.place}' } }
`;

async function plan(env: Readonly<Record<string, string>>): Promise<{ end: CliEnd; keys: string[] }> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['apikey']));
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"code":"Unauthorized","message":"no"}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cwd = tempDir({ 'cloneform.yaml': YAML.replace(', caFile: missing.pem', '') });
  const more = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value === 'HOST' ? host : value]),
  );
  return { end: await cli(['plan'], { cwd, env: more }), keys };
}

test('an empty key and host give way to those of the older names', async () => {
  const { end, keys } = await plan({
    PALETTE_API_KEY: '',
    SPECTROCLOUD_APIKEY: 'the-older-name',
    PALETTE_HOST: '',
    SPECTROCLOUD_HOST: 'HOST',
    HTTPS_PROXY: '',
    PALETTE_CA_FILE: '',
    CLONEFORM_STATE: '',
  });
  expect(end.code).toBe(3);
  expect([...new Set(keys)]).toEqual(['the-older-name']);
});

test('two empty hosts are none, and not a host without a name', async () => {
  const { end } = await plan({ PALETTE_API_KEY: '', PALETTE_HOST: '', SPECTROCLOUD_HOST: '' });
  expect(end.code).toBe(3);
  expect(end.err).toContain('palette/no-key');
});

test('an empty CA file does not hide the one that the declarations name', async () => {
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const env = { PALETTE_HOST: 'http://127.0.0.1:1', PALETTE_API_KEY: 'some-key', PALETTE_CA_FILE: '' };
  const end = await cli(['plan'], { cwd, env });
  expect(end.err).toContain('missing.pem');
});

test('whatever is empty is left out, and nothing else', () => {
  expect(setVariables({ A: '', B: ' ', C: 'c', D: undefined })).toEqual({ B: ' ', C: 'c' });
});
