// Saved plans through the command: what was reviewed is what is applied, or nothing is.
import { readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import { copyExample, tempDir } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';

interface Stopped {
  readonly error: {
    readonly code: string;
    readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
  };
  readonly results: readonly unknown[];
}

const SANDBOX = 'sandbox: 1\nprojects: [a, b]\nprofiles: [{ name: base, versions: [1.0.0, 1.1.0] }]\n';
const yaml = (clones: string): string =>
  `cloneform: 1\npalette: { sandbox: sandbox.yaml }\nguards: { maxDeletes: 0 }\nclones:\n${clones}`;
const A =
  '  a: { source: { profile: base, version: 1.0.0 }, target: { name: a, scope: project, project: a } }\n';
const B =
  '  b: { source: { profile: base, version: 1.0.0 }, target: { name: b, scope: project, project: b } }\n';

const aProject = (clones: string): string =>
  tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': yaml(clones) });

test('a plan file carries all that apply needs: the declarations are not read again', async () => {
  const cwd = aProject(A + B);
  const planned = await cli(['plan', '-o', 'plan.json'], { cwd });
  expect(planned.out).toContain('Next: cloneform apply plan.json');
  expect(statSync(path.join(cwd, 'plan.json')).mode & 0o777).toBe(0o600);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), 'not: [yaml');
  const applied = await cliJson<AppliedPlan>(['apply', 'plan.json', '--auto-approve'], { cwd });
  expect(applied.code).toBe(0);
  expect(applied.value.summary).toMatchObject({ applied: 2, failed: 0 });
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(A + B));
  const again = await cliJson<Plan>(['plan', '--detailed-exitcode'], { cwd });
  expect([again.code, again.value.summary.noop]).toEqual([0, 2]);
});

test('--json prints the document that -o saves, and either can be applied', async () => {
  const cwd = aProject(A);
  const printed = await cli(['plan', '--json', '-o', 'saved.json'], { cwd });
  expect(printed.out).toBe(readFileSync(path.join(cwd, 'saved.json'), 'utf8'));
  writeFileSync(path.join(cwd, 'printed.json'), JSON.stringify(JSON.parse(printed.out)));
  // Naming a saved plan is the approval where there is nobody to ask.
  expect((await cli(['apply', 'printed.json'], { cwd })).code).toBe(0);
});

test('a stale plan: nothing is written, exit 6, each precondition told', async () => {
  const cwd = aProject(A);
  await cli(['plan', '-o', 'plan.json'], { cwd });
  await cli(['apply', '--auto-approve'], { cwd });
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(A + B));
  await cli(['plan', '-o', 'b.json'], { cwd });
  const stale = await cliJson<Stopped>(['apply', 'plan.json', '--auto-approve'], { cwd });
  expect(stale.code).toBe(6);
  expect(stale.value.results).toEqual([]);
  expect(stale.value.error.code).toBe('plan/stale');
  expect(stale.value.error.diagnostics).toMatchObject([{ code: 'plan/stale-row', severity: 'error' }]);
  const told = await cli(['apply', 'plan.json'], { cwd });
  expect(told.err).toMatch(
    /Nothing was applied: the saved plan is stale[\s\S]*- a: another run has recorded it since/,
  );
  // What other changes did in the meantime does not matter.
  expect((await cli(['apply', 'b.json'], { cwd })).code).toBe(0);
});

