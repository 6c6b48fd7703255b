// `cloneform state rm ADDRESS`: forget a clone and its superseded versions; they stay in Palette.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { forgetClone } from '../../flow/state/state.ts';
import { safeText } from '../../render/safe-text.ts';
import { toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

export async function stateRm(context: Context, args: readonly string[]): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await forgetClone(deps, settings, args[0] ?? '', globals.lockTimeoutMs);
  context.answer({ forgotten: rows.map(toStateListRow) }, () =>
    rows
      .map((row) => {
        const what = `${safeText(row.key.name)} ${safeText(row.key.version)} (UID ${safeText(row.uid)})`;
        return `Forgot ${safeText(row.address)}. ${what} stays in Palette.\n`;
      })
      .join(''),
  );
  return EXIT.ok;
}
