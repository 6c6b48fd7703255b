// What policies see of versions, whichever way a clone takes a new one: in place, as a version beside the old one, or created again.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SavedPlan } from '../../src/plan/plan.ts';
import { cleanEnv, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const SANDBOX = `sandbox: 1
projects: [a, b]
registries: [{ name: Mirror, uid: registry-mirror }]
profiles:
  - name: base
    versions:
      - { version: 1.0.0, packs: [{ name: k3s, layer: k8s, tag: 1.28.4 }, { name: old, tag: 1.0.0 }] }
      - { version: 2.0.0, packs: [{ name: rke2, layer: k8s, tag: 1.30.1, registryUid: registry-mirror }] }
      - { version: 2.1.0, packs: [{ name: rke2, layer: k8s, tag: 1.30.1, registryUid: registry-mirror, values: "a: 1" }] }
  - { name: unnamed, versions: [{ version: 1.0.0, packs: [{ name: x, tag: 1.0.0, registryUid: nobody-names-it }] }] }
`;
const POLICIES = `policies:
  - id: seen
    level: warn
    deny: "true"
    message: >-
      {content.isKnown} {content.jump} {content.packs.map(p, string(p.skippedMinors) + p.jump)} {content.packs.map(p, p.before)}
      {content.removedPacks} {content.packs.map(p, p.registry)} source {source.before} {source.jump}
`;

function clones(how: string, version: string, project = 'a'): string {
  const [own, target = ''] = how.split('/');
  return `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  one: { ${own}source: { profile: base, version: ${version} }, target: { scope: project, project: ${project}${target} } }
`;
}

/** What the policy says of each change of the second declaration, with the first one applied. */
async function seen(before: string, after: string): Promise<readonly string[]> {
  const files = { 'sandbox.yaml': SANDBOX, 'cloneform.yaml': before, 'policies.yaml': POLICIES };
  const cwd = tempDir(files);
  expect((await runInProcess(['apply', '--auto-approve'], cwd, cleanEnv())).code).toBe(0);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), after);
  const end = await runInProcess(['plan', '--json', '--policy', 'policies.yaml'], cwd, cleanEnv());
  expect(schemaFaults('plan', JSON.parse(end.out))).toEqual([]);
  const { policies } = JSON.parse(end.out) as SavedPlan;
  return (policies?.findings ?? []).map(({ action, message }) => `${action}: ${message}`);
}

test.each([
  ['in place', 'update', 'content: mirror, '],
  ['as a version of its own', 'create', 'content: mirror, mirrorBy: newVersion, '],
  ['created again', 'replace', 'content: mirror, mirrorBy: recreate, '],
  ['with the version of its source', 'create', '/, version: source'],
])('%s: packs, minors that are skipped, and the source before', async (_, action, how) => {
  expect(await seen(clones(how, '1.0.0'), clones(how, '2.0.0'))).toEqual([
    `${action}: true minor [1minor] [1.28.4] [k3s, old] [Mirror] source 1.0.0 major`,
  ]);
});

test('a source that goes back is a downgrade, though its packs stay', async () => {
  expect(await seen(clones('', '2.1.0'), clones('', '2.0.0'))).toEqual([
    'update: true none [0none] [1.30.1] [] [Mirror] source 2.1.0 downgrade',
  ]);
});

test('a new clone has nothing before it', async () => {
  const both = `${clones('', '2.0.0')}  two: { source: { profile: unnamed }, target: { scope: project, project: b } }\n`;
  expect(await seen(clones('', '2.0.0'), both)).toEqual([
    'create: true none [0none] [null] [] [null] source null none',
  ]);
});
