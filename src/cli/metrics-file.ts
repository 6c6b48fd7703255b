// `--metrics FILE`: what a run came to, for Prometheus. The file is replaced at once, so that no half of it is ever read.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../flow/user-error.ts';
import { VERSION } from '../model/version.ts';
import { type AppliedPlan, DRIFT_KINDS, type Plan } from '../plan/plan.ts';
import { lastSuccessIn, renderMetrics } from '../render/metrics-text.ts';
import type { Context } from './context.ts';
import { reportError } from './report-error.ts';

interface RunEnd {
  readonly command: string;
  readonly plan: Plan | AppliedPlan;
  readonly exitCode: ExitCode;
  readonly behind?: number;
}

export interface Metrics {
  /** The exit code of the command: an error of its own where everything went well, but the file could not be written. */
  write(end: RunEnd): Promise<ExitCode>;
}

const WENT_WELL: ReadonlySet<ExitCode> = new Set([EXIT.ok, EXIT.changes]);

/** Fails with UserError for a file that cannot be written: before anything else is done. */
export async function openMetrics(context: Context, file: string | undefined): Promise<Metrics> {
  const startedAt = context.deps.clock.now();
  if (file === undefined) return { write: ({ exitCode }) => Promise.resolve(exitCode) };
  const { checkOutput, FOR_OTHERS, writeOutput } = await import('../flow/output-file.ts');
  await checkOutput(context.deps, file, FOR_OTHERS);
  const lastSuccessSeconds = lastSuccessIn(await textOf(path.resolve(context.deps.cwd, file)));
  return {
    write: async (end) => {
      const text = metricsText(context, end, { startedAt, lastSuccessSeconds });
      try {
        await writeOutput(context.deps, file, text, FOR_OTHERS);
        return end.exitCode;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        reportError(error, { io: context.io, json: false, color: context.globals.color });
        return WENT_WELL.has(end.exitCode) ? EXIT.error : end.exitCode;
      }
    },
  };
}

function metricsText(
  { deps, requests }: Context,
  { command, plan, exitCode, behind }: RunEnd,
  {
    startedAt,
    lastSuccessSeconds,
  }: { readonly startedAt: number; readonly lastSuccessSeconds: number | null },
): string {
  const { drift: _drift, ...counts } = plan.summary;
  const { planned, applied } = splitCounts(counts);
  const sent = requests();
  const now = deps.clock.now();
  return renderMetrics({
    command,
    lineage: plan.state.lineage,
    version: VERSION,
    exitCode,
    endedAtMs: now,
    durationMs: now - startedAt,
    lastSuccessSeconds,
    isSuccess: WENT_WELL.has(exitCode),
    clones: new Set(plan.changes.map(({ address }) => address)).size,
    planned,
    ...(applied === null ? {} : { applied }),
    drift: Object.fromEntries(
      DRIFT_KINDS.map((kind) => [kind, plan.drift.filter((item) => item.kind === kind).length]),
    ),
    blocked: plan.summary.blocked,
    ...(behind === undefined ? {} : { behind }),
    ...(sent === null ? {} : { requests: sent }),
  });
}

/** Of an applied plan, how changes ended; of any, what was planned. */
function splitCounts(counts: Omit<Plan['summary'] & Partial<AppliedPlan['summary']>, 'drift'>): {
  readonly planned: Readonly<Record<string, number>>;
  readonly applied: Readonly<Record<string, number>> | null;
} {
  const { applied, failed, skipped, notStarted, ...planned } = counts;
  if (applied === undefined) return { planned, applied: null };
  return {
    planned,
    applied: { applied, failed: failed ?? 0, skipped: skipped ?? 0, not_started: notStarted ?? 0 },
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
