// palette.auditNotes: the audit entry of each clone that a run makes names plan, commit and message; what cannot be written is a warning.
// A note may be missing. It is never on the entry of another object, and no entry gets two.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import type { AppliedPlan } from '../../src/plan/plan.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { cli, tempDir } from '../support/cli.ts';
import { aHouse } from '../support/histories.ts';
import { runInProcess } from '../support/in-process.ts';
import { openKilledRuns } from '../support/killed-runs.ts';
import { aClient, aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';
import { mustFit } from '../support/schemas.ts';
import { serving } from '../support/serving.ts';

const KEY = 'a-key-of-this-test-alone';
const SEED = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));

/** The notes of an object's audit entries, "" where an entry has none. */
async function notesOf(sandbox: Sandbox, uid: string): Promise<readonly string[]> {
  const { body } = await call(sandbox, 'GET', `/v1/audits?resourceUid=${uid}`);
  return (body['items'] ?? []).map((item) => String(item['spec']?.['userMsg']));
}

async function applied(isWanted: boolean, assumptions: Partial<Assumptions> = {}) {
  const { sandbox, server } = await serving(SEED, { seed: 1, rules: [] }, { assumptions });
  const cwd = tempDir({
    'cloneform.yaml': `cloneform: 1\npalette: { rateLimits: off, auditNotes: ${isWanted} }\nclones:\n  edge: { source: { profile: base }, target: { name: edge, scope: project, projects: [edge-dev, edge-prod] } }\n`,
  });
  const env = { PALETTE_HOST: server.url, PALETTE_API_KEY: KEY, GITHUB_SHA: '0a1b2c', XDG_CACHE_HOME: cwd };
  const message = `rollout 7\npassword=hunter2hunter2 ${KEY} ${'long '.repeat(60)}`;
  const args = ['apply', '--auto-approve', '--json', '--message', message, '--log-level', 'info'];
  // What the process must not say is known to the process.
  const { code, out, err } = await cli(args, { cwd, env });
  const result = JSON.parse(out) as AppliedPlan;
  mustFit('apply-result', result);
  const notes: string[] = [];
  for (const { uid = '' } of result.results) notes.push(...(await notesOf(sandbox, uid)));
  const plan = await runInProcess(['plan', '--detailed-exitcode'], cwd, env);
  return { code, err, result, notes, nextCode: plan.code };
}

test('each clone carries plan, commit and message, and no secret', async () => {
  const { code, result, notes, nextCode } = await applied(true);
  expect([code, notes.length, nextCode]).toEqual([0, 2, 0]);
  for (const note of notes) {
    expect(note.startsWith(`cloneform plan ${result.checksum}, commit 0a1b2c, rollout 7 password=`)).toBe(
      true,
    );
    expect(note.length).toBeLessThanOrEqual(255);
    expect(note).not.toContain('hunter2');
    expect(note).not.toContain(KEY);
  }
});

test('nobody asked for notes: none is written', async () => {
  const { code, notes, err } = await applied(false);
  expect([code, notes, err.includes('"audits"')]).toEqual([0, ['', ''], false]);
});

test('a key that may not write notes: a warning, complete clones, and nothing is tried again', async () => {
  const { code, err, result, notes, nextCode } = await applied(true, { auditNotes: 'refused' });
  const warned = result.diagnostics.map(({ code: what, severity }) => [what, severity]);
  expect([code, notes, warned, nextCode]).toEqual([0, ['', ''], [['apply/audit-note', 'warning']], 0]);
  expect(result.summary.applied).toBe(2);
  expect(err.replaceAll(/\s+/g, ' ')).toContain('2 of its clones (OperationForbidden)');
});

/** One clone in edge-dev. `more`: what its declaration says beside. */
async function aScene(more = '') {
  const world = await openKilledRuns(SEED);
  const text = `cloneform: 1
palette: { rateLimits: off, auditNotes: true }
clones:
  edge: { source: { profile: base }, target: { name: edge, scope: project, project: edge-dev }${more} }
`;
  writeFileSync(path.join(world.cwd, 'cloneform.yaml'), text);
  const uid = (): Promise<string> => world.hands.uid('edge', '1.0.0', 'edge-dev');
  return {
    ...world,
    uid,
    notes: async (): Promise<readonly string[]> => notesOf(world.sandbox, await uid()),
    /** Its exit code, and what its result says of notes. */
    did: async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { code, out } = await world.run(...args, '--auto-approve', '--json');
      const { diagnostics } = JSON.parse(out) as AppliedPlan;
      return [code, diagnostics.filter((one) => one.code === 'apply/audit-note')];
    },
  };
}

