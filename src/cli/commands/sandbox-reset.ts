// `cloneform sandbox reset`: back to the seed.
import { loadDeclarations } from '../../flow/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { resetSandbox } from '../../flow/sandbox.ts';
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
