// `cloneform show`: a saved plan as it would be shown today, or the recorded state, whole.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { listState } from '../../flow/state/state.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { renderJson } from '../../render/json-document.ts';
import { type Format, renderReport } from '../../render/report.ts';
import { safeText } from '../../render/safe-text.ts';
import {
  renderStateList,
  renderStateShow,
  type StateListRow,
  toStateListRow,
} from '../../render/state-text.ts';
import type { Context } from '../context.ts';
import { pageHash, readFormat } from '../reports.ts';

type Flags = Readonly<Record<string, unknown>>;

export async function show(context: Context, args: readonly string[], flags: Flags): Promise<ExitCode> {
  const format = readFormat(flags, context.globals.json);
  const [file] = args;
  const text = file === undefined ? await stateIn(context, format) : await planIn(context, file, format);
  context.io.writeOut(text);
  return EXIT.ok;
}

/** Old and stale plans too: whoever looks at one may want to know what it was. */
async function planIn(context: Context, file: string, format: Format): Promise<string> {
  const { planFileProblem, readPlanFile } = await import('../../flow/saved/plan-file.ts');
  const plan = await readPlanFile(context.deps, file);
  const problem = planFileProblem(file, plan);
  if (problem !== null) context.note(`warning: ${safeText(problem)}; apply refuses it.\n`);
  return renderReport(format, plan, { kind: 'plan', hash: pageHash, style: context.style, planFile: file });
}

async function stateIn(context: Context, format: Format): Promise<string> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await listState(deps, settings);
  return stateAs(context, format, rows, rows.map(toStateListRow));
}

async function stateAs(
  { deps, style }: Context,
  format: Format,
  rows: readonly RecordedClone[],
  listed: readonly StateListRow[],
): Promise<string> {
  switch (format) {
    case 'json':
      return renderJson(listed);
    case 'text':
      return rows.length === 0
        ? renderStateList([], style)
        : rows.map((row) => renderStateShow(row, style)).join('\n');
    case 'markdown':
      return (await import('../../render/state-report.ts')).renderStateMarkdown(listed);
    case 'html':
      return (await import('../../render/state-report.ts')).renderStateHtml(listed, deps.tool, pageHash);
  }
}
