// The main job through the real command, on genuine exports: in process and over HTTP.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import type { InventoryRow } from '../../src/questions/inventory/judge.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { type CliOptions, cli, cliJson, cliList, ROOT, startCli, tempDir } from '../support/cli.ts';

const SANDBOX = `
sandbox: 1
tenant: acme
projects: [platform, edge-dev, edge-prod]
profiles:
  - { export: exports/docs-ubuntu-k3s.json, scope: project, project: platform, versions: [1.0.0, 1.2.0, 2.0.0] }
  - export: exports/ml-ops-herbs.json
    variables:
      - { name: domain, format: string, defaultValue: ml.example.com, description: of the dashboard }
      - { name: token, isSensitive: true, defaultValue: hunter2-the-secret }
`;

const DECLARATIONS = `
cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  fan:
    source: { profile: docs-ubuntu-k3s, scope: project, project: platform, version: ^1.0.0 }
    target: { name: edge-base, scope: project, projects: [edge-dev, edge-prod] }
  other:
    source: { profile: docs-ubuntu-k3s, scope: project, project: platform, version: 2.0.0 }
    target: { name: Other Name, version: 2.1.0-rc.1, scope: project, project: edge-dev, labels: { k: v, bare: spectro__tag }, description: "Für alle" }
  golden:
    source: { profile: ML Ops Herbs }
    target: { name: ml-golden, scope: tenant }
`;

function aProject(): string {
  const folder = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': DECLARATIONS });
  cpSync(path.join(ROOT, 'test', 'fixtures', 'exports'), path.join(folder, 'exports'), { recursive: true });
  return folder;
}

interface Exported {
  readonly spec: {
    readonly template: { readonly packs: readonly object[] };
    readonly variables: readonly object[];
  };
}

/** The whole job; `read` gives an object's export as Palette has it. */
async function doMainJob(
  options: CliOptions,
  read: (uid: string, project: string | null) => Promise<Exported>,
): Promise<void> {
  const planned = await cliJson<Plan>(['plan', '--detailed-exitcode'], options);
  expect(planned.code).toBe(2);
  expect(planned.value.summary).toMatchObject({ create: 4, blocked: 0 });
  expect(planned.value).toMatchObject({ applyable: true, complete: true, errored: false });

  const applied = await cliJson<AppliedPlan>(['apply', '--auto-approve'], options);
  expect(applied.code).toBe(0);
  expect(applied.value.results.map(({ address, status }) => [address, status])).toEqual([
    ['fan["edge-dev"]', 'applied'],
    ['fan["edge-prod"]', 'applied'],
    ['golden', 'applied'],
    ['other', 'applied'],
  ]);

  const again = await cliJson<Plan>(['plan', '--detailed-exitcode'], options);
  expect(again.code).toBe(0);
  expect(again.value.summary).toMatchObject({ create: 0, noop: 4, drift: 0 });

  const { value: rows } = await cliList<StateListRow>(['state', 'list'], options);
  for (const row of rows) {
    const sourceProject = row.sourceName === 'docs-ubuntu-k3s' ? 'platform' : null;
    const clone = await read(row.uid, row.project);
    const source = await read(row.sourceUid, sourceProject);
    expect(clone.spec.template).toEqual(source.spec.template);
    expect(clone.spec.variables).toEqual(source.spec.variables);
    expect(clone.spec.template.packs.length).toBeGreaterThan(2);
  }
  expect(rows.map((row) => [row.address, row.sourceVersion, row.version])).toEqual([
    ['fan["edge-dev"]', '1.2.0', '1.0.0'],
    ['fan["edge-prod"]', '1.2.0', '1.0.0'],
    ['golden', '1.0.0', '1.0.0'],
    ['other', '2.0.0', '2.1.0-rc.1'],
  ]);
}

async function served(cwd: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = startCli(['sandbox', 'serve', '--json'], { cwd });
  const text = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.once('error', reject);
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      if (out.trimEnd().endsWith('}')) resolve(out);
    });
  });
  const { url }: { url: string } = JSON.parse(text);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function readOver(url: string, uid: string, name: string | null): Promise<Exported> {
  const headers: Record<string, string> = { ApiKey: 'k' };
  if (name !== null) {
    const answer = await fetch(`${url}/v1/dashboard/projects/metadata?name=${name}`, { headers });
    const { items } = (await answer.json()) as { items: { metadata: { uid: string } }[] };
    headers['ProjectUid'] = items[0]?.metadata.uid ?? '';
  }
  return (await (await fetch(`${url}/v1/clusterprofiles/${uid}/export`, { headers })).json()) as Exported;
}

