// From the probe to the next run: what was seen is written beside the root file, and changes what is sent.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CommonOptions, FlowDeps } from '../../src/flow/deps.ts';
import { connect } from '../../src/flow/tenant/connect.ts';
import { FACTS_FILE } from '../../src/flow/tenant/palette-facts.ts';
import { type ProbeReporter, probePalette } from '../../src/flow/tenant/probe.ts';
import type { Settings } from '../../src/model/settings.ts';
import { renderProbe } from '../../src/questions/doctor/probe-text.ts';
import { tempDir } from '../support/cli.ts';
import { fakeClock, seededRandom } from '../support/sandboxes.ts';

const OPTIONS: CommonOptions = {
  file: 'cloneform.yaml',
  vars: {},
  varFiles: [],
  apiKeyFile: null,
  lockTimeoutMs: 0,
};

const REPORTER: ProbeReporter = { asking: () => undefined, begin: () => new AbortController().signal };

function scene(assumptions: string) {
  const warned: string[] = [];
  const cwd = tempDir({
    'sandbox.yaml': `sandbox: 1\nprojects: [dev, prod]\nassumptions: { ${assumptions} }\nprofiles: []\n`,
  });
  const deps: FlowDeps = {
    env: { XDG_CACHE_HOME: cwd, XDG_STATE_HOME: cwd },
    warn: (diagnostic) => warned.push(diagnostic.code),
    cwd,
    clock: fakeClock(),
    random: seededRandom(),
    newId: randomUUID,
    process: { hostname: 'h', user: 'u', pid: 1 },
    tool: 'cloneform test',
    trace: null,
  };
  const settings: Settings = {
    palette: {
      host: null,
      sandbox: path.join(cwd, 'sandbox.yaml'),
      caFile: null,
      requestTimeoutMs: 1000,
      retries: 0,
      rateLimits: 'off',
    },
    state: { path: path.join(cwd, 'state.db'), url: null },
  };
  return { cwd, deps, settings, warned };
}

test('what was seen is known to the next client', async () => {
  const { deps, settings } = scene('cloneHeader: target, variablesMoveTimestamp: no');
  const before = await connect(deps, OPTIONS, settings);
  expect(before.facts).toMatchObject({ cloneHeader: 'source', variablesMoveTimestamp: 'yes' });
  await before.close();
  const { report, kept } = await probePalette(deps, OPTIONS, settings, 'dev', REPORTER);
  expect(report.left).toEqual([]);
  expect(path.basename(kept?.file ?? '')).toBe(FACTS_FILE);
  const after = await connect(deps, OPTIONS, settings);
  expect(after.facts).toMatchObject({ cloneHeader: 'target', variablesMoveTimestamp: 'no' });
  await after.close();
});

test.each([
  [
    'another host',
    [],
    (text: string) => text.replace('"host": "sandbox:sandbox.yaml"', '"host": "elsewhere"'),
  ],
  ['no JSON', ['palette/facts-damaged'], () => '{'],
  ['another document', ['palette/facts-damaged'], () => '{"paletteFacts":2}'],
  [
    'values that nobody knows',
    [],
    (text: string) => text.replaceAll('"seen": "target"', '"seen": "__proto__"'),
  ],
])('a file of %s changes nothing, and is reported when it is damaged', async (_, codes, edit) => {
  const { cwd, deps, settings, warned } = scene('cloneHeader: target');
  await probePalette(deps, OPTIONS, settings, 'dev', REPORTER);
  const file = path.join(cwd, FACTS_FILE);
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
  const client = await connect(deps, OPTIONS, settings);
  expect(client.facts.cloneHeader).toBe('source');
  expect(warned).toEqual(codes);
  await client.close();
});

test('a project that is not there is an error that names the nearest', async () => {
  const { deps, settings } = scene('');
  await expect(probePalette(deps, OPTIONS, settings, 'dve', REPORTER)).rejects.toMatchObject({
    exitCode: 1,
    diagnostics: [{ code: 'palette/project-missing', hint: expect.stringContaining('did you mean "dev"?') }],
  });
});

test('the table keeps to 80 columns and marks what is otherwise than assumed', async () => {
  const { deps, settings } = scene('conflictStatus: "422", maskLiteral: ""');
  const end = await probePalette(deps, OPTIONS, settings, 'prod', REPORTER);
  const text = renderProbe({ ...end, file: FACTS_FILE, earlier: [] }, { width: 80, color: false });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toMatch(/^! +conflictStatus +409 +422$/m);
  expect(text).toMatch(/^! +maskLiteral +\*{8} +\(empty\)$/m);
  expect(text).toMatch(/^\? +deleteInUse +allowed +\?$/m);
  expect(text).toContain('All temporary profiles are deleted');
});

test('what an earlier probe saw is kept where this one leaves a question open', async () => {
  const { cwd, deps, settings } = scene('cloneHeader: target, patchLabels: merge');
  await probePalette(deps, OPTIONS, settings, 'dev', REPORTER);
  const sandbox = path.join(cwd, 'sandbox.yaml');
  writeFileSync(sandbox, `${readFileSync(sandbox, 'utf8')}faults: faults.yaml\n`);
  writeFileSync(
    path.join(cwd, 'faults.yaml'),
    'faults: 1\nrules: [{ call: patchMetadata, fault: status, status: 503 }]\n',
  );
  const again = await probePalette(deps, OPTIONS, settings, 'dev', REPORTER);
  const of = (findings: readonly { name: string; seen: string | null }[]) =>
    findings.find(({ name }) => name === 'patchLabels')?.seen;
  expect(of(again.report.findings)).toBeNull();
  expect(again.kept?.earlier).toContain('patchLabels');
  const written = JSON.parse(readFileSync(path.join(cwd, FACTS_FILE), 'utf8'));
  expect(of(written.findings)).toBe('merge');
});

test('a journal is on disk before anything is sent, and is gone when everything is', async () => {
  const { cwd, deps, settings } = scene('');
  const folder = path.join(cwd, 'cloneform', 'probes');
  const seen: string[][] = [];
  const reporter = { ...REPORTER, asking: () => void seen.push(readdirSync(folder)) };
  await probePalette(deps, OPTIONS, settings, 'dev', reporter);
  expect(seen[0]).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});
