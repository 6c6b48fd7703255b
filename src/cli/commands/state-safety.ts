// `cloneform state backup FILE` and `state unlock`.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { backupTo, unlockState } from '../../flow/state/state-safety.ts';
import { renderHolder } from '../../render/error-text.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Context } from '../context.ts';

export async function stateBackup(context: Context, args: readonly string[]): Promise<ExitCode> {
  const { deps, globals } = context;
  const settings = await loadStateSettings(deps, globals);
  const done = await backupTo(deps, settings, args[0] ?? '');
  context.answer(
    done,
    () =>
      `Wrote ${safeText(done.file)}: serial ${done.serial}, ${done.clones} clones. With no run under way, a copy of it over the state restores it.\n`,
  );
  return EXIT.ok;
}

export async function stateUnlock(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const settings = await loadStateSettings(deps, globals);
  const { evicted, isDeclined } = await unlockState(deps, settings, async (held) => {
    io.writeErr(renderHolder(held, context.errStyle));
    if (flags['autoApprove'] === true) return true;
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
  context.answer({ evicted }, () =>
    evicted === null
      ? 'The state is not locked.\n'
      : 'Unlocked. The next run settles what that one left open.\n',
  );
  return EXIT.ok;
}