test('a rollback and a revert that make a clone again write their notes; a change in place has no entry to note', async () => {
  const scene = await aScene(', content: mirror, mirrorBy: recreate');
  const { did, notes, uid, hands } = scene;
  try {
    expect(await did('apply', '--message', 'first')).toEqual([0, []]);
    const first = await uid();
    await hands.packs(first, (packs) => packs.map((pack) => ({ ...pack, values: 'v: by hand' })));
    expect(await did('revert', 'edge', '--message', 'second')).toEqual([0, []]);
    const second = await uid();
    expect(second).not.toBe(first);
    expect(await notes()).toEqual([expect.stringMatching(/^cloneform plan sha256:\S+, second$/)]);
    expect((await notesOf(scene.sandbox, first)).filter((note) => note !== '')).toEqual([
      expect.stringMatching(/, first$/),
    ]);
    expect(await did('destroy')).toEqual([0, []]);
    const { out } = await scene.run('history', '--json');
    const [, last] = (JSON.parse(out) as { runs: readonly { id: string }[] }).runs;
    expect(await did('rollback', '--to', last?.id ?? '', '--message', 'third')).toEqual([0, []]);
    expect(await notes()).toEqual([expect.stringMatching(/, third$/)]);

    writeFileSync(
      path.join(scene.cwd, 'cloneform.yaml'),
      'cloneform: 1\npalette: { rateLimits: off, auditNotes: true }\nclones:\n  edge: { source: { profile: base }, target: { name: edge, scope: project, project: edge-dev } }\n',
    );
    expect(await did('apply')).toEqual([0, []]);
    await hands.packs(await uid(), (packs) => packs.map((pack) => ({ ...pack, values: 'v: by hand' })));
    expect(await did('revert', 'edge', '--message', 'fourth')).toEqual([0, []]);
    expect((await notes()).filter((note) => note !== '')).toEqual([expect.stringMatching(/, third$/)]);
  } finally {
    await scene.close();
  }
});

/** The writes of the run: the clone, then its note. What the note of the first run comes to. */
const POINTS = [
  [1, 'after', 'nobody heard of the clone', []],
  [2, 'before', 'between the clone and its note', []],
  [2, 'after', 'the note is written, and nobody heard it', [/, first$/]],
] as const;

test.each(POINTS)('killed at write %i, %s: %s', async (nth, when, _, left) => {
  const scene = await aScene();
  try {
    const signal = await scene.killedAtWrite(nth, when, 'apply', '--auto-approve', '--message', 'first');
    expect(signal).toBe('SIGKILL');
    const before = scene.writes();
    const made = await scene.uid();
    expect(await scene.did('apply', '--message', 'second')).toEqual([0, []]);
    // The next run takes the clone over. It has no UID of the entry, so it sends no note: neither a second one nor that of another plan.
    expect([await scene.uid(), scene.writes() - before]).toEqual([made, 0]);
    const noted = (await scene.notes()).filter((note) => note !== '');
    expect(noted).toEqual(left.map((words) => expect.stringMatching(words)));
    expect(await scene.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  } finally {
    await scene.close();
  }
});

test('an answer that names the clone of somebody else leaves the audit of that one alone', async () => {
  const clock = fakeClock();
  const sandbox = aSandbox(SEED, { clock });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox, clock);
  house.client = aClient(
    {
      send: async (request) => {
        if (!request.path.endsWith('/clone')) return inner.send(request);
        const body = request.body?.replace('"edge"', '"stranger"') ?? '';
        const theirs = await inner.send({ ...request, body });
        await inner.send(request);
        return theirs;
      },
      close: inner.close,
    },
    clock,
  );
  const end = await house.apply(aDesired(aClone('edge', { source: { profile: 'base' } })), {
    auditNotes: true,
  });
  expect([end.exitCode, end.applied.diagnostics]).toEqual([0, []]);
  const { profiles } = sandbox.describe();
  const [theirs, ours] = ['stranger', 'edge'].map(
    (name) => profiles.find((one) => one.name === name)?.uid ?? '',
  );
  expect(end.applied.results.map(({ uid }) => uid)).toEqual([ours]);
  expect([await notesOf(sandbox, theirs ?? ''), await notesOf(sandbox, ours ?? '')]).toEqual([[''], ['']]);
});
