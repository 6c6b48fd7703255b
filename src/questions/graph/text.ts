// The graph for other tools: Mermaid, which GitHub and GitLab draw in Markdown, and DOT for Graphviz.
import { byDeclaration, type GraphNode, type GraphView } from '../../render/graph-view.ts';
import { safeText } from '../../render/safe-text.ts';

/** Mermaid draws no more than 500 lines unless it is configured to, and nobody reads so many. */
const MOST_EDGES = 400;

export function renderMermaid(graph: GraphView): string {
  const isMerged = graph.edges.length > MOST_EDGES;
  const { nodes, edges } = isMerged ? byDeclaration(graph) : graph;
  const names = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
  return [
    'flowchart LR',
    ...(isMerged ? [`  %% ${graph.edges.length} copies, drawn as one node for each declaration`] : []),
    ...nodes.map((node) => `  ${names.get(node.id) ?? ''}${mermaidShape(node)}`),
    ...edges.map(({ from, to }) => `  ${names.get(from) ?? ''} --> ${names.get(to) ?? ''}`),
    '',
  ].join('\n');
}

function mermaidShape({ kind, label, note }: GraphNode): string {
  const text = `"${mermaidText(label)}<br/>${mermaidText(note)}"`;
  return kind === 'source' ? `[(${text})]` : `[${text}]`;
}

/** Mermaid reads HTML and Markdown in labels, and writes its entities as `#60;`. */
function mermaidText(text: string): string {
  return safeText(text).replace(
    /[^\p{L}\p{N} .,:=+/()→–-]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  );
}

export function renderDot({ nodes, edges }: GraphView): string {
  return [
    'digraph cloneform {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...nodes.map(
      (node) =>
        `  ${dotText(node.id)} [label=${dotText(node.label, node.note)}${node.kind === 'source' ? ', shape=cylinder' : ''}];`,
    ),
    ...edges.map(({ from, to }) => `  ${dotText(from)} -> ${dotText(to)};`),
    '}',
    '',
  ].join('\n');
}

function dotText(...lines: readonly string[]): string {
  const safe = lines.map((line) => safeText(line).replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return `"${safe.join('\\n')}"`;
}
