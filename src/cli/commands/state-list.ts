// `cloneform state list`: a row per recorded clone.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { listState } from '../../flow/state/state.ts';
import { renderStateList, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

export async function stateList(context: Context): Promise<ExitCode> {
  const settings = await loadStateSettings(context.deps, context.globals);
  const rows = (await listState(context.deps, settings)).map(toStateListRow);
  context.answer(rows, () => renderStateList(rows, context.style));
  return EXIT.ok;
}
