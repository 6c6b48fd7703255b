// Names of the macros of a scope. Values are never kept: a macro may be a secret.
import type { ScopeRef } from '../model/natural-key.ts';
import { endsRun, PaletteError } from '../palette/palette-error.ts';
import type { PaletteClient } from '../palette/port.ts';

/** null when they could not be read: macros only serve for hints. */
export async function readMacroNames(
  client: Pick<PaletteClient, 'listMacros'>,
  scope: ScopeRef,
): Promise<ReadonlySet<string> | null> {
  try {
    return new Set(await client.listMacros(scope));
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return null;
    throw error;
  }
}
