// `rollback --undo RUN` and `--to RUN` through the real command, and the line after an apply that leads there.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { type CliEnd, listIn, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

const SANDBOX = `sandbox: 1
projects: [dev]
profiles:
  - { name: base, versions: [1.0.0], packs: [{ name: hello, tag: 1.0.0, values: "a: 1" }] }
  - { name: base, versions: [1.1.0], packs: [{ name: hello, tag: 1.0.0, values: "a: 2" }] }
  - { name: there, scope: project, project: dev, versions: [1.0.0], packs: [{ name: hello, tag: 1.0.0, values: "a: 1" }] }
`;

type Clones = Readonly<Record<string, string>>;

/** Each clone by its id: members of its entry beside scope and project. */
const yaml = (clones: Clones): string =>
  `cloneform: 1\npalette: { sandbox: sandbox.yaml, rateLimits: off }\nguards: { maxDeletePercent: 100 }\nclones:\n${Object.entries(
    clones,
  )
    .map(([id, version]) => {
      const [source, name = id] = version.split(' as ');
      const adopt = name === 'there' ? '    adopt: true\n' : '';
      return `  ${id}:\n    source: { profile: base, version: ${source} }\n    target: { name: ${name}, scope: project, project: dev }\n${adopt}`;
    })
    .join('')}`;

interface Tool {
  run(...args: readonly string[]): Promise<CliEnd>;
  json<T>(...args: readonly string[]): Promise<T>;
  /** Applies these declarations; the id of the run. */
  apply(clones: Clones): Promise<string>;
  recorded(): Promise<readonly string[]>;
}

async function tool(): Promise<Tool> {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX });
  const run: Tool['run'] = (...args) => runInProcess(args, cwd, {});
  const json = async <T>(...args: readonly string[]): Promise<T> => {
    const end = await run(...args, '--json');
    return JSON.parse(end.out) as T;
  };
  return {
    run,
    json,
    apply: async (clones) => {
      writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(clones));
      const { run: made, results } = await json<AppliedPlan>('apply', '--auto-approve');
      expect(results.every(({ status }) => status === 'applied')).toBe(true);
      return made?.id ?? '';
    },
    recorded: async () => {
      const rows = listIn<StateListRow>(await json('state', 'list'));
      return rows.map(({ address, name, sourceVersion }) => `${address}: ${name} of ${sourceVersion}`);
    },
  };
}

test('after an apply: the run, how long it took, and the line that undoes it, which works as it stands', async () => {
  const { run, json, apply, recorded } = await tool();
  await apply({ a: '1.0.0' });
  const applied = await json<AppliedPlan>('apply', '--auto-approve');
  expect(applied.run).toBeUndefined();
  await apply({ a: '1.1.0', b: '1.0.0' });
  const [last] = listIn<{ readonly id: string }>(await json('history'));
  const end = await run('apply', '--auto-approve');
  expect(end.out).not.toContain('undo');
  const undone = await json<AppliedPlan>('rollback', '--undo', last?.id ?? '', '--auto-approve');
  expect(schemaFaults('apply-result', undone)).toEqual([]);
  expect(await recorded()).toEqual(['a: a of 1.0.0']);
  expect(undone.run?.elapsedMs).toBeGreaterThanOrEqual(0);
  // And the undo is undone by what it prints.
  const text = await run('rollback', '--undo', undone.run?.id ?? '', '--auto-approve');
  const line = /^To undo it: cloneform (rollback --undo [0-9a-f-]{36})$/m.exec(text.out)?.[1] ?? '';
  expect(text.out).toMatch(/^Run [0-9a-f-]{36} took (less than a second|\d+ seconds?)\.$/m);
  expect(await recorded()).toEqual(['a: a of 1.1.0', 'b: b of 1.0.0']);
  expect((await run(...line.split(' '), '--auto-approve')).code).toBe(0);
  expect(await recorded()).toEqual(['a: a of 1.0.0']);
});

