// The embedded Palette: a fetch handler over a file of its own.
import type { RateLimits } from '../model/settings.ts';
import { type Assumptions, withAssumed } from '../palette/assumptions.ts';
import { createApp } from './app.ts';
import { openDatabase, type SandboxDatabase } from './database.ts';
import { type CallConditions, type Delivery, deliver } from './deliver.ts';
import type { Engine } from './engine.ts';
import type { FaultCount, FaultPlan } from './fault-rules.ts';
import { createInjector, memoryIn, memoryOfProcess, type StrikeTold } from './injector.ts';
import { plant } from './plant.ts';
import type { Seed } from './seed.ts';
import { createServerLimits, DOCUMENTED_LIMITS } from './server-limits.ts';

export interface SandboxOptions {
  /** Its own SQLite file, made when it is not there; `:memory:` for none. */
  readonly dbPath: string;
  /** Planted into a fresh database; its limits, latency and assumptions count in any case. */
  readonly seed: Seed | null;
  /** Milliseconds since the epoch. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** In [0, 1); UIDs come of it. */
  readonly random: () => number;
  readonly assumptions?: Partial<Assumptions>;
  readonly limits?: RateLimits;
  readonly latencyMs?: number;
  /** null: any key that is not empty. */
  readonly apiKey: string | null;
  /** Instead of those of the seed; counted from now on, while those of the seed are counted from command to command. */
  readonly faults?: FaultPlan;
  readonly onStrike?: (strike: StrikeTold) => void;
}

export type { StrikeTold } from './injector.ts';

export interface SandboxProfile {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly projectUid: string | null;
  readonly published: boolean;
  readonly inUse: number;
  readonly managedBy: null;
}

export interface SandboxDescription {
  readonly tenant: string;
  readonly tenantUid: string;
  readonly projects: readonly { readonly uid: string; readonly name: string }[];
  readonly profiles: readonly SandboxProfile[];
  readonly assumptions: Assumptions;
  /** Rules in words, with the calls that they are about and how many of those they struck. */
  readonly faults: readonly ({ readonly rule: string } & FaultCount)[];
}

export interface Sandbox {
  /** What is asked here is never struck. */
  fetch(request: Request): Promise<Response>;
  /** The same under the faults, for transports to carry out. */
  deliver(request: Request): Promise<Delivery>;
  /** Back to a seed: the same tenant and projects, with profiles as the seed has them. */
  reset(seed: Seed | null): void;
  describe(): SandboxDescription;
  close(): void;
}

const HEX = '0123456789abcdef';
/** Seeded objects are older than anything a run makes. */
const SEED_AGE_MS = 24 * 3600 * 1000;

export function openSandbox(options: SandboxOptions): Sandbox {
  const { seed, clock, random } = options;
  const db = openDatabase(options.dbPath);
  const newUid = (): string =>
    Array.from({ length: 24 }, () => HEX[Math.floor(random() * 16)] ?? '0').join('');
  const reset = (next: Seed | null): void => plant(db, next, { newUid, startAt: clock.now() - SEED_AGE_MS });
  if (db.getMeta('tenantUid') === undefined) reset(seed);
  const engine = engineOver(options, db, newUid);
  const faults = options.faults ?? seed?.faults ?? NO_FAULTS;
  const memory = options.faults === undefined ? memoryIn(db, faults) : memoryOfProcess();
  const injector = createInjector(faults, memory, options.onStrike ?? (() => undefined));
  const limits = options.limits ?? (seed?.limits === 'documented' ? DOCUMENTED_LIMITS : 'off');
  const app = createApp(engine, {
    apiKey: options.apiKey,
    keys: engine.keys,
    limits: createServerLimits(limits, engine.now),
    latencyMs: options.latencyMs ?? seed?.latencyMs ?? 0,
    sleep: (ms) => clock.sleep(ms),
  });
  const handle = async (request: Request, conditions: CallConditions = {}): Promise<Response> =>
    app.fetch(request, conditions);
  const hasDate = engine.assumptions.dateHeader === 'present';
  return {
    fetch: (request) => handle(request),
    deliver: (request) => {
      const { blow, conditions } = injector.strike(request);
      return deliver({ handle, now: engine.now, hasDate }, request, blow, conditions);
    },
    reset,
    describe: () => ({ ...describe(engine, db), faults: injector.describe() }),
    close: () => db.close(),
  };
}

function engineOver(
  { seed, clock, assumptions }: SandboxOptions,
  db: SandboxDatabase,
  newUid: () => string,
): Engine {
  return {
    db,
    assumptions: withAssumed({ ...seed?.assumptions, ...assumptions }),
    now: () => clock.now(),
    newUid,
    keys: seed?.keys ?? 'all',
    profileLimit: seed?.profileLimit ?? null,
    get tenantUid() {
      return db.getMeta('tenantUid') ?? '';
    },
    get orgName() {
      return db.getMeta('orgName') ?? '';
    },
  };
}

const NO_FAULTS: FaultPlan = { seed: 1, rules: [] };

function describe(engine: Engine, db: SandboxDatabase): Omit<SandboxDescription, 'faults'> {
  const projects = db.projects();
  const profiles = new Map<string, SandboxProfile>();
  for (const project of [null, ...projects]) {
    for (const head of db.heads(project?.uid ?? null)) {
      const inUse = head.inUse.clusters.length + head.inUse.templates.length;
      profiles.set(head.uid, {
        uid: head.uid,
        name: head.name,
        version: head.version,
        scope: head.scope,
        project: head.scope === 'project' ? (project?.name ?? null) : null,
        projectUid: head.projectUid,
        published: head.isPublished,
        inUse,
        managedBy: null,
      });
    }
  }
  return {
    tenant: engine.orgName,
    tenantUid: engine.tenantUid,
    projects,
    profiles: [...profiles.values()],
    assumptions: engine.assumptions,
  };
}
