// What policies read beside the plan itself: tags of projects, names of registries, packs on their way out. Read where an expression
// asks for it; what is not known denies.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SavedPlan } from '../../src/plan/plan.ts';
import { cleanEnv, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const SANDBOX = `sandbox: 1
assumptions: { cloneWithDeletedPack: allowed }
projects: [{ name: a, tags: { tier: prod } }, { name: b, tags: { tier: dev } }]
registries: [{ name: Mirror, uid: registry-mirror }]
profiles:
  - name: base
    versions:
      - version: 1.0.0
        packs:
          - { name: old, tag: 1.0.0, stage: deprecated }
          - { name: gone, tag: 1.0.0, stage: deleted, registryUid: registry-mirror }
          - { name: own, type: manifest }
      - version: 2.0.0
        packs: [{ name: new, tag: 2.0.0, registryUid: registry-mirror }]
`;
const CLONES = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  one:
    source: { profile: base, version: VERSION }
    target: { name: one, scope: project, projects: [a, b] }
`;

type Run = (...args: string[]) => ReturnType<typeof runInProcess>;

function project(deny: string, version = '1.0.0'): Run {
  const cwd = tempDir();
  const files = {
    'sandbox.yaml': SANDBOX,
    'cloneform.yaml': CLONES.replace('VERSION', version),
    'p.yaml': `policies:\n  - { id: rule, deny: ${JSON.stringify(deny)}, message: no }\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  return (...args) => runInProcess(args, cwd, cleanEnv());
}

async function planned(run: Run, ...args: string[]): Promise<SavedPlan> {
  const { out } = await run('plan', '--json', ...args);
  expect(schemaFaults('plan', JSON.parse(out))).toEqual([]);
  return JSON.parse(out) as SavedPlan;
}

const findingsOf = ({ policies }: SavedPlan): readonly string[] =>
  (policies?.findings ?? []).map(({ address, outcome }) => `${outcome} ${address}`);

test('tags of projects are read where a policy asks for them, and are in the plan', async () => {
  const run = project('project.tags["tier"] == "prod"');
  expect((await planned(run)).projectTags).toBeUndefined();
  const plan = await planned(run, '--policy', 'p.yaml');
  expect(findingsOf(plan)).toEqual(['denied one["a"]']);
  expect(Object.values(plan.projectTags ?? {})).toEqual([{ tier: 'prod' }, { tier: 'dev' }]);
});

test('a saved plan without tags is denied by a policy that asks for them', async () => {
  const run = project('project.tags["tier"] == "nowhere"');
  expect((await run('plan', '-o', 'plan.json')).code).toBe(0);
  expect((await run('apply', 'plan.json', '--policy', 'p.yaml')).code).toBe(5);
  expect((await run('plan', '-o', 'new.json', '--policy', 'p.yaml')).code).toBe(0);
  expect((await run('apply', 'new.json', '--policy', 'p.yaml')).code).toBe(0);
});

test('a selector has the tags read, whoever asks', async () => {
  const run = project('false');
  await run('validate');
  const cwd = tempDir();
  writeFileSync(path.join(cwd, 'sandbox.yaml'), SANDBOX);
  const selecting = CLONES.replace('VERSION', '1.0.0').replace(
    'projects: [a, b]',
    'projects: { tags: { tier: dev } }',
  );
  writeFileSync(path.join(cwd, 'cloneform.yaml'), selecting);
  const plan = await planned((...args) => runInProcess(args, cwd, cleanEnv()));
  expect(Object.values(plan.projectTags ?? {})).toEqual([{ tier: 'dev' }]);
});

test.each([
  ['by name', 'content.packs.exists(p, p.registry == "Mirror")', ['denied one["a"]', 'denied one["b"]']],
  ['a pack that names none has ""', 'content.packs.exists(p, p.type == "manifest" && p.registry != "")', []],
  ['whatever it is, it is known', 'content.packs.exists(p, p.registry == null)', []],
])('registries: %s', async (_, deny, findings) => {
  const run = project(deny);
  const plan = await planned(run, '--policy', 'p.yaml');
  expect(findingsOf(plan)).toEqual(findings);
  expect(plan.registries).toMatchObject({ 'registry-mirror': 'Mirror' });
  expect((await planned(run)).registries).toBeUndefined();
});

const LEAVING = 'change.hints.exists(h, h.code == "skew-deprecated-pack" || h.code == "skew-deleted-pack")';

test('packs on their way out are hints of each change that copies them', async () => {
  const cwd = tempDir();
  const only = SANDBOX.slice(0, SANDBOX.indexOf('      - version: 2.0.0'));
  writeFileSync(path.join(cwd, 'sandbox.yaml'), only);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), CLONES.replace('VERSION', '1.0.0'));
  const { out } = await runInProcess(['plan'], cwd, cleanEnv());
  const told = out.replaceAll(/\s+/g, ' ');
  expect(told).toContain('one["a"], one["b"]: base 1.0.0 has 1 deprecated pack (plan/skew-deprecated-pack)');
  expect(told).toContain('one["a"], one["b"]: base 1.0.0 has 1 deleted pack (plan/skew-deleted-pack)');
});

test('where no list tells of the version that is copied, it is asked about: once, however many clones copy it', async () => {
  const run = project(LEAVING);
  const hints = async (...args: string[]): Promise<unknown> =>
    (await planned(run, ...args)).changes.map((change) => (change.hints ?? []).map(({ code }) => code));
  const leaving = ['skew-deleted-pack', 'skew-deprecated-pack'];
  expect(await hints()).toEqual([leaving, leaving]);
  expect(await hints('--no-preflight')).toEqual([[], []]);
  const lists = async (...args: string[]): Promise<number> => {
    const { err } = await run('plan', '--log-level', 'info', ...args);
    return Number(/"dashboard":(\d+)/.exec(err)?.[1]);
  };
  expect((await lists()) - (await lists('--no-preflight'))).toBe(1);
  const denied = ['denied one["a"]', 'denied one["b"]'];
  expect(findingsOf(await planned(run, '--policy', 'p.yaml'))).toEqual(denied);
  expect(findingsOf(await planned(run, '--policy', 'p.yaml', '--no-preflight'))).toEqual(denied);
  expect(findingsOf(await planned(project(LEAVING, '2.0.0'), '--policy', 'p.yaml'))).toEqual([]);
});

test('a version with a deleted pack that Palette would not clone is blocked in the words of Palette', async () => {
  const cwd = tempDir();
  writeFileSync(
    path.join(cwd, 'sandbox.yaml'),
    SANDBOX.replace('assumptions: { cloneWithDeletedPack: allowed }\n', ''),
  );
  writeFileSync(path.join(cwd, 'cloneform.yaml'), CLONES.replace('VERSION', '1.0.0'));
  const { out } = await runInProcess(['plan', '--json'], cwd, cleanEnv());
  const { changes } = JSON.parse(out) as SavedPlan;
  expect(changes.map(({ blockedBy, obstacles }) => [blockedBy, obstacles?.[0]?.detail])).toEqual(
    ['a', 'b'].map(() => [
      'preflight',
      expect.stringContaining('Pack gone of cluster profile base is deleted'),
    ]),
  );
});
