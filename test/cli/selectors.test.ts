// Declarations that select their projects, through the command: projects come, leave, are disabled and renamed in the sandbox.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/cli.ts';
import { inProcess as cli, inProcessJson as cliJson } from '../support/in-process.ts';

const SANDBOX = `sandbox: 1
projects:
  - { name: edge-oslo, tags: { tier: edge } }
  - { name: edge-riga, tags: { tier: core } }
  - { name: edge-off, tags: { tier: edge }, disabled: true }
  - hub
profiles:
  - { name: base, type: add-on, cloudType: all, packs: [{ name: hello, tag: 1.0.0, values: 'v: 1' }], versions: [1.0.0] }
`;
const YAML = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  edge:
    source: { profile: base, version: ^1.0.0 }
    target:
      scope: project
      projects: { match: [edge-*], tags: { tier: [edge, core] } }
`;

interface Made {
  readonly checksum: string;
  readonly selectors: readonly { readonly projects: readonly { readonly name: string }[] }[];
  readonly summary: Readonly<Record<string, number>>;
}

const STORY_MS = 240_000;

test('the whole story', { timeout: STORY_MS }, async () => {
  const cwd = tempDir({ 'cloneform.yaml': YAML, 'sandbox.yaml': SANDBOX });
  const run = (...args: readonly string[]) => cli(args, { cwd });
  const edit = (from: string, to: string): void => {
    const file = path.join(cwd, 'cloneform.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  };

  const valid = await run('validate');
  expect(valid.out).toContain('Valid: 1 declaration, 0 clones in 1 file.');
  expect(valid.out).toContain('edge selects its projects in Palette, which validate does not ask');

  const projects = await run('inventory', '--projects');
  expect(projects.out).toMatch(/edge-off +tier:edge +yes/);
  expect(projects.out).toContain('4 projects.');

  const planned = await run('plan', '-o', 'plan.json');
  expect(planned.out).toContain('edge: 2 projects; 2 joined: edge-oslo, edge-riga; 1 disabled: edge-off');
  expect((await run('apply', 'plan.json')).code).toBe(0);
  const { value } = await cliJson<Made>(['plan'], { cwd });
  expect(value.summary).toMatchObject({ noop: 2, blocked: 0, create: 0 });
  expect(value.selectors[0]?.projects.map(({ name }) => name)).toEqual(['edge-oslo', 'edge-riga']);

  edit('tier: [edge, core]', 'tier: [edge]');
  const left = await run('plan');
  expect(left.out.replaceAll(/\s+/g, ' ')).toContain(
    'edge no longer selects project "edge-riga": its tag tier is "core"',
  );
  expect((await run('apply', '--auto-approve')).code).toBe(5);
  edit('      projects:', '      onLeave: delete\n      projects:');
  expect((await run('plan', '-o', 'plan.json')).code).toBe(0);
  const offline = await run('plan', '--refresh', 'none');
  expect(offline.out.replaceAll(/\s+/g, ' ')).toContain('the projects of edge were not looked up');
  expect((await run('graph')).code).toBe(0);
  expect((await run('where', '--override', 'hello')).code).toBe(0);
  for (const command of [['status'], ['outdated'], ['drift'], ['doctor'], ['state', 'list']])
    expect((await run(...command)).code, command.join(' ')).toBeLessThan(3);
  expect((await run('apply', 'plan.json')).code).toBe(0);
  expect((await run('state', 'list')).out).not.toContain('edge-riga');

  expect((await run('destroy', '--auto-approve')).code).toBe(0);
  edit('edge-*', 'egde-*');
  const none = await run('plan');
  expect(none.code).toBe(1);
  expect(none.err.replaceAll(/\s+/g, ' ')).toContain(
    'edge selects no project: of 4 projects, 0 fit match, 2 have the tags',
  );
  expect(none.err).toContain('cloneform.yaml:');
});
