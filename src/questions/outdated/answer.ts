// `cloneform outdated`: how far each clone is behind its source.
import { withSituation } from '../../flow/tenant/with-client.ts';
import type { Asker, Output } from '../answer.ts';
import { listOutdated } from './read.ts';
import { renderOutdated } from './text.ts';

export async function outdated({ deps, globals }: Asker): Promise<Output> {
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const value = await listOutdated(client, desired, recorded);
    return { value, text: (style) => renderOutdated(value, style) };
  });
}
