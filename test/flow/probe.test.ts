// From the probe to the next run: what was seen is written beside the root file, and changes what is sent.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CommonOptions, FlowDeps } from '../../src/flow/deps.ts';
import { connect } from '../../src/flow/tenant/connect.ts';
import { FACTS_FILE } from '../../src/flow/tenant/palette-facts.ts';
import { probePalette } from '../../src/flow/tenant/probe.ts';
import type { Settings } from '../../src/model/settings.ts';
import { renderProbe } from '../../src/render/probe-text.ts';
import { tempDir } from '../support/cli.ts';
import { fakeClock, seededRandom } from '../support/sandboxes.ts';

const OPTIONS: CommonOptions = {
  file: 'cloneform.yaml',
  vars: {},
  varFiles: [],
  apiKeyFile: null,
  lockTimeoutMs: 0,
};

function scene(assumptions: string) {
  const cwd = tempDir({
    'sandbox.yaml': `sandbox: 1\nprojects: [dev, prod]\nassumptions: { ${assumptions} }\nprofiles: []\n`,
  });
  const deps: FlowDeps = {
    env: { XDG_CACHE_HOME: cwd },
    cwd,
    clock: fakeClock(),
    random: seededRandom(),
    newId: () => 'abc-1',
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
  return { cwd, deps, settings };
}

test('what was seen is known to the next client', async () => {
  const { deps, settings } = scene('cloneHeader: target, variablesMoveTimestamp: no');
  const before = await connect(deps, OPTIONS, settings);
  expect(before.facts).toMatchObject({ cloneHeader: 'source', variablesMoveTimestamp: 'yes' });
  await before.close();
  const { report, file } = await probePalette(deps, OPTIONS, settings, 'dev', () => undefined);
  expect(report.left).toEqual([]);
  expect(path.basename(file)).toBe(FACTS_FILE);
  const after = await connect(deps, OPTIONS, settings);
  expect(after.facts).toMatchObject({ cloneHeader: 'target', variablesMoveTimestamp: 'no' });
  await after.close();
});

test.each([
  ['another host', (text: string) => text.replace('"host": "sandbox:sandbox.yaml"', '"host": "elsewhere"')],
  ['no JSON', () => '{'],
  ['another document', () => '{"paletteFacts":2}'],
  ['values that nobody knows', (text: string) => text.replaceAll('"seen": "target"', '"seen": "__proto__"')],
])('a file of %s changes nothing', async (_, edit) => {
  const { cwd, deps, settings } = scene('cloneHeader: target');
  const { file } = await probePalette(deps, OPTIONS, settings, 'dev', () => undefined);
  writeFileSync(file, edit(readFileSync(path.join(cwd, FACTS_FILE), 'utf8')));
  const client = await connect(deps, OPTIONS, settings);
  expect(client.facts.cloneHeader).toBe('source');
  await client.close();
});

test('a project that is not there is an error that names the nearest', async () => {
  const { deps, settings } = scene('');
  await expect(probePalette(deps, OPTIONS, settings, 'dve', () => undefined)).rejects.toMatchObject({
    exitCode: 1,
    diagnostics: [{ code: 'palette/project-missing', hint: expect.stringContaining('did you mean "dev"?') }],
  });
});

test('the table keeps to 80 columns and marks what is otherwise than assumed', async () => {
  const { deps, settings } = scene('conflictStatus: "422", maskLiteral: ""');
  const end = await probePalette(deps, OPTIONS, settings, 'prod', () => undefined);
  const text = renderProbe({ ...end, file: FACTS_FILE }, { width: 80, color: false });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).toMatch(/^! +conflictStatus +409 +422$/m);
  expect(text).toMatch(/^! +maskLiteral +\*{8} +\(empty\)$/m);
  expect(text).toMatch(/^\? +deleteInUse +allowed +\?$/m);
  expect(text).toContain('All throw-away profiles were deleted again.');
});
