// `cloneform where`: which clones and sources have a pack. Read-only.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { checkRange } from '../../questions/where/judge.ts';
import { findWhere } from '../../questions/where/read.ts';
import { renderWhere } from '../../questions/where/text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';

export async function where(
  context: Context,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const pack = text(flags['pack']);
  if (pack === undefined || pack === '') {
    const hint = `for example cloneform where --pack cni-calico '<3.26'`;
    throw refusal(EXIT.usage, 'cli/usage', 'where needs --pack NAME', hint);
  }
  const range = args[0] ?? null;
  checkRange(range);
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const found = await findWhere(client, desired, recorded, { pack, range });
    context.answer(found, () => renderWhere(found, pack, range, context.style));
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
