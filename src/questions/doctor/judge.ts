// Decides for state check and doctor what is well, what deserves a note, and what is a problem.
import type { OlderState, OpenEntry } from '../../model/recorded.ts';
import type { ChangeEntry } from '../../plan/plan.ts';

export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface LockHolder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly acquiredAt: string;
  readonly heartbeatAt: string;
  readonly isExpired: boolean;
  readonly isThisHost: boolean;
}

export interface StateHealth {
  /** As people name it. */
  readonly where: string;
  /** It could not be read: everything below is unknown then. */
  readonly issue: Issue | null;
  readonly identity: {
    readonly lineage: string;
    readonly serial: number;
    readonly tenantUid: string | null;
  } | null;
  readonly clones: number;
  /** Addresses of clones that did not turn out as planned. */
  readonly incomplete: readonly string[];
  /** null: no newer one was seen here. */
  readonly older: OlderState | null;
  readonly open: readonly OpenEntry[];
  /** What the thorough check of every page and index says; empty when all is well, or where there is none. */
  readonly damage: readonly string[];
  /** Files that others may read or write: name and mode in octal. */
  readonly openModes: readonly { readonly file: string; readonly mode: string }[];
  /** `held`: a process of this host has the kernel's lock. `unknown`: no such lock there. */
  readonly kernelLock: 'held' | 'free' | 'unknown';
  readonly lease: LockHolder | null;
  /** null: the store makes none. */
  readonly backups: { readonly count: number; readonly newest: string | null } | null;
}

export interface PaletteHealth {
  readonly host: string | null;
  readonly issue: (Issue & { readonly isAuth: boolean }) | null;
  readonly tenantUid: string | null;
  readonly projects: number;
  readonly scopes: readonly {
    readonly name: string;
    readonly profiles: number | null;
    readonly why: string | null;
  }[];
  /** Our clock minus the server's, milliseconds; null: no answer had a `Date`. */
  readonly skewMs: number | null;
  readonly latencyMs: number | null;
  readonly requests: number;
  readonly throttled: number;
  /** What probes made and did not take away. */
  readonly leftovers: readonly ProbeLeftover[];
  /** The facts file of an earlier probe cannot be used. */
  readonly damagedFacts: Issue | null;
}

export interface ProbeLeftover {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  /** null: tenant scope. */
  readonly projectUid: string | null;
}

export interface HealthInput {
  readonly declarations: { readonly clones: number; readonly issues: readonly Issue[] } | null;
  readonly palette: PaletteHealth | null;
  readonly state: StateHealth | null;
  /** What a plan says, where one could be made: how journal entries end, and what stands at declared names. */
  readonly plan: { readonly changes: readonly ChangeEntry[]; readonly unmanaged: number } | null;
}

export type EntryOutcome = NonNullable<ChangeEntry['resume']>['verdict'] | 'watch' | 'unknown';

