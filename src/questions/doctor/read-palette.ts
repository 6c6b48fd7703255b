// Asks Palette: is the key accepted, can the scopes of the declarations be read, do the clocks agree, what did probes leave there.
import type { CommonOptions, FlowDeps } from '../../flow/deps.ts';
import { desiredNow, type Selectable } from '../../flow/planning/desired.ts';
import { planClones } from '../../flow/planning/plan-clones.ts';
import { type ReadingTally, readEach, whileReading } from '../../flow/reading-progress.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { factsDamage } from '../../flow/tenant/palette-facts.ts';
import { journalHost } from '../../flow/tenant/probe.ts';
import { EXIT } from '../../flow/user-error.ts';
import { readScope } from '../../inventory/read-scope.ts';
import type { Desired } from '../../model/desired.ts';
import { projectScope, type ScopeRef, TENANT } from '../../model/natural-key.ts';
import type { ListedVersion } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { type Failed, orIssues } from './issues.ts';
import type { HealthInput, PaletteHealth } from './judge.ts';
import { findProbeLeftovers } from './probe-leftovers.ts';

export interface InspectedPalette {
  readonly palette: PaletteHealth;
  readonly plan: HealthInput['plan'];
  /** null: the projects that declarations select are not known. */
  readonly desired: Desired | null;
}

const CONCURRENT_LISTS = 64;

const NOTHING_SEEN: PaletteHealth = {
  host: null,
  issue: null,
  tenantUid: null,
  projects: 0,
  scopes: [],
  skewMs: null,
  latencyMs: null,
  requests: 0,
  throttled: 0,
  leftovers: [],
  damagedFacts: null,
};

/** `recorded`: null where state cannot be read; then there is no plan either. */
export async function inspectPalette(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  declared: Selectable,
  recorded: Recorded | null,
): Promise<InspectedPalette> {
  const connected = await orIssues(() => connect(deps, options, settings));
  if (!connected.ok) return { palette: withIssue(connected), plan: null, desired: null };
  const client = connected.value;
  try {
    const resolved = await orIssues(() => desiredNow(client, declared, deps.reading));
    const desired = resolved.ok ? resolved.value : null;
    const seen = await orIssues(() =>
      whileReading(deps.reading, (tally) =>
        look(deps, options, settings, client, desired ?? declared.desired, tally),
      ),
    );
    if (!seen.ok) return { palette: { ...withIssue(seen), host: client.host }, plan: null, desired };
    if (desired === null) {
      const issue = resolved.ok ? null : withIssue(resolved).issue;
      return { palette: { ...seen.value, issue }, plan: null, desired };
    }
    const plan = recorded === null ? null : await orIssues(() => planFor(deps, client, desired, recorded));
    return { palette: seen.value, plan: plan?.ok === true ? plan.value : null, desired };
  } finally {
    await client.close();
  }
}

function withIssue({ issues, exitCode }: Failed): PaletteHealth {
  const [first] = issues;
  return {
    ...NOTHING_SEEN,
    issue: first === undefined ? null : { ...first, isAuth: exitCode === EXIT.auth },
  };
}

async function look(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  client: PaletteReader,
  desired: Desired,
  tally: ReadingTally,
): Promise<PaletteHealth> {
  const user = await client.whoAmI();
  const { serverDate } = client.stats();
  // `Date` has whole seconds: half of one is the best guess.
  const skewMs = serverDate === null ? null : deps.clock.now() - Date.parse(serverDate) - 500;
  const projects = await client.listProjects();
  const looked = await readEach(
    scopesOf(desired, projects),
    { tally, part: 'lists', concurrency: CONCURRENT_LISTS },
    ({ name, scope }) => lookAt(client, name, scope),
  );
  const place = { host: journalHost(settings, client.host), tenantUid: user.tenantUid };
  const read = looked.flatMap(({ scope, versions }) => (versions === null ? [] : [{ scope, versions }]));
  const leftovers = await findProbeLeftovers(deps, client, place, read);
  const { latencyMs, total, throttled } = client.stats();
  return {
    host: client.host,
    issue: null,
    tenantUid: user.tenantUid,
    projects: projects.length,
    scopes: looked.map(({ name, versions, why }) => ({ name, profiles: versions?.length ?? null, why })),
    skewMs,
    latencyMs,
    requests: total,
    throttled,
    leftovers,
    damagedFacts: await factsDamage(deps, options),
  };
}

/** Those that the declarations read from or write to, and no other: what nobody needs is no reason to complain. */
function scopesOf(
  desired: Desired,
  projects: readonly { readonly uid: string; readonly name: string }[],
): readonly { readonly name: string; readonly scope: ScopeRef }[] {
  const places = desired.clones.flatMap(({ source, target }) => [
    target,
    ...(source.kind === 'profile' ? [source] : []),
  ]);
  const named = new Set(places.flatMap(({ project }) => (project === null ? [] : [project])));
  const needsTenant = places.some(({ scope }) => scope === 'tenant');
  return [
    ...(needsTenant ? [{ name: 'tenant scope', scope: TENANT }] : []),
    ...projects
      .filter(({ name }) => named.has(name))
      .map(({ name, uid }) => ({ name: `project ${name}`, scope: projectScope(uid) })),
  ];
}

interface LookedAt {
  readonly name: string;
  readonly scope: ScopeRef;
  /** null: it could not be read, and `why`. */
  readonly versions: readonly ListedVersion[] | null;
  readonly why: string | null;
}

async function lookAt(client: PaletteReader, name: string, scope: ScopeRef): Promise<LookedAt> {
  const read = await readScope(client, scope);
  return read.status === 'listed'
    ? { name, scope, versions: read.versions, why: null }
    : { name, scope, versions: null, why: `${read.failure.message} (${read.failure.code})` };
}

async function planFor(
  deps: FlowDeps,
  client: PaletteReader,
  desired: Desired,
  recorded: Recorded,
): Promise<HealthInput['plan']> {
  const { plan } = await planClones(deps, {
    client,
    desired,
    recorded,
    rateLimits: 'off',
    options: JUST_LOOKING,
    list: ['places'],
  });
  return { changes: plan.changes, unmanaged: plan.unmanaged.length };
}
