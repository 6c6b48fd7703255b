// The probe through the real command: what it sees changes what the next run sends.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { ProbeReport } from '../../src/probe/finding.ts';
import { cli, cliJson, tempDir } from '../support/cli.ts';

const YAML = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  edge: { source: { profile: base }, target: { name: edge, scope: project, projects: [dev, prod] } }
`;
const SANDBOX = `sandbox: 1
projects: [dev, prod]
assumptions: { cloneHeader: target }
profiles:
  - { name: base, type: add-on, cloudType: all, versions: [1.0.0], packs: [{ name: hello, tag: 1.0.0 }] }
`;

test('what a Palette does otherwise than assumed is found out, and the next run does it so', async () => {
  const cwd = tempDir({ 'cloneform.yaml': YAML, 'sandbox.yaml': SANDBOX });
  const before = await cliJson<Plan>(['plan'], { cwd });
  expect(before.value.changes.map(({ blockedBy }) => blockedBy)).toEqual(['preflight', 'preflight']);
  const probed = await cliJson<ProbeReport>(['doctor', '--probe', 'dev'], { cwd });
  expect(probed.code).toBe(0);
  expect(probed.value.findings.find(({ name }) => name === 'cloneHeader')?.seen).toBe('target');
  expect(probed.value.left).toEqual([]);
  const kept = JSON.parse(readFileSync(path.join(cwd, 'palette-facts.json'), 'utf8')) as ProbeReport;
  expect(kept.findings).toEqual(probed.value.findings);
  expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  expect((await cli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
});

test('a project that is not there is named with the nearest, and nothing is made', async () => {
  const cwd = tempDir({ 'cloneform.yaml': YAML, 'sandbox.yaml': SANDBOX });
  const end = await cli(['doctor', '--probe', 'dve'], { cwd });
  expect([end.code, end.err]).toEqual([1, expect.stringContaining('did you mean "dev"?')]);
});

test('a probe that may make nothing says that it settled too little, and exits 1', async () => {
  const cwd = tempDir({
    'cloneform.yaml': YAML,
    'sandbox.yaml': `${SANDBOX}faults: faults.yaml\n`,
    'faults.yaml':
      'faults: 1\nrules: [{ call: clone, fault: status, status: 403, code: OperationForbidden }]\n',
  });
  const end = await cli(['doctor', '--probe', 'dev'], { cwd });
  expect([end.code, end.out]).toEqual([1, expect.stringContaining('determined fewer than half')]);
});
