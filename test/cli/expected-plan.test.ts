// What was reviewed, by checksum or by file: labels that somebody edited since, and plans of the first edition.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { planChecksum } from '../../src/plan/checksum.ts';
import { findIntegrityFault } from '../../src/plan/integrity-hash.ts';
import type { Plan, SavedPlan } from '../../src/plan/plan.ts';
import { tempDir } from '../support/cli.ts';
import { handsOn } from '../support/hands.ts';
import { runInProcess } from '../support/in-process.ts';
import { ROOT } from '../support/root.ts';
import { aSeed, call, seedVersion } from '../support/sandboxes.ts';
import { serving } from '../support/serving.ts';

const yaml = (team: string): string => `cloneform: 1
palette: { rateLimits: off }
clones:
  edge: { source: { profile: base }, target: { name: edge, scope: project, project: edge-dev, labels: { team: ${team} } } }
`;

async function reviewed() {
  const { sandbox, server } = await serving(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), {
    seed: 1,
    rules: [],
  });
  const cwd = tempDir({ 'cloneform.yaml': yaml('one') });
  const run = (...args: string[]) =>
    runInProcess(args, cwd, { PALETTE_HOST: server.url, PALETTE_API_KEY: 'k' });
  expect((await run('apply', '--auto-approve')).code).toBe(0);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml('two'));
  expect((await run('plan', '-o', 'plan.json')).code).toBe(0);
  const plan = JSON.parse(readFileSync(path.join(cwd, 'plan.json'), 'utf8')) as SavedPlan;
  const relabel = async (): Promise<void> => {
    const answer = await call(sandbox, 'GET', '/v1/dashboard/projects/metadata');
    const projects = new Map(
      (answer.body['items'] ?? []).map((item) => [item['metadata']?.['name'], item['metadata']?.['uid']]),
    );
    const hands = handsOn(sandbox, (name) => String(projects.get(name as never)));
    await hands.metadata(await hands.uid('edge', '1.0.0', 'edge-dev'), {
      name: 'edge',
      labels: { team: 'hand' },
    });
  };
  return { run, plan, relabel, cwd };
}

test('labels that were edited since the review stop --expect CHECKSUM, and what differs is shown', async () => {
  const { run, plan, relabel } = await reviewed();
  await relabel();
  const byChecksum = await run('apply', '--expect', plan.checksum);
  expect(byChecksum.code).toBe(6);
  expect(byChecksum.out).toContain('its labels differ from what was set');
  expect(byChecksum.out).toContain('hand');
  const byFile = await run('apply', '--expect', 'plan.json', '--json');
  expect(byFile.code).toBe(6);
  const { error } = JSON.parse(byFile.out) as { error: { diagnostics: readonly { message: string }[] } };
  expect(error.diagnostics.map(({ message }) => message)).toEqual([
    'edge: update · metadata: its labels in Palette ({"team":"one"} → {"team":"hand"}) changed since',
  ]);
  expect((await run('apply', 'plan.json')).code).toBe(6);
});

test('a checksum of the first edition, which did not cover observed labels, is still accepted', async () => {
  const { run, plan } = await reviewed();
  const first = planChecksum(plan.tenantUid, plan.changes, sha256, 1);
  expect(first).not.toBe(plan.checksum);
  expect((await run('apply', '--expect', first)).code).toBe(0);
});

test('apply PLANFILE does not ask where there is no terminal: naming the plan approves it', async () => {
  const { run } = await reviewed();
  expect((await run('apply')).code).toBe(64);
  expect((await run('apply', 'plan.json')).code).toBe(0);
});

test.each(['update', 'replace'])('a plan file that the first edition saved (%s) is whole', async (name) => {
  const file = path.join(ROOT, 'test', 'fixtures', 'plans', `first-edition-${name}.json`);
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  expect(findIntegrityFault(plan, sha256)).toBeNull();
  expect(findIntegrityFault({ ...plan, tenantUid: 'other' }, sha256)).toBe('wrong_checksum');
  const shown = await runInProcess(['show', file], tempDir(), {});
  expect([shown.code, shown.err]).toEqual([0, '']);
  expect(shown.out).toContain(`Plan: 1 to ${name}.`);
});

test('overrides that were edited since the review are named', async () => {
  const { run, cwd } = await reviewed();
  const overridden = (value: string): string =>
    `${yaml('one').trimEnd().slice(0, -1)}, overrides: { packs: { hello: { values: { v: ${value} } } } } }\n`;
  writeFileSync(path.join(cwd, 'cloneform.yaml'), overridden('2.0.0'));
  expect((await run('plan', '-o', 'plan.json')).code).toBe(0);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), overridden('3.0.0'));
  const { code, out } = await run('apply', '--expect', 'plan.json', '--json');
  expect(code).toBe(6);
  const { error } = JSON.parse(out) as { error: { diagnostics: readonly { message: string }[] } };
  expect(error.diagnostics.map(({ message }) => message)).toEqual([
    'edge: update · overrides_changed: its overrides, the content that its overrides make changed since',
  ]);
});
