// A key with rights in projects only: what a project shows of the tenant is read and cloned through it, and what is hidden is named.
import { expect, test } from 'vitest';
import { UNCOUNTED } from '../../src/flow/reading-progress.ts';
import type { TransportRequest } from '../../src/palette/transport.ts';
import { takeInventory } from '../../src/questions/inventory/read.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';

interface Scene {
  readonly house: House;
  readonly sandbox: Sandbox;
  readonly sent: TransportRequest[];
  projectUid(name: string): string;
}

/** `blind`: projects in which the key has no rights either. */
function aScene(blind: readonly string[] = []): Scene {
  const clock = fakeClock();
  const seed = aSeed(
    seedVersion({ name: 'base', version: '1.0.0', variables: [{ name: 'v', defaultValue: '1' }] }),
    seedVersion({ name: 'own', version: '1.0.0', scope: 'project', project: 'edge-dev' }),
  );
  const sandbox = aSandbox({ ...seed, keys: 'project-only' }, { clock });
  const house = aHouse(sandbox, clock);
  const projectUid = (name: string): string =>
    sandbox.describe().projects.find((project) => project.name === name)?.uid ?? '';
  const inner = createSandboxTransport(sandbox, clock);
  const sent: TransportRequest[] = [];
  house.client = aClient(
    {
      send: async (request) => {
        sent.push(request);
        const isBlind = blind.some((name) => request.headers['ProjectUid'] === projectUid(name));
        if (!isBlind) return inner.send(request);
        return { status: 403, headers: {}, body: '{"code":"OperationForbidden","message":"not here"}' };
      },
      close: inner.close,
    },
    clock,
  );
  return { house, sandbox, sent, projectUid };
}

const desired = aDesired(
  aClone('one', { target: { project: 'edge-dev', name: 'copy' } }),
  aClone('two', { target: { project: 'edge-prod', name: 'copy' }, content: 'mirror' }),
);

test('a tenant source is cloned into each project with the header of that project', async () => {
  const { house, sent, projectUid } = aScene();
  const end = await house.apply(desired);
  expect(end.applied.results.map(({ status, error }) => [status, error?.message])).toEqual([
    ['applied', undefined],
    ['applied', undefined],
  ]);
  const clones = sent.filter((request) => request.path.endsWith('/clone'));
  expect(clones.map((request) => request.headers['ProjectUid']).sort()).toEqual(
    [projectUid('edge-dev'), projectUid('edge-prod')].sort(),
  );
  const { clones: rows } = await house.store.readRecorded();
  expect(rows.map((row) => [row.key.scope, row.source.scope, row.source.projectUid])).toEqual([
    ['project', 'tenant', null],
    ['project', 'tenant', null],
  ]);
  expect((await house.plan(desired)).changes.map((change) => change.action)).toEqual(['noop', 'noop']);
});

test('projects without rights are passed over', async () => {
  const { house } = aScene(['platform', 'edge-dev']);
  const one = aDesired(aClone('two', { target: { project: 'edge-prod', name: 'copy' } }));
  expect((await house.apply(one)).exitCode).toBe(0);
});

test('where no project shows the tenant, its refusal is what is said', async () => {
  const { house } = aScene(['platform', 'edge-dev', 'edge-prod']);
  const [change] = (await house.plan(desired)).changes;
  expect(change).toMatchObject({ action: 'blocked', blockedBy: 'unreadable' });
});

test('a clone at tenant scope is not made through a project', async () => {
  const { house, sandbox } = aScene();
  const end = await house.apply(aDesired(aClone('golden', { target: { scope: 'tenant', project: null } })));
  expect(end.applied.changes.map(({ action, blockedBy }) => [action, blockedBy])).toEqual([
    ['blocked', 'preflight'],
  ]);
  expect(sandbox.describe().profiles.map(({ name }) => name)).not.toContain('golden');
});

test('inventory shows what can be read, and names what cannot', async () => {
  const { house } = aScene(['edge-prod']);
  const { rows, unread } = await takeInventory(house.client, [], null, UNCOUNTED);
  expect(rows.map(({ scope, name }) => `${scope} ${name}`)).toEqual(['tenant base', 'project own']);
  expect(unread).toEqual([{ scope: 'project edge-prod', why: 'not here (OperationForbidden)' }]);
});

test('inventory of nothing that can be read fails', async () => {
  const { house } = aScene(['platform', 'edge-dev', 'edge-prod']);
  await expect(takeInventory(house.client, [], null, UNCOUNTED)).rejects.toMatchObject({ status: 403 });
});
