// `policy explain`: each part of an expression with its value, for a change of a saved plan or of one that is made now.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const FILES = {
  'sandbox.yaml': `sandbox: 1
projects: [a, b]
profiles: [{ name: base, versions: [1.0.0] }]
`,
  'cloneform.yaml': `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  first: { source: { profile: base }, target: { name: first, scope: project, project: a } }
  second: { source: { profile: base }, target: { name: second, scope: project, project: b } }
policies:
  - id: not-in-b
    when: change.action == "create"
    deny: clone.scope == "tenant" || clone.project in ["b", "c"]
    message: "{clone.name} has no place in {clone.project}"
  - id: few
    on: plan
    deny: plan.changes.exists(c, c.clone.name.startsWith("s"))
    message: no s
  - id: broken
    deny: change.before.name == "x"
    message: never seen
autoApprove: plan.summary.create <= 1
`,
};

type Run = (...args: string[]) => ReturnType<typeof runInProcess>;

function project(): Run {
  const cwd = tempDir();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(cwd, name), text);
  return (...args) => runInProcess(args, cwd, cleanEnv());
}

test('a change: the verdict with its message, and the tree of when and deny', async () => {
  const run = project();
  const end = await run('policy', 'explain', 'not-in-b', 'second');
  expect(end.code).toBe(0);
  expect(end.out).toBe(`not-in-b denies second (cloneform.yaml:7): second has no place in b

when: change.action == "create" → true
└─ change.action → "create"

deny: clone.scope == "tenant" || clone.project in ["b", "c"] → true
├─ clone.scope == "tenant" → false
│  └─ clone.scope → "project"
└─ clone.project in ["b", "c"] → true
   └─ clone.project → "b"
`);
  const other = await run('policy', 'explain', 'not-in-b', 'first');
  expect(other.out).toContain('not-in-b allows first (cloneform.yaml:7)\n');
  const json = JSON.parse((await run('policy', 'explain', 'not-in-b', 'first', '--json')).out);
  expect(schemaFaults('policy-explain', json)).toEqual([]);
});

test('a loop: what it goes over, and the turns that decide, with what the variable stands for', async () => {
  const run = project();
  const { out } = await run('policy', 'explain', 'few');
  expect(out).toContain('few denies the plan (cloneform.yaml:11): no s\n');
  expect(out).toContain('├─ plan.changes → [{address: "first", …}, {address: "second", …}]\n');
  expect(out).toContain(
    '├─ c = {address: "second", …}: c.clone.name.startsWith("s") → true\n│  └─ c.clone.name → "second"\n',
  );
  expect(out).toContain('└─ c = {address: "first", …}: c.clone.name.startsWith("s") → false\n');
});

test('an error is where it is made, and denies', async () => {
  const { out } = await project()('policy', 'explain', 'broken', 'first');
  expect(out).toContain('broken has an error, which denies first');
  expect(out).toMatch(/└─ change\.before\.name → error: /);
});

test('autoApprove, by its name', async () => {
  const run = project();
  const { out } = await run('policy', 'explain', 'autoApprove');
  expect(out).toBe(`autoApprove does not allow this plan

plan.summary.create <= 1 → false
└─ plan.summary.create → 2
`);
  const json = JSON.parse((await run('policy', 'explain', 'autoApprove', '--json')).out);
  expect(schemaFaults('policy-explain', json)).toEqual([]);
});

test('a saved plan stays what it was, and what is done already is said to be', async () => {
  const run = project();
  expect((await run('plan', '-o', 'plan.json')).code).toBe(5);
  expect((await run('apply', '--auto-approve', '--target', 'first')).code).toBe(5);
  const saved = await run('policy', 'explain', 'not-in-b', 'second', '--plan', 'plan.json');
  expect(saved.out).toContain('not-in-b denies second');
  expect((await run('policy', 'explain', 'few', '--plan', 'plan.json')).out).toContain('few denies the plan');
});

test.each([
  [
    'a policy that is not there',
    ['not-in-c', 'first'],
    1,
    'did you mean not-in-b? policies: not-in-b, few, broken',
  ],
  [
    'an address that is not there',
    ['not-in-b', 'seconds'],
    1,
    'did you mean second? addresses: first, second',
  ],
  ['no address', ['not-in-b'], 64, 'addresses: first, second'],
])('%s', async (_, args, code, words) => {
  const end = await project()('policy', 'explain', ...args);
  expect([end.code, end.err]).toEqual([code, expect.stringContaining(words)]);
});

test('a plan that was judged by files which are not given: the hint names them', async () => {
  const [declarations = '', policies = ''] = FILES['cloneform.yaml'].split(/(?=^policies:)/m);
  const cwd = tempDir({ ...FILES, 'cloneform.yaml': declarations, 'p.yaml': policies });
  const run: Run = (...args) => runInProcess(args, cwd, cleanEnv());
  await run('plan', '-o', 'plan.json', '--policy', 'p.yaml');
  const end = await run('policy', 'explain', 'few', '--plan', 'plan.json');
  expect(end.code).toBe(1);
  expect(end.err).toContain('give the policies that judged the plan: --policy p.yaml\n');
  const given = await run('policy', 'explain', 'few', '--plan', 'plan.json', '--policy', 'p.yaml');
  expect(given.code).toBe(0);
});
