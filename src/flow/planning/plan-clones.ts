// Use case: what would be done. The same function feeds plan, apply, destroy and every other view of the difference.

import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import { sha256 } from '../../inventory/digest.ts';
import type { Desired } from '../../model/desired.ts';
import type { Observed } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { RateLimits } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { readPlanned } from '../../plan/document.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { Plan, PlanOptions } from '../../plan/plan.ts';
import { settleJournal, type Watched } from '../../plan/settle.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, Refusal, refusal } from '../refusal.ts';
import { wantedWithKnownOrder, withKnownOrder } from './known-order.ts';
import { observe } from './observe.ts';
import { askPreflight } from './preflight.ts';
import { readQuota, withCrowded } from './quota.ts';

export interface PlanRequest {
  /** Planning cannot change anything. */
  readonly client: PaletteReader;
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly rateLimits: RateLimits;
  readonly options: PlanOptions;
}

export interface Planned {
  readonly plan: Plan;
  /** What the plan was made from, which apply goes on with. */
  readonly recorded: Recorded;
  /** Of the contents that were read, by digest: apply keeps them beside the rows that have them. */
  readonly outlines: ReadonlyMap<Digest, Outline>;
  /** UIDs of all that was there: what a run makes is none of these. */
  readonly knownUids: ReadonlySet<string>;
  /** Journal entries that are kept without anything to do. */
  readonly watched: readonly Watched[];
}

/** Fails with Refusal where there is nothing to plan: another tenant's state, or declarations that cannot be followed. */
export async function planClones(deps: FlowDeps, request: PlanRequest): Promise<Planned> {
  const { client, options } = request;
  const observed = await observe({ ...request, desired: wanted(request) });
  refuseOtherTenant(request.recorded, observed.tenantUid);
  const known = knownRequest(request, observed);
  const { recorded } = known;
  const desired = wanted(known);
  const plan = planObserved(deps, known, observed);
  const changes = plan.changes.map(readPlanned);
  const [preflight, quota] = options.preflight
    ? await Promise.all([askPreflight(client, changes), readQuota(client, observed, changes)])
    : [new Map(), undefined];
  const answered = {
    ...observed,
    preflight,
    ...(quota === undefined ? {} : { quota: withCrowded(quota, changes, preflight) }),
  };
  const isAsIs = preflight.size === 0 && quota === undefined;
  return {
    plan: isAsIs ? plan : planObserved(deps, known, answered),
    recorded,
    outlines: outlinesOf(observed),
    knownUids: uidsOf(observed),
    watched: settleJournal({ desired, recorded, observed, options, rateLimits: request.rateLimits }).watched,
  };
}

/** What is recorded and wanted, with the digests that the contents read now have. */
export function knownRequest<T extends Pick<PlanRequest, 'desired' | 'recorded'>>(
  request: T,
  observed: Observed,
): T {
  const recorded = withKnownOrder(request.recorded, observed);
  return { ...request, recorded, desired: wantedWithKnownOrder(request.desired, request.recorded, recorded) };
}

function uidsOf({ scopes, objects }: Observed): ReadonlySet<string> {
  const listed = [...scopes.values()].flatMap((read) =>
    read.status === 'listed' ? read.versions.map(({ uid }) => uid) : [],
  );
  const present = [...objects].flatMap(([uid, read]) => (read.status === 'gone' ? [] : [uid]));
  return new Set([...listed, ...present]);
}

/** The plan of what was read already. Fails with Refusal for declarations that cannot be followed. */
export function planObserved(deps: FlowDeps, request: Omit<PlanRequest, 'client'>, observed: Observed): Plan {
  const { recorded, rateLimits, options } = request;
  const input = { desired: wanted(request), recorded, observed, options, rateLimits };
  const createdAt = new Date(deps.clock.now()).toISOString();
  const plan = makePlan(input, { tool: deps.tool, createdAt, hash: sha256 });
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Refusal(EXIT.error, errors);
  return plan;
}

function wanted({ desired, options }: Pick<PlanRequest, 'desired' | 'options'>): Desired {
  return options.destroy ? nothingOf(desired) : desired;
}

function outlinesOf(observed: Observed): ReadonlyMap<Digest, Outline> {
  const outlines = new Map<Digest, Outline>();
  for (const read of observed.objects.values()) {
    if (read.status !== 'present') continue;
    const { digest, outline } = read.object;
    if (digest !== null && outline !== null) outlines.set(digest, outline);
  }
  return outlines;
}

/** Destroy is a plan of nothing desired; what names objects to take over or let go is not followed. */
function nothingOf(desired: Desired): Desired {
  return { ...desired, clones: [], moved: [], removed: [], imports: [] };
}

export function refuseOtherTenant(recorded: Recorded, tenantUid: string): void {
  const bound = recorded.identity?.tenantUid ?? null;
  if (bound === null || bound === tenantUid) return;
  throw refusal(
    EXIT.error,
    'store/other-tenant',
    `this state belongs to tenant ${bound}, but the API key belongs to tenant ${tenantUid}`,
    'use the key or the host of that tenant, or another state (state.path, CLONEFORM_STATE)',
  );
}
