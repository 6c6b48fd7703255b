// A plan file that somebody changed, under an integrity hash and a checksum that fit again: what guards clones is not taken from the
// file, and with a shared key no such file is taken at all.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { planChecksum } from '../../src/plan/checksum.ts';
import { addIntegrityHash } from '../../src/plan/integrity-hash.ts';
import type { SavedPlan } from '../../src/plan/plan.ts';
import { type CliEnd, tempDir } from '../support/cli.ts';
import { mulberry, pick } from '../support/fuzzing.ts';
import { inProcess as cli, runInProcess } from '../support/in-process.ts';

const IDS = ['one', 'two', 'three', 'four'];
const root = (ids: readonly string[], more = ''): string =>
  [
    'cloneform: 1',
    'palette: { sandbox: sandbox.yaml }',
    'guards: { maxDeletes: 0, maxDeletePercent: 100 }',
    'clones:',
    ...ids.map(
      (id) => `  ${id}: { source: { profile: base }, target: { name: ${id}, scope: tenant }${more} }`,
    ),
    '',
  ].join('\n');

/** Four clones that state records, and that the declarations protect when `more` says so. */
async function aProject(more = ''): Promise<string> {
  const cwd = tempDir({
    'sandbox.yaml': 'sandbox: 1\nprofiles: [{ name: base, versions: [1.0.0] }]\n',
    'cloneform.yaml': root(IDS, more),
  });
  expect(await cli(['apply', '--auto-approve', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  return cwd;
}

async function destroyPlan(cwd: string, args: readonly string[] = []): Promise<SavedPlan> {
  await cli(['plan', '--destroy', '-o', 'plan.json', ...args], { cwd });
  return JSON.parse(readFileSync(path.join(cwd, 'plan.json'), 'utf8'));
}

type Loose = Record<string, unknown>;

/** Writes the plan with `edit` applied, with checksum and integrity hash computed as cloneform computes them. */
function forge(cwd: string, plan: SavedPlan, edit: (change: Loose) => Loose, options: object = {}): void {
  const changes = plan.changes.map((change) =>
    edit(change as unknown as Loose),
  ) as unknown as SavedPlan['changes'];
  const { settings, seal: _, ...rest } = plan;
  const checksum = checksumOf(plan.tenantUid, changes);
  const whole = { ...rest, changes, checksum, options: { ...plan.options, ...options }, applyable: true };
  writeFileSync(
    path.join(cwd, 'plan.json'),
    JSON.stringify(
      addIntegrityHash(
        { ...whole, summary: { ...plan.summary, delete: changes.length, blocked: 0 } },
        settings,
        sha256,
      ),
    ),
  );
}

/** Of changes that no schema lets through there may be none. */
function checksumOf(tenantUid: string, changes: SavedPlan['changes']): string {
  try {
    return planChecksum(tenantUid, changes, sha256);
  } catch {
    return sha256('none');
  }
}

/** Every block taken off: what is blocked becomes what it would be. */
function unblock(change: Loose): Loose {
  const { blockedBy: _1, blockers: _2, obstacles: _3, wouldBe, ...rest } = change;
  return { ...rest, action: wouldBe ?? rest['action'] };
}

async function namesLeft(cwd: string): Promise<number> {
  const { out } = await cli(['inventory', '--json'], { cwd });
  return IDS.filter((id) => out.includes(`"${id}"`)).length;
}

const applyFile = (cwd: string, env: Readonly<Record<string, string>> = {}): Promise<CliEnd> =>
  cli(['apply', 'plan.json', '--auto-approve'], { cwd, env });

describe('a forged plan', () => {
  test('does not pass the guards of the declarations', async () => {
    const cwd = await aProject();
    const plan = await destroyPlan(cwd);
    expect(plan.changes.every(({ blockedBy }) => blockedBy === 'mass_delete')).toBe(true);
    forge(cwd, plan, unblock);
    const end = await applyFile(cwd);
    expect(end.code).toBe(6);
    expect(end.err + end.out).toContain('guards.maxDeletes is 0');
    expect(await namesLeft(cwd)).toBe(4);
  });

  test.each(['in state', 'in the declarations'])('deletes nothing that is protected %s', async (where) => {
    const cwd = await aProject();
    if (where === 'in state') for (const id of IDS) await cli(['state', 'protect', id], { cwd });
    else writeFileSync(path.join(cwd, 'cloneform.yaml'), root(IDS, ', protect: true'));
    const plan = await destroyPlan(cwd, ['--dangerous-allow-mass-delete']);
    forge(cwd, plan, (change) => ({ ...unblock(change), protect: false }), { allowMassDelete: true });
    const end = await applyFile(cwd);
    expect(end.code).toBe(6);
    expect(end.err + end.out).toMatch(/one: it deletes one 1\.0\.0 \(UID [0-9a-f]+\), which is protected/);
    expect(await namesLeft(cwd)).toBe(4);
  });

  test.each<[string, (change: Loose) => Loose]>([
    ['another UID', (change) => ({ ...change, uid: 'f'.repeat(24) })],
    [
      'a precondition of another object',
      (change) => {
        const preconditions = change['preconditions'] as { observed: object; recorded: object };
        const observed = { ...preconditions.observed, uid: 'f'.repeat(24) };
        return { ...change, preconditions: { ...preconditions, observed } };
      },
    ],
    [
      'no precondition',
      (change) => ({ ...change, preconditions: { recorded: null, observed: null, source: null } }),
    ],
    ['another address', (change) => ({ ...change, address: 'nobody' })],
  ])('with %s is stopped', async (_, edit) => {
    const cwd = await aProject();
    const plan = await destroyPlan(cwd, ['--dangerous-allow-mass-delete']);
    forge(cwd, plan, (change) => (change['address'] === 'one' ? edit(change) : change));
    const end = await applyFile(cwd);
    expect(end.code).toBe(6);
    expect(await namesLeft(cwd)).toBe(4);
  });

  test('whatever member is changed: exit 6 or a clear error, never a fault of the tool, never a protected clone', async () => {
    const cwd = await aProject();
    await cli(['state', 'protect', 'one'], { cwd });
    const plan = await destroyPlan(cwd, ['--dangerous-allow-mass-delete']);
    const random = mulberry(20_261_127);
    const leaves = leavesOf(plan.changes[0]);
    for (let round = 0; round < 120; round++) {
      const leaf = pick(random, leaves);
      const value = pick(random, [
        null,
        '',
        'x',
        'f'.repeat(24),
        0,
        -1,
        1e300,
        true,
        [],
        {},
        '../../x',
        '\u0007',
      ]);
      forge(cwd, plan, (change) => withLeaf(unblock(change), leaf, value));
      const end = await runInProcess(['apply', 'plan.json', '--auto-approve'], cwd, {});
      const told = `${leaf.join('.')} = ${JSON.stringify(value)}: ${end.code} ${end.err}`;
      expect([1, 6], told).toContain(end.code);
    }
    expect(await namesLeft(cwd)).toBe(4);
  });
});

function leavesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...at, key]))].filter(
    (leaf) => leaf.length > 0,
  );
}

