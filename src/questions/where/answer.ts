// `cloneform where`: which clones and sources have a pack, at which version; with --override, who overrides it.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredOffline } from '../../flow/planning/desired.ts';
import { whileReading } from '../../flow/reading-progress.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { checkRange } from './judge.ts';
import { findOverrides } from './overrides.ts';
import { findWhere } from './read.ts';
import { renderOverriders, renderWhere } from './text.ts';

interface WhereInput {
  readonly pack: string | undefined;
  readonly range: string | undefined;
  readonly override: string | undefined;
}

/** Fails with UserError where no pack is named, and for a text that is no range of versions. */
export async function where({ deps, globals }: Asker, input: WhereInput): Promise<Output> {
  const { pack = '', range = null, override } = input;
  if (override !== undefined) {
    if (pack !== '' || range !== null)
      throw userError(
        EXIT.usage,
        'cli/usage',
        '--override answers from the declarations: it takes no --pack and no range',
      );
    const { settings, declared } = await loadDeclarations(deps, globals);
    const desired = await desiredOffline(deps, settings, declared);
    const value = findOverrides(desired.clones, override);
    return { value: toJsonDocument(value), text: (style) => renderOverriders(value, override, style) };
  }
  if (pack === '') {
    const hint = `for example cloneform where --pack cni-calico '<3.26'`;
    throw userError(EXIT.usage, 'cli/usage', 'where needs --pack NAME or --override NAME', hint);
  }
  checkRange(range);
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const value = await whileReading(deps.reading, (tally) =>
      findWhere(client, desired, recorded, { pack, range }, tally),
    );
    return { value: toJsonDocument(value), text: (style) => renderWhere(value, pack, range, style) };
  });
}
