// `cloneform state mv A B`, `state protect` and `state unprotect`: the recorded state by hand. Nothing changes in Palette.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { protectClone, renameClone } from '../../flow/state/state.ts';
import { safeText } from '../../render/safe-text.ts';
import { toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

export async function stateMv(context: Context, args: readonly string[]): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const [from = '', to = ''] = args;
  const moved = await renameClone(deps, settings, from, to, globals.lockTimeoutMs);
  context.answer({ moved }, () =>
    moved.map((move) => `Moved ${safeText(move.from)} to ${safeText(move.to)}.\n`).join(''),
  );
  return EXIT.ok;
}

export function stateProtect(context: Context, args: readonly string[]): Promise<ExitCode> {
  return mark(context, args[0] ?? '', true);
}

export function stateUnprotect(context: Context, args: readonly string[]): Promise<ExitCode> {
  return mark(context, args[0] ?? '', false);
}

async function mark(context: Context, address: string, isProtected: boolean): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await protectClone(deps, settings, address, isProtected, globals.lockTimeoutMs);
  context.answer({ [isProtected ? 'protected' : 'unprotected']: rows.map(toStateListRow) }, () =>
    rows.map((row) => `${safeText(row.address)} is ${isProtected ? '' : 'no longer '}protected.\n`).join(''),
  );
  return EXIT.ok;
}
