// The embedded Palette: what is documented, and each assumption both ways.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ASSUMPTIONS, type AssumptionName, type Assumptions } from '../../src/palette/assumptions.ts';
import type { FaultPlan } from '../../src/sandbox/fault-rules.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { readSeed } from '../../src/sandbox/seed.ts';
import { serveSandbox } from '../../src/sandbox/serve.ts';
import { ROOT, tempDir } from '../support/cli.ts';
import { fc } from '../support/fast-check.ts';
import { type Answered, aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const seed = aSeed(
  seedVersion({
    name: 'base',
    version: '1.0.0',
    labels: { team: 'x' },
    description: 'of the base',
    variables: [
      { name: 'v', defaultValue: 'd' },
      { name: 's', isSensitive: true, defaultValue: 'hunter2' },
    ],
  }),
  seedVersion({ name: 'base', version: '1.1.0' }),
  seedVersion({ name: 'base', version: '1.0.5' }),
  seedVersion({ name: 'infra', version: '1.0.0', scope: 'project', project: 'platform' }),
  seedVersion({ name: 'used', version: '1.0.0', clusters: ['c1'] }),
  seedVersion({ name: 'linked', version: '1.0.0', linkedTemplates: ['t1'] }),
  seedVersion({ name: 'draft', version: '1.0.0', published: false }),
);

function uidOf(sandbox: Sandbox, name: string, version = '1.0.0'): string {
  return (
    sandbox.describe().profiles.find((profile) => profile.name === name && profile.version === version)
      ?.uid ?? ''
  );
}

function projectOf(sandbox: Sandbox, name: string): string {
  return sandbox.describe().projects.find((project) => project.name === name)?.uid ?? '';
}

async function clone(
  sandbox: Sandbox,
  from: string,
  target: object,
  more: { project?: string; version?: string; name?: string } = {},
): ReturnType<typeof call> {
  const metadata = { name: more.name ?? 'copy', version: more.version ?? '1.0.0', target };
  const project = more.project === undefined ? {} : { project: more.project };
  return call(sandbox, 'POST', `/v1/clusterprofiles/${from}/clone`, { ...project, body: { metadata } });
}

const get = async (sandbox: Sandbox, uid: string, project?: string): Promise<Answered> =>
  (await call(sandbox, 'GET', `/v1/clusterprofiles/${uid}`, project === undefined ? {} : { project })).body;

describe('scopes', () => {
  test('a key is needed', async () => {
    const sandbox = aSandbox(seed);
    expect((await call(sandbox, 'GET', '/v1/users/info', { key: null })).status).toBe(401);
  });

  test('a project profile is seen with its own project only', async () => {
    const sandbox = aSandbox(seed);
    const uid = uidOf(sandbox, 'infra');
    expect((await call(sandbox, 'GET', `/v1/clusterprofiles/${uid}`)).body).toMatchObject({
      code: 'ResourceNotFound',
    });
    const other = await call(sandbox, 'GET', `/v1/clusterprofiles/${uid}`, {
      project: projectOf(sandbox, 'edge-dev'),
    });
    expect(other.status).toBe(404);
    expect((await get(sandbox, uid, projectOf(sandbox, 'platform')))['metadata']).toMatchObject({
      annotations: { scope: 'project' },
    });
  });

  test('a listing under a project shows the tenant’s profiles too, unless it is filtered', async () => {
    const sandbox = aSandbox(seed);
    const project = projectOf(sandbox, 'platform');
    const list = async (filter: object): Promise<unknown[]> => {
      const { body } = await call(sandbox, 'POST', '/v1/dashboard/clusterprofiles', {
        project,
        body: { filter },
      });
      return (body['items'] ?? []).map((row: Answered) => row['metadata']?.['name']);
    };
    expect(await list({})).toEqual(['base', 'draft', 'infra', 'linked', 'used']);
    expect(await list({ scope: 'project' })).toEqual(['infra']);
  });

  test('one row per name, with all its versions', async () => {
    const { body } = await call(aSandbox(seed), 'POST', '/v1/dashboard/clusterprofiles', { body: {} });
    const versions = body['items']?.[0]?.['specSummary']?.['versions'] ?? [];
    expect(versions.map((item: Answered) => item['version'])).toEqual(['1.0.0', '1.1.0', '1.0.5']);
  });

  test('pages of at most fifty, by their token', async () => {
    const many = aSeed(
      ...Array.from({ length: 120 }, (_, n) =>
        seedVersion({ name: `p${String(n).padStart(3, '0')}`, version: '1.0.0' }),
      ),
    );
    const sandbox = aSandbox(many);
    const names = new Set<string>();
    let token = '';
    for (let page = 0; page < 3; page++) {
      const { body } = await call(
        sandbox,
        'POST',
        `/v1/dashboard/clusterprofiles?limit=500&continue=${encodeURIComponent(token)}`,
        { body: {} },
      );
      for (const row of body['items'] ?? []) names.add(String(row['metadata']?.['name']));
      token = String(body['listmeta']?.['continue']);
    }
    expect(names.size).toBe(120);
    expect(token).toBe('');
  });
});

describe('clones', () => {
  test('copy values, manifests and variables, sensitive ones too, and are published', async () => {
    const sandbox = aSandbox(seed);
    const made = await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' });
    const exported = async (uid: string): Promise<Answered> =>
      (await call(sandbox, 'GET', `/v1/clusterprofiles/${uid}/export`)).body;
    const copy = await exported(made.body['uid'] ?? '');
    const source = await exported(uidOf(sandbox, 'base'));
    expect(copy['spec']).toEqual(source['spec']);
    expect(JSON.stringify(copy)).not.toContain('hunter2');
    expect((await get(sandbox, made.body['uid'] ?? ''))['status']).toMatchObject({ isPublished: true });
  });

  test('equal their source whatever it holds', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const packs = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z]{1,8}$/),
        tag: fc.constantFrom('1.0.0', '1.25.x', ''),
        values: text,
        manifests: fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), content: text }), {
          selector: (m) => m.name,
          maxLength: 3,
        }),
      }),
      { selector: (pack) => pack.name, minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(packs, async (list) => {
        const sandbox = aSandbox(
          aSeed(
            seedVersion({
              name: 'any',
              version: '1.0.0',
              template: { type: 'add-on', cloudType: 'all', packs: list },
            }),
          ),
        );
        const made = await clone(sandbox, uidOf(sandbox, 'any'), {
          scope: 'project',
          projectUid: projectOf(sandbox, 'edge-dev'),
        });
        const { body: source } = await call(
          sandbox,
          'GET',
          `/v1/clusterprofiles/${uidOf(sandbox, 'any')}/export`,
        );
        const { body: copy } = await call(sandbox, 'GET', `/v1/clusterprofiles/${made.body['uid']}/export`, {
          project: projectOf(sandbox, 'edge-dev'),
        });
        expect(copy['spec']?.['template']).toEqual(source['spec']?.['template']);
      }),
      { numRuns: 50 },
    );
  });

  test.each(['v1.2.0', '1.2', '01.0.0', 'b0.0.1', '2.2.2.develop'])(
    'refuse the version %s',
    async (version) => {
      const sandbox = aSandbox(seed);
      expect((await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' }, { version })).status).toBe(
        400,
      );
    },
  );
});

