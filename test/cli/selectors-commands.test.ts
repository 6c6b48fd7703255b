// Clones of a declaration that selects its projects, under every command that changes something: they are clones like any other.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CliEnd } from '../support/cli.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const PACKS = [{ name: 'os', tag: '22.04', layer: 'os', values: 'net:\n  mtu: 1500\n' }];
const template = { type: 'cluster', cloudType: 'edge-native', packs: PACKS };
const tagged = (name: string, tier: string, isDisabled = false) => ({ name, tags: { tier }, isDisabled });
const SEED = {
  ...aSeed(base('1.0.0', { template }), base('1.1.0', { template })),
  projects: [tagged('edge-dev', 'edge'), tagged('edge-prod', 'edge'), tagged('edge-lab', 'lab')],
};
const YAML = `cloneform: 1
palette: { rateLimits: off }
stamp: labels
clones:
  fan: # selected
    source: { profile: base, version: 1.0.0 }
    target: { scope: project, name: fan, projects: { match: [edge-*], tags: { tier: edge } } }
`;

async function applied() {
  const at = await aPlace(SEED);
  places.push(at);
  const file = path.join(at.cwd, 'cloneform.yaml');
  writeFileSync(file, YAML);
  const first = await at.run('apply', '--auto-approve', '--json');
  expect([first.code, recordedIn(first)]).toEqual([0, [DEV, PROD]]);
  const edit = async (to: string, project = 'edge-dev'): Promise<void> =>
    at.hands.packs(await at.hands.uid('fan', '1.0.0', project), (packs) =>
      packs.map((pack) => ({ ...pack, values: (pack.values ?? '').replace(/\d+/, to) })),
    );
  const text = (): string => readFileSync(file, 'utf8');
  return { at, edit, text, write: (yaml: string) => writeFileSync(file, yaml) };
}

const DEV = 'fan["edge-dev"]';
const PROD = 'fan["edge-prod"]';

/** Addresses in the document of a run. */
function recordedIn({ out }: CliEnd): readonly string[] {
  const { clones } = JSON.parse(out) as { readonly clones: readonly { readonly address: string }[] };
  return clones.map(({ address }) => address);
}

async function isSettled(at: Place): Promise<void> {
  const plan = await at.plan();
  expect([new Set(plan.changes.map(({ action }) => action)), plan.drift]).toEqual([new Set(['noop']), []]);
}

test('accept and revert', async () => {
  const { at, edit, text } = await applied();
  await edit('1400');
  expect((await at.run('accept', DEV, '--auto-approve')).code).toBe(0);
  await isSettled(at);
  await edit('1300', 'edge-prod');
  const reverted = await at.run('revert', PROD, '--auto-approve', '--json');
  expect([reverted.code, recordedIn(reverted)]).toEqual([0, [DEV, PROD]]);
  await isSettled(at);
  await edit('9000', 'edge-prod');
  expect((await at.run('accept', 'fan[edge-prod]', '--as-override', '--auto-approve')).code).toBe(0);
  expect(text()).toMatch(/perProject:\n +"?edge-prod"?:\n/);
  await isSettled(at);
});

test('revert of a project that is not selected says so', async () => {
  const { at } = await applied();
  const end = await at.run('revert', 'fan["edge-lab"]', '--auto-approve');
  expect(end.code).toBe(1);
  expect(end.err).toContain('fan["edge-lab"]');
});

test('outdated --write, an upgrade, and its rollback', async () => {
  const { at, text } = await applied();
  const raised = await at.run('outdated', '--write');
  expect(raised.out + raised.err).toContain('1.1.0');
  expect(text()).toBe(YAML.replace('version: 1.0.0', 'version: 1.1.0'));
  const upgraded = await at.run('apply', '--auto-approve', '--json');
  expect([upgraded.code, recordedIn(upgraded)]).toEqual([0, [DEV, PROD]]);
  const run: string = JSON.parse(upgraded.out).run.id;
  const undone = await at.run('rollback', '--undo', run, '--auto-approve', '--json');
  expect([undone.code, recordedIn(undone)]).toEqual([0, [DEV, PROD]]);
  const again = await at.plan();
  expect(again.changes.map(({ address, reason }) => `${address} ${reason}`)).toEqual([
    `${DEV} source_upgraded`,
    `${PROD} source_upgraded`,
  ]);
});