export type Fact =
  | { readonly kind: 'declarations'; readonly clones: number }
  | {
      readonly kind: 'issue';
      readonly about: 'declarations' | 'palette' | 'state';
      readonly issue: Issue;
    }
  | {
      readonly kind: 'connected';
      readonly host: string;
      readonly tenantUid: string;
      readonly latencyMs: number | null;
    }
  | { readonly kind: 'other_tenant'; readonly bound: string; readonly got: string }
  | {
      readonly kind: 'scope';
      readonly name: string;
      readonly profiles: number | null;
      readonly why: string | null;
    }
  /** Those that can be read, summed up. */
  | { readonly kind: 'scopes'; readonly count: number; readonly profiles: number }
  | { readonly kind: 'projects'; readonly count: number }
  | { readonly kind: 'probe_left'; readonly object: ProbeLeftover }
  | { readonly kind: 'clock'; readonly skewMs: number | null }
  | { readonly kind: 'limits'; readonly requests: number; readonly throttled: number }
  | { readonly kind: 'no_state'; readonly where: string }
  | {
      readonly kind: 'state';
      readonly where: string;
      readonly clones: number;
      readonly serial: number;
      readonly lineage: string;
    }
  | { readonly kind: 'older'; readonly older: OlderState; readonly newest: string | null }
  | { readonly kind: 'damage'; readonly lines: readonly string[]; readonly newest: string | null }
  | { readonly kind: 'modes'; readonly file: string; readonly mode: string }
  | { readonly kind: 'lock'; readonly state: LockState; readonly lease: LockHolder | null }
  | { readonly kind: 'backups'; readonly count: number; readonly newest: string | null }
  | { readonly kind: 'incomplete'; readonly address: string }
  | { readonly kind: 'journal_clean' }
  | { readonly kind: 'half_done'; readonly entry: OpenEntry; readonly verdict: EntryOutcome }
  | {
      readonly kind: 'taken';
      readonly address: string;
      readonly detail: string;
      readonly hint: string | null;
      readonly hasState: boolean;
    }
  | { readonly kind: 'unmanaged'; readonly count: number };

export type LockState = 'free' | 'held' | 'left' | 'believed' | 'expired';
export type Level = 'ok' | 'note' | 'problem';

export interface Finding {
  readonly level: Level;
  readonly fact: Fact;
}

/** Certificates and logs stop to make sense from here on; nothing that is decided hangs on our clock. */
const SKEW_NOTE_MS = 60_000;
const SKEW_PROBLEM_MS = 600_000;

export function judgeHealth(facts: HealthInput): readonly Finding[] {
  return [
    ...judgeDeclarations(facts.declarations),
    ...(facts.palette === null ? [] : judgePalette(facts.palette, facts.state)),
    ...(facts.state === null ? [] : judgeState(facts.state)),
    ...(facts.state?.incomplete ?? []).map((address) => problem({ kind: 'incomplete', address })),
    ...(facts.state === null ? [] : judgeJournal(facts.state, facts.plan)),
    ...judgeOrphans(facts),
  ];
}

export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every((finding) => finding.level !== 'problem');
}

function judgeDeclarations(facts: HealthInput['declarations']): readonly Finding[] {
  if (facts === null) return [];
  if (facts.issues.length === 0) return [ok({ kind: 'declarations', clones: facts.clones })];
  return facts.issues.map((issue) => problem({ kind: 'issue', about: 'declarations', issue }));
}

function judgePalette(palette: PaletteHealth, state: StateHealth | null): readonly Finding[] {
  const { host, issue, tenantUid, skewMs } = palette;
  if (issue !== null || host === null || tenantUid === null) {
    return issue === null ? [] : [problem({ kind: 'issue', about: 'palette', issue })];
  }
  const bound = state?.identity?.tenantUid ?? null;
  const skew = Math.abs(skewMs ?? 0);
  const clock: Fact = { kind: 'clock', skewMs };
  return [
    ok({ kind: 'connected', host, tenantUid, latencyMs: palette.latencyMs }),
    ...(bound === null || bound === tenantUid
      ? []
      : [problem({ kind: 'other_tenant', bound, got: tenantUid })]),
    ok({ kind: 'projects', count: palette.projects }),
    ...judgeScopes(palette.scopes),
    ...palette.leftovers.map((object) => problem({ kind: 'probe_left', object })),
    ...(palette.damagedFacts === null
      ? []
      : [problem({ kind: 'issue', about: 'palette', issue: palette.damagedFacts })]),
    skew >= SKEW_PROBLEM_MS
      ? problem(clock)
      : skew >= SKEW_NOTE_MS || skewMs === null
        ? note(clock)
        : ok(clock),
    (palette.throttled > 0 ? note : ok)({
      kind: 'limits',
      requests: palette.requests,
      throttled: palette.throttled,
    }),
  ];
}

