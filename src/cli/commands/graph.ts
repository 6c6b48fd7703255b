// `cloneform graph`: what is copied from what. Needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { graphOfDeclared } from '../../questions/graph/judge.ts';
import { renderDot, renderMermaid } from '../../questions/graph/text.ts';
import type { Context } from '../context.ts';

const FORMATS = { mermaid: renderMermaid, dot: renderDot } as const;

export async function graph(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const wanted = flags['format'] ?? 'mermaid';
  if (wanted !== 'mermaid' && wanted !== 'dot') {
    throw refusal(EXIT.usage, 'cli/usage', `--format takes mermaid, dot, not ${JSON.stringify(wanted)}`);
  }
  const { settings, desired } = await loadDeclarations(deps, globals);
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  const view = graphOfDeclared(desired, recorded);
  const nodes = view.nodes.map(({ action: _action, ...node }) => node);
  context.answer({ nodes, edges: view.edges }, () => FORMATS[wanted](view));
  return EXIT.ok;
}
