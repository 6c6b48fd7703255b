// Drift over time: `drift --record` counts into a file, `history --drift` shows it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cli, tempDir } from '../support/cli.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';
import { schemaFaults } from '../support/schemas.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const clone = (name: string): string =>
  `{ source: { profile: base, version: 1.0.0 }, target: { scope: project, project: edge-dev, name: ${name} } }`;

async function applied(): Promise<Place> {
  const at = await aPlace(aSeed(seedVersion({ name: 'base', version: '1.0.0' })));
  places.push(at);
  at.declare({ one: clone('one'), two: clone('two') });
  expect((await at.run('apply', '--auto-approve', '--quiet')).code).toBe(0);
  return at;
}

const edit = async (at: Place, name: string): Promise<void> => {
  const uid = await at.hands.uid(name, '1.0.0', 'edge-dev');
  await at.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'by: hand' })));
};

test('each look adds its counts, and history shows them in text, JSON and on its page', async () => {
  const at = await applied();
  const file = path.join(at.cwd, 'drift.json');
  expect((await at.run('drift', '--record', 'drift.json')).code).toBe(0);
  await edit(at, 'one');
  expect((await at.run('drift', '--record', 'drift.json')).code).toBe(2);
  const { formatVersion, records } = JSON.parse(readFileSync(file, 'utf8'));
  expect([formatVersion, records.length]).toEqual(['1.0', 2]);
  expect(records).toMatchObject([
    { commit: null, clones: 2, drifted: 0, kinds: {} },
    { clones: 2, drifted: 1, kinds: { clone_edited: 1 } },
  ]);
  // Counts alone: no name and no value of anybody.
  expect(readFileSync(file, 'utf8')).not.toMatch(/\bone\b|base|edge-dev|hand/);
  const json = JSON.parse((await at.run('history', '--drift', 'drift.json', '--json')).out);
  expect(json.drift).toEqual(records);
  expect(schemaFaults('history', json)).toEqual([]);
  const text = (await at.run('history', '--drift', 'drift.json')).out;
  expect(text).toMatch(/DRIFT AT +DRIFTED +KINDS\n\S+ \S+ +1 of 2 +clone_edited 1\n\S+ \S+ +0 of 2 *\n$/);
  expect((await at.run('history')).out).not.toContain('DRIFT');
  await at.run('history', '--drift', 'drift.json', '--html', 'page.html');
  const page = readFileSync(path.join(at.cwd, 'page.html'), 'utf8');
  expect(page).toContain('1 of 2 at the last look');
  expect(page.match(/drift-dot drift-/g)).toHaveLength(2);
});

test('what could not be read whole is not recorded', async () => {
  const at = await applied();
  await at.run('drift', '--record', 'drift.json');
  const before = readFileSync(path.join(at.cwd, 'drift.json'), 'utf8');
  const blind = await at.run('drift', '--record', 'other.json', '--refresh', 'none');
  expect([blind.code, blind.err]).toEqual([64, expect.stringContaining('has no meaning with --record')]);
  expect(existsSync(path.join(at.cwd, 'other.json'))).toBe(false);
  for (const flag of [['one'], ['--project', 'edge-dev'], ['--target', 'one'], ['--exclude', 'one']]) {
    const end = await at.run('drift', '--record', 'drift.json', ...flag);
    expect([flag, end.code]).toEqual([flag, 64]);
  }
  expect(readFileSync(path.join(at.cwd, 'drift.json'), 'utf8')).toBe(before);
});

test('a clone that cannot be read: no record, and the command says so', async () => {
  const sandbox = 'sandbox: 1\nprojects: [edge-dev]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';
  const cwd = tempDir({
    'sandbox.yaml': sandbox,
    'cloneform.yaml': `cloneform: 1\npalette: { sandbox: sandbox.yaml, rateLimits: off }\nclones:\n  one: ${clone('one')}\n`,
    'faults.yaml':
      'faults: 1\nrules: [{ call: get, fault: status, status: 403, code: OperationForbidden }]\n',
  });
  expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  writeFileSync(path.join(cwd, 'sandbox.yaml'), `${sandbox}faults: faults.yaml\n`);
  const end = await cli(['drift', '--record', 'drift.json'], { cwd });
  expect([end.code, end.err]).toEqual([1, expect.stringContaining('Not recorded, because not everything')]);
  expect(existsSync(path.join(cwd, 'drift.json'))).toBe(false);
});

test.each([
  ['not JSON', 'clones: 1\n'],
  ['JSON of something else', '{"formatVersion":"1.0","records":[{"at":"yesterday"}]}'],
])('a file of something else (%s) is left as it is, and nothing is asked', async (_, text) => {
  const at = await applied();
  const file = path.join(at.cwd, 'drift.json');
  writeFileSync(file, text);
  for (const args of [
    ['drift', '--record', 'drift.json'],
    ['history', '--drift', 'drift.json'],
  ]) {
    const end = await at.run(...args);
    expect([end.code, end.err]).toEqual([
      1,
      expect.stringContaining('is not a file that drift --record wrote'),
    ]);
  }
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect((await at.run('history', '--drift', 'none.json')).err).toContain('there is no file none.json');
});
