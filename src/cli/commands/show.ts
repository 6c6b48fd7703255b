// `cloneform show`: the recorded state, whole.
import { loadDeclarations } from '../../flow/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { listState } from '../../flow/state.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { renderJson } from '../../render/json-document.ts';
import type { Format } from '../../render/report.ts';
import {
  renderStateList,
  renderStateShow,
  type StateListRow,
  toStateListRow,
} from '../../render/state-text.ts';
import type { Context } from '../context.ts';
import { pageHash, readFormat } from '../reports.ts';

type Flags = Readonly<Record<string, unknown>>;

export async function show(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const format = readFormat(flags, globals.json);
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await listState(deps, settings);
  io.writeOut(await stateAs(context, format, rows, rows.map(toStateListRow)));
  return EXIT.ok;
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
