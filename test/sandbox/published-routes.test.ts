// The sandbox answers every route of the published API, in the shape that it declares, or says that it does not.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/cli.ts';
import { type Answered, aSandbox, aSeed, call, seedVersion } from '../support/sandboxes.ts';
import { loadPublishedApi } from '../support/swagger.ts';

const api = loadPublishedApi();
if (api === undefined) console.log('the published API is not beside this clone: contract checks are skipped');

const FILE = path.join(ROOT, '..', 'shared', 'palette', 'palette-api.swagger.json');
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

function operations(): readonly (readonly [string, string])[] {
  if (!existsSync(FILE)) return [];
  const { paths }: { paths: Record<string, Record<string, unknown>> } = JSON.parse(
    readFileSync(FILE, 'utf8'),
  );
  return Object.entries(paths).flatMap(([route, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => [method.toUpperCase(), route] as const),
  );
}

const template = {
  cloudType: 'all',
  type: 'add-on',
  packs: [
    {
      name: 'hello',
      layer: 'addon',
      type: 'spectro',
      tag: '1.0.0',
      values: 'a: 1',
      registry: { metadata: { uid: '5eecc89d0b150045ae661cef', name: 'Public Repo' } },
      manifests: [{ name: 'm', content: 'kind: Namespace' }],
    },
  ],
};

/** Bodies for the routes that need one. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/clusterprofiles': { metadata: { name: 'made' }, spec: { template, version: '1.0.0' } },
  'POST /v1/clusterprofiles/import': { metadata: { name: 'imported' }, spec: { template, version: '1.0.0' } },
  'POST /v1/clusterprofiles/import/validate': {
    metadata: { name: 'x' },
    spec: { template, version: '1.0.0' },
  },
  'POST /v1/clusterprofiles/{uid}/clone': {
    metadata: { name: 'copy', version: '1.0.0', target: { scope: 'tenant' } },
  },
  'POST /v1/clusterprofiles/{uid}/clone/validate': {
    name: 'copy2',
    version: '1.0.0',
    target: { scope: 'tenant' },
  },
  'PATCH /v1/clusterprofiles/{uid}/metadata': { metadata: { name: 'base' } },
  'PUT /v1/clusterprofiles/{uid}': {
    metadata: { name: 'base' },
    spec: { template: { type: 'add-on', packs: [{ name: 'hello', values: 'a: 2' }] } },
  },
  'POST /v1/clusterprofiles/{uid}/packs': { pack: { name: 'second', type: 'spectro', values: 'b: 1' } },
  'PUT /v1/clusterprofiles/{uid}/packs/{packName}': { pack: { uid: 'u', name: 'hello', values: 'a: 3' } },
  'POST /v1/clusterprofiles/{uid}/packs/{packName}/manifests': { name: 'n', content: 'x: 1' },
  'PUT /v1/clusterprofiles/{uid}/packs/{packName}/manifests/{manifestUid}': { name: 'm', content: 'y: 1' },
  'POST /v1/clusterprofiles/validate/packs': { packs: [{ name: 'p', values: 'a: 1' }] },
  'POST /v1/clusterprofiles/{uid}/validate/packs': {
    packs: [{ name: 'p', values: '{{.spectro.var.none}}' }],
  },
  'PUT /v1/clusterprofiles/{uid}/variables': { variables: [{ name: 'v' }] },
  'PATCH /v1/clusterprofiles/{uid}/variables': { variables: [{ name: 'w' }] },
  'DELETE /v1/clusterprofiles/{uid}/variables': { variables: ['w'] },
  'DELETE /v1/clusterprofiles/bulk': { uids: [] },
  'POST /v1/projects': { metadata: { name: 'another' } },
  'PUT /v1/projects/{uid}': { metadata: { name: 'renamed' } },
  'PUT /v1/projects/{uid}/meta': { name: 'renamed-again' },
  'PATCH /v1/audits/{uid}/userMsg': { userMsg: 'a reason' },
};

/** What makes no sense in a sandbox. */
const NOT_HERE = [
  'GET /v1/auth/orgs',
  'GET /v1/clusterprofiles/{uid}/spc/download',
  'PATCH /v1/clusterprofiles/{uid}/packRefs',
  'PATCH /v1/tenants/{tenantUid}/resourceLimits',
  'POST /v1/auth/authenticate',
];

/** The sandbox keeps no audit trail, so that there is none to annotate. */
const NO_SUCH_OBJECT = ['PATCH /v1/audits/{uid}/userMsg'];

interface World {
  readonly sandbox: ReturnType<typeof aSandbox>;
  readonly base: string;
  readonly project: string;
  readonly manifest: string;
  readonly pack: string;
}

async function aWorld(): Promise<World> {
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0', template })));
  const { profiles, projects } = sandbox.describe();
  const base = profiles[0]?.uid ?? '';
  const { body } = await call(sandbox, 'GET', `/v1/clusterprofiles/${base}`, {});
  const pack: Answered | undefined = body['spec']?.['published']?.['packs']?.[0];
  return {
    sandbox,
    base,
    project: projects[0]?.uid ?? '',
    manifest: String(pack?.['manifests']?.[0]?.['uid']),
    pack: String(pack?.['packUid']),
  };
}

function fill(route: string, { sandbox, base, project, manifest, pack }: World): string {
  const uid = route.startsWith('/v1/projects') ? project : route.startsWith('/v1/packs') ? pack : base;
  return route
    .replace('{uid}', uid)
    .replace('{packName}', 'hello')
    .replace('{manifestUid}', manifest)
    .replace('{registryUid}', '5eecc89d0b150045ae661cef')
    .replace('{tenantUid}', sandbox.describe().tenantUid);
}

test.skipIf(api === undefined).each(operations())('%s %s', async (method, route) => {
  const world = await aWorld();
  const name = `${method} ${route}`;
  if (name === 'POST /v1/clusterprofiles/import/file') return expectImported(world);
  if (name === 'GET /v1/clusterprofiles/{uid}/export/terraform') return expectTerraform(world);
  const where =
    name === 'GET /v1/clusterprofiles/validate/name'
      ? `${route}?name=free&version=1.0.0`
      : fill(route, world);
  const body = BODIES[name];
  const answer = await call(world.sandbox, method, where, body === undefined ? {} : { body });
  if (NOT_HERE.includes(name)) {
    expect([answer.status, answer.body['code']]).toEqual([501, 'NotImplementedInSandbox']);
    return;
  }
  if (NO_SUCH_OBJECT.includes(name)) {
    expect([answer.status, answer.body['code']]).toEqual([404, 'ResourceNotFound']);
    return;
  }
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  expect(api?.checkResponse(method, where, answer.status, answer.body)).toEqual([]);
});

async function expectTerraform({ sandbox, base }: World): Promise<void> {
  const where = `http://sandbox.invalid/v1/clusterprofiles/${base}/export/terraform`;
  const answer = await sandbox.fetch(new Request(where, { headers: { ApiKey: 'any' } }));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('resource "spectrocloud_cluster_profile" "profile"');
}

async function expectImported({ sandbox }: World): Promise<void> {
  const form = new FormData();
  const text = JSON.stringify({ metadata: { name: 'of-a-file' }, spec: { template, version: '1.0.0' } });
  form.set('importFile', new File([text], 'profile.json'));
  const request = new Request(
    'http://sandbox.invalid/v1/clusterprofiles/import/file?publish=true&format=json',
    {
      method: 'POST',
      headers: { ApiKey: 'any' },
      body: form,
    },
  );
  expect((await sandbox.fetch(request)).status).toBe(201);
  expect(sandbox.describe().profiles.map((profile) => profile.name)).toContain('of-a-file');
}

test('an edit of one pack is a draft until it is published', async () => {
  const world = await aWorld();
  const at = `/v1/clusterprofiles/${world.base}`;
  const edit = { pack: { uid: 'u', name: 'hello', values: 'a: 3' } };
  await call(world.sandbox, 'PUT', `${at}/packs/hello`, { body: edit });
  const valuesOf = async (): Promise<unknown> =>
    (await call(world.sandbox, 'GET', `${at}/packs/hello`, {})).body['spec']?.['pack']?.['values'];
  expect(await valuesOf()).toBe('a: 1');
  await call(world.sandbox, 'PATCH', `${at}/publish`, {});
  expect(await valuesOf()).toBe('a: 3');
});

test('a manifest of another profile is refused, and the own one is taken', async () => {
  const world = await aWorld();
  const target = { scope: 'tenant' };
  const made = await call(world.sandbox, 'POST', `/v1/clusterprofiles/${world.base}/clone`, {
    body: { metadata: { name: 'copy', version: '1.0.0', target } },
  });
  const put = (uid: string): Promise<{ status: number; body: Answered }> =>
    call(world.sandbox, 'PUT', `/v1/clusterprofiles/${world.base}`, {
      body: {
        metadata: { name: 'base' },
        spec: { template: { packs: [{ name: 'hello', manifests: [{ name: 'm', uid, content: 'x' }] }] } },
      },
    });
  const copy = await call(world.sandbox, 'GET', `/v1/clusterprofiles/${made.body['uid']}`, {});
  const foreign = String(copy.body['spec']?.['published']?.['packs']?.[0]?.['manifests']?.[0]?.['uid']);
  expect(foreign).not.toBe(world.manifest);
  const refused = await put(foreign);
  expect([refused.status, refused.body['code']]).toEqual([404, 'ManifestNotFound']);
  expect((await put(world.manifest)).status).toBe(204);
});
