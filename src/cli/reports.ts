// `--report FORMAT=FILE`, beside what a command prints; and the summary of a job on GitHub, where there is one.
import path from 'node:path';
import { pageHash } from '../flow/page-hash.ts';
import { EXIT, UserError, userError } from '../flow/user-error.ts';
import { commitOf } from '../library/commit.ts';
import type { AppliedPlan, Plan } from '../plan/plan.ts';
import type { NextCommandFacts } from '../render/next-command.ts';
import { FORMATS, type Format, renderReport } from '../render/report.ts';
import type { ReportKind } from '../render/report-view.ts';
import { safeText } from '../render/safe-text.ts';
import type { Context } from './context.ts';
import { fileLinks } from './file-links.ts';
import { reportError } from './report-error.ts';

interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

export interface Reports {
  /** Fails with UserError. */
  write(plan: Plan | AppliedPlan, kind: ReportKind): Promise<void>;
  /** After Palette was changed: an error is shown beside the report of the run, not in its place. False: not all were written. */
  tryWrite(plan: AppliedPlan, kind: ReportKind): Promise<boolean>;
}

/** A summary may have 1 MiB; so many characters are never more, whatever they are. */
const FILE_COLUMNS = 80;
const SUMMARY_CHARACTERS = 240_000;

/** Fails with UserError for what is not a report, or cannot be written: before anything else is done. */
export async function readReports(
  context: Context,
  wanted: readonly string[],
  /** What a report of a plan says of the next command. */
  next?: NextCommandFacts,
): Promise<Reports> {
  const { deps } = context;
  const files = wanted.map(parseReport);
  const summary = deps.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (files.length > 0) {
    const { checkOutput } = await import('../flow/output-file.ts');
    for (const { file } of files) await checkOutput(deps, file, { existing: 'replace' });
  }
  const write: Reports['write'] = async (plan, kind) => {
    for (const report of files) await writeReport(context, report, plan, kind, next);
    if (summary !== '') await writeSummary(context, summary, plan, kind);
  };
  return {
    write,
    tryWrite: async (plan, kind) => {
      try {
        await write(plan, kind);
        return true;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        reportError(error, { io: context.io, json: false, color: context.globals.color });
        return false;
      }
    },
  };
}

async function writeReport(
  context: Context,
  { format, file }: ReportFile,
  plan: Plan | AppliedPlan,
  kind: ReportKind,
  next: NextCommandFacts | undefined,
): Promise<void> {
  const { FOR_OTHERS, writeOutput } = await import('../flow/output-file.ts');
  const { deps, globals } = context;
  const style = { width: FILE_COLUMNS, color: false, isVerbose: globals.verbose };
  const linkTo = fileLinks(deps.env, path.dirname(path.resolve(deps.cwd, globals.file)));
  const text = await renderReport(format, plan, {
    kind,
    hash: pageHash,
    linkTo,
    style,
    commit: commitOf(deps.env),
    ...next,
  });
  // A plan as JSON can be applied by whoever can read it: it stays its owner's alone, like a saved plan.
  await writeOutput(context.deps, file, text, format === 'json' ? { existing: 'replace' } : FOR_OTHERS);
  context.note(`Report: ${safeText(file)}\n`);
}

/** The runner made the file and gives it to every step, so it is added to. Nobody's work stops because of it. */
async function writeSummary(
  context: Context,
  file: string,
  plan: Plan | AppliedPlan,
  kind: ReportKind,
): Promise<void> {
  const text = await renderReport('markdown', plan, { kind, hash: pageHash, most: SUMMARY_CHARACTERS });
  const { appendFile } = await import('node:fs/promises');
  try {
    await appendFile(path.resolve(context.deps.cwd, file), `${context.deps.secrets?.redact(text) ?? text}\n`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    context.note(`The job summary could not be written (${code}).\n`);
  }
}

/** Fails with UserError where --format and --json contradict each other. */
export function formatOf(wanted: Format | undefined, json: boolean): Format {
  if (json && wanted !== undefined && wanted !== 'json')
    throw usage(`--json prints one JSON document, but --format asks for ${wanted}`, 'use one of the two');
  return wanted ?? (json ? 'json' : 'text');
}

function parseReport(value: string): ReportFile {
  const at = value.indexOf('=');
  const format = FORMATS.find((name) => name === value.slice(0, Math.max(0, at)));
  const file = value.slice(at + 1);
  if (format !== undefined && file !== '') return { format, file };
  throw usage(
    `--report must be FORMAT=FILE, not ${JSON.stringify(value)}`,
    `formats: ${FORMATS.join(', ')}; for example --report markdown=plan.md --report html=plan.html`,
  );
}

function usage(message: string, hint?: string): UserError {
  return userError(EXIT.usage, 'cli/usage', message, hint);
}
