// The checksum of a plan: the same work on the same observed content has the same one, on any machine and at any time.
import { canonicalJson, type Json } from '../content/canonical-json.ts';
import type { Change } from './plan.ts';

/** `hash` gives `sha256:…` of a text. No-ops are not work and do not count. */
export function planChecksum(
  tenantUid: string,
  changes: readonly Change[],
  hash: (text: string) => string,
): string {
  const work = changes.filter((change) => change.action !== 'noop').map(checksumFacts);
  return hash(canonicalJson({ v: 1, tenantUid, changes: work }));
}

/** What the checksum covers of one change. */
export function checksumFacts(change: Change): Readonly<Record<string, Json | undefined>> {
  const { clone } = change;
  return {
    address: change.address,
    action: change.action,
    reason: change.reason,
    blockedBy: change.blockedBy,
    wouldBe: change.wouldBe,
    movedFrom: change.movedFrom,
    key: [clone.scope, clone.projectUid, clone.name, clone.version],
    uid: change.uid,
    clone: change.preconditions.observed?.digest ?? null,
    source: change.source.digest,
    labels: change.after?.labels ?? null,
    description: change.after?.description ?? null,
    records: change.records?.map(({ what, from, to }) => [what, from, to]),
  };
}
