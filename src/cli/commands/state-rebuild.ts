// `cloneform state rebuild`: recorded state made again from the stamps of the clones.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import type { ExitCode } from '../../flow/refusal.ts';
import { rebuildState } from '../../flow/state/rebuild.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { withTalk } from '../apply-talk.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { tellEnd } from '../tell-end.ts';

export async function stateRebuild(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const end = await withTalk(context, flags, { command: 'state rebuild', planFile: null }, (talk) => {
      const { rateLimits } = settings.palette;
      const lineage = text(flags['lineage']) ?? null;
      const request = { client, rateLimits, desired, commit: commitOf(deps.env), lineage };
      return rebuildState(deps, settings, globals.lockTimeoutMs, request, talk);
    });
    return tellEnd(context, end, 'state rebuild');
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
