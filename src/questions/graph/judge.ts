// What is copied from what, by the declarations and the recorded state alone.
import type { Desired } from '../../model/desired.ts';
import type { Recorded } from '../../model/recorded.ts';
import { type GraphLink, type GraphView, nodeNote, toGraph } from '../../render/graph-view.ts';

/** Needs no network: versions are those recorded, else what the declarations ask for. */
export function graphOfDeclared(desired: Desired, recorded: Recorded): GraphView {
  const rows = new Map(recorded.clones.map((row) => [row.address as string, row]));
  const links = desired.clones.map(({ address, source, target }): GraphLink => {
    const row = rows.get(address);
    const place = target.project ?? '(tenant)';
    return {
      address,
      note: nodeNote(row?.key.version ?? (target.version === 'source' ? '' : target.version), place),
      action: null,
      from:
        source.kind === 'profile'
          ? {
              clone: null,
              name: source.profile,
              version: row?.source.version ?? source.version,
              place: source.project ?? '(tenant)',
            }
          : { clone: upstreamAddress(desired, source) },
    };
  });
  return toGraph(links);
}

function upstreamAddress(
  { clones }: Desired,
  source: { readonly clone: string; readonly project: string | null },
): string {
  const candidates = clones.filter((clone) => clone.id === source.clone);
  const chosen = candidates.find((clone) => clone.target.project === source.project) ?? candidates[0];
  return chosen?.address ?? source.clone;
}