test('an edited plan is refused before anything is asked of Palette; show tells, and shows it', async () => {
  const cwd = aProject(A);
  await cli(['plan', '-o', 'plan.json'], { cwd });
  const text = readFileSync(path.join(cwd, 'plan.json'), 'utf8');
  for (const [from, to, says] of [
    ['"name": "a"', '"name": "c"', 'its checksum does not match its changes'],
    ['"protect": false', '"protect": true', 'its integrity hash does not match'],
    ['"retries": 5', '"retries": 6', 'its integrity hash does not match'],
  ] as const) {
    writeFileSync(path.join(cwd, 'edited.json'), text.replace(from, to));
    const end = await cli(['apply', 'edited.json', '--auto-approve'], { cwd });
    expect(end.code).toBe(6);
    expect(end.err.replaceAll(/\s+/g, ' ')).toContain(says);
    const shown = await cli(['show', 'edited.json'], { cwd });
    expect([shown.code, shown.out.startsWith('Plan: 1 to create.')]).toEqual([0, true]);
    expect(shown.err).toContain('warning: ');
  }
  const { seal: _, settings: __, ...bare } = JSON.parse(text);
  writeFileSync(path.join(cwd, 'bare.json'), JSON.stringify(bare));
  expect((await cli(['apply', 'bare.json'], { cwd })).code).toBe(6);
  expect((await cliJson<Plan>(['plan'], { cwd })).value.summary.create).toBe(1);
});

test.each([
  ['no JSON', 'nope', 'is not a plan'],
  ['other JSON', '{"a": 1}', 'is not a plan'],
  ['a plan of a later format', '{"formatVersion": "2.0"}', 'supports 1.0'],
  ['a plan with a hole', '{"formatVersion": "1.0", "changes": [{}]}', 'must have required property'],
])('%s is no plan', async (_, text, says) => {
  const cwd = tempDir({ 'plan.json': text });
  for (const command of ['apply', 'show']) {
    const end = await cli([command, 'plan.json'], { cwd });
    expect([end.code, end.err.includes(says)]).toEqual([1, true]);
  }
});

test('a plan over another state or another Palette is not applied, and leaves no state behind', async () => {
  const cwd = aProject(A);
  await cli(['apply', '--auto-approve'], { cwd });
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(A + B));
  await cli(['plan', '-o', 'plan.json'], { cwd });
  const elsewhere = await cli(['apply', 'plan.json'], { cwd, env: { CLONEFORM_STATE: 'other.db' } });
  expect([elsewhere.code, elsewhere.err.includes('plan/other-state')]).toEqual([6, true]);
  expect(() => statSync(path.join(cwd, 'other.db'))).toThrow('ENOENT');
  renameSync(path.join(cwd, 'sandbox.yaml'), path.join(cwd, 'gone.yaml'));
  expect((await cli(['apply', 'plan.json'], { cwd })).code).toBe(1);
});

test('the reviewed checksum, after unrelated and related changes; a saved plan tells what differs', async () => {
  const cwd = aProject(A + B);
  await cli(['plan', '-o', 'plan.json'], { cwd });
  const { checksum } = JSON.parse(readFileSync(path.join(cwd, 'plan.json'), 'utf8'));
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(A + B.replace('name: b', 'name: b2')));
  const byPlan = await cliJson<Stopped & Plan>(['apply', '--expect', 'plan.json'], { cwd });
  expect(byPlan.code).toBe(6);
  expect(byPlan.value.error.diagnostics.map(({ message }) => message)).toEqual([
    'b: create · new: its name, version, scope or project changed since',
  ]);
  const byChecksum = await cli(['apply', '--expect', checksum], { cwd });
  expect(byChecksum.code).toBe(6);
  expect(byChecksum.err).toContain(byPlan.value.checksum);
  expect(byChecksum.out).toContain('+ create   b');
  writeFileSync(path.join(cwd, 'cloneform.yaml'), `# reviewed\n${yaml(B + A)}`);
  expect((await cli(['apply', '--expect', checksum], { cwd })).code).toBe(0);
  expect((await cli(['apply', '--expect', 'sha256:12'], { cwd })).code).toBe(64);
});