function withLeaf(value: Loose, [first = '', ...rest]: readonly string[], leaf: unknown): Loose {
  const inner = value[first];
  return {
    ...value,
    [first]:
      rest.length === 0 || typeof inner !== 'object' || inner === null
        ? leaf
        : withLeaf(inner as Loose, rest, leaf),
  };
}

describe('a key for plan files', () => {
  const KEY = 'a key that both ends of a pipeline share';

  test('with the same key the plan is applied; without a signature or with another key it is not', async () => {
    const cwd = await aProject();
    writeFileSync(path.join(cwd, 'cloneform.yaml'), root([...IDS, 'five']));
    const planned = (env: Readonly<Record<string, string>>): Promise<CliEnd> =>
      cli(['plan', '-o', 'plan.json'], { cwd, env });
    expect((await planned({})).code).toBe(0);
    expect(await applyFile(cwd, { CLONEFORM_PLAN_KEY: KEY })).toMatchObject({
      code: 6,
      err: expect.stringContaining('plan.json is not signed, and CLONEFORM_PLAN_KEY is set'),
    });
    expect((await planned({ CLONEFORM_PLAN_KEY: 'another key, just as long' })).code).toBe(0);
    expect(await applyFile(cwd, { CLONEFORM_PLAN_KEY: KEY })).toMatchObject({
      code: 6,
      err: expect.stringContaining('was not signed with the key'),
    });
    expect((await planned({ CLONEFORM_PLAN_KEY: KEY })).code).toBe(0);
    const text = readFileSync(path.join(cwd, 'plan.json'), 'utf8');
    expect(text).not.toContain(KEY);
    const { signature, ...plan } = JSON.parse(text);
    forge(cwd, plan, (change) => ({ ...change, protect: true }));
    const forged = JSON.parse(readFileSync(path.join(cwd, 'plan.json'), 'utf8'));
    writeFileSync(path.join(cwd, 'plan.json'), JSON.stringify({ ...forged, signature }));
    expect((await applyFile(cwd, { CLONEFORM_PLAN_KEY: KEY })).code).toBe(6);
    writeFileSync(path.join(cwd, 'plan.json'), text);
    expect(await applyFile(cwd, { CLONEFORM_PLAN_KEY: KEY })).toMatchObject({ code: 0 });
  });

  test('a key that can be guessed is refused, and not shown', async () => {
    const cwd = await aProject();
    const end = await cli(['plan', '-o', 'plan.json'], { cwd, env: { CLONEFORM_PLAN_KEY: 'short-key' } });
    expect(end.code).toBe(64);
    expect(end.out + end.err).not.toContain('short-key');
  });
});
