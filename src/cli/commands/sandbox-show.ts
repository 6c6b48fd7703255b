// `cloneform sandbox show`: its projects and profiles.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { openSandboxOf } from '../../flow/project/sandbox.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { renderInventory } from '../../questions/inventory/text.ts';
import { renderFaults } from '../../render/fault-text.ts';
import type { Context } from '../context.ts';

export async function sandboxShow(context: Context): Promise<ExitCode> {
  const { deps, globals, style } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const sandbox = await openSandboxOf(deps, settings);
  try {
    const description = sandbox.describe();
    context.answer(
      description,
      () => renderInventory(description.profiles, style) + renderFaults(description.faults, style),
    );
    return EXIT.ok;
  } finally {
    sandbox.close();
  }
}