test('a plan with blocked changes: exit 5, or the rest of it', async () => {
  const cwd = aProject(A);
  await cli(['apply', '--auto-approve'], { cwd });
  writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(B));
  await cli(['plan', '-o', 'blocked.json'], { cwd });
  expect((await cli(['apply', 'blocked.json'], { cwd })).code).toBe(5);
  expect((await cli(['apply', 'blocked.json', '--dangerous-allow-mass-delete'], { cwd })).code).toBe(64);
  await cli(['plan', '--dangerous-allow-mass-delete', '-o', 'allowed.json'], { cwd });
  const rest = await cliJson<AppliedPlan>(['apply', 'blocked.json', '--skip-blocked'], { cwd });
  expect([rest.code, rest.value.summary.applied]).toEqual([0, 1]);
  expect((await cli(['apply', 'allowed.json'], { cwd })).code).toBe(6);
  await cli(['plan', '--dangerous-allow-mass-delete', '-o', 'allowed.json'], { cwd });
  expect((await cli(['apply', 'allowed.json'], { cwd })).code).toBe(0);
});

test('flags that say what to plan, and plans that were made blind, are wrong usage', async () => {
  const cwd = aProject(A);
  await cli(['plan', '-o', 'plan.json'], { cwd });
  for (const flags of [['--target', 'a'], ['--upgrade'], ['--refresh', 'fast'], ['--destroy']])
    expect((await cli(['apply', 'plan.json', ...flags], { cwd })).code).toBe(64);
  await cli(['plan', '--refresh', 'none', '-o', 'blind.json'], { cwd });
  expect((await cli(['apply', 'blind.json'], { cwd })).code).toBe(64);
});

test('where a plan cannot be saved, that is said before anything is planned', async () => {
  const cwd = aProject(A);
  symlinkSync('/nowhere', path.join(cwd, 'link.json'));
  expect((await cli(['plan', '-o', 'link.json'], { cwd })).err).toContain('cli/file-is-link');
  const missing = await cli(['plan', '-o', 'no/such/plan.json'], { cwd });
  expect([missing.code, missing.out]).toEqual([1, '']);
});

test('the plan of a destroy, and what is shown of a saved plan', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  await cli(['plan', '--destroy', '--dangerous-allow-mass-delete', '-o', 'gone.json'], { cwd });
  const shown = await cli(['show', 'gone.json'], { cwd });
  expect(shown.out).toContain('Deletes: 4');
  expect(JSON.parse((await cli(['show', 'gone.json', '--format', 'json'], { cwd })).out)).toEqual(
    JSON.parse(readFileSync(path.join(cwd, 'gone.json'), 'utf8')),
  );
  expect((await cli(['apply', 'gone.json'], { cwd })).code).toBe(0);
  expect((await cliList<unknown>(['state', 'list'], { cwd })).value).toEqual([]);
});

test('overrides of a saved plan: what their files say must be at hand, and the same', async () => {
  const pack =
    '{ name: hello, tag: 1.0.0, layer: addon, type: manifest, manifests: [{ name: m, content: "kind: Service" }], values: "a: 1" }';
  const cwd = tempDir({
    'sandbox.yaml': `sandbox: 1\nprojects: [a]\nprofiles: [{ name: base, versions: [1.0.0], packs: [${pack}] }]\n`,
    'cloneform.yaml': yaml(
      A.replace(' } }\n', ' }, overrides: { packs: { hello: { valuesFile: hello.yaml } } } }\n'),
    ),
    'hello.yaml': 'a: 2\n',
  });
  expect((await cli(['plan', '-o', 'plan.json'], { cwd })).code).toBe(0);
  rmSync(path.join(cwd, 'hello.yaml'));
  const gone = await cli(['apply', 'plan.json'], { cwd });
  expect(gone.code).toBe(6);
  expect(gone.err).toContain('a has overrides, and the declarations in this folder cannot be read');
  expect(gone.err).toContain('there is no "hello.yaml"');
  writeFileSync(path.join(cwd, 'hello.yaml'), 'a: 3\n');
  const edited = await cli(['apply', 'plan.json'], { cwd });
  expect(edited.code).toBe(6);
  expect(edited.err).toContain('the overrides of a are not the ones that the plan was made with');
  writeFileSync(path.join(cwd, 'hello.yaml'), 'a: 2\n');
  expect((await cli(['apply', 'plan.json'], { cwd })).code).toBe(0);
});
