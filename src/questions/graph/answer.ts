// `cloneform graph`: what is copied from what. Needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredOffline } from '../../flow/planning/desired.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { graphOfDeclared } from './judge.ts';
import { renderDot, renderMermaid } from './text.ts';

interface GraphInput {
  readonly format: 'mermaid' | 'dot' | undefined;
}

/** Fails with UserError where a drawing is asked for, and JSON too. */
export async function graph({ deps, globals }: Asker, { format }: GraphInput): Promise<Output> {
  if (globals.json && format !== undefined) {
    const message = `--json prints one JSON document, but --format asks for ${format}`;
    throw userError(EXIT.usage, 'cli/usage', message, 'use one of the two');
  }
  const { settings, declared } = await loadDeclarations(deps, globals);
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  const desired = await desiredOffline(deps, settings, declared);
  const view = graphOfDeclared(desired, recorded);
  const nodes = view.nodes.map(({ action: _action, ...node }) => node);
  const render = format === 'dot' ? renderDot : renderMermaid;
  return { value: toJsonDocument({ nodes, edges: view.edges }), text: () => render(view) };
}