describe('edits', () => {
  test('a PUT makes a draft; publish makes it what is seen', async () => {
    const sandbox = aSandbox(seed);
    const uid = uidOf(sandbox, 'base');
    const body = {
      metadata: { name: 'base' },
      spec: { template: { packs: [{ name: 'hello', values: 'v: new' }] } },
    };
    await call(sandbox, 'PUT', `/v1/clusterprofiles/${uid}`, { body });
    const values = async (): Promise<unknown> =>
      (await get(sandbox, uid))['spec']?.['published']?.['packs']?.[0]?.['values'];
    expect(await values()).toBe('v: 1.0.0');
    await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/publish`);
    expect(await values()).toBe('v: new');
  });

  test('values may not refer to variables that are not there', async () => {
    const sandbox = aSandbox(seed);
    const body = {
      spec: { template: { packs: [{ name: 'hello', values: 'a: "{{.spectro.var.nobody}}"' }] } },
    };
    const answer = await call(sandbox, 'PUT', `/v1/clusterprofiles/${uidOf(sandbox, 'base')}`, { body });
    expect(answer.body).toMatchObject({ code: 'PackVariablesUndefined' });
  });

  test('every edit moves lastModifiedTimestamp', async () => {
    const sandbox = aSandbox(seed);
    const uid = uidOf(sandbox, 'base');
    const stamp = async (): Promise<number> =>
      Date.parse(String((await get(sandbox, uid))['metadata']?.['lastModifiedTimestamp']));
    let before = await stamp();
    for (const [method, where, body] of [
      ['PATCH', '/metadata', { metadata: { name: 'base', labels: { a: 'b' } } }],
      ['PUT', '', { spec: { template: { packs: [{ name: 'hello', values: 'v: 3' }] } } }],
      ['PATCH', '/publish', undefined],
      ['PATCH', '/variables', { variables: [{ name: 'more' }] }],
    ] as const) {
      await call(sandbox, method, `/v1/clusterprofiles/${uid}${where}`, { body });
      const after = await stamp();
      expect(after).toBeGreaterThan(before);
      before = after;
    }
  });
});

/** Only what is delivered is struck: one probe asks in that way. */
const HIDING: FaultPlan = {
  seed: 1,
  rules: [
    {
      calls: ['get'],
      turn: { kind: 'each' },
      times: null,
      fault: { kind: 'hidden', names: ['base'], project: null },
    },
  ],
};

describe('assumptions, each both ways', () => {
  /** What somebody who asks sees under each value. */
  const probes: {
    readonly [Name in AssumptionName]: (
      sandbox: Sandbox,
      clock: ReturnType<typeof fakeClock>,
    ) => Promise<unknown>;
  } = {
    auditsOfObject: async (sandbox) =>
      (await call(sandbox, 'GET', `/v1/audits?resourceUid=${uidOf(sandbox, 'base')}`)).status,
    auditNotes: async (sandbox) => {
      const { headers } = await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' });
      const where = `/v1/audits/${headers.get('audituid')}/userMsg`;
      return (await call(sandbox, 'PATCH', where, { body: { userMsg: 'why' } })).status;
    },
    cloneWithDeletedPack: async (sandbox) => {
      const leaving = await call(sandbox, 'POST', '/v1/clusterprofiles?publish=true', {
        body: {
          metadata: { name: 'leaving' },
          spec: { template: { type: 'add-on', packs: [{ name: 'gone', tag: '1.0.0', stage: 'deleted' }] } },
        },
      });
      const uid = String(leaving.body['uid']);
      const dryRun = await call(sandbox, 'POST', `/v1/clusterprofiles/${uid}/clone/validate`, {
        body: { name: 'copy', version: '1.0.0', target: { scope: 'tenant' } },
      });
      return [dryRun.status, (await clone(sandbox, uid, { scope: 'tenant' })).status].join();
    },
    conflictStatus: async (sandbox) =>
      (await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' }, { name: 'base' })).status,
    cloneHeader: async (sandbox) => {
      const [platform, dev] = [projectOf(sandbox, 'platform'), projectOf(sandbox, 'edge-dev')];
      const target = { scope: 'project', projectUid: dev };
      const bySource = await clone(sandbox, uidOf(sandbox, 'infra'), target, {
        project: platform,
        name: 'a',
      });
      const byTarget = await clone(sandbox, uidOf(sandbox, 'infra'), target, { project: dev, name: 'b' });
      return [bySource.status, byTarget.status].join();
    },
    cloneCopiesLabels: async (sandbox) => (await madeFrom(sandbox))['metadata']?.['labels'],
    cloneCopiesDescription: async (sandbox) =>
      (await madeFrom(sandbox))['metadata']?.['annotations']?.['description'],
    cloneOfDraft: async (sandbox) =>
      (await clone(sandbox, uidOf(sandbox, 'draft'), { scope: 'tenant' })).status,
    patchLabels: async (sandbox) => {
      const uid = uidOf(sandbox, 'base');
      await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/metadata`, {
        body: { metadata: { name: 'base', labels: { new: '1' } } },
      });
      return (await get(sandbox, uid))['metadata']?.['labels'];
    },
    groupedRow: async (sandbox) => {
      const { body } = await call(sandbox, 'POST', '/v1/dashboard/clusterprofiles', { body: {} });
      const uid = body['items']?.[0]?.['metadata']?.['uid'];
      return sandbox.describe().profiles.find((profile) => profile.uid === String(uid))?.version;
    },
    uniqueAcrossScopes: async (sandbox) =>
      (
        await clone(
          sandbox,
          uidOf(sandbox, 'base'),
          { scope: 'project', projectUid: projectOf(sandbox, 'edge-dev') },
          { name: 'base' },
        )
      ).status,
    deleteInUse: async (sandbox) =>
      (await call(sandbox, 'DELETE', `/v1/clusterprofiles/${uidOf(sandbox, 'used')}`)).status,
    deleteTemplateLinked: async (sandbox) =>
      (await call(sandbox, 'DELETE', `/v1/clusterprofiles/${uidOf(sandbox, 'linked')}`)).status,
    annotationsSurvive: async (sandbox) => {
      const uid = uidOf(sandbox, 'base');
      await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/metadata`, {
        body: { metadata: { name: 'base', annotations: { ours: '1' } } },
      });
      return (await get(sandbox, uid))['metadata']?.['annotations']?.['ours'];
    },
    putKeepsAnnotations: async (sandbox) => {
      const uid = uidOf(sandbox, 'base');
      await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/metadata`, {
        body: { metadata: { name: 'base', annotations: { description: 'kept' } } },
      });
      await call(sandbox, 'PUT', `/v1/clusterprofiles/${uid}`, {
        body: { metadata: { name: 'base' }, spec: { template: { packs: [] } } },
      });
      return (await get(sandbox, uid))['metadata']?.['annotations']?.['description'];
    },
    manifestsBesideDraft: async (sandbox) => {
      const uid = uidOf(sandbox, 'base');
      const manifests = [{ name: 'm', content: 'of the draft' }];
      const packs = [{ name: 'p', type: 'manifest', manifests }];
      await call(sandbox, 'PUT', `/v1/clusterprofiles/${uid}`, {
        body: { metadata: { name: 'base' }, spec: { template: { packs } } },
      });
      return (await call(sandbox, 'GET', `/v1/clusterprofiles/${uid}/packs/manifests`)).body['spec'];
    },
    twoPartVersion: async (sandbox) =>
      (await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' }, { version: '1.2' })).status,
    validateReportsConflict: async (sandbox) => {
      const body = { name: 'base', version: '1.0.0', target: { scope: 'tenant' } };
      return (
        await call(sandbox, 'POST', `/v1/clusterprofiles/${uidOf(sandbox, 'base')}/clone/validate`, { body })
      ).status;
    },
    retryAfter: async (sandbox) => {
      for (let n = 0; n < 60; n++) {
        const answer = await call(sandbox, 'GET', '/v1/users/info');
        if (answer.status === 429) return answer.headers.get('retry-after');
      }
      return 'no 429';
    },
    maskLiteral: async (sandbox) =>
      (await call(sandbox, 'GET', `/v1/clusterprofiles/${uidOf(sandbox, 'base')}/variables`)).body[
        'variables'
      ]?.[1]?.['defaultValue'],
    listsShowNewObjects: async (sandbox, clock) => {
      await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' });
      const names = async (): Promise<unknown[]> =>
        (
          (await call(sandbox, 'POST', '/v1/dashboard/clusterprofiles', { body: {} })).body['items'] ?? []
        ).map((row: Answered) => row['metadata']?.['name']);
      const atOnce = (await names()).includes('copy');
      clock.advance(5000);
      return [atOnce, (await names()).includes('copy')].join();
    },
    dateHeader: async (sandbox) => (await call(sandbox, 'GET', '/v1/users/info')).headers.get('date'),
    auditHeader: async (sandbox) =>
      (await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' })).headers.get('audituid') !== null,
    hiddenByFilter: async (sandbox) => {
      const headers = { ApiKey: 'k' };
      const request = new Request(`http://s/v1/clusterprofiles/${uidOf(sandbox, 'base')}`, { headers });
      const delivery = await sandbox.deliver(request);
      return 'response' in delivery ? delivery.response.status : null;
    },
    goneProjectStatus: async (sandbox) =>
      (await call(sandbox, 'GET', '/v1/clusterprofiles/macros', { project: 'nobody' })).status,
    projectTags: async (sandbox) => {
      await call(sandbox, 'POST', '/v1/projects', {
        body: { metadata: { name: 'edge', labels: { a: 'b' } } },
      });
      const { body } = await call(sandbox, 'POST', '/v1/dashboard/projects', { body: {} });
      return JSON.stringify((body['items'] ?? []).map((row: Answered) => row['metadata']?.['labels']));
    },
    variablesOfUsedProfile: async (sandbox) =>
      (
        await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uidOf(sandbox, 'used')}/variables`, {
          body: { variables: [{ name: 'more', format: 'string' }] },
        })
      ).status,
    variablesMoveTimestamp: async (sandbox) => {
      const uid = uidOf(sandbox, 'base');
      const before = (await get(sandbox, uid))['metadata']?.['lastModifiedTimestamp'];
      await call(sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/variables`, {
        body: { variables: [{ name: 'more' }] },
      });
      return before === (await get(sandbox, uid))['metadata']?.['lastModifiedTimestamp'];
    },
  };

  async function madeFrom(sandbox: Sandbox): Promise<Answered> {
    const made = await clone(sandbox, uidOf(sandbox, 'base'), { scope: 'tenant' });
    return get(sandbox, made.body['uid'] ?? '');
  }

  test.each(Object.keys(ASSUMPTIONS) as AssumptionName[])(
    '%s: each value can be told from the others',
    async (name) => {
      const seen = new Set<string>();
      for (const value of ASSUMPTIONS[name].values) {
        const clock = fakeClock();
        const limits = { default: { rps: 1, burst: 50 } };
        const chosen = { [name]: value } as Partial<Assumptions>;
        seen.add(
          JSON.stringify(
            await probes[name](aSandbox(seed, { clock, assumptions: chosen, limits, faults: HIDING }), clock),
          ) ?? 'nothing',
        );
      }
      expect(seen.size).toBe(ASSUMPTIONS[name].values.length);
    },
  );
});

