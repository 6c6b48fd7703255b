// What a plan will cost: requests by rate bucket, and the seconds that Palette's limits give them.
import { assertNever } from '../model/invariant.ts';
import { limitOf, type RateLimits, USED_SHARE } from '../model/settings.ts';
import {
  type Change,
  intended,
  isAskedAbout,
  isBlocked,
  isRemoving,
  type Making,
  type PlannedChange,
} from './change.ts';
import type { Plan, PlanOptions } from './plan.ts';

/** All calls on profiles count against one limit (facts.md section 3); lists, which apply needs in doubt only, against another. */
const BUCKET = 'clusterprofiles';

/** Requests that reading one version whole takes. */
const WHOLE = 3;

/** Seconds are those that the limit alone takes: what planning, which comes before in the same run, leaves of the burst is counted. */
export function estimate(
  changes: readonly PlannedChange[],
  limits: RateLimits,
  options: Pick<PlanOptions, 'preflight'>,
): Plan['estimate'] {
  const work = changes.filter((change) => !isBlocked(change));
  const requests = requestsToApply(work);
  if (limits === 'off') return { requests, seconds: 0 };
  const { rps, burst } = limitOf(limits, BUCKET);
  const left = Math.max(0, burst * USED_SHARE.burst - requestsToPlan(changes, options));
  const seconds = Math.ceil(Math.max(0, requests - left) / (rps * USED_SHARE.rate));
  return { requests, seconds: seconds > 0 && work.some(isRemoving) ? seconds + LAST_LIST_SECONDS : seconds };
}

/** The last deletes wait for a list that begins after they were answered; it has a limit of its own. */
const LAST_LIST_SECONDS = 2;

function requestsToApply(changes: readonly Change[]): number {
  const copied = changes.filter(readsSource).map((change) => change.source.uid);
  return changes.reduce((sum, change) => sum + requestsOf(change), WHOLE * new Set(copied).size);
}

/** One for each clone, Palette's opinion on what is to be made, and the sources. */
function requestsToPlan(
  changes: readonly PlannedChange[],
  { preflight }: Pick<PlanOptions, 'preflight'>,
): number {
  const all = changes.map(intended);
  const present = all.filter((change) => 'uid' in change && change.uid !== null).length;
  const made = changes.filter(isAskedAbout).length;
  const sources = new Set(all.map((change) => change.source.uid)).size;
  return present + (preflight ? made : 0) + WHOLE * sources;
}

/** One read of a source serves all clones of it. */
function readsSource({ kind }: Change): boolean {
  return kind === 'update_content' || kind === 'recreate';
}

/** Read, delete, look that it is gone, ask whether its name is free; the lists that are read, too, are shared. */
const DELETE = 4;
/** Read whole, draft, publish, read back whole. */
const CONTENT_UPDATE = WHOLE + 2 + WHOLE;
/** Read before the create, then a delete. */
const BESIDE_CREATE = 1 + DELETE;
/** Read, ask about the clone, delete, look that it is gone; then the create. */
const BEFORE_RECREATE = 5;

function requestsOf(change: Change): number {
  switch (change.kind) {
    case 'create':
    case 'create_version':
      return createRequests(change);
    case 'update_content':
      return CONTENT_UPDATE;
    case 'update_metadata':
      return 2;
    case 'delete':
      return DELETE;
    case 'replace':
      return createRequests(change) + BESIDE_CREATE;
    case 'recreate':
      return createRequests(change) + BEFORE_RECREATE;
    case 'adopt':
      return WHOLE;
    case 'record':
    case 'forget_gone':
    case 'let_go':
    case 'move':
    case 'reinstate':
    case 'resume':
    case 'noop':
      return 0;
    default:
      return assertNever(change);
  }
}

/** Draft, check of packs, publish; beside them one call for variables, and one to read the manifests that the clone has. */
function overrideRequests({ overrides = [], rendering }: Making): number {
  if (rendering === undefined) return 0;
  const has = (kind: string): number => (overrides.some(({ part }) => part.startsWith(kind)) ? 1 : 0);
  return 3 + has('variable ') + has('manifest ');
}

/** Clone and read back; labels, a description or a stamp are one more, a stamp beside labels that nobody declared another. */
function createRequests(change: Making): number {
  const { after, manages } = change;
  const { stamp } = manages;
  const isRead = stamp === 'labels' && after.labels === null;
  const isPatched = after.labels !== null || after.description !== null || stamp !== undefined;
  return 2 + (isPatched ? 1 : 0) + (isRead ? 1 : 0) + overrideRequests(change);
}
