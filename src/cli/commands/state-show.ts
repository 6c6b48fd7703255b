// `cloneform state show ADDRESS`: one recorded clone, whole.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { findRow, listState } from '../../flow/state/state.ts';
import { renderStateShow, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

export async function stateShow(context: Context, args: readonly string[]): Promise<ExitCode> {
  const settings = await loadStateSettings(context.deps, context.globals);
  const row = findRow(await listState(context.deps, settings), args[0] ?? '');
  context.answer(toStateListRow(row), () => renderStateShow(row, context.style));
  return EXIT.ok;
}
