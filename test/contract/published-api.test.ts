// Every request that the client makes and every answer that the sandbox gives, against the published Palette API.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { targetOf, updateBody } from '../../src/apply/update-body.ts';
import { readWhole } from '../../src/inventory/read-whole.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { ROOT } from '../support/cli.ts';
import { type Answered, aClient, aSandbox, aSeed, call, seedVersion } from '../support/sandboxes.ts';
import { loadPublishedApi } from '../support/swagger.ts';

const api = loadPublishedApi();
if (api === undefined) console.log('the published API is not beside this clone: contract checks are skipped');

const variables = [
  { name: 'cidr', format: 'ipv4cidr', defaultValue: '10.0.0.0/8' },
  { name: 'pass', isSensitive: true, defaultValue: 'hunter2' },
];
const variable = {
  displayName: 'Zone',
  description: '',
  format: 'string',
  regex: '',
  required: false,
  immutable: false,
  hidden: false,
  isSensitive: false,
  options: [],
};
const exported: { spec: { template: object } } = JSON.parse(
  readFileSync(path.join(ROOT, 'test/fixtures/exports/docs-ubuntu-k3s.json'), 'utf8'),
);

function seed(): ReturnType<typeof aSeed> {
  return aSeed(
    seedVersion({
      name: 'k3s',
      version: '1.0.0',
      scope: 'project',
      project: 'platform',
      template: { ...exported.spec.template },
    }),
    seedVersion({ name: 'base', version: '1.0.0', variables, labels: { a: 'b' }, clusters: ['c1'] }),
    seedVersion({ name: 'base', version: '2.0.0', published: false }),
    seedVersion({ name: 'linked', version: '1.0.0', linkedTemplates: ['t1'] }),
  );
}

describe.skipIf(api === undefined)('the client', () => {
  test('sends only what the published API knows, and its answers fit too', async () => {
    const sandbox = aSandbox(seed());
    const inner = createSandboxTransport(sandbox);
    const faults: string[] = [];
    const asked = new Set<string>();
    const client = aClient({
      send: async (request) => {
        const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body);
        const route = request.path
          .replaceAll(/[0-9a-f]{24}/g, '{uid}')
          .replace(/\/packs\/hello\//, '/packs/{packName}/');
        asked.add(`${request.method} ${route.split('?')[0]}`);
        faults.push(...(api?.checkRequest(request.method, request.path, body) ?? []));
        const response = await inner.send(request);
        if (response.status < 300) {
          const answer: unknown = response.body === '' ? undefined : JSON.parse(response.body);
          faults.push(...(api?.checkResponse(request.method, request.path, response.status, answer) ?? []));
        }
        return response;
      },
      close: inner.close,
    });
    await useEverything(client);
    expect(faults).toEqual([]);
    expect([...asked].sort()).toEqual([
      'DELETE /v1/clusterprofiles/{uid}',
      'DELETE /v1/clusterprofiles/{uid}/variables',
      'GET /v1/clusterprofiles/macros',
      'GET /v1/clusterprofiles/{uid}',
      'GET /v1/clusterprofiles/{uid}/export',
      'GET /v1/clusterprofiles/{uid}/packs/manifests',
      'GET /v1/clusterprofiles/{uid}/packs/{packName}/manifests',
      'GET /v1/clusterprofiles/{uid}/variables',
      'GET /v1/dashboard/projects/metadata',
      'GET /v1/registries/metadata',
      'GET /v1/users/info',
      'PATCH /v1/clusterprofiles/{uid}/metadata',
      'PATCH /v1/clusterprofiles/{uid}/publish',
      'PATCH /v1/clusterprofiles/{uid}/variables',
      'POST /v1/clusterprofiles/{uid}/clone',
      'POST /v1/clusterprofiles/{uid}/clone/validate',
      'POST /v1/clusterprofiles/{uid}/validate/packs',
      'POST /v1/dashboard/clusterprofiles',
      'PUT /v1/clusterprofiles/{uid}',
    ]);
  });
});