describe('seeds', () => {
  test('two genuine exports come out as they went in', async () => {
    const result = await readSeed(path.join(ROOT, 'examples/quickstart/sandbox.yaml'));
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    const sandbox = aSandbox(result.value);
    for (const [name, file] of [
      ['docs-ubuntu-k3s', 'docs-ubuntu-k3s'],
      ['ML Ops Herbs', 'ml-ops-herbs'],
    ] as const) {
      const genuine = JSON.parse(readFileSync(path.join(ROOT, `test/fixtures/exports/${file}.json`), 'utf8'));
      const scope = name === 'ML Ops Herbs' ? {} : { project: projectOf(sandbox, 'platform') };
      const { body } = await call(
        sandbox,
        'GET',
        `/v1/clusterprofiles/${uidOf(sandbox, name)}/export`,
        scope,
      );
      expect(body['spec']?.['template']).toEqual(genuine.spec.template);
      expect(body['metadata']).toEqual(genuine.metadata);
    }
  });

  test.each([
    ['sandbox: 2\n', 'sandbox must be the number 1'],
    ['sandbox: 1\nprofiels: []\n', 'unknown key "profiels"'],
    [
      'sandbox: 1\nprofiles: [{ name: a, scope: project, project: nope }]\n',
      'the seed has no project "nope"',
    ],
    ['sandbox: 1\nprofiles: [{ name: a, export: none.json }]\n', 'none.json cannot be read'],
    ['sandbox: 1\nassumptions: { patchLabel: merge }\n', 'there is no assumption "patchLabel"'],
    ['sandbox: 1\nassumptions: { patchLabels: mix }\n', 'patchLabels must be replace or merge'],
  ])('%j is refused', async (yaml, message) => {
    const folder = tempDir({ 'sandbox.yaml': yaml });
    const result = await readSeed(path.join(folder, 'sandbox.yaml'));
    expect(result.ok ? [] : result.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('served', () => {
  test('answers on loopback by its own names only, and to no page', async () => {
    const sandbox = aSandbox(seed);
    const server = await serveSandbox(sandbox, { port: 0 });
    try {
      const ask = (headers: Record<string, string>): Promise<Response> =>
        fetch(`${server.url}/v1/users/info`, { headers: { ApiKey: 'k', ...headers } });
      expect((await ask({})).status).toBe(200);
      expect((await ask({ Origin: 'https://evil.example' })).status).toBe(403);
      const { request } = await import('node:http');
      const status = await new Promise<number | undefined>((resolve) => {
        request(
          {
            port: server.port,
            host: '127.0.0.1',
            path: '/v1/users/info',
            headers: { ApiKey: 'k', Host: `127.attacker.example:${server.port}` },
          },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        ).end();
      });
      expect(status).toBe(403);
    } finally {
      await server.close();
    }
  });

  test('limits answer 429, and only the prefix that is over them', async () => {
    const sandbox = aSandbox(seed, { limits: { default: { rps: 1, burst: 3 } } });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) statuses.push((await call(sandbox, 'GET', '/v1/users/info')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await call(sandbox, 'GET', '/v1/dashboard/projects/metadata')).status).toBe(200);
  });
});
