// `cloneform show`: the recorded state, whole.
import { loadDeclarations } from '../../flow/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { listState } from '../../flow/state.ts';
import { renderStateList, renderStateShow, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

export async function show(context: Context): Promise<ExitCode> {
  const { deps, globals, style } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await listState(deps, settings);
  const listed = rows.map(toStateListRow);
  context.answer(listed, () =>
    rows.length === 0
      ? renderStateList([], style)
      : rows.map((row) => renderStateShow(row, style)).join('\n'),
  );
  return EXIT.ok;
}
