// The checksum of a plan: the same work on the same observed content has the same one, on any machine and at any time.
import { canonicalJson, type Json } from '../content/canonical-json.ts';
import type { NamedProject } from '../model/project.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import type { PlannedSelector } from './planned-selector.ts';

/** 1: of the first edition, which did not cover what labels, description and name of the object were observed. */
export type ChecksumVersion = 1 | 2;

/** `hash` gives `sha256:…` of a text. No-ops are not work and do not count. */
export function planChecksum(
  tenantUid: string,
  changes: readonly ChangeEntry[],
  hash: (text: string) => string,
  version: ChecksumVersion = 2,
  selectors: readonly PlannedSelector[] = [],
): string {
  const work = changes
    .filter((change) => change.action !== 'noop')
    .map((change) => (version === 1 ? workFacts(withoutPolicy(change)) : checksumFacts(change)));
  const selected = selectors.length === 0 ? {} : { selectors: selectors.map(selectorFacts) };
  return hash(canonicalJson({ v: version, tenantUid, changes: work, ...selected }));
}

/** Which projects it is, and by which names. */
export function selectorFacts({ id, onLeave, projects, joined, left, disabled }: PlannedSelector): Json {
  const facts = (list: readonly NamedProject[]): Json => list.map(({ uid, name }) => [uid, name]);
  return {
    id,
    onLeave,
    projects: facts(projects),
    joined: facts(joined),
    left: facts(left),
    disabled: facts(disabled),
  };
}

/** What policies say is no part of the work: the same plan is denied at one time, or to one person, and not to another. */
function withoutPolicy(change: ChangeEntry): ChangeEntry {
  const { blockers = [], wouldBe = 'noop' } = change;
  if (!blockers.includes('policy')) return change;
  const [first] = blockers.filter((by) => by !== 'policy');
  if (first !== undefined) return { ...change, blockedBy: first };
  const { blockedBy: _blockedBy, wouldBe: _wouldBe, ...rest } = change;
  return { ...rest, action: wouldBe };
}

/** Plans that the first edition saved, or whose checksum somebody noted then, are still good. */
export function hasChecksum(
  plan: Pick<Plan, 'tenantUid' | 'changes' | 'selectors'>,
  checksum: string,
  hash: (text: string) => string,
): boolean {
  return ([2, 1] as const).some(
    (version) => planChecksum(plan.tenantUid, plan.changes, hash, version, plan.selectors) === checksum,
  );
}

/** By name what the checksum covers of one change: the work, and what it was reviewed on. */
export type ChecksumFacts = ReturnType<typeof checksumFacts>;

export function checksumFacts(entry: ChangeEntry) {
  const change = withoutPolicy(entry);
  const { before, preconditions } = change;
  const { observed } = preconditions;
  return {
    ...workFacts(change),
    observedName: before === undefined ? null : [before.name, before.version],
    observedLabels: observed?.labels ?? null,
    observedDescription: observed?.description.trim() ?? null,
  } satisfies Readonly<Record<string, Json | undefined>>;
}

function workFacts(change: ChangeEntry) {
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
    wanted: change.rendering?.wanted,
    overrides: change.rendering?.digest,
    records: change.records?.map(({ what, from, to }) => [what, from, to]),
  } satisfies Readonly<Record<string, Json | undefined>>;
}
