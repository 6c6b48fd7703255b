// `cloneform state backup FILE` and `state unlock`.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { backupTo, unlockState } from '../../flow/state/state-safety.ts';
import type { Output } from '../../questions/answer.ts';
import { renderHolder } from '../../render/error-text.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Context } from '../context.ts';

export async function stateBackup(
  { deps, globals }: Context,
  input: { readonly file: string },
): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  const value = await backupTo(deps, settings, input.file);
  const { file, serial, clones } = value;
  return {
    value,
    text: () =>
      `Wrote ${safeText(file)}: serial ${serial}, ${clones} clones. With no run under way, a copy of it over the state restores it.\n`,
  };
}

export async function stateUnlock(
  { deps, globals, io, errStyle }: Context,
  { autoApprove }: { readonly autoApprove: boolean },
): Promise<Output | ExitCode> {
  const settings = await loadStateSettings(deps, globals);
  const { evicted, isDeclined } = await unlockState(deps, settings, async (held) => {
    io.writeErr(renderHolder(held, errStyle));
    if (autoApprove) return true;
    if (!io.stdinIsTerminal || globals.json)
      throw refusal(
        EXIT.usage,
        'cli/usage',
        'there is no terminal to ask on',
        'if that run is surely dead: cloneform state unlock --auto-approve',
      );
    const question =
      "\nIf it still runs, it can record nothing more; what it has sent is in the journal.\nEvict it? Only 'yes' is accepted: ";
    return (await io.ask(question))?.trim() === 'yes';
  });
  if (isDeclined) {
    io.writeErr('Nothing was done: it was not approved.\n');
    return EXIT.error;
  }
  const text =
    evicted === null
      ? 'The state is not locked.\n'
      : 'Unlocked. The next run settles what that one left open.\n';
  return { value: { evicted }, text: () => text };
}
