// palette.auditNotes: the audit entry of each new clone names plan, commit and message; what cannot be written is a warning.
import { expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import type { AppliedPlan } from '../../src/plan/plan.ts';
import { cli, tempDir } from '../support/cli.ts';
import { aSeed, call, seedVersion } from '../support/sandboxes.ts';
import { mustFit } from '../support/schemas.ts';
import { serving } from '../support/serving.ts';

const KEY = 'a-key-of-this-test-alone';

async function applied(isWanted: boolean, assumptions: Partial<Assumptions> = {}) {
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const { sandbox, server } = await serving(seed, { seed: 1, rules: [] }, { assumptions });
  const cwd = tempDir({
    'cloneform.yaml': `cloneform: 1\npalette: { rateLimits: off, auditNotes: ${isWanted} }\nclones:\n  edge: { source: { profile: base }, target: { name: edge, scope: project, projects: [edge-dev, edge-prod] } }\n`,
  });
  const env = { PALETTE_HOST: server.url, PALETTE_API_KEY: KEY, GITHUB_SHA: '0a1b2c' };
  const message = `rollout 7\npassword=hunter2hunter2 ${KEY} ${'long '.repeat(60)}`;
  const args = ['apply', '--auto-approve', '--json', '--message', message, '--log-level', 'info'];
  const { code, out, err } = await cli(args, { cwd, env });
  const result = JSON.parse(out) as AppliedPlan;
  mustFit('apply-result', result);
  const notes: string[] = [];
  for (const { uid } of result.results) {
    const { body } = await call(sandbox, 'GET', `/v1/audits?resourceUid=${uid}`);
    for (const item of body['items'] ?? []) notes.push(String(item['spec']?.['userMsg']));
  }
  const plan = await cli(['plan', '--detailed-exitcode'], { cwd, env });
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
