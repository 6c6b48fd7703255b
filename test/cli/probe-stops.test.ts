// The probe as a real process against a Palette over HTTP: signals, kills and outages at many points, and what stands in Palette after it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/finding.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serveSandbox } from '../../src/sandbox/serve.ts';
import { type CliEnd, type CliOptions, cli, cliJson, tempDir } from '../support/cli.ts';
import { runCli } from '../support/running.ts';
import { aSeed, seededRandom, seedVersion } from '../support/sandboxes.ts';

const YAML = `cloneform: 1
clones:
  edge: { source: { profile: base }, target: { name: edge, scope: project, projects: [edge-dev] } }
`;

interface Probed {
  readonly options: CliOptions;
  /** UIDs of what probes have in Palette now. */
  standing(): readonly string[];
  /** Called with the number of each request, before it is carried out. */
  heard: (count: number) => void;
  /** From this request on Palette's ingress answers, and nothing of Palette. */
  outageFrom: number;
  close(): Promise<void>;
}

async function palette(): Promise<Probed> {
  const sandbox = openSandbox({
    dbPath: ':memory:',
    seed: aSeed(seedVersion({ name: 'base', version: '1.0.0' })),
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    random: seededRandom(),
    apiKey: null,
    latencyMs: 2,
  });
  let count = 0;
  const listened: Sandbox = {
    ...sandbox,
    deliver: async (request) => {
      count += 1;
      probed.heard(count);
      if (count < probed.outageFrom) return sandbox.deliver(request);
      return { kind: 'answer', response: new Response('404 page not found', { status: 404 }), afterMs: 0 };
    },
  };
  const server = await serveSandbox(listened, { port: 0 });
  const cwd = tempDir({ 'cloneform.yaml': YAML });
  const probed: Probed = {
    options: {
      cwd,
      env: {
        PALETTE_HOST: server.url,
        PALETTE_API_KEY: 'a-test-key',
        XDG_STATE_HOME: path.join(cwd, 'user'),
      },
    },
    standing: () =>
      sandbox
        .describe()
        .profiles.filter(({ name }) => name.startsWith('cloneform-probe-'))
        .map(({ uid }) => uid),
    heard: () => undefined,
    outageFrom: Number.POSITIVE_INFINITY,
    close: async () => {
      await server.close();
      sandbox.close();
    },
  };
  return probed;
}

const ARGS = ['doctor', '--probe', 'edge-dev'];

function journals({ options }: Probed): readonly string[] {
  try {
    return readdirSync(path.join(options.env?.['XDG_STATE_HOME'] ?? '', 'cloneform', 'probes'));
  } catch {
    return [];
  }
}

async function stopAt(world: Probed, at: number, signal: NodeJS.Signals): Promise<CliEnd> {
  const running = runCli(ARGS, world.options);
  world.heard = (count) => {
    if (count === at) running.child.kill(signal);
  };
  return running.end;
}

test.each([
  ['SIGINT', 3],
  ['SIGTERM', 4],
  ['SIGTERM', 6],
  ['SIGINT', 24],
  ['SIGTERM', 37],
  ['SIGINT', 70],
] as const)(
  '%s at request %i: nothing stays in Palette, and nothing is written',
  async (signal, at) => {
    const world = await palette();
    try {
      const end = await stopAt(world, at, signal);
      expect([end.code, world.standing()]).toEqual([130, []]);
      expect(journals(world)).toEqual([]);
      expect(readdirSync(world.options.cwd)).not.toContain('palette-facts.json');
    } finally {
      await world.close();
    }
  },
  300_000,
);

test('plain-text 404s from some request on: what stands is reported by its UID, exit 1, and the next probe takes it away', async () => {
  const world = await palette();
  try {
    world.outageFrom = 40;
    const { code, value } = await cliJson<ProbeReport>(ARGS, world.options);
    const standing = world.standing();
    expect(standing.length).toBeGreaterThan(3);
    const told = value.left.map(({ uid }) => uid);
    expect([code, standing.filter((uid) => !told.includes(uid))]).toEqual([1, []]);
    world.outageFrom = Number.POSITIVE_INFINITY;
    const next = await cli(ARGS, world.options);
    expect([next.code, world.standing(), journals(world)]).toEqual([0, [], []]);
  } finally {
    await world.close();
  }
}, 300_000);

test('killed with SIGKILL: doctor names each object that it left, and the next probe takes them away', async () => {
  const world = await palette();
  try {
    const end = await stopAt(world, 45, 'SIGKILL');
    const standing = world.standing();
    expect([end.code, standing.length > 2, journals(world).length]).toEqual([null, true, 1]);
    const doctor = await cliJson<{ findings: { check: string; uid?: string }[] }>(['doctor'], world.options);
    const told = doctor.value.findings.filter(({ check }) => check === 'probe').map(({ uid }) => uid);
    expect(doctor.code).toBe(1);
    expect(new Set(told)).toEqual(new Set(standing));
    world.heard = () => undefined;
    const next = await cli(ARGS, world.options);
    expect([next.code, world.standing(), journals(world)]).toEqual([0, [], []]);
    expect((await cli(['doctor'], world.options)).out).not.toContain('an earlier doctor --probe');
  } finally {
    await world.close();
  }
}, 300_000);

test('the journal of a probe says what it sends, and never the key', async () => {
  const world = await palette();
  try {
    await stopAt(world, 45, 'SIGKILL');
    const folder = path.join(world.options.env?.['XDG_STATE_HOME'] ?? '', 'cloneform', 'probes');
    const text = readFileSync(path.join(folder, journals(world)[0] ?? ''), 'utf8');
    expect(text.split('\n')[0]).toContain('"cloneformProbe":1');
    expect(text).toContain('"sending":1');
    expect(text).not.toContain('a-test-key');
  } finally {
    await world.close();
  }
}, 300_000);
