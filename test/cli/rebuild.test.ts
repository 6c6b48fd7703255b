// State that was lost, made again from the stamps of the clones, through the command.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';

const SANDBOX = `
sandbox: 1
projects: [dev, prod]
profiles:
  - name: base
    versions:
      - { version: 1.0.0, packs: [{ name: cni, tag: 3.27.0, layer: cni, type: spectro, values: "mtu: 1440" }] }
      - { version: 1.1.0, packs: [{ name: cni, tag: 3.28.0, layer: cni, type: spectro, values: "mtu: 1500" }] }
`;
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
    const before = (await cliList<Row>(['state', 'list'], { cwd })).value;
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
    const after = (await cliList<Row>(['state', 'list'], { cwd, env: state })).value;
    const facts = ({ address, uid, sourceUid, digest }: Row): Row => ({ address, uid, sourceUid, digest });
    expect(after.map(facts)).toEqual(before.map(facts));
    const plan = await cliJson<{ diagnostics: readonly unknown[]; state: { lineage: string } }>(
      ['plan', '--detailed-exitcode'],
      { cwd, env: state },
    );
    expect([plan.code, plan.value.diagnostics]).toEqual([0, []]);
    expect(plan.value.state.lineage).toBe(pulled.identity.lineage);
    const again = await cli(['state', 'rebuild'], { cwd, env: state });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('none of the declared')]);
  },
);

test.each([
  [
    'whose versions are counted',
    'content: mirror, mirrorBy: newVersion, target: { scope: project, project: dev }',
    '1.0.1',
  ],
  [
    'that have the version of their source',
    'target: { scope: project, project: dev, version: source }',
    '1.1.0',
  ],
])(
  'of clones %s the newest is taken, older ones as superseded, and nothing is left to do',
  async (_, rest, newest) => {
    const declared = (version: string): string => `
cloneform: 1
palette: { sandbox: sandbox.yaml }
stamp: labels
clones: { edge: { source: { profile: base, version: "${version}" }, ${rest} } }
`;
    const cwd = tempDir({ 'cloneform.yaml': declared('1.0.0'), 'sandbox.yaml': SANDBOX });
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    writeFileSync(path.join(cwd, 'cloneform.yaml'), declared('1.1.0'));
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
    const env = { CLONEFORM_STATE: path.join(cwd, 'other', 'new.db') };
    const rebuilt = await cli(['state', 'rebuild', '--auto-approve'], { cwd, env });
    expect(rebuilt.code).toBe(0);
    expect((rebuilt.out + rebuilt.err).replaceAll(/\s+/g, ' ')).toContain('a superseded version of edge');
    const before = (await cliList<unknown>(['state', 'list'], { cwd })).value;
    const rows = (
      await cliList<{ readonly version: string; readonly status: string }>(['state', 'list'], {
        cwd,
        env,
      })
    ).value;
    expect(before).toHaveLength(2);
    expect(rows.map(({ version, status }) => `${version} ${status}`)).toEqual([
      `${newest} current`,
      '1.0.0 superseded',
    ]);
    const plan = await cli(['plan', '--detailed-exitcode'], { cwd, env });
    expect([plan.code, plan.out]).toEqual([0, expect.stringContaining('No changes')]);
  },
);

interface Pulled {
  readonly clones: readonly {
    readonly address: string;
    readonly source: { readonly version: string; readonly digest: string };
    readonly digest: string;
    readonly overrides?: unknown;
  }[];
}

/** Applies the declarations one after the other, forgets state, rebuilds it, and gives what was recorded before and after. */
async function rebuildAfter(declared: readonly string[]): Promise<{
  readonly before: Pulled;
  readonly after: Pulled;
  readonly told: string;
  readonly plan: number | null;
}> {
  const cwd = tempDir({ 'cloneform.yaml': '', 'sandbox.yaml': SANDBOX });
  for (const text of declared) {
    writeFileSync(path.join(cwd, 'cloneform.yaml'), text);
    expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  }
  const env = { CLONEFORM_STATE: path.join(cwd, 'other', 'new.db') };
  const rebuilt = await cli(['state', 'rebuild', '--auto-approve'], { cwd, env });
  expect(rebuilt.code).toBe(0);
  return {
    before: (await cliJson<Pulled>(['state', 'pull'], { cwd })).value,
    after: (await cliJson<Pulled>(['state', 'pull'], { cwd, env })).value,
    told: (rebuilt.out + rebuilt.err).replaceAll(/\s+/g, ' '),
    plan: (await cli(['plan', '--detailed-exitcode'], { cwd, env })).code,
  };
}

const counted = (version: string, overrides: string): string => `
cloneform: 1
palette: { sandbox: sandbox.yaml }
stamp: labels
clones:
  edge:
    source: { profile: base, version: "${version}" }
    content: mirror
    mirrorBy: newVersion
    target: { scope: project, project: dev }
${overrides}`;
const mtu = (value: number): string => `    overrides: { packs: { cni: { values: { mtu: ${value} } } } }\n`;

test('a superseded version that the overrides still make is recorded with the content of its source and of its own', async () => {
  const { before, after, plan } = await rebuildAfter([
    counted('1.0.0', mtu(9000)),
    counted('1.1.0', mtu(9000)),
  ]);
  const facts = ({ clones }: Pulled) =>
    clones.map(({ address, source, digest, overrides }) => [
      address,
      source.version,
      source.digest,
      digest,
      overrides,
    ]);
  expect(before.clones.map(({ address }) => address)).toEqual(['edge', 'edge@1.0.0']);
  expect(before.clones.every(({ source, digest }) => source.digest !== digest)).toBe(true);
  expect(facts(after)).toEqual(facts(before));
  expect(plan).toBe(0);
});

test.each([
  ['was made with other overrides', [counted('1.0.0', mtu(9000)), counted('1.0.0', mtu(1400))]],
  ['was made with overrides that are gone', [counted('1.0.0', mtu(9000)), counted('1.0.0', '')]],
])('a superseded version that %s is not recorded, and said so', async (_, declared) => {
  const { before, after, told, plan } = await rebuildAfter(declared);
  expect(before.clones.map(({ address }) => address)).toEqual(['edge', 'edge@1.0.0']);
  expect(after.clones.map(({ address }) => address)).toEqual(['edge']);
  expect(told).toContain(
    'is not recorded as a superseded version of edge: it is neither a copy of base 1.0.0',
  );
  expect(plan).toBe(0);
});

test('an exact copy is recorded as one, although the clone has overrides by now', async () => {
  const { after, plan } = await rebuildAfter([counted('1.0.0', ''), counted('1.0.0', mtu(1400))]);
  const older = after.clones.find(({ address }) => address === 'edge@1.0.0');
  expect(older?.source.digest).toBe(older?.digest);
  expect(older).not.toHaveProperty('overrides');
  expect(plan).toBe(0);
});

test('without stamps there is nothing to make it from', async () => {
  const cwd = tempDir({ 'cloneform.yaml': yaml('off'), 'sandbox.yaml': SANDBOX });
  expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  rmSync(path.join(cwd, 'state', 'cloneform.db'));
  const end = await cliJson<{ error: { code: string } }>(['state', 'rebuild'], { cwd });
  expect([end.code, end.value.error.code]).toEqual([1, 'plan/nothing-selected']);
});
