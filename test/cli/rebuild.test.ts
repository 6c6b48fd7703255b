// State that was lost, made again from the stamps of the clones, through the real command.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cli, cliJson, tempDir } from '../support/cli.ts';

const SANDBOX = 'sandbox: 1\nprojects: [dev, prod]\nprofiles: [{ name: base, versions: [1.0.0, 1.1.0] }]\n';
const yaml = (stamp: string, version = '1.0.0'): string => `
cloneform: 1
palette: { sandbox: sandbox.yaml }
stamp: ${stamp}
clones:
  edge: { source: { profile: base, version: "${version}" }, target: { scope: project, projects: [dev, prod], labels: { team: edge } } }
`;

interface Row {
  readonly address: string;
  readonly uid: string;
  readonly sourceUid: string;
  readonly digest: string;
}

test.each(['labels', 'annotations'])(
  'from %s: the same objects, sources and digests, and nothing left to do',
  async (stamp) => {
    const cwd = tempDir({ 'cloneform.yaml': yaml(stamp), 'sandbox.yaml': SANDBOX });
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    const before = (await cliJson<readonly Row[]>(['state', 'list'], { cwd })).value;
    const pulled = (await cliJson<{ identity: { lineage: string } }>(['state', 'pull'], { cwd })).value;
    const state = { CLONEFORM_STATE: path.join(cwd, 'other', 'new.db') };
    const unasked = await cli(['state', 'rebuild'], { cwd, env: state });
    expect(unasked.code).toBe(64);
    expect(unasked.err.replaceAll(/\s+/g, ' ')).toContain('state rebuild --auto-approve');
    expect(unasked.out).toContain('edge["dev"]');
    const end = await cliJson<{ summary: { applied: number } }>(['state', 'rebuild', '--auto-approve'], {
      cwd,
      env: state,
    });
    expect([end.code, end.value.summary.applied]).toEqual([0, 2]);
    const after = (await cliJson<readonly Row[]>(['state', 'list'], { cwd, env: state })).value;
    const facts = ({ address, uid, sourceUid, digest }: Row): Row => ({ address, uid, sourceUid, digest });
    expect(after.map(facts)).toEqual(before.map(facts));
    const plan = await cliJson<{ diagnostics: readonly unknown[]; state: { lineage: string } }>(
      ['plan', '--detailed-exitcode'],
      { cwd, env: state },
    );
    expect([plan.code, plan.value.diagnostics]).toEqual([0, []]);
    expect(plan.value.state.lineage).toBe(pulled.identity.lineage);
    const again = await cli(['state', 'rebuild'], { cwd, env: state });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('no declared clone')]);
  },
);

test('without stamps there is nothing to make it from', async () => {
  const cwd = tempDir({ 'cloneform.yaml': yaml('off'), 'sandbox.yaml': SANDBOX });
  expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  rmSync(path.join(cwd, 'state', 'cloneform.db'));
  const end = await cliJson<{ error: { code: string } }>(['state', 'rebuild'], { cwd });
  expect([end.code, end.value.error.code]).toEqual([1, 'plan/nothing-selected']);
});