async function useEverything(client: PaletteClient): Promise<void> {
  await client.whoAmI();
  const projects = await client.listProjects();
  const platform = projects.find((project) => project.name === 'platform')?.uid ?? '';
  const dev = projects.find((project) => project.name === 'edge-dev')?.uid ?? '';
  const from = { scope: 'project', projectUid: platform } as const;
  const {
    rows: [row],
  } = await client.listProfiles(from);
  const uid = row?.metadata.uid ?? '';
  await client.getProfile(uid, from);
  await client.getPackManifests(uid, from);
  await client.getManifestsOfPack(uid, from, 'hello');
  await client.getVariables(uid, from);
  await client.exportProfile(uid, from);
  const target = {
    name: 'copy',
    version: '2.1.0-rc.1',
    target: { scope: 'project', projectUid: dev },
  } as const;
  await client.validateClone(uid, from, target);
  const made = await client.clone(uid, from, target);
  const at = { scope: 'project', projectUid: dev } as const;
  await client.patchMetadata(made.value.uid, at, {
    metadata: { name: 'copy', labels: { k: 'v' }, annotations: { description: 'd' } },
    spec: { version: '2.1.0' },
  });
  await client.listMacros(at);
  expect((await client.listRegistries()).map(({ name }) => name)).toContain('Public Repo');
  const [source, clone] = [await readWhole(client, uid, from), await readWhole(client, made.value.uid, at)];
  if (source?.object.content === undefined || source.object.content === null || clone === undefined)
    throw new Error('missing');
  const wanted = { source, content: source.object.content, withoutUid: new Set<string>() };
  const update = updateBody(wanted, targetOf(clone.profile, '2.1.0'));
  await client.patchVariables(made.value.uid, at, [{ ...variable, name: 'zone', defaultValue: 'a' }]);
  expect(await client.validatePacks(made.value.uid, at, update)).toEqual([]);
  await client.putProfile(made.value.uid, at, update);
  await client.publish(made.value.uid, at);
  await client.deleteVariables(made.value.uid, at, ['zone']);
  expect((await readWhole(client, made.value.uid, at))?.object.digest).toBe(source.object.digest);
  expect(await client.deleteProfile(made.value.uid, at)).toEqual({ gone: false });
  expect(await client.deleteProfile(made.value.uid, at)).toEqual({ gone: true });
  const tenant = { scope: 'tenant', projectUid: null } as const;
  await client.clone(uid, from, { name: 'golden', version: '1.0.0', target: { scope: 'tenant' } });
  expect((await client.listProfiles(tenant)).rows.map((item) => item.metadata.name)).toEqual([
    'base',
    'golden',
    'linked',
  ]);
}

describe.skipIf(api === undefined)('the sandbox', () => {
  test('answers every route in a shape that the published API declares', async () => {
    const sandbox = aSandbox(seed());
    const faults: string[] = [];
    const ask = async (
      method: string,
      where: string,
      body?: unknown,
      project?: string,
    ): Promise<Answered> => {
      const answer = await call(sandbox, method, where, {
        body,
        ...(project === undefined ? {} : { project }),
      });
      const route = `${method} ${where} ${answer.status}`;
      if (answer.status >= 300) faults.push(`${route} ${JSON.stringify(answer.body)}`);
      for (const fault of api?.checkResponse(method, where, answer.status, answer.body) ?? [])
        faults.push(`${route}: ${fault}`);
      for (const fault of api?.checkRequest(method, where, body) ?? []) faults.push(`${route}: ${fault}`);
      return answer.body;
    };
    const rows = await ask('POST', '/v1/dashboard/clusterprofiles?limit=50', { filter: {} });
    const base = String(rows['items']?.[0]?.['specSummary']?.['versions']?.[0]?.['uid']);
    for (const where of ['', '/packs', '/packs/manifests', '/packs/hello/manifests', '/variables']) {
      await ask('GET', `/v1/clusterprofiles/${base}${where}`);
    }
    await ask('GET', '/v1/users/info');
    await ask('GET', '/v1/dashboard/projects/metadata?name=platform');
    await ask('POST', '/v1/dashboard/projects?limit=2', {});
    await ask('GET', '/v1/dashboard/clusterprofiles/metadata');
    await ask('GET', `/v1/dashboard/clusterprofiles/${base}`);
    await ask('GET', '/v1/clusterprofiles/macros');
    await ask('GET', '/v1/registries/metadata');
    await ask('GET', '/v1/clusterprofiles/validate/name?name=free&version=1.0.0');
    const project = (await ask('POST', '/v1/projects', { metadata: { name: 'new' } }))['uid'];
    await ask('GET', `/v1/projects/${project}`);
    const template = {
      cloudType: 'all',
      type: 'add-on',
      packs: [
        { name: 'p', layer: 'addon', tag: '1', values: 'a: 1', manifests: [{ name: 'm', content: 'x' }] },
      ],
    };
    const made = (
      await ask('POST', '/v1/clusterprofiles', {
        metadata: { name: 'made' },
        spec: { template, version: '1.0.0' },
      })
    )['uid'];
    await ask('PUT', `/v1/clusterprofiles/${made}`, {
      metadata: { name: 'made' },
      spec: { template: { type: 'add-on', packs: [{ name: 'p', values: 'a: 2' }] } },
    });
    await ask('POST', `/v1/clusterprofiles/${made}/validate/packs`, { ...template, name: 'made' });
    await ask('PATCH', `/v1/clusterprofiles/${made}/publish`);
    await ask('PUT', `/v1/clusterprofiles/${made}/variables`, { variables });
    await ask('PATCH', `/v1/clusterprofiles/${made}/variables`, { variables: [{ name: 'more' }] });
    await ask('DELETE', `/v1/clusterprofiles/${made}/variables`, { variables: ['more'] });
    await ask('POST', '/v1/clusterprofiles/import?publish=true', {
      ...exported,
      metadata: { name: 'imported', description: 'd', labels: {} },
    });
    await ask('DELETE', '/v1/clusterprofiles/bulk', { uids: [made, 'nobody'] });
    await ask('DELETE', `/v1/clusterprofiles/${base}`);
    expect(faults).toEqual([]);
  });
});
