// `cloneform sandbox reset`: back to the seed.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { resetSandbox } from '../../flow/project/sandbox.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';

export async function sandboxReset(context: Context): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const path = await resetSandbox(deps, settings);
  context.answer(
    { reset: path },
    () => 'The sandbox is what its seed file says. Recorded state is untouched.\n',
  );
  return EXIT.ok;
}