test('a rollback keeps clones of projects that left since, and of those that joined, out of what it undoes', async () => {
  const { at, write } = await applied();
  write(YAML.replace('version: 1.0.0', 'version: 1.1.0'));
  const upgraded = await at.run('apply', '--auto-approve', '--json');
  const run: string = JSON.parse(upgraded.out).run.id;
  const uid = await projectUid(at, 'edge-lab');
  await at.ask('PUT', `/v1/projects/${uid}/meta`, { labels: { tier: 'edge' } });
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  const gone = await projectUid(at, 'edge-prod');
  await at.ask('PUT', `/v1/projects/${gone}/meta`, { labels: { tier: 'old' } });
  const undone = await at.run('rollback', '--undo', run, '--auto-approve', '--json');
  expect(undone.code).toBe(0);
  expect(recordedIn(undone)).toEqual([DEV, 'fan["edge-lab"]', PROD]);
});

test('a saved plan is not applied once other projects are selected', async () => {
  const { at, write } = await applied();
  write(YAML.replace('version: 1.0.0', 'version: 1.1.0'));
  expect((await at.run('plan', '-o', 'plan.json')).code).toBe(0);
  const uid = await projectUid(at, 'edge-lab');
  await at.ask('PUT', `/v1/projects/${uid}/meta`, { labels: { tier: 'edge' } });
  const stale = await at.run('apply', 'plan.json');
  expect(stale.code).toBe(6);
  expect((stale.out + stale.err).replaceAll(/\s+/g, ' ')).toContain('edge-lab');
  await at.ask('PUT', `/v1/projects/${uid}/meta`, { labels: { tier: 'lab' } });
  const end = await at.run('apply', 'plan.json', '--json');
  expect([end.code, recordedIn(end)]).toEqual([0, [DEV, PROD]]);
});

test('import: an object of a project that joins, and none of a project that is not selected', async () => {
  const { at } = await applied();
  const lab = await projectUid(at, 'edge-lab');
  const source = await at.hands.uid('base', '1.0.0');
  const made = await at.ask('POST', `/v1/clusterprofiles/${source}/clone`, {
    metadata: { name: 'fan', version: '1.0.0', target: { scope: 'project', projectUid: lab } },
  });
  const uid = String(made['uid']);
  const refused = await at.run('import', 'fan["edge-lab"]', uid);
  expect(refused.code).toBe(1);
  expect(refused.err.replaceAll(/\s+/g, ' ')).toContain('fan');
  await at.ask('PUT', `/v1/projects/${lab}/meta`, { labels: { tier: 'edge' } });
  const taken = await at.plan();
  expect(taken.changes.find(({ address }) => address === 'fan["edge-lab"]')?.blockedBy).toBe(
    'exists_unmanaged',
  );
  const imported = await at.run('import', 'fan["edge-lab"]', uid, '--json');
  expect([imported.code, recordedIn(imported)]).toEqual([0, [DEV, 'fan["edge-lab"]', PROD]]);
  await isSettled(at);
});

test('state rebuild finds the clones of all selected projects', async () => {
  const { at, write } = await applied();
  write(`${YAML}state: { path: other/new.db }\n`);
  const rebuilt = await at.run('state', 'rebuild', '--auto-approve', '--json');
  expect([rebuilt.code, recordedIn(rebuilt)]).toEqual([0, [DEV, PROD]]);
  await isSettled(at);
});

async function projectUid(at: Place, name: string): Promise<string> {
  const found = await at.ask('GET', `/v1/dashboard/projects/metadata?name=${name}`);
  return String(found['items']?.[0]?.['metadata']?.['uid']);
}
