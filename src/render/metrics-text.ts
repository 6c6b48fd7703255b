// A run as Prometheus metrics, in the text exposition format that the textfile collector and the Pushgateway read.
// https://prometheus.io/docs/instrumenting/exposition_formats/

/** One run of a command; every label has few values, and none of them is a name or an address. */
export interface RunMetrics {
  readonly command: string;
  /** Names the state; null: there was none. */
  readonly lineage: string | null;
  readonly version: string;
  readonly exitCode: number;
  readonly endedAtMs: number;
  readonly durationMs: number;
  /** When a run of this command last succeeded before; null: not known. */
  readonly lastSuccessSeconds: number | null;
  readonly isSuccess: boolean;
  /** Clones that were looked at. */
  readonly clones: number;
  /** By action. */
  readonly planned: Readonly<Record<string, number>>;
  /** By outcome; absent: the command applies nothing. */
  readonly applied?: Readonly<Record<string, number>>;
  /** By kind. */
  readonly drift: Readonly<Record<string, number>>;
  readonly blocked: number;
  /** Absent: the command does not read it. */
  readonly behind?: number;
  /** Absent: nothing was asked of Palette. */
  readonly requests?: { readonly total: number; readonly retries: number; readonly throttled: number };
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

export function renderMetrics(run: RunMetrics): string {
  return familiesOf(run)
    .filter(({ samples }) => samples.length > 0)
    .map((family) => familyText(family, { command: run.command, state: run.lineage ?? '' }))
    .join('');
}

const LAST_SUCCESS = 'cloneform_last_success_timestamp_seconds';

/** What an earlier text of the same file says of the last success: a run that fails does not forget it. */
export function lastSuccessIn(text: string): number | null {
  const value = new RegExp(`^${LAST_SUCCESS}(?:\\{[^}\\n]*\\})? (\\d+(?:\\.\\d+)?)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

function familiesOf(run: RunMetrics): readonly Family[] {
  const { requests } = run;
  const ended = run.endedAtMs / 1000;
  const succeeded = run.isSuccess ? ended : run.lastSuccessSeconds;
  return [
    gauge('cloneform_build_info', 'Version of cloneform; always 1.', [[{ version: run.version }, 1]]),
    gauge('cloneform_last_run_timestamp_seconds', 'When the last run ended.', one(ended)),
    gauge(LAST_SUCCESS, 'When a run last ended with exit code 0 or 2.', one(succeeded)),
    gauge('cloneform_last_run_exit_code', 'Exit code of the last run.', one(run.exitCode)),
    gauge('cloneform_last_run_duration_seconds', 'How long the last run took.', one(run.durationMs / 1000)),
    gauge('cloneform_clones', 'Clones that the last run looked at.', one(run.clones)),
    gauge('cloneform_planned_changes', 'Changes of the last plan, by action.', by('action', run.planned)),
    gauge('cloneform_applied_changes', 'Changes of the last run, by outcome.', by('status', run.applied)),
    gauge('cloneform_drift', 'Differences that somebody made in Palette, by kind.', by('kind', run.drift)),
    gauge('cloneform_clones_blocked', 'Clones that no plan can change as declared.', one(run.blocked)),
    gauge('cloneform_clones_behind', 'Clones whose source has newer releases.', one(run.behind)),
    gauge('cloneform_last_run_requests', 'Requests to Palette, retries included.', one(requests?.total)),
    gauge('cloneform_last_run_retried_requests', 'Requests that were repeated.', one(requests?.retries)),
    gauge(
      'cloneform_last_run_throttled_requests',
      'Requests that Palette refused because of its rate limit (429).',
      one(requests?.throttled),
    ),
  ];
}

function gauge(name: string, help: string, samples: Family['samples']): Family {
  return { name, help, samples };
}

function one(value: number | null | undefined): Family['samples'] {
  return value === null || value === undefined ? [] : [[{}, value]];
}

/** Kinds without any are 0, not missing: an alert must be able to end. */
function by(label: string, counts: Readonly<Record<string, number>> | undefined): Family['samples'] {
  return Object.entries(counts ?? {}).map(([name, value]) => [{ [label]: name }, value]);
}

function familyText({ name, help, samples }: Family, shared: Readonly<Record<string, string>>): string {
  const lines = samples.map(([labels, value]) => {
    const text = Object.entries({ ...shared, ...labels }).map(([key, word]) => `${key}="${escaped(word)}"`);
    return `${name}{${text.join(',')}} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