/** One line for all that is well: a fleet has hundreds of scopes. What cannot be read is named one by one. */
function judgeScopes(scopes: PaletteHealth['scopes']): readonly Finding[] {
  const readable = scopes.flatMap(({ profiles }) => (profiles === null ? [] : [profiles]));
  const unreadable = scopes.filter(({ profiles }) => profiles === null);
  const profiles = readable.reduce((sum, n) => sum + n, 0);
  return [
    ...(readable.length === 0 ? [] : [ok({ kind: 'scopes', count: readable.length, profiles })]),
    ...unreadable.map((scope) => problem({ kind: 'scope', ...scope })),
  ];
}

function judgeState(state: StateHealth): readonly Finding[] {
  const { where, issue, identity, damage, backups } = state;
  if (issue !== null) return [problem({ kind: 'issue', about: 'state', issue })];
  if (identity === null) return [note({ kind: 'no_state', where })];
  const newest = backups?.newest ?? null;
  return [
    ok({ kind: 'state', where, clones: state.clones, serial: identity.serial, lineage: identity.lineage }),
    ...(state.older === null ? [] : [problem({ kind: 'older', older: state.older, newest })]),
    ...(damage.length === 0 ? [] : [problem({ kind: 'damage', lines: damage, newest })]),
    ...state.openModes.map((file) => problem({ kind: 'modes', ...file })),
    judgeLock(state),
    ...(backups === null ? [] : [(backups.count === 0 ? note : ok)({ kind: 'backups', ...backups })]),
  ];
}

function judgeLock({ kernelLock, lease }: StateHealth): Finding {
  if (kernelLock === 'held') return note({ kind: 'lock', state: 'held', lease });
  if (lease === null) return ok({ kind: 'lock', state: 'free', lease });
  if (kernelLock === 'free' && lease.isThisHost) return note({ kind: 'lock', state: 'left', lease });
  return note({ kind: 'lock', state: lease.isExpired ? 'expired' : 'believed', lease });
}

function judgeJournal(
  { open, issue, kernelLock }: StateHealth,
  plan: HealthInput['plan'],
): readonly Finding[] {
  if (issue !== null) return [];
  if (open.length === 0) return [ok({ kind: 'journal_clean' })];
  const resumes = new Map(
    plan?.changes.flatMap((change) =>
      change.resume === undefined ? [] : [[change.resume.operation, change.resume.verdict] as const],
    ),
  );
  const ofEach = new Map<string, Finding>();
  for (const entry of open) {
    const verdict = resumes.get(entry.id) ?? (plan === null ? 'unknown' : 'watch');
    // An entry of a run that is alive, or that is only watched, asks nothing of anybody.
    const level = kernelLock === 'held' || verdict === 'watch' ? note : problem;
    const finding = level({ kind: 'half_done', entry, verdict });
    // A clone that several runs broke off at is reported once: by the newest entry that somebody has to do something about.
    if (level === problem || ofEach.get(entry.address)?.level !== 'problem')
      ofEach.set(entry.address, finding);
  }
  return [...ofEach.values()];
}

function judgeOrphans({ plan, state }: HealthInput): readonly Finding[] {
  if (plan === null) return [];
  const hasState = state?.identity != null;
  const halfDone = new Set(state?.open.map(({ address }) => address));
  const taken = plan.changes.flatMap(({ address, obstacles = [] }) =>
    (halfDone.has(address) ? [] : obstacles)
      .filter((obstacle) => obstacle.by === 'exists_unmanaged')
      .map(({ detail, hint }) => problem({ kind: 'taken', address, detail, hint, hasState })),
  );
  return [...taken, ...(plan.unmanaged === 0 ? [] : [note({ kind: 'unmanaged', count: plan.unmanaged })])];
}

const ok = (fact: Fact): Finding => ({ level: 'ok', fact });
const note = (fact: Fact): Finding => ({ level: 'note', fact });
const problem = (fact: Fact): Finding => ({ level: 'problem', fact });
