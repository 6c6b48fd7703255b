// Sandboxes and clients for tests: everything in memory, the clock in hand.
import type { RateLimits } from '../../src/model/settings.ts';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { createPaletteClient } from '../../src/palette/client.ts';
import type { Clock } from '../../src/palette/clock.ts';
import type { ClientAssumptions, PaletteClient } from '../../src/palette/port.ts';
import { Secret } from '../../src/palette/secret.ts';
import type { Transport } from '../../src/palette/transport.ts';
import type { FaultPlan } from '../../src/sandbox/fault-rules.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import type { Seed, SeedVersion } from '../../src/sandbox/seed.ts';

/** Time stands still but for sleeps, which take no time at all. */
export function fakeClock(start = Date.parse('2026-01-01T00:00:00Z')): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

/** The same numbers in every run. */
export function seededRandom(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export function seedVersion(
  facts: Partial<SeedVersion> & { readonly name: string; readonly version: string },
): SeedVersion {
  return {
    scope: 'tenant',
    project: null,
    template: {
      type: 'add-on',
      cloudType: 'all',
      packs: [{ name: 'hello', tag: '1.0.0', values: `v: ${facts.version}` }],
    },
    variables: [],
    labels: {},
    description: '',
    published: true,
    clusters: [],
    linkedTemplates: [],
    ...facts,
  };
}

export function aSeed(...versions: readonly SeedVersion[]): Seed {
  return {
    tenant: 'acme',
    projects: ['platform', 'edge-dev', 'edge-prod'],
    limits: 'off',
    latencyMs: 0,
    assumptions: {},
    versions,
    macros: [],
    faults: null,
  };
}

export function aSandbox(
  seed: Seed,
  options: {
    readonly clock?: Clock;
    readonly assumptions?: Partial<Assumptions>;
    readonly limits?: RateLimits;
    readonly faults?: FaultPlan;
  } = {},
): Sandbox {
  return openSandbox({
    dbPath: ':memory:',
    seed,
    clock: options.clock ?? fakeClock(),
    random: seededRandom(),
    apiKey: null,
    ...(options.assumptions === undefined ? {} : { assumptions: options.assumptions }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
}

export function aClient(
  transport: Transport,
  clock: Clock = fakeClock(),
  limits: RateLimits = 'off',
  facts?: ClientAssumptions,
): PaletteClient {
  return createPaletteClient({
    ...(facts === undefined ? {} : { facts }),
    transport,
    apiKey: new Secret('test-key'),
    host: 'test',
    limits,
    requestTimeoutMs: 5000,
    retries: 3,
    clock,
    random: seededRandom(7),
  });
}

export function clientOf(sandbox: Sandbox, clock?: Clock, facts?: ClientAssumptions): PaletteClient {
  return aClient(createSandboxTransport(sandbox, clock ?? fakeClock()), clock, 'off', facts);
}

/** One call to a sandbox as any tool would make it; the body parsed. */
/** Whatever was answered; tests look where they expect something. */
export type Answered = { readonly [key: string]: Answered } & readonly Answered[] & string;

export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  more: { readonly project?: string; readonly body?: unknown; readonly key?: string | null } = {},
): Promise<{ status: number; headers: Headers; body: Answered }> {
  const key = more.key === undefined ? 'k' : more.key;
  const response = await sandbox.fetch(
    new Request(`http://sandbox${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { ApiKey: key }),
        ...(more.project === undefined ? {} : { ProjectUid: more.project }),
        'content-type': 'application/json',
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
