// `cloneform sandbox reset`: back to the seed.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { resetSandbox } from '../../flow/project/sandbox.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';

export async function sandboxReset(context: Context): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const { path, recorded } = await resetSandbox(deps, settings);
  context.answer(
    { reset: path, recorded },
    () => `The sandbox holds what its seed file says. ${stateWords(recorded)}\n`,
  );
  return EXIT.ok;
}

function stateWords(recorded: number | null): string {
  if (recorded === null) return 'Recorded state was not changed; it cannot be read.';
  if (recorded === 0) return 'Nothing is recorded in state.';
  const clones = recorded === 1 ? '1 clone' : `${recorded} clones`;
  return `Recorded state was not changed and still lists ${clones}: cloneform plan shows which of them are gone, and apply creates those again. To start over, delete the state file first.`;
}
