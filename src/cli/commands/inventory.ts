// `cloneform inventory`: what Palette has.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { takeInventory } from '../../questions/inventory/read.ts';
import { renderInventory } from '../../questions/inventory/text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';

export async function inventory(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const { clones } = await withReader(deps, settings, (reader) => reader.readRecorded());
    const { rows, unread } = await takeInventory(client, clones, text(flags['project']) ?? null);
    for (const { scope, why } of unread) {
      deps.warn?.({
        severity: 'warning',
        code: 'inventory/unreadable',
        message: `${scope} cannot be read with this key: ${why}`,
        hint: 'the rights that each command needs: docs/reference/rights.md',
      });
    }
    context.answer(rows, () => renderInventory(rows, context.style));
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
