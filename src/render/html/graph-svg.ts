// The graph as a drawing in layers: sources on the left, each clone to the right of what it copies. Lists where there are too many.
import { compareText } from '../../content/compare.ts';
import { byDeclaration, type GraphNode, type GraphView } from '../graph-view.ts';
import { type Html, html } from './html.ts';

/** Clones one by one; more are drawn as their declarations. */
const MOST_CLONES = 24;
const MOST_DRAWN = 40;
const BOX = { width: 230, height: 44, gapX: 70, gapY: 14 } as const;
const MOST_LABEL = 27;

export function graphHtml(graph: GraphView): Html {
  const small = graph.nodes.length <= MOST_CLONES ? graph : byDeclaration(graph);
  return small.nodes.length <= MOST_DRAWN ? drawing(small) : tree(small);
}

interface Placed extends GraphNode {
  readonly x: number;
  readonly y: number;
}

function drawing(graph: GraphView): Html {
  const placed = place(graph);
  const all = [...placed.values()];
  const width = Math.max(...all.map(({ x }) => x)) + BOX.width + 2;
  const height = Math.max(...all.map(({ y }) => y)) + BOX.height + 2;
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${graph.nodes.length} nodes: which clone is copied from which source. The list of changes has the same as text.`}"><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>${graph.edges.map(
    ({ from, to }) => edgeHtml(placed.get(from), placed.get(to)),
  )}${all.map(nodeHtml)}</svg>`;
}

function edgeHtml(from: Placed | undefined, to: Placed | undefined): Html {
  if (from === undefined || to === undefined) return html``;
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = BOX.gapX / 2;
  return html`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}" marker-end="url(#arrow)"/>`;
}

function nodeHtml({ kind, label, note, action, x, y }: Placed): Html {
  return html`<g class="g-${kind} g-${action ?? 'noop'}"><title>${`${label}, ${note}`}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/><text x="${x + 11}" y="${y + 18}">${cut(label)}</text><text class="small" x="${x + 11}" y="${y + 35}">${cut(note)}</text></g>`;
}

function cut(text: string): string {
  return text.length <= MOST_LABEL ? text : `${text.slice(0, MOST_LABEL - 1)}…`;
}

/** Layers by distance from a source; within one, beside what is copied, so that lines cross little. */
function place({ nodes, edges }: GraphView): ReadonlyMap<string, Placed> {
  const from = new Map(edges.map((edge) => [edge.to, edge.from]));
  const depthOf = (id: string): number => {
    let depth = 0;
    for (let at = from.get(id); at !== undefined && depth <= nodes.length; at = from.get(at)) depth++;
    return depth;
  };
  const layers: GraphNode[][] = [];
  for (const node of nodes) {
    const layer = (layers[depthOf(node.id)] ??= []);
    layer.push(node);
  }
  const placed = new Map<string, Placed>();
  for (const [depth, layer] of layers.entries()) {
    const above = (node: GraphNode): number => placed.get(from.get(node.id) ?? '')?.y ?? 0;
    let y = 1;
    for (const node of (layer ?? []).toSorted((a, b) => above(a) - above(b) || compareText(a.id, b.id))) {
      y = Math.max(y, 1);
      placed.set(node.id, { ...node, x: 1 + depth * (BOX.width + BOX.gapX), y });
      y += BOX.height + BOX.gapY;
    }
  }
  return placed;
}

function tree({ nodes, edges }: GraphView): Html {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = children.get(from);
    if (list === undefined) children.set(from, [to]);
    else list.push(to);
  }
  const targets = new Set(edges.map((edge) => edge.to));
  const branch = (id: string, depth: number): Html => {
    const node = byId.get(id);
    const below = depth > 20 ? [] : (children.get(id) ?? []);
    return html`<li><b>${node?.label ?? id}</b> <span class="soft">${node?.note ?? ''}</span>${below.length === 0 ? null : html`<ul>${below.map((child) => branch(child, depth + 1))}</ul>`}</li>`;
  };
  const roots = nodes.filter((node) => !targets.has(node.id));
  return html`<ul class="tree">${roots.map((node) => branch(node.id, 0))}</ul>`;
}
