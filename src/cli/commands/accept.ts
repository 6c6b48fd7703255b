// `cloneform accept ADDRESS…`: a wanted drift becomes the new baseline. State only.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { type Accepted, acceptDrift } from '../../flow/running/accept.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import type { Output } from '../../questions/answer.ts';
import { driftWords } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';

interface AcceptInput {
  readonly addresses: readonly string[];
}

export async function accept({ deps, globals }: Context, { addresses }: AcceptInput): Promise<Output> {
  const { settings, desired } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
    const { rateLimits } = settings.palette;
    const commit = commitOf(deps.env);
    const request = { client, desired, rateLimits, wanted: addresses, commit };
    const value = await acceptDrift(deps, settings, globals.lockTimeoutMs, request);
    return { value, text: () => acceptedText(value) };
  });
}

function acceptedText({ accepted, left }: Accepted): string {
  const lines = [
    ...(accepted.length === 0 ? ['Nothing to accept: the content matches what is recorded.'] : []),
    ...accepted.map(
      ({ address, kinds }) => `Accepted ${safeText(address)}: ${kinds.map(driftWords).join(', ')}.`,
    ),
    ...left.map(
      ({ address, kind }) =>
        `Not accepted: ${safeText(address)}: ${driftWords(kind)}; change the declaration to keep it.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
