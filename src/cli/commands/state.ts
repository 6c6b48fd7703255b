// `cloneform state list`, `show`, `rm`, `mv`, `protect` and `unprotect`: the recorded state by hand. Nothing changes in Palette.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { findRow, forgetClone, listState, protectClone, renameClone } from '../../flow/state/state.ts';
import type { Output } from '../../questions/answer.ts';
import { safeText } from '../../render/safe-text.ts';
import { renderStateList, renderStateShow, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';

interface OneClone {
  readonly address: string;
}

/** A row for each recorded clone. */
export async function stateList({ deps, globals }: Context): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  const value = (await listState(deps, settings)).map(toStateListRow);
  return { value, text: (style) => renderStateList(value, style) };
}

/** One recorded clone, whole. */
export async function stateShow({ deps, globals }: Context, { address }: OneClone): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  const row = findRow(await listState(deps, settings), address);
  return { value: toStateListRow(row), text: (style) => renderStateShow(row, style) };
}

/** Forgets a clone and its superseded versions; they stay in Palette. */
export async function stateRm({ deps, globals }: Context, { address }: OneClone): Promise<Output> {
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await forgetClone(deps, settings, address, globals.lockTimeoutMs);
  const lines = rows.map(({ address: forgotten, key, uid }) => {
    const what = `${safeText(key.name)} ${safeText(key.version)} (UID ${safeText(uid)})`;
    return `Forgot ${safeText(forgotten)}. ${what} stays in Palette.\n`;
  });
  return { value: { forgotten: rows.map(toStateListRow) }, text: () => lines.join('') };
}

export async function stateMv(
  { deps, globals }: Context,
  input: { readonly from: string; readonly to: string },
): Promise<Output> {
  const { settings } = await loadDeclarations(deps, globals);
  const moved = await renameClone(deps, settings, input.from, input.to, globals.lockTimeoutMs);
  const lines = moved.map(({ from, to }) => `Moved ${safeText(from)} to ${safeText(to)}.\n`);
  return { value: { moved }, text: () => lines.join('') };
}

export function stateProtect(context: Context, { address }: OneClone): Promise<Output> {
  return protect(context, address, true);
}

export function stateUnprotect(context: Context, { address }: OneClone): Promise<Output> {
  return protect(context, address, false);
}

async function protect({ deps, globals }: Context, address: string, isProtected: boolean): Promise<Output> {
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await protectClone(deps, settings, address, isProtected, globals.lockTimeoutMs);
  const lines = rows.map(
    (row) => `${safeText(row.address)} is ${isProtected ? '' : 'no longer '}protected.\n`,
  );
  return {
    value: { [isProtected ? 'protected' : 'unprotected']: rows.map(toStateListRow) },
    text: () => lines.join(''),
  };
}
