// `cloneform state list`, `show`, `rm`, `mv`, `protect` and `unprotect`: the recorded state by hand. Nothing changes in Palette.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { refuseUnmatched } from '../../flow/planning/selection.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { findRow, forgetClone, listState, protectClone, renameClone } from '../../flow/state/state.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import { listedRows } from '../../library/recorded-rows.ts';
import {
  type CloneState,
  type FilterInput,
  hasState,
  isWithin,
  toCloneFilter,
} from '../../model/clone-filter.ts';
import type { Output } from '../../questions/answer.ts';
import { renderJson, toJsonDocument } from '../../render/json-document.ts';
import type { Format } from '../../render/report.ts';
import { safeText } from '../../render/safe-text.ts';
import { renderStateList, type StateListRow, toStateListRow } from '../../render/state-text.ts';
import type { Context } from '../context.ts';
import { formatOf } from '../reports.ts';
import { rowsAs } from './show.ts';

interface OneClone {
  readonly address: string;
}

/** A row for each recorded clone. */
export async function stateList({ deps, globals }: Context, input: FilterInput): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  const filter = toCloneFilter(input);
  const all = await listedRows(deps, settings);
  refuseUnmatched(filter, all);
  const value = all.filter((row) => isWithin(filter, row) && hasState(filter, statesOf(row)));
  return {
    value: toJsonDocument({ clones: value }),
    text: (style) => renderStateList(value, style, { of: all.length }),
  };
}

/** State alone tells no more. */
function statesOf({ status }: StateListRow): ReadonlySet<CloneState> {
  return new Set(status === 'incomplete' ? [status] : []);
}

/** One recorded clone, whole. */
export async function stateShow(
  context: Context,
  { address, format: wanted }: OneClone & { readonly format: Format | undefined },
): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const format = formatOf(wanted, globals.json);
  const settings = await loadStateSettings(deps, globals);
  const row = findRow(await listState(deps, settings), address);
  const value = toStateListRow(row, settings.palette.consoleUrl);
  io.writeOut(format === 'json' ? renderJson(toJsonDocument(value)) : await rowsAs(context, format, [row]));
  return EXIT.ok;
}

/** The UID of a recorded clone, for scripts. Fails with UserError for an address that state does not have. */
export async function output({ deps, globals, note }: Context, { address }: OneClone): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  const row = findRow(await listState(deps, settings), address);
  if (row.status !== 'current')
    note(`warning: ${safeText(row.address)} did not turn out as planned; the next apply completes it.\n`);
  return {
    value: toJsonDocument(toStateListRow(row, settings.palette.consoleUrl)),
    text: () => `${safeText(row.uid)}\n`,
  };
}

/** Forgets a clone and its superseded versions; they stay in Palette. */
export async function stateRm({ deps, globals }: Context, { address }: OneClone): Promise<Output> {
  const { settings } = await loadDeclarations(deps, globals);
  const rows = await forgetClone(deps, settings, address, globals.lockTimeoutMs);
  const lines = rows.map(({ address: forgotten, key, uid }) => {
    const what = `${safeText(key.name)} ${safeText(key.version)} (UID ${safeText(uid)})`;
    return `Forgot ${safeText(forgotten)}. ${what} stays in Palette.\n`;
  });
  return {
    value: { forgotten: rows.map((row) => toStateListRow(row, settings.palette.consoleUrl)) },
    text: () => lines.join(''),
  };
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
    value: {
      [isProtected ? 'protected' : 'unprotected']: rows.map((row) =>
        toStateListRow(row, settings.palette.consoleUrl),
      ),
    },
    text: () => lines.join(''),
  };
}
