// `cloneform show`: a saved plan as it would be shown today, or the recorded state, whole.
import type { DiffDetail } from '../../content/pack-change.ts';
import { pageHash } from '../../flow/page-hash.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { listState } from '../../flow/state/state.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import { listedRows } from '../../library/recorded-rows.ts';
import { refuseIgnored } from '../../library/refuse-ignored.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { showingPlan } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { renderJson, toJsonDocument } from '../../render/json-document.ts';
import { type Format, renderReport } from '../../render/report.ts';
import { safeText } from '../../render/safe-text.ts';
import { renderStateList, renderStateShow, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';
import { givenFlags } from '../given-flags.ts';
import { formatOf } from '../reports.ts';

interface ShowInput {
  readonly planfile: string | undefined;
  readonly format: Format | undefined;
  readonly diff: DiffDetail | undefined;
}

export async function show(context: Context, input: ShowInput): Promise<ExitCode> {
  const { planfile, diff = 'values' } = input;
  const format = formatOf(input.format, context.globals.json);
  if (planfile === undefined) refuseIgnored('the recorded state', { '--diff': input.diff !== undefined });
  const text =
    planfile === undefined ? await stateIn(context, format) : await planIn(context, planfile, format, diff);
  context.io.writeOut(text);
  return EXIT.ok;
}

/** Old and stale plans too: whoever looks at one may want to know what it was. */
async function planIn(context: Context, file: string, format: Format, diff: DiffDetail): Promise<string> {
  const { planFileProblem, readPlanFile } = await import('../../flow/saved/plan-file.ts');
  const saved = await readPlanFile(context.deps, file);
  const plan = diff === 'values' ? saved : withoutIntegrityHash(showingPlan(saved, diff));
  const problem = planFileProblem(file, saved);
  if (problem !== null) context.note(`warning: ${safeText(problem)}; apply refuses it.\n`);
  const next = { planFile: file, given: givenFlags(context) };
  return renderReport(format, plan, { kind: 'plan', hash: pageHash, style: context.style, ...next });
}

/** What shows less than was saved is no document to apply. */
function withoutIntegrityHash(plan: Plan): Plan {
  const { seal: _, ...rest } = plan;
  return rest;
}

async function stateIn(context: Context, format: Format): Promise<string> {
  const { deps, globals, style } = context;
  const settings = await loadStateSettings(deps, globals);
  if (format === 'json') return renderJson(toJsonDocument({ clones: await listedRows(deps, settings) }));
  const rows = await listState(deps, settings);
  return rows.length === 0 && format === 'text' ? renderStateList([], style) : rowsAs(context, format, rows);
}

/** Recorded clones, each in full where it is for people. */
export async function rowsAs(
  { deps, style }: Context,
  format: Exclude<Format, 'json'>,
  rows: readonly RecordedClone[],
): Promise<string> {
  if (format === 'text') return rows.map((row) => renderStateShow(row, style)).join('\n');
  const { renderStateHtml, renderStateMarkdown } = await import('../../render/state-report.ts');
  const listed = rows.map((row) => toStateListRow(row));
  return format === 'markdown' ? renderStateMarkdown(listed) : renderStateHtml(listed, deps.tool, pageHash);
}
