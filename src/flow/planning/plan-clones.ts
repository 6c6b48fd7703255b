// Use case: what would be done. The same function feeds plan, apply, destroy and every other view of the difference.

import type { Digest } from '../../content/content.ts';
import type { Outline } from '../../content/outline.ts';
import type { Registries } from '../../content/overrides/rendered.ts';
import { sha256 } from '../../inventory/digest.ts';
import type { Desired } from '../../model/desired.ts';
import type { Observed } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { countBehind } from '../../plan/chain-ahead.ts';
import { type Decided, decideAll } from '../../plan/decide.ts';
import { planOf } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import type { InDoubt } from '../../plan/recover.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, UserError } from '../user-error.ts';
import { askPreflight, rememberAnswers } from './preflight.ts';
import { readQuota, withCrowded } from './quota.ts';
import { type PlanRequest, readAndDecide, refuseOtherTenant } from './read-and-decide.ts';
import { createRenderer } from './renderer.ts';

export interface Planned {
  readonly plan: Plan;
  /** What the plan was made from, which apply continues with. */
  readonly recorded: Recorded;
  /** Of the contents that were read, by digest: apply keeps them beside the rows that have them. */
  readonly outlines: ReadonlyMap<Digest, Outline>;
  /** UIDs of all that was there: what a run makes is none of these. */
  readonly knownUids: ReadonlySet<string>;
  /** Journal entries that are kept without anything to do. */
  readonly inDoubt: readonly InDoubt[];
  /** Clones whose source has newer releases; absent: no list of the sources was asked for. */
  readonly behind?: number;
  /** Where an override named one that had to be looked up. */
  readonly registries?: Registries;
}

/** Fails with UserError where there is nothing to plan: another tenant's state, or declarations that cannot be followed. */
export async function planClones(deps: FlowDeps, request: PlanRequest): Promise<Planned> {
  const { client, options } = request;
  const dryRun = options.preflight ? rememberAnswers(client) : null;
  const read = await readAndDecide({ report: deps.reading, ...request, desired: wanted(request) }, dryRun);
  refuseOtherTenant(read);
  const { input, observed } = read.planning;
  const plan = planDecided(deps, read);
  const answers = dryRun === null ? null : await askPalette(client, dryRun, read);
  return {
    plan: answers === null ? plan : planDecided(deps, decideAll({ ...input, observed: answers })),
    recorded: input.recorded,
    outlines: outlinesOf(observed),
    knownUids: uidsOf(observed),
    inDoubt: read.inDoubt,
    ...(request.list?.includes('sources') === true ? { behind: countBehind(read.planning) } : {}),
    ...(observed.registries === undefined ? {} : { registries: observed.registries }),
  };
}

/** What was observed, with what Palette says beforehand of the changes; null: there was nothing to ask. */
async function askPalette(
  client: PaletteReader,
  dryRun: Pick<PaletteReader, 'validateClone'>,
  { planning, changes }: Decided,
): Promise<Observed | null> {
  const { observed } = planning;
  const [preflight, quota] = await Promise.all([
    askPreflight(dryRun, changes),
    readQuota(client, observed, changes),
  ]);
  if (preflight.size === 0 && quota === undefined) return null;
  const room = quota === undefined ? {} : { quota: withCrowded(quota, changes, preflight) };
  return { ...observed, preflight, ...room };
}

/** Fails with UserError for declarations that cannot be followed. */
function planDecided(deps: FlowDeps, decided: Decided): Plan {
  const createdAt = new Date(deps.clock.now()).toISOString();
  const plan = planOf(decided, { tool: deps.tool, createdAt, hash: sha256 });
  const errors = plan.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new UserError(EXIT.error, errors);
  return plan;
}

/** The plan of what was read already. Fails with UserError for declarations that cannot be followed. */
export function planObserved(deps: FlowDeps, request: Omit<PlanRequest, 'client'>, observed: Observed): Plan {
  const { recorded, rateLimits, options } = request;
  return planDecided(
    deps,
    decideAll({
      desired: wanted(request),
      recorded,
      observed,
      options,
      rateLimits,
      render: createRenderer(),
    }),
  );
}

function uidsOf({ scopes, objects }: Observed): ReadonlySet<string> {
  const listed = [...scopes.values()].flatMap((read) =>
    read.status === 'listed' ? read.versions.map(({ uid }) => uid) : [],
  );
  const present = [...objects].flatMap(([uid, read]) => (read.status === 'gone' ? [] : [uid]));
  return new Set([...listed, ...present]);
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
  const { selection: _selection, ...others } = desired;
  return { ...others, clones: [], moved: [], removed: [], imports: [] };
}
