// Overrides as a user of the command meets them before there is a plan: validate and explain.
import { expect, test } from 'vitest';
import { cli, tempDir } from '../support/cli.ts';

const edge = (pack: string): string => `cloneform: 1
clones:
  edge:
    source: { profile: p }
    target: { scope: project, projects: [a, b] }
    overrides:
      packs:
        cni-calico: ${pack}
`;

test('validate reports what is wrong with overrides, with the line, the place and a hint', async () => {
  const cwd = tempDir({ 'cloneform.yaml': edge('{ remove: true, tag: 1.0.0 }') });
  const end = await cli(['validate'], { cwd, env: { COLUMNS: '80' } });
  expect(end.code).toBe(1);
  expect(end.out + end.err).toContain('cloneform.yaml:8:37');
  expect(end.out + end.err).toContain('the pack "cni-calico" is removed, but tag changes it');
  expect(end.out + end.err).toContain('= keep remove, or the rest');
});

test('validate warns about a secret and does not print it', async () => {
  const cwd = tempDir({ 'cloneform.yaml': edge('{ values: { password: hunter2 } }') });
  const end = await cli(['validate'], { cwd, env: { COLUMNS: '80' } });
  expect(end.code).toBe(0);
  expect(end.out).toContain('declare/secret-in-override');
  expect(end.out).toContain('Valid: 1 declaration, 2 clones in 1 file.');
  expect(end.out + end.err).not.toContain('hunter2');
  const json = await cli(['validate', '--json'], { cwd });
  expect(JSON.parse(json.out)).toMatchObject({ valid: true, warnings: [{ severity: 'warning' }] });
  expect(json.out).not.toContain('hunter2');
});

test.each([
  ['clones.overrides.packs.values', 'clones.overrides.packs.values'],
  ['clones.edge.overrides.packs.cni-calico.tag', 'clones.overrides.packs.tag'],
  ['overrides.packs.add.after', 'clones.overrides.packs.add.after'],
  ['perProject.sourceVersion', 'clones.perProject.sourceVersion'],
  ['clones.edge.perProject.edge-riga.labels', 'clones.perProject.labels'],
])('explain %s', async (asked, path) => {
  const end = await cli(['explain', asked, '--json'], { cwd: tempDir() });
  expect(JSON.parse(end.out)).toMatchObject({ path });
});
