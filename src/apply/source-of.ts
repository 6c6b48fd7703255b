// The source of a change, as state will name it.
import { invariant } from '../model/invariant.ts';
import type { RecordedSource } from '../model/recorded.ts';
import { expectedDigest } from '../model/remarks.ts';
import type { Adopt, Change, Making, UpdateContent } from '../plan/change.ts';
import type { ApplyDeps } from './deps.ts';

/** It has a source whose content it copies, or has already. */
export type CopyingChange = Making | UpdateContent | Adopt;

/** The source of a change; that of a chain is what an earlier change of this run made. */
export function sourceOf(deps: Pick<ApplyDeps, 'state'>, change: CopyingChange): RecordedSource {
  const { source, copies: known } = change;
  invariant(source.version !== null, `${change.address} has no source to clone from`);
  const uid = known.uid ?? madeUid(deps, change);
  invariant(uid !== null, `${change.address} copies ${source.clone ?? source.name}, which does not exist`);
  const link = source.clone === undefined ? undefined : deps.state.clones.get(source.clone);
  return {
    uid,
    name: source.name,
    version: source.version,
    scope: source.scope,
    projectUid: source.projectUid,
    // Palette may have written the link of a chain with other text than was planned; that is what is copied then.
    digest: link?.uid === uid && link.digest === known.digest ? expectedDigest(link) : known.digest,
  };
}

/** UID of what an earlier change of this run made for a chain; null: it did not. */
export function madeUid(deps: Pick<ApplyDeps, 'state'>, { source }: Pick<Change, 'source'>): string | null {
  const row = source.clone === undefined ? undefined : deps.state.clones.get(source.clone);
  return row !== undefined && row.key.version === source.version ? row.uid : null;
}
