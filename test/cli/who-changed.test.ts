// Drift names who changed an object and when, at one request for each object that drifted, and is silent where it may not ask.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { FaultRule } from '../../src/sandbox/fault-rules.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type CliOptions, tempDir } from '../support/cli.ts';
import { inProcess as cli } from '../support/in-process.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';
import { mustFit } from '../support/schemas.ts';
import { serving, strikes } from '../support/serving.ts';

const YAML = `cloneform: 1
palette: { rateLimits: off }
clones:
  edge:
    source: { profile: base }
    target: { name: edge, scope: project, projects: [platform, edge-dev, edge-prod], labels: { team: edge } }
`;

interface Place {
  readonly sandbox: Sandbox;
  readonly options: CliOptions;
  /** Requests of the last command, by rate bucket. */
  run(args: readonly string[]): Promise<{ code: number | null; out: string; sent: Record<string, number> }>;
}

async function aPlace(
  assumptions: Partial<Assumptions> = {},
  rules: readonly FaultRule[] = [],
): Promise<Place> {
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const { sandbox, server } = await serving(seed, { seed: 1, rules: [...rules] }, { assumptions });
  const options = {
    cwd: tempDir({ 'cloneform.yaml': YAML }),
    env: { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-for-tests' },
  };
  const run: Place['run'] = async (args) => {
    const { code, out, err } = await cli([...args, '--log-level', 'info'], options);
    const sent = /"sent":(\{[^}]*\})/.exec(err)?.[1];
    return { code, out, sent: sent === undefined ? {} : JSON.parse(sent) };
  };
  expect((await run(['apply', '--auto-approve'])).code).toBe(0);
  return { sandbox, options, run };
}

/** Somebody edits the labels of a clone at the console. */
async function edits(sandbox: Sandbox, who: string, project: string, labels: object): Promise<void> {
  const found = sandbox.describe().profiles.find((one) => one.name === 'edge' && one.project === project);
  const answer = await sandbox.fetch(
    new Request(`http://sandbox/v1/clusterprofiles/${found?.uid}/metadata`, {
      method: 'PATCH',
      headers: { ApiKey: 'k', SandboxUser: who, ProjectUid: found?.projectUid ?? '' },
      body: JSON.stringify({ metadata: { name: 'edge', labels } }),
    }),
  );
  expect(answer.status).toBe(204);
}

test('text, Markdown, HTML and JSON name them, at one request for each object that drifted', async () => {
  const { sandbox, run, options } = await aPlace();
  const none = await run(['plan', '--json']);
  expect([none.code, none.sent['audits']]).toEqual([0, undefined]);
  await edits(sandbox, 'eve@example.com', 'edge-dev', { team: 'x' });
  await edits(sandbox, 'ann@example.com', 'edge-dev', { team: 'y' });
  await edits(sandbox, 'bob@example.com', 'edge-prod', { team: 'z' });
  const reports = ['markdown', 'html'].flatMap((name) => ['--report', `${name}=drift.${name}`]);
  const drift = await run(['drift', '--json', ...reports]);
  const plan = JSON.parse(drift.out) as Plan;
  mustFit('plan', plan);
  expect([drift.code, drift.sent['audits']]).toEqual([2, 2]);
  expect(plan.drift.map(({ address, changedBy }) => [address, changedBy])).toEqual([
    ['edge["edge-dev"]', 'ann@example.com'],
    ['edge["edge-prod"]', 'bob@example.com'],
  ]);
  for (const { changedAt } of plan.drift) expect(changedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const when = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
  const text = (await run(['drift', '--verbose'])).out.replaceAll(/\s+/g, ' ');
  expect(text).toMatch(new RegExp(String.raw`edge\["edge-dev"\] .*\(by ann@example\.com, ${when}\)`));
  for (const name of ['markdown', 'html']) {
    const report = readFileSync(path.join(options.cwd, `drift.${name}`), 'utf8').replaceAll('&#8203;', '');
    expect(report).toMatch(new RegExp(`by ann@example\\.com, ${when}`));
    expect(report).toContain('by bob@example.com, ');
  }
  const planned = await run(['plan', '--json']);
  expect((JSON.parse(planned.out) as Plan).drift.map(({ changedBy }) => changedBy)).toEqual([
    'ann@example.com',
    'bob@example.com',
  ]);
  expect(planned.sent['audits']).toBe(2);
  expect((await run(['plan', '--refresh', 'none'])).sent).toEqual({});
});

test('apply names them, too, where somebody is about to overrule them', async () => {
  const { sandbox, run } = await aPlace();
  await edits(sandbox, 'ann@example.com', 'edge-dev', { team: 'y' });
  const { code, out, sent } = await run(['apply', '--auto-approve']);
  expect([code, sent['audits'], out.replaceAll(/\s+/g, ' ').includes('(by ann@example.com, ')]).toEqual([
    0,
    1,
    true,
  ]);
});

test('an object that is gone names who deleted it', async () => {
  const { sandbox, run } = await aPlace();
  const found = sandbox
    .describe()
    .profiles.find(({ name, project }) => name === 'edge' && project === 'edge-dev');
  await sandbox.fetch(
    new Request(`http://sandbox/v1/clusterprofiles/${found?.uid}`, {
      method: 'DELETE',
      headers: { ApiKey: 'k', SandboxUser: 'ann@example.com', ProjectUid: found?.projectUid ?? '' },
    }),
  );
  const { drift } = JSON.parse((await run(['drift', '--json'])).out) as Plan;
  expect(drift.map(({ kind, changedBy }) => [kind, changedBy])).toEqual([['gone', 'ann@example.com']]);
});

const SILENT: readonly (readonly [string, Partial<Assumptions>, readonly FaultRule[]])[] = [
  ['403', { auditsOfObject: 'refused' }, []],
  ['404', { auditsOfObject: 'absent' }, []],
  [
    '500',
    {},
    [
      strikes(['audits'], {
        kind: 'status',
        status: 503,
        committed: false,
        body: 'html',
        code: 'Unavailable',
      }),
    ],
  ],
  ['no answer', {}, [strikes(['audits'], { kind: 'reset', committed: false })]],
  ['nonsense', {}, [strikes(['audits'], { kind: 'malformed' })]],
];

test.each(SILENT)('%s: one request, and the drift as ever', async (_, assumptions, rules) => {
  const { sandbox, run } = await aPlace(assumptions, rules);
  await edits(sandbox, 'ann@example.com', 'edge-dev', { team: 'y' });
  await edits(sandbox, 'ann@example.com', 'edge-prod', { team: 'y' });
  const { code, out, sent } = await run(['drift', '--json']);
  const { drift, diagnostics } = JSON.parse(out) as Plan;
  expect([code, sent['audits'], diagnostics]).toEqual([2, 1, []]);
  expect(drift.map(({ kind, changedBy }) => [kind, changedBy])).toEqual([
    ['metadata_edited', undefined],
    ['metadata_edited', undefined],
  ]);
});
