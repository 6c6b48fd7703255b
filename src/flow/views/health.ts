// Use cases that look whether all is well: state check and doctor. They go on where other commands stop, change nothing, and take no lock.
import path from 'node:path';
import { readScope } from '../../inventory/read-scope.ts';
import type { Desired } from '../../model/desired.ts';
import { projectScope, type ScopeRef, TENANT } from '../../model/natural-key.ts';
import type { ListedVersion } from '../../model/observed.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import { PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import {
  type Finding,
  type HealthFacts,
  judgeHealth,
  type LockFacts,
  type PaletteFacts,
  type StateFacts,
  type Trouble,
} from '../../plan/health.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import type { LeaseInfo } from '../../store/port.ts';
import { loadDriver } from '../../store/sqlite/driver.ts';
import { StoreError } from '../../store/store-error.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { loadDeclarations } from '../planning/declarations.ts';
import { planClones } from '../planning/plan-clones.ts';
import { EXIT, type ExitCode, Refusal } from '../refusal.ts';
import { withReader } from '../state/open-state.ts';
import { showState } from '../state/state-transfer.ts';
import { connect } from '../tenant/connect.ts';
import { factsDamage } from '../tenant/palette-facts.ts';
import { journalHost } from '../tenant/probe.ts';
import { findProbeLeftovers } from './probe-leftovers.ts';

export interface Health {
  readonly findings: readonly Finding[];
  /** The key is missing or not accepted. */
  readonly isAuth: boolean;
}

/** Looks at all there is; what fails becomes a finding. */
export async function diagnose(deps: FlowDeps, options: CommonOptions): Promise<Health> {
  const loaded = await attempt(() => loadDeclarations(deps, options));
  if (!loaded.ok) {
    const declarations = { clones: 0, troubles: loaded.troubles };
    return { findings: judgeHealth({ declarations, palette: null, state: null, plan: null }), isAuth: false };
  }
  const { settings, desired } = loaded.value;
  const { facts: state, recorded } = await inspectState(deps, settings);
  const { palette, plan } = await inspectPalette(deps, options, settings, desired, recorded);
  const declarations = { clones: desired.clones.length, troubles: [] };
  const findings = judgeHealth({ declarations, palette, state, plan });
  return { findings, isAuth: palette.trouble?.isAuth ?? false };
}

export async function checkState(deps: FlowDeps, settings: Settings): Promise<readonly Finding[]> {
  const { facts } = await inspectState(deps, settings);
  return judgeHealth({ declarations: null, palette: null, state: facts, plan: null });
}

interface Inspected {
  readonly facts: StateFacts;
  readonly recorded: Recorded | null;
}

const NO_STATE = {
  identity: null,
  clones: 0,
  incomplete: [],
  older: null,
  open: [],
  damage: [],
  openModes: [],
  kernelLock: 'unknown',
  lease: null,
  backups: null,
} as const;

async function inspectState(deps: FlowDeps, settings: Settings): Promise<Inspected> {
  const where = showState(deps, settings.state);
  const file = settings.state.path;
  const read = await attempt(async () => {
    // A state that does not exist yet is not opened, but the first apply will need this.
    if (file !== null) await loadDriver(where);
    return withReader(deps, settings, async (reader) => ({
      recorded: await reader.readRecorded(),
      lease: await reader.readLease(),
    }));
  });
  if (!read.ok) {
    const trouble = await withNewest(deps, file, read.troubles[0] ?? null);
    return { facts: { ...NO_STATE, where, isPresent: true, trouble }, recorded: null };
  }
  const { recorded, lease } = read.value;
  const looked = await attempt(() => inspectFile(deps, file));
  const facts: StateFacts = {
    ...NO_STATE,
    where,
    isPresent: recorded.identity !== null,
    trouble: looked.ok ? null : (looked.troubles[0] ?? null),
    identity: recorded.identity,
    clones: recorded.clones.length,
    incomplete: recorded.clones.flatMap(({ status, address }) => (status === 'incomplete' ? [address] : [])),
    older: recorded.older ?? null,
    open: recorded.openOperations,
    lease: lease === null ? null : lockFactsOf(deps, lease),
    ...(looked.ok ? looked.value : {}),
  };
  return { facts, recorded };
}

async function inspectFile(
  deps: FlowDeps,
  file: string | null,
): Promise<Partial<Pick<StateFacts, 'openModes' | 'kernelLock' | 'damage' | 'backups'>>> {
  if (file === null) return {};
  const { inspectStateFile } = await import('../../store/sqlite/inspect.ts');
  const { openModes, backups, ...rest } = await inspectStateFile(file);
  const { count, newest } = backups;
  return {
    ...rest,
    openModes: openModes.map((found) => ({ file: relativeTo(deps, found.file), mode: found.mode })),
    backups: { count, newest: newest === null ? null : relativeTo(deps, newest) },
  };
}

