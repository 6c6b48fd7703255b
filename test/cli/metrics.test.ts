// `--metrics FILE`: what Prometheus reads of a run, by a parser of the format that shares nothing with what writes it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lastSuccessIn, type RunMetrics, renderMetrics } from '../../src/render/metrics-text.ts';
import { aPlace } from '../support/place.ts';
import { metricIn, parseMetrics } from '../support/prometheus.ts';
import { promtool } from '../support/promtool.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const RUN: RunMetrics = {
  command: 'drift',
  lineage: 'a"b\\c\nd',
  version: '1.0.0',
  exitCode: 4,
  endedAtMs: 1_700_000_000_250,
  durationMs: 1500,
  lastSuccessSeconds: 1_699_999_999.5,
  isSuccess: false,
  clones: 3,
  planned: { create: 1, noop: 2 },
  drift: { gone: 0, renamed: 1 },
  blocked: 0,
};

/** What promtool says of a text of metrics; nothing where there is no promtool. */
const complaintsOf = (text: string): string => {
  const end = promtool(['check', 'metrics'], text);
  return end === null ? '' : `${end.output}${end.status === 0 ? '' : `exit ${end.status}`}`;
};

const clone = `{ source: { profile: base, version: 1.0.0 }, target: { scope: project, project: edge-dev, name: one } }`;

describe('the text', () => {
  test('is of the format, with hostile labels too', () => {
    const samples = parseMetrics(renderMetrics(RUN));
    for (const { name, labels } of samples) {
      expect(name).toMatch(/^cloneform_[a-z_]+$/);
      expect(labels).toMatchObject({ command: 'drift', state: 'a\\"b\\\\c\\nd' });
    }
  });

  test.each([
    ['a run that fails keeps when one last succeeded', RUN, 1_699_999_999.5],
    ['a run that succeeds is the last one', { ...RUN, isSuccess: true }, 1_700_000_000.25],
    ['the first run that fails knows of none', { ...RUN, lastSuccessSeconds: null }, null],
  ])('%s', (_, run, seconds) => {
    expect(lastSuccessIn(renderMetrics(run))).toBe(seconds);
  });

  test('the parser that judges refuses what is no text of metrics', () => {
    for (const bad of [
      'a 1',
      '# TYPE a gauge\na{b="c"d} 1\n',
      '# TYPE a gauge\na 1\na 2\n',
      '# TYPE a gauge\nb 1\n',
    ])
      expect(() => parseMetrics(bad)).toThrow();
  });

  test('promtool agrees, where it is at hand', () => {
    expect(complaintsOf(renderMetrics(RUN))).toBe('');
  });
});

test('apply and drift write what happened, in a file that is replaced at once', async () => {
  const at = await aPlace(aSeed(base('1.0.0'), base('1.1.0')));
  const text = (name: string): string => readFileSync(path.join(at.cwd, name), 'utf8');
  try {
    at.declare({ one: clone });
    expect((await at.run('plan', '--metrics', 'plan.prom')).code).toBe(0);
    expect(metricIn(text('plan.prom'), 'cloneform_planned_changes', { action: 'create' })).toBe(1);
    expect((await at.run('apply', '--auto-approve', '--metrics', 'apply.prom')).code).toBe(0);
    const applied = text('apply.prom');
    expect(metricIn(applied, 'cloneform_applied_changes', { status: 'applied' })).toBe(1);
    expect(metricIn(applied, 'cloneform_last_run_exit_code', { command: 'apply' })).toBe(0);
    expect(metricIn(applied, 'cloneform_last_run_requests')).toBeGreaterThan(2);
    expect(metricIn(applied, 'cloneform_last_run_throttled_requests')).toBe(0);
    expect(metricIn(applied, 'cloneform_last_success_timestamp_seconds')).toBeGreaterThan(1e9);
    await at.hands.packs(await at.hands.uid('one', '1.0.0', 'edge-dev'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: canary-7c1\n' } : pack)),
    );
    expect((await at.run('drift', '--metrics', 'drift.prom')).code).toBe(2);
    const drifted = text('drift.prom');
    expect(metricIn(drifted, 'cloneform_drift', { kind: 'clone_edited' })).toBe(1);
    expect(metricIn(drifted, 'cloneform_drift', { kind: 'gone' })).toBe(0);
    expect(metricIn(drifted, 'cloneform_clones_behind')).toBe(1);
    for (const name of ['plan.prom', 'apply.prom', 'drift.prom']) expect(complaintsOf(text(name))).toBe('');
    expect(drifted).not.toMatch(/canary|"one"|edge-dev/);
    expect(statSync(path.join(at.cwd, 'drift.prom')).mode & 0o444).not.toBe(0);
    expect(readdirSync(at.cwd).filter((name) => /tmp|\.prom\./.test(name))).toEqual([]);
  } finally {
    await at.close();
  }
});

test('a run that fails keeps the time of the last success; a file that cannot be written is found out first', async () => {
  const at = await aPlace(aSeed(base('1.0.0')));
  try {
    writeFileSync(path.join(at.cwd, 'a.prom'), renderMetrics({ ...RUN, isSuccess: true, endedAtMs: 5_000 }));
    at.declare({ one: clone.replace('1.0.0', '9.0.0') });
    expect((await at.run('plan', '--fail-on', 'blocked', '--metrics', 'a.prom')).code).toBe(5);
    const text = readFileSync(path.join(at.cwd, 'a.prom'), 'utf8');
    expect(metricIn(text, 'cloneform_last_success_timestamp_seconds')).toBe(5);
    expect(metricIn(text, 'cloneform_last_run_exit_code')).toBe(5);
    expect(metricIn(text, 'cloneform_clones_blocked')).toBe(1);
    at.declare({ one: clone });
    expect((await at.run('apply', '--auto-approve', '--metrics', 'no/such/folder.prom')).code).toBe(1);
    expect(at.names()).toEqual([]);
  } finally {
    await at.close();
  }
});
