// `cloneform accept ADDRESS…`: a wanted drift becomes the new baseline, once somebody saw what it is. State only.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { acceptDrift } from '../../flow/running/accept.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import type { Output } from '../../questions/answer.ts';
import { renderAccepted, renderToAccept } from '../../render/accept-text.ts';
import { askYes, notApproved } from '../ask-yes.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';
import type { DIFF } from '../flags.ts';
import type { Input } from '../params.ts';

interface AcceptInput extends Input<typeof DIFF> {
  readonly addresses: readonly string[];
  readonly autoApprove: boolean;
}

export async function accept(
  context: Context,
  { addresses, autoApprove, diff }: AcceptInput,
): Promise<Output> {
  const { deps, globals, io, style } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
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
    return { value, text: () => `${isShown ? '\n' : ''}${renderAccepted(accepted, left)}` };
  });
}