/** A damaged file is put back from its newest backup: named, so that nobody has to look for it. */
async function withNewest(
  deps: FlowDeps,
  file: string | null,
  trouble: Trouble | null,
): Promise<Trouble | null> {
  if (file === null || trouble?.code !== 'store/corrupt') return trouble;
  const { findBackups } = await import('../../store/sqlite/inspect.ts');
  const { newest } = await findBackups(file);
  if (newest === null) return trouble;
  const from = relativeTo(deps, newest);
  return {
    ...trouble,
    hint: `with no run under way, copy the newest backup over it (${from}), then cloneform plan`,
  };
}

export function lockFactsOf(deps: FlowDeps, lease: LeaseInfo): LockFacts {
  const { user, host, pid, command } = lease.holder;
  const { acquiredAt, heartbeatAt, expiresAt } = lease;
  return {
    user,
    host,
    pid,
    command,
    acquiredAt,
    heartbeatAt,
    isExpired: Date.parse(expiresAt) <= deps.clock.now(),
    isThisHost: host === deps.process.hostname,
  };
}

interface Seen {
  readonly palette: PaletteFacts;
  readonly plan: HealthFacts['plan'];
}

const NOTHING_SEEN: PaletteFacts = {
  host: null,
  trouble: null,
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

async function inspectPalette(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  desired: Desired,
  recorded: Recorded | null,
): Promise<Seen> {
  const connected = await attempt(() => connect(deps, options, settings));
  if (!connected.ok) return { palette: withTrouble(connected), plan: null };
  const client = connected.value;
  try {
    const seen = await attempt(() => look(deps, options, settings, client, desired));
    if (!seen.ok) return { palette: { ...withTrouble(seen), host: client.host }, plan: null };
    const plan = recorded === null ? null : await attempt(() => planFor(deps, client, desired, recorded));
    return { palette: seen.value, plan: plan?.ok === true ? plan.value : null };
  } finally {
    await client.close();
  }
}

function withTrouble({ troubles, exitCode }: Failed): PaletteFacts {
  const [first] = troubles;
  return {
    ...NOTHING_SEEN,
    trouble: first === undefined ? null : { ...first, isAuth: exitCode === EXIT.auth },
  };
}

async function look(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  client: PaletteReader,
  desired: Desired,
): Promise<PaletteFacts> {
  const user = await client.whoAmI();
  const { serverDate } = client.stats();
  // `Date` has whole seconds: half of one is the best guess.
  const skewMs = serverDate === null ? null : deps.clock.now() - Date.parse(serverDate) - 500;
  const projects = await client.listProjects();
  const looked = await Promise.all(
    scopesOf(desired, projects).map(({ name, scope }) => lookAt(client, name, scope)),
  );
  const place = { host: journalHost(settings, client.host), tenantUid: user.tenantUid };
  const read = looked.flatMap(({ scope, versions }) => (versions === null ? [] : [{ scope, versions }]));
  const leftovers = await findProbeLeftovers(deps, client, place, read);
  const { latencyMs, total, throttled } = client.stats();
  return {
    host: client.host,
    trouble: null,
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
): Promise<HealthFacts['plan']> {
  const { plan } = await planClones(deps, {
    client,
    desired,
    recorded,
    rateLimits: 'off',
    options: JUST_LOOKING,
  });
  return { changes: plan.changes, unmanaged: plan.unmanaged.length };
}

interface Failed {
  readonly ok: false;
  readonly troubles: readonly Trouble[];
  readonly exitCode: ExitCode;
}

/** What the world refuses becomes a value; a fault of ours goes on up. */
async function attempt<T>(run: () => Promise<T>): Promise<{ readonly ok: true; readonly value: T } | Failed> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof Refusal && error.exitCode !== EXIT.interrupted) {
      const troubles = error.diagnostics.map(({ code, message, hint, place }) => ({
        code,
        message: place === undefined ? message : `${place.file}:${place.line}:${place.column}: ${message}`,
        hint: hint ?? null,
      }));
      return { ok: false, troubles, exitCode: error.exitCode };
    }
    if (error instanceof PaletteError && error.kind !== 'aborted') {
      const exitCode = error.kind === 'auth' ? EXIT.auth : EXIT.error;
      return {
        ok: false,
        troubles: [{ code: `palette/${error.code}`, message: error.message, hint: error.hint }],
        exitCode,
      };
    }
    if (error instanceof StoreError) {
      const code = `store/${error.kind.replaceAll('_', '-')}`;
      return {
        ok: false,
        troubles: [{ code, message: error.message, hint: error.hint }],
        exitCode: EXIT.error,
      };
    }
    throw error;
  }
}

function relativeTo({ cwd }: FlowDeps, file: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
