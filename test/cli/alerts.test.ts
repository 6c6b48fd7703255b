// The alert rules of the how-to: they ask for metrics that there are, and promtool has them fire when they must.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type RunMetrics, renderMetrics } from '../../src/render/metrics-text.ts';
import { ROOT, tempDir } from '../support/cli.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { promtool } from '../support/promtool.ts';

const page = readFileSync(path.join(ROOT, 'docs', 'how-to', 'monitoring.md'), 'utf8');
const rules = /```yaml\n(groups:[\s\S]*?)```/.exec(page)?.[1] ?? '';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}
const alerts = (parse(rules) as { groups: { rules: readonly Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

/** Prometheus' clock begins at zero in a test of rules: the runs end when it does. */
const run = (facts: Partial<RunMetrics> = {}): RunMetrics => ({
  command: 'drift',
  lineage: 'fleet',
  version: '1.0.0',
  exitCode: 0,
  endedAtMs: 0,
  durationMs: 1500,
  lastSuccessSeconds: null,
  isSuccess: true,
  clones: 3,
  planned: {},
  drift: { gone: 0, clone_edited: 0 },
  blocked: 0,
  behind: 0,
  requests: { total: 1, retries: 0, throttled: 0 },
  ...facts,
});
const applied = (failed: number): RunMetrics => run({ command: 'apply', applied: { applied: 1, failed } });

/** Every sample of these files, at the same value for five hours, from each node that keeps them. */
function seriesOf(files: readonly string[], node = 'a'): readonly { series: string; values: string }[] {
  return files.flatMap(parseMetrics).map(({ name, labels, value }) => {
    const pairs = Object.entries({ ...labels, instance: node }).map(([key, word]) => `${key}="${word}"`);
    return { series: `${name}{${pairs.join(',')}}`, values: `${value}x300` };
  });
}

/** An hourly run that succeeds each time. */
const checkedHourly = {
  series: 'cloneform_last_success_timestamp_seconds{command="drift",state="fleet",instance="b"}',
  values: [0, 3600, 7200, 10800, 14400].flatMap((at) => Array.from({ length: 60 }, () => at)).join(' '),
};

const CASES: readonly (readonly [string, ReturnType<typeof seriesOf>, readonly string[]])[] = [
  ['none where all is well', [checkedHourly, ...seriesOf([renderMetrics(applied(0))])], []],
  ['when nothing was ever checked', [], ['CloneformDriftNeverChecked']],
  [
    'when the first check failed and none has succeeded since',
    seriesOf([renderMetrics(run({ isSuccess: false, exitCode: 4 }))]),
    ['CloneformDriftNeverChecked'],
  ],
  ['when checks stopped succeeding', seriesOf([renderMetrics(run())]), ['CloneformDriftNotChecked']],
  [
    'not for a file that the job left on another node before it moved',
    [checkedHourly, ...seriesOf([renderMetrics(run())])],
    [],
  ],
  [
    'for drift',
    [checkedHourly, ...seriesOf([renderMetrics(run({ drift: { gone: 1, clone_edited: 2 } }))])],
    ['CloneformDrift'],
  ],
  [
    'for an apply that failed',
    [checkedHourly, ...seriesOf([renderMetrics(applied(2))])],
    ['CloneformApplyFailed'],
  ],
];

/** By name: the words of a summary are for people. */
const testsOf = (): unknown => ({
  rule_files: ['rules.yaml'],
  tests: CASES.map(([name, input, firing]) => ({
    name,
    interval: '1m',
    input_series: input,
    promql_expr_test: alerts.map(({ alert }) => ({
      expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
      eval_time: '4h30m',
      exp_samples: [{ labels: '{}', value: firing.includes(alert) ? 1 : 0 }],
    })),
  })),
});

test('the rules ask for metrics that there are', () => {
  const names = new Set(parseMetrics(renderMetrics(applied(1))).map(({ name }) => name));
  const asked = alerts.flatMap(({ expr }) => [...expr.matchAll(/cloneform_[a-z_]+/g)].map(([name]) => name));
  expect(asked.length).toBeGreaterThan(2);
  for (const name of asked) expect(names).toContain(name);
});

test('each rule fires in one of the cases, and promtool agrees when', () => {
  const fired = new Set(CASES.flatMap(([, , firing]) => firing));
  expect(new Set(alerts.map(({ alert }) => alert))).toEqual(fired);
  const files = tempDir({ 'rules.yaml': rules, 'test.yaml': stringify(testsOf()) });
  for (const [verb = '', file = ''] of [
    ['check', 'rules.yaml'],
    ['test', 'test.yaml'],
  ]) {
    const end = promtool([verb, 'rules', path.join(files, file)]);
    if (end !== null) expect([end.status, end.output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  }
});
