// The commands with a key that has rights in some projects only: what can be read is shown, what cannot is named where it matters.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';
import { serving } from '../support/serving.ts';

const SEED = {
  ...aSeed(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'own', version: '1.0.0', scope: 'project', project: 'edge-dev' }),
    seedVersion({ name: 'own', version: '1.0.0', scope: 'project', project: 'edge-prod' }),
  ),
  keys: 'project-only' as const,
};

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A Palette whose key has no rights at tenant scope, nor in the projects named. */
async function aPalette(blind: readonly string[]): Promise<Record<string, string>> {
  const { sandbox, server } = await serving(SEED, { seed: 1, rules: [] });
  const uids = new Set(
    sandbox.describe().projects.flatMap(({ name, uid }) => (blind.includes(name) ? [uid] : [])),
  );
  const gate = createServer((request, response) => {
    void (async () => {
      const project = String(request.headers['projectuid'] ?? '');
      response.setHeader('content-type', 'application/json');
      if (uids.has(project)) {
        response.writeHead(403).end('{"code":"OperationForbidden","message":"not here"}');
        return;
      }
      const body = await textOf(request);
      const answer = await fetch(`${server.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          ApiKey: 'k',
          'content-type': 'application/json',
          ...(project === '' ? {} : { ProjectUid: project }),
        },
        ...(body === '' ? {} : { body }),
      });
      response.writeHead(answer.status).end(await answer.text());
    })();
  });
  onTestFinished(async () => {
    gate.closeAllConnections();
    await new Promise((resolve) => gate.close(resolve));
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const { port } = gate.address() as AddressInfo;
  return { PALETTE_HOST: `http://127.0.0.1:${port}`, PALETTE_API_KEY: 'a-key-for-tests' };
}

function aDirectory(projects: string): string {
  const clone = `{ source: { profile: base }, target: { scope: project, projects: [${projects}], name: copy } }`;
  return tempDir({
    'cloneform.yaml': `cloneform: 1\npalette: { rateLimits: off }\nclones: { edge: ${clone} }\n`,
  });
}

const NOTE = 'This key cannot read at tenant scope. Profiles of the tenant are read through project';

test('plan and apply say once through which project the tenant is read', async () => {
  const env = await aPalette(['platform']);
  const cwd = aDirectory('edge-dev, edge-prod');
  for (const args of [['plan'], ['apply', '--auto-approve']]) {
    const end = await runInProcess(args, cwd, env);
    expect(end.code, end.err).toBe(0);
    expect(end.err.split(NOTE)).toHaveLength(2);
  }
});

test('a key with rights at tenant scope is reported nothing', async () => {
  const { server } = await serving({ ...SEED, keys: 'all' }, { seed: 1, rules: [] });
  const env = { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-for-tests' };
  const end = await runInProcess(['plan'], aDirectory('edge-dev'), env);
  expect([end.code, end.err.includes(NOTE)]).toEqual([0, false]);
});

test('doctor complains about scopes that declarations need, and about no others', async () => {
  const env = await aPalette(['platform', 'edge-prod']);
  const fine = await runInProcess(['doctor'], aDirectory('edge-dev'), env);
  expect(fine.out + fine.err).not.toContain('edge-prod');
  expect(fine.out + fine.err).not.toContain('OperationForbidden');
  expect(fine.code, fine.out).toBe(0);
  const needed = await runInProcess(['doctor'], aDirectory('edge-dev, edge-prod'), env);
  expect(needed.out).toContain('project edge-prod');
  expect(needed.out).toContain('OperationForbidden');
  expect(needed.code, needed.out).not.toBe(0);
});

test('import --all writes what can be read, and names what cannot', async () => {
  const env = await aPalette(['platform', 'edge-prod']);
  const end = await runInProcess(['import', '--all', '--match', '*'], aDirectory('edge-dev'), env);
  expect(end.code, end.err).toBe(0);
  expect(end.out).toContain('name: own');
  expect(end.out).toMatch(/^#.*edge-prod/m);
  const none = await runInProcess(['import', '--all', '--match', 'nobody'], aDirectory('edge-dev'), env);
  expect(none.code).toBe(1);
  expect(none.err.replaceAll(/\s+/g, ' ')).toContain('with this key, edge-prod, platform cannot be read');
});
