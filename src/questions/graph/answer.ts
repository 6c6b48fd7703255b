// `cloneform graph`: what is copied from what. Needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { withReader } from '../../flow/state/open-state.ts';
import type { Asker, Output } from '../answer.ts';
import { graphOfDeclared } from './judge.ts';
import { renderDot, renderMermaid } from './text.ts';

interface GraphInput {
  readonly format: 'mermaid' | 'dot' | undefined;
}

export async function graph({ deps, globals }: Asker, { format }: GraphInput): Promise<Output> {
  const { settings, desired } = await loadDeclarations(deps, globals);
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  const view = graphOfDeclared(desired, recorded);
  const nodes = view.nodes.map(({ action: _action, ...node }) => node);
  const render = format === 'dot' ? renderDot : renderMermaid;
  return { value: { nodes, edges: view.edges }, text: () => render(view) };
}
