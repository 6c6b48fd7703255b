// Recorded clones as tools read them, with their pages in Palette's console.
import type { FlowDeps } from '../flow/deps.ts';
import { listState } from '../flow/state/state.ts';
import type { Settings } from '../model/settings.ts';
import { type StateListRow, toStateListRow } from '../render/state-text.ts';

export async function listedRows(deps: FlowDeps, settings: Settings): Promise<readonly StateListRow[]> {
  const rows = await listState(deps, settings);
  return rows.map((row) => toStateListRow(row, settings.palette.consoleUrl));
}

/** What state has after a run; nothing where it cannot be read: the run itself is reported all the same. */
export async function clonesAfter(
  deps: FlowDeps,
  settings: Settings,
): Promise<{ readonly clones?: readonly StateListRow[] }> {
  try {
    return { clones: await listedRows(deps, settings) };
  } catch {
    return {};
  }
}
