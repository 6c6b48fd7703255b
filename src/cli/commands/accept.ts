// `cloneform accept ADDRESS…`: a wanted drift becomes the new baseline. State only.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { acceptDrift } from '../../flow/running/accept.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { driftWords } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';

export async function accept(context: Context, args: readonly string[]): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const { rateLimits } = settings.palette;
    const result = await acceptDrift(deps, settings, globals.lockTimeoutMs, {
      client,
      desired,
      rateLimits,
      wanted: args,
      commit: commitOf(deps.env),
    });
    context.answer(result, () => {
      const lines = result.accepted.map(
        ({ address, kinds }) => `Accepted ${safeText(address)}: ${kinds.map(driftWords).join(', ')}.`,
      );
      const left = result.left.map(
        ({ address, kind }) =>
          `Left as it is: ${safeText(address)}: ${driftWords(kind)}; the declaration decides about that.`,
      );
      const none = lines.length === 0 ? ['Nothing to accept: the content is what is recorded.'] : [];
      return `${[...none, ...lines, ...left].join('\n')}\n`;
    });
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