describe('two genuine exports, fanned out, renamed, labelled, at tenant scope', () => {
  test('in process', async () => {
    const cwd = aProject();
    const options = { cwd };
    await doMainJob(options, async (uid, name) => {
      const { url, stop } = await served(cwd);
      try {
        return await readOver(url, uid, name);
      } finally {
        await stop();
      }
    });
    expect(readFileSync(path.join(cwd, 'state', 'cloneform.db')).includes('hunter2')).toBe(false);
  });

  test('over HTTP against sandbox serve', async () => {
    const cwd = aProject();
    const { url, stop } = await served(cwd);
    try {
      const folder = tempDir({
        'cloneform.yaml': DECLARATIONS.replace('palette: { sandbox: sandbox.yaml }', ''),
      });
      const env = { PALETTE_HOST: url, PALETTE_API_KEY: 'a-key-for-tests' };
      await doMainJob({ cwd: folder, env }, (uid, name) => readOver(url, uid, name));
    } finally {
      await stop();
    }
  });
});

test('labels and description are set, and corrected when someone changes them', async () => {
  const cwd = aProject();
  const { url, stop } = await served(cwd);
  try {
    const folder = tempDir({
      'cloneform.yaml': DECLARATIONS.replace('palette: { sandbox: sandbox.yaml }', ''),
    });
    const options = { cwd: folder, env: { PALETTE_HOST: url, PALETTE_API_KEY: 'a-key-for-tests' } };
    await cli(['apply', '--auto-approve'], options);
    const rows = await cliList<StateListRow>(['state', 'list'], options);
    const row = rows.value.find(({ address }) => address === 'other');
    const headers = { ApiKey: 'k', ProjectUid: row?.projectUid ?? '', 'content-type': 'application/json' };
    const read = async (): Promise<{
      metadata: { labels: object; annotations: { description: string } };
    }> => {
      const answer = await fetch(`${url}/v1/clusterprofiles/${row?.uid}`, { headers });
      return (await answer.json()) as { metadata: { labels: object; annotations: { description: string } } };
    };
    expect((await read()).metadata.labels).toEqual({ k: 'v', bare: 'spectro__tag' });
    expect((await read()).metadata.annotations.description).toBe('Für alle');

    const body = JSON.stringify({ metadata: { name: 'Other Name', labels: { by: 'hand' } } });
    await fetch(`${url}/v1/clusterprofiles/${row?.uid}/metadata`, { method: 'PATCH', headers, body });
    const plan = await cliJson<Plan>(['plan'], options);
    expect(
      plan.value.changes
        .filter((change) => change.action !== 'noop')
        .map(({ action, reason, address }) => [action, reason, address]),
    ).toEqual([['update', 'metadata', 'other']]);
    expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
    expect((await read()).metadata.labels).toEqual({ k: 'v', bare: 'spectro__tag' });
    expect((await cliJson<Plan>(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  } finally {
    await stop();
  }
});

test('what is declared no longer is deleted, what moved keeps its place, and destroy leaves nothing', async () => {
  const cwd = aProject();
  const options = { cwd };
  await cli(['apply', '--auto-approve'], options);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    path.join(cwd, 'cloneform.yaml'),
    DECLARATIONS.replace('  other:', '  renamed:').replace(
      'projects: [edge-dev, edge-prod]',
      'projects: [edge-dev]',
    ),
  );
  const plan = await cliJson<Plan>(['plan'], options);
  expect(
    plan.value.changes
      .filter((change) => change.action !== 'noop')
      .map(({ action, reason, address }) => [action, reason, address]),
  ).toEqual([
    ['move', 'same_object', 'renamed'],
    ['delete', 'not_declared', 'fan["edge-prod"]'],
  ]);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect((await cliJson<Plan>(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  expect((await cli(['destroy', '--auto-approve'], options)).code).toBe(0);
  expect((await cliList<StateListRow>(['state', 'list'], options)).value).toEqual([]);
  const { value } = await cliList<InventoryRow>(['inventory'], options);
  expect([...new Set(value.map(({ name }) => name))].sort()).toEqual(['ML Ops Herbs', 'docs-ubuntu-k3s']);
  // Lists speak of one version of a name; the rest is asked for.
  expect(value.filter(({ published, inUse }) => published === null || inUse === null)).toEqual([]);
});

test('without a terminal and without approval nothing is written', async () => {
  const cwd = aProject();
  const end = await cli(['apply'], { cwd });
  expect(end.code).toBe(64);
  expect(end.err).toContain('--auto-approve');
  expect((await cliJson<Plan>(['plan'], { cwd })).value.summary.create).toBe(4);
});

test('a checksum that was reviewed is the one that is applied', async () => {
  const cwd = aProject();
  const { value } = await cliJson<Plan>(['plan'], { cwd });
  const wrong = await cli(['apply', '--expect', `sha256:${'0'.repeat(64)}`], { cwd });
  expect(wrong.code).toBe(6);
  expect(wrong.err).toContain(value.checksum);
  expect((await cli(['apply', '--expect', value.checksum], { cwd })).code).toBe(0);
});
