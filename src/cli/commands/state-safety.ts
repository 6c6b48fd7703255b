// `cloneform state backup FILE` and `state unlock`.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { backupTo, unlockState } from '../../flow/state/state-safety.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
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
      `Wrote ${safeText(file)}: serial ${serial}, ${clones} clones. To restore it, copy it over the state file while nothing is running.\n`,
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
      throw userError(
        EXIT.usage,
        'cli/usage',
        'there is no terminal to ask on',
        'if you are sure that run has ended: cloneform state unlock --auto-approve',
      );
    const question =
      "\nIf that run is still alive, it can no longer record anything; the calls it has sent are in the journal.\nRelease its lock? Only 'yes' is accepted: ";
    return (await io.ask(question))?.trim() === 'yes';
  });
  if (isDeclined) {
    io.writeErr('Unlock canceled.\n');
    return EXIT.error;
  }
  const text =
    evicted === null
      ? 'The state is not locked.\n'
      : 'Unlocked. The next run recovers what that run left unfinished.\n';
  return { value: { evicted }, text: () => text };
}
