// A plan as policies see it: one plain value with every field of the vocabulary, no more than the plan document says.
import { parseAddress } from '../model/address.ts';
import type { NamedRef } from '../model/observed.ts';
import { intendedAction } from '../plan/document.ts';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { contentFacts, sourceFacts } from './content-facts.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Who runs, and where: what no plan says. */
export interface RunFacts {
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly isCi: boolean;
  readonly approvers: readonly string[];
}

export function planFacts(plan: Plan): Facts {
  const { options } = plan;
  return {
    ...plan,
    options: { ...options, isRollback: options.rollback !== undefined },
    changes: plan.changes.map((change) => changeFacts(plan, change)),
    get clusters() {
      return clustersOf(plan);
    },
  };
}

function clustersOf({ changes }: Plan): readonly NamedRef[] {
  const used = changes
    .filter((change) => intendedAction(change) !== 'noop')
    .flatMap(({ inUse }) => inUse?.clusters ?? []);
  return [...new Map(used.map((cluster) => [cluster.uid, cluster])).values()];
}

/** Made once for a change, and its content only when it is asked for. */
export function changeFacts(plan: Plan, change: ChangeEntry): Facts {
  const { address, reason, clone, inUse, blockers = [], preconditions } = change;
  const others = blockers.filter((by) => by !== 'policy');
  const labels = change.after?.labels ?? preconditions.observed?.labels ?? {};
  return {
    address,
    id: parseAddress(address)?.id ?? address,
    action: intendedAction(change),
    reason,
    isBlocked: others.length > 0,
    blockers: others,
    movedFrom: change.movedFrom,
    uid: change.uid,
    before: factsOf(change.before),
    after: factsOf(change.after),
    declaredVersion: change.declaredVersion,
    needs: change.needs,
    clone: { ...clone, labels, isProtected: change.protect },
    source: sourceFacts(change),
    get content() {
      return contentFacts(plan, change);
    },
    overrides: change.overrides ?? [],
    inUse: { clusters: inUse?.clusters ?? [], templates: inUse?.templates ?? [] },
    project: { name: clone.project, tags: tagsOf(plan, clone.projectUid, clone.scope) },
    hints: change.hints ?? [],
  };
}

/** null: nobody read them. */
function tagsOf(
  { projectTags = {} }: Plan,
  uid: string | null,
  scope: ChangeEntry['clone']['scope'],
): Readonly<Record<string, string>> | null {
  if (scope === 'tenant') return {};
  return uid !== null && Object.hasOwn(projectTags, uid) ? (projectTags[uid] ?? null) : null;
}

function factsOf(facts: ChangeEntry['before']): Facts | null {
  return facts === undefined ? null : { ...facts, labels: facts.labels ?? {} };
}
