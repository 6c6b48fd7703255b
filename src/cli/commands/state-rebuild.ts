// `cloneform state rebuild`: recorded state made again from the stamps of the clones.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { rebuildState } from '../../flow/state/rebuild.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import type { ExitCode } from '../../flow/user-error.ts';
import { commitOf } from '../../library/commit.ts';
import type { Context } from '../context.ts';
import { reportEnd } from '../report-end.ts';
import { withReporter } from '../run-reporter.ts';

interface RebuildInput {
  readonly autoApprove: boolean;
  readonly lineage: string | undefined;
}

export async function stateRebuild(context: Context, input: RebuildInput): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings, declared } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
    const desired = await desiredNow(client, declared, deps.reading);
    const end = await withReporter(
      context,
      input,
      { command: 'state rebuild', planFile: null },
      (reporter) => {
        const { rateLimits } = settings.palette;
        const lineage = input.lineage ?? null;
        const request = { client, rateLimits, desired, commit: commitOf(deps.env), lineage };
        return rebuildState(deps, settings, globals.lockTimeoutMs, request, reporter);
      },
    );
    return reportEnd(context, settings, end, 'state rebuild');
  });
}
