// `cloneform render ADDRESS`: what a clone should hold: its source with the overrides of the declaration.
import type { CommonOptions, FlowDeps } from '../../flow/deps.ts';
import { readSides } from '../../flow/planning/three-sides.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { judgeRender, type RenderedClone } from './judge.ts';
import { renderRendered } from './text.ts';

interface RenderInput {
  readonly address: string;
  /** A glob over names of packs. */
  readonly pack: string | undefined;
  readonly showSecrets: boolean;
}

export async function render({ deps, globals }: Asker, input: RenderInput): Promise<Output> {
  const value = await renderClone(deps, globals, input);
  return { value, text: (style) => renderRendered(value, style) };
}

/** Fails with UserError for an address that is not declared, and where source or overrides do not come to a content. */
export function renderClone(
  deps: FlowDeps,
  common: CommonOptions,
  { address, pack, showSecrets }: RenderInput,
): Promise<RenderedClone & { readonly formatVersion: '1.0' }> {
  return withSituation(deps, common, async (situation) => {
    const sides = await readSides(deps, situation, address);
    return toJsonDocument(judgeRender(sides, { pack: pack ?? null, showSecrets }));
  });
}
