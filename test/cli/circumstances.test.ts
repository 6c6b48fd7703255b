// What a plan says of circumstances, through the whole command: Palette's own check without an answer, a run in progress.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { cleanEnv, cliJson, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { runCli } from '../support/running.ts';
import { aServedWorld } from '../support/served-world.ts';

const YAML = `cloneform: 1
palette: { sandbox: sandbox.yaml, retries: 0 }
clones:
  edge: { source: { profile: base }, target: { name: edge, scope: project, project: a } }
`;
const SANDBOX =
  'sandbox: 1\nfaults: faults.yaml\nprojects: [a]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';

test.each(['html', 'palette', 'empty'])(
  '503 from clone/validate (%s): the plan says that it is incomplete',
  async (body) => {
    const cwd = tempDir({
      'cloneform.yaml': YAML,
      'sandbox.yaml': SANDBOX,
      'faults.yaml': `faults: 1\nrules: [{ call: validate, fault: status, status: 503, body: ${body} }]\n`,
    });
    const run = (...args: string[]) => runInProcess(args, cwd, cleanEnv());
    const end = await run('plan', '--json');
    const plan = JSON.parse(end.out) as Plan;
    expect([end.code, plan.complete, plan.summary.create]).toEqual([0, false, 1]);
    expect(plan.diagnostics).toMatchObject([{ code: 'plan/preflight-unanswered', severity: 'warning' }]);
    expect((await run('plan')).err + (await run('plan')).out).toMatch(/did\s+not\s+answer\s+for\s+edge/);
    const unasked = JSON.parse((await run('plan', '--no-preflight', '--json')).out) as Plan;
    expect([unasked.complete, unasked.diagnostics]).toEqual([true, []]);
    writeFileSync(path.join(cwd, 'sandbox.yaml'), SANDBOX.replace('faults: faults.yaml\n', ''));
    expect((JSON.parse((await run('plan', '--json')).out) as Plan).complete).toBe(true);
  },
);

test('a plan while an apply runs says so, and calls nothing of it unmanaged', async () => {
  const world = await aServedWorld('60ms', [1]);
  try {
    const apply = runCli(['apply', '--auto-approve', '--parallelism', '1'], world.options);
    await apply.says('[1/8]');
    const { value: plan } = await cliJson<Plan>(['plan'], world.options);
    expect(plan.diagnostics.map(({ code }) => code)).toContain('plan/run-in-progress');
    expect(plan.changes.filter(({ blockedBy }) => blockedBy === 'exists_unmanaged')).toEqual([]);
    expect((await apply.end).code).toBe(0);
    const { value: after } = await cliJson<Plan>(['plan'], world.options);
    expect([after.diagnostics, after.summary.noop]).toEqual([[], 8]);
  } finally {
    await world.close();
  }
});
