// The line "Next: cloneform apply …", copied into a shell, comes to the plan that was shown.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AppliedPlan } from '../../src/plan/plan.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

/** The declarations are in a folder of their own, under another name, and need a variable. */
async function aFleet(): Promise<Place> {
  const at = await aPlace(
    aSeed(...['1.0.0', '1.1.0'].map((version) => seedVersion({ name: 'base', version }))),
  );
  places.push(at);
  at.declare(
    Object.fromEntries(
      ['edge', 'core'].map((id) => [
        id,
        `{ source: { profile: base, version: '\${var.version}' }, target: { scope: project, project: edge-dev, name: ${id}, description: 'of \${var.team}' } }`,
      ]),
    ),
    'variables: { version: { default: 1.0.0 }, team: {}, token: { default: none } }\n',
  );
  const folder = path.join(at.cwd, 'my fleet');
  mkdirSync(folder);
  renameSync(path.join(at.cwd, 'cloneform.yaml'), path.join(folder, 'root.yaml'));
  writeFileSync(path.join(folder, 'version.yaml'), 'version: 1.1.0\n');
  const policy =
    'policies: [{ id: any, deny: plan.summary.create > 9, on: plan, level: deny, message: too many }]\n';
  writeFileSync(path.join(folder, 'policy.yaml'), policy);
  return at;
}

/** As a shell reads it. */
function wordsOf(line: string): readonly string[] {
  const { stdout } = spawnSync('sh', ['-c', `set -- ${line}; printf '%s\\0' "$@"`], { encoding: 'utf8' });
  return stdout.split('\0').slice(1, -1);
}

const GIVEN = [
  '-C',
  'my fleet',
  '-f',
  'root.yaml',
  '--var',
  "team=o'neil & co",
  '--var-file',
  'version.yaml',
];
const FLAGS = [...GIVEN, '--policy', 'policy.yaml', '--target', 'e*', '--no-preflight'];

test('with the folder, the file, variables, policies and what was selected', async () => {
  const at = await aFleet();
  const shown = await at.run('plan', ...FLAGS);
  const line = /^Next: (cloneform .*)$/m.exec(shown.out)?.[1] ?? '';
  expect(line).toBe(
    `cloneform apply -C 'my fleet' -f root.yaml --var-file version.yaml --var 'team=o'\\''neil & co' --policy policy.yaml --no-preflight --target 'e*'`,
  );
  const planned = await at.plan(...FLAGS);
  const { code, out } = await at.run(...wordsOf(line), '--auto-approve', '--json');
  const applied = JSON.parse(out) as AppliedPlan;
  expect([code, applied.checksum, applied.policies?.policies.map(({ id }) => id)]).toEqual([
    0,
    planned.checksum,
    ['any'],
  ]);
  expect(applied.results.map(({ address }) => address)).toEqual(['edge']);
});

test('a saved plan, which is named beside what its declarations need', async () => {
  const at = await aFleet();
  const shown = await at.run('plan', ...FLAGS, '-o', 'plan.json');
  const line = /^Next: (cloneform .*)$/m.exec(shown.out)?.[1] ?? '';
  expect(line).toMatch(/^cloneform apply -C 'my fleet' -f root.yaml .* --policy policy.yaml plan.json$/);
  expect((await at.run(...wordsOf(line))).code).toBe(0);
  const edge = await at.get('edge', '1.0.0');
  expect(edge['metadata']?.['annotations']?.['description']).toBe("of o'neil & co");
});

test('no secret, and --locked where it was given', async () => {
  const at = await aFleet();
  const more = ['--var', 'token=hunter2hunter2', '--locked'];
  expect((await at.run('lock', ...GIVEN)).code).toBe(0);
  const { out } = await at.run('plan', ...GIVEN, ...more);
  expect(out).toMatch(/^Next: cloneform apply .*--var 'token=…' --locked$/m);
  expect(out).not.toContain('hunter2');
});

test('what nothing was read for leads to an apply that reads', async () => {
  const at = await aPlace(aSeed(seedVersion({ name: 'base', version: '1.0.0' })));
  places.push(at);
  const declare = (description: string): void =>
    at.declare({
      edge: `{ source: { profile: base }, target: { scope: project, project: edge-dev, name: edge, description: ${description} } }`,
    });
  declare('one');
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  declare('two');
  const { out } = await at.run('plan', '--refresh', 'none');
  expect(out).toMatch(/^Next: cloneform apply$/m);
});

test('a flag with several values at once is reported with how to repeat it', async () => {
  const at = await aFleet();
  const { code, err } = await at.run('plan', ...GIVEN, '--upgrade', 'edge', 'core');
  expect([code, err]).toEqual([
    64,
    "error: too many arguments for 'plan'. Expected 0 arguments but got 1.\n(--upgrade takes one value; repeat it: --upgrade edge --upgrade core)\n",
  ]);
  const { out } = await at.run('plan', '--target', 'edge', 'core', '--json');
  expect((JSON.parse(out) as { error: { message: string } }).error.message).toContain(
    '--target edge --target core',
  );
  expect((await at.run('state', 'list', '--json', 'a', 'b', 'c')).err).not.toContain('repeat it');
});