describe('--undo', () => {
  test('the first run: all that it made goes, and the texts speak of the run', async () => {
    const { run, apply, recorded } = await tool();
    const first = await apply({ a: '1.0.0', b: '1.0.0' });
    const end = await run('rollback', '--undo', first, '--auto-approve');
    expect([end.code, end.err]).toEqual([0, expect.stringContaining('Next: revert the declarations too')]);
    expect(end.out).toContain(`run ${first.slice(0, 8)} created it`);
    expect(end.out).not.toMatch(/declar|destroy/);
    expect(await recorded()).toEqual([]);
  });

  test('an older run: what later runs did to other clones stays', async () => {
    const { run, apply, recorded } = await tool();
    await apply({ a: '1.0.0' });
    const second = await apply({ a: '1.1.0 as new-a' });
    await apply({ a: '1.1.0 as new-a', b: '1.1.0' });
    const end = await run('rollback', '--undo', second, '--auto-approve');
    expect(end.code).toBe(0);
    expect(end.out).toContain(`Only clones changed by run ${second.slice(0, 8)} were examined.`);
    expect(end.out).toContain(`it had another name, scope or project before run ${second.slice(0, 8)}`);
    expect(await recorded()).toEqual(['a: a of 1.0.0', 'b: b of 1.1.0']);
  });

  test('says which of its clones later runs changed', async () => {
    const { json, apply } = await tool();
    const first = await apply({ a: '1.0.0', b: '1.0.0' });
    await apply({ a: '1.1.0', b: '1.0.0' });
    const plan = await json<Plan>('rollback', '--undo', first, '-o', 'back.json');
    expect(plan.options.rollback).toEqual({ kind: 'undo', run: first });
    expect(schemaFaults('plan', plan)).toEqual([]);
    expect(plan.diagnostics).toMatchObject([
      { code: 'plan/rollback-later', message: expect.stringContaining('changed a again') },
    ]);
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete b',
      'delete a',
    ]);
  });

  test('what was taken over is let go of, never deleted', async () => {
    const { run, json, apply, recorded } = await tool();
    await apply({ a: '1.0.0' });
    const taken = await apply({ a: '1.0.0', t: '1.0.0 as there' });
    const end = await json<AppliedPlan>('rollback', '--undo', taken, '--auto-approve');
    expect(end.results).toMatchObject([{ address: 't', action: 'forget', status: 'applied' }]);
    expect(await recorded()).toEqual(['a: a of 1.0.0']);
    expect((await run('inventory')).out).toContain('there');
  });

  test('of a run that changed nothing, and with a selection that leaves nothing: said, and nothing is done', async () => {
    const { run, apply } = await tool();
    const first = await apply({ a: '1.0.0' });
    const back = await run('rollback', '--undo', first, '--target', 'b', '--auto-approve');
    expect([back.code, back.err]).toEqual([1, expect.stringContaining('it changed a')]);
    expect((await run('rollback', '--undo', first, '--auto-approve')).code).toBe(0);
    const again = await run('rollback', '--undo', first, '--auto-approve');
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('there is nothing to undo')]);
  });
});

describe('--to', () => {
  test('goes back to what a run left, all of it', async () => {
    const { run, apply, recorded } = await tool();
    const first = await apply({ a: '1.0.0' });
    await apply({ a: '1.1.0' });
    await apply({ a: '1.1.0', b: '1.1.0' });
    const end = await run('rollback', '--to', first, '--auto-approve');
    expect(end.code).toBe(0);
    expect(end.out).toContain(`its source had another version when run ${first.slice(0, 8)} ended`);
    expect(end.out).toContain(`it did not exist when run ${first.slice(0, 8)} ended`);
    expect(await recorded()).toEqual(['a: a of 1.0.0']);
  });

  test('of the present: no changes, in words about the run', async () => {
    const { run, apply } = await tool();
    const first = await apply({ a: '1.0.0' });
    const end = await run('rollback', '--to', first);
    expect([end.code, end.out]).toEqual([
      0,
      expect.stringContaining(`No changes. Palette is already as run ${first.slice(0, 8)} left it.`),
    ]);
    expect(end.out).not.toContain('--undo');
  });

  test('what was taken over since stays in Palette', async () => {
    const { json, apply } = await tool();
    const first = await apply({ a: '1.0.0' });
    await apply({ a: '1.0.0', t: '1.0.0 as there' });
    const plan = await json<Plan>('rollback', '--to', first, '-o', 'back.json');
    expect(plan.changes.map(({ action, address }) => `${action} ${address}`)).toContain('forget t');
    expect(plan.summary.delete).toBe(0);
  });
});

test('a run by itself means --to; where that is the present, the line that undoes it is said', async () => {
  const { run, apply, recorded } = await tool();
  const first = await apply({ a: '1.0.0' });
  const second = await apply({ a: '1.1.0' });
  const present = await run('rollback', second, '--auto-approve');
  expect([present.code, present.out]).toEqual([
    0,
    expect.stringContaining(`to undo that run: cloneform rollback --undo ${second}`),
  ]);
  expect((await run('rollback', first, '--auto-approve')).code).toBe(0);
  expect(await recorded()).toEqual(['a: a of 1.0.0']);
});

test('exactly one run is named', async () => {
  const { run, apply } = await tool();
  const first = await apply({ a: '1.0.0' });
  for (const args of [[], [first, '--undo', first], ['--to', first, '--undo', first]]) {
    const end = await run('rollback', ...args);
    expect([end.code, end.err]).toEqual([64, expect.stringContaining('--undo RUN undoes a run')]);
  }
});
