// `cloneform outdated`: how far each clone is behind its source. Read-only.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { listOutdated } from '../../questions/outdated/read.ts';
import { renderOutdated } from '../../questions/outdated/text.ts';
import type { Context } from '../context.ts';

export async function outdated(context: Context): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const rows = await listOutdated(client, desired, recorded);
    context.answer(rows, () => renderOutdated(rows, context.style));
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
