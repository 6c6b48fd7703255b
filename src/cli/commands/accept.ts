// `cloneform accept ADDRESS…`: a wanted drift becomes the new baseline, once somebody saw what it is. State only.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { acceptDrift } from '../../flow/running/accept.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { commitOf } from '../../library/commit.ts';
import { refuseIgnored } from '../../library/refuse-ignored.ts';
import type { Output } from '../../questions/answer.ts';
import { renderAccepted, renderToAccept, renderToWrite, renderWritten } from '../../render/accept-text.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import { askYes, notApproved } from '../ask-yes.ts';
import type { Context } from '../context.ts';
import type { DIFF } from '../flags.ts';
import type { Input } from '../params.ts';

interface AcceptInput extends Input<typeof DIFF> {
  readonly addresses: readonly string[];
  readonly autoApprove: boolean;
  readonly asOverride: boolean;
  readonly dryRun: boolean;
}

export async function accept(context: Context, input: AcceptInput): Promise<Output> {
  const { addresses, autoApprove, diff } = input;
  if (input.asOverride) refuseIgnored('--as-override', { '--diff': diff !== undefined });
  if (input.asOverride) return acceptOverrides(context, input);
  if (input.dryRun)
    throw userError(
      EXIT.usage,
      'cli/usage',
      '--dry-run needs --as-override',
      'cloneform diff ADDRESS shows what accept records',
    );
  const { deps, globals, io, style } = context;
  const { settings, declared } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
    const desired = await desiredNow(client, declared, deps.reading);
    const { rateLimits } = settings.palette;
    const value = await acceptDrift(deps, settings, globals.lockTimeoutMs, {
      client,
      desired,
      rateLimits,
      wanted: addresses,
      commit: commitOf(deps.env),
      ...(diff === undefined ? {} : { diff }),
      approve: async ({ accepted }) => {
        if (!globals.json) io.writeOut(renderToAccept(accepted, style));
        return autoApprove ? 'yes' : askYes(context, 'accept this');
      },
    });
    if (typeof value === 'string') throw notApproved(value, 'accept');
    const { accepted, left } = value;
    const isShown = accepted.length > 0;
    return {
      value: toJsonDocument(value),
      text: () => `${isShown ? '\n' : ''}${renderAccepted(accepted, left)}`,
    };
  });
}

/** The edit is written into the declarations: YAML and state change, Palette does not. */
async function acceptOverrides(context: Context, input: AcceptInput): Promise<Output> {
  const { addresses, autoApprove, dryRun } = input;
  const { deps, globals, io, style } = context;
  const { acceptAsOverride } = await import('../../flow/running/accept-as-override.ts');
  const { settings, declared } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
    const desired = await desiredNow(client, declared, deps.reading);
    const request = { client, desired, rateLimits: settings.palette.rateLimits, wanted: addresses, dryRun };
    const value = await acceptAsOverride(deps, globals, settings, globals.lockTimeoutMs, {
      ...request,
      commit: commitOf(deps.env),
      approve: async (written) => {
        if (!globals.json) io.writeOut(renderToWrite(written, style));
        return autoApprove ? 'yes' : askYes(context, 'write this');
      },
    });
    if (typeof value === 'string') throw notApproved(value, 'accept');
    const isRefused = value.refused.length > 0;
    return {
      value: toJsonDocument(value),
      text: (outStyle) => renderWritten(value, dryRun, outStyle),
      ...(isRefused ? { exitCode: EXIT.error } : {}),
    };
  });
}
