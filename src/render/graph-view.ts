// What is copied from what: sources, clones and chains as nodes and edges. Raw.

import { compareText } from '../content/compare.ts';
import { parseAddress } from '../model/address.ts';
import { intendedAction } from '../plan/document.ts';
import type { Action, ChangeEntry, Plan } from '../plan/plan.ts';
import { placeOf } from './plan-words.ts';

export interface GraphNode {
  /** Unique; an address for a clone. */
  readonly id: string;
  readonly kind: 'source' | 'clone';
  readonly label: string;
  /** Version and place, or how many clones it stands for. */
  readonly note: string;
  /** What a plan does to it; null outside of plans. */
  readonly action: Action | null;
}

export interface GraphView {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** A clone and what it is copied from. */
export interface GraphLink {
  readonly address: string;
  readonly note: string;
  readonly action: Action | null;
  readonly from:
    | { readonly clone: string }
    | { readonly clone: null; readonly name: string; readonly version: string; readonly place: string };
}

/** Superseded versions and what is no longer declared have no place in it. `onlyChanges`: what changes, and what that is copied from. */
export function graphOfPlan(plan: Plan, onlyChanges: boolean): GraphView {
  const links = plan.changes.filter(isDeclared).map((change): GraphLink => {
    const { source, clone } = change;
    return {
      address: change.address,
      note: nodeNote(clone.version, placeOf(clone)),
      action: change.action,
      from:
        source.clone === undefined
          ? {
              clone: null,
              name: source.name,
              version: source.version ?? '',
              place: placeOf(source),
            }
          : { clone: source.clone },
    };
  });
  return toGraph(onlyChanges ? changing(links) : links);
}

function changing(links: readonly GraphLink[]): readonly GraphLink[] {
  const byAddress = new Map(links.map((link) => [link.address, link]));
  const kept = new Set<GraphLink>();
  for (const link of links) {
    if (link.action === 'noop') continue;
    for (let at: GraphLink | undefined = link; at !== undefined && !kept.has(at); ) {
      kept.add(at);
      at = at.from.clone === null ? undefined : byAddress.get(at.from.clone);
    }
  }
  return links.filter((link) => kept.has(link));
}

function isDeclared(change: ChangeEntry): boolean {
  const action = intendedAction(change);
  return (
    action !== 'delete' && action !== 'forget' && (parseAddress(change.address)?.version ?? null) === null
  );
}

/** Nodes by kind and id, edges by their ends: the same links give the same bytes. */
export function toGraph(links: readonly GraphLink[]): GraphView {
  const nodes = new Map<string, GraphNode>();
  const edges: { from: string; to: string }[] = [];
  for (const { address, note, action, from } of links) {
    nodes.set(address, { id: address, kind: 'clone', label: address, note, action });
    edges.push({ from: from.clone ?? putSource(nodes, from), to: address });
  }
  const known = edges.filter((edge) => nodes.has(edge.from));
  return {
    nodes: [...nodes.values()].sort((a, b) => compareText(a.kind, b.kind) * -1 || compareText(a.id, b.id)),
    edges: known.sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to)),
  };
}

function putSource(
  nodes: Map<string, GraphNode>,
  source: { readonly name: string; readonly version: string; readonly place: string },
): string {
  const id = `source ${JSON.stringify([source.place, source.name, source.version])}`;
  nodes.set(id, {
    id,
    kind: 'source',
    label: source.name,
    note: nodeNote(source.version, source.place),
    action: null,
  });
  return id;
}

/** The version and place of a node in words. */
export function nodeNote(version: string, place: string): string {
  const where = place === '(tenant)' ? 'at tenant scope' : `in ${place}`;
  return version === '' ? where : `${version} ${where}`;
}

/** One node for all clones of a declaration: what stays readable when there are many. */
export function byDeclaration({ nodes, edges }: GraphView): GraphView {
  const members = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    const id = declarationOf(node.id);
    const group = members.get(id);
    if (group === undefined) members.set(id, [node]);
    else group.push(node);
  }
  const seen = new Set<string>();
  const merged = edges.flatMap(({ from, to }) => {
    const edge = { from: declarationOf(from), to: declarationOf(to) };
    const key = JSON.stringify(edge);
    if (seen.has(key)) return [];
    seen.add(key);
    return [edge];
  });
  return {
    nodes: [...members].map(([id, group]): GraphNode => {
      const [first] = group;
      if (first !== undefined && group.length === 1) return { ...first, id };
      const actions = new Set(group.map((node) => node.action));
      const [action = null] = actions;
      return {
        id,
        kind: 'clone',
        label: id,
        note: `${group.length} clones`,
        action: actions.size === 1 ? action : 'update',
      };
    }),
    edges: merged,
  };
}

function declarationOf(id: string): string {
  return id.startsWith('source ') ? id : (parseAddress(id)?.id ?? id);
}
