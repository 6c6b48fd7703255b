// `cloneform render ADDRESS`: what a clone should hold: its source with the overrides of the declaration.
import { readSides } from '../../flow/planning/three-sides.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { judgeRender } from './judge.ts';
import { renderRendered } from './text.ts';

interface RenderInput {
  readonly address: string;
  readonly pack: string | undefined;
  readonly showSecrets: boolean;
}

export async function render({ deps, globals }: Asker, input: RenderInput): Promise<Output> {
  const { address, pack = null, showSecrets } = input;
  return withSituation(deps, globals, async ({ client, settings, desired, recorded }) => {
    const request = { client, desired, recorded, rateLimits: settings.palette.rateLimits };
    const value = judgeRender(await readSides(request, address), { pack, showSecrets });
    return { value: toJsonDocument(value), text: (style) => renderRendered(value, style) };
  });
}
