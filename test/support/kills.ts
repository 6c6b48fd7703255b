// The real process under SIGKILL: one lane is a folder, a state, a Palette of its own, and a clone set that is made, changed,
// replaced and destroyed over and over. Each act is killed some times at a random moment, then run to its end; what Palette has
// must then be what was declared, one object for each, and the next plan must be empty.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type SandboxServer, serveSandbox } from '../../src/sandbox/serve.ts';
import { openSqliteReader } from '../../src/state/storage/sqlite/sqlite-reader.ts';
import { type CliEnd, cli, startCli } from './cli.ts';
import { aSeed, call, seededRandom, seedVersion } from './sandboxes.ts';

export interface Tally {
  /** Processes that died of the signal, by act. */
  readonly kills: Record<string, number>;
  /** Runs to the end of an act beyond the first. */
  secondRuns: number;
  acts: number;
}

export interface Lane {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
  readonly random: () => number;
  readonly tally: Tally;
  /** Called with the next request that Palette gets. */
  heard: (() => void) | null;
  /** How long the last whole run took from its first request on. */
  spanMs: number;
  round: number;
}

const LATENCY_MS = 4;
const KILLS_PER_ACT = 8;

export function newTally(): Tally {
  return { kills: {}, secondRuns: 0, acts: 0 };
}

export async function openLane(folder: string, seed: number, tally: Tally): Promise<Lane> {
  const sandbox = openSandbox({
    dbPath: ':memory:',
    seed: aSeed(seedVersion({ name: 'base', version: '1.0.0', labels: { from: 'base' } })),
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    random: seededRandom(seed),
    apiKey: null,
    latencyMs: LATENCY_MS,
  });
  const lane = { folder, sandbox, tally, random: seededRandom(seed), heard: null, spanMs: 200, round: 0 };
  const whole: Lane = {
    ...lane,
    server: await serveSandbox(
      listened(sandbox, () => whole),
      { port: 0 },
    ),
  };
  mkdirSync(folder, { recursive: true });
  return whole;
}

function listened(sandbox: Sandbox, lane: () => Lane): Sandbox {
  return {
    ...sandbox,
    deliver: (request) => {
      const { heard } = lane();
      lane().heard = null;
      heard?.();
      return sandbox.deliver(request);
    },
  };
}

export async function closeLane({ server, sandbox }: Lane): Promise<void> {
  await server.close();
  sandbox.close();
}

interface Act {
  readonly name: string;
  readonly args: readonly string[];
  readonly before: (lane: Lane) => Promise<void>;
  /** Names of the clones that are there in the end. */
  readonly ends: (lane: Lane) => readonly string[];
}

const APPLY = ['apply', '--auto-approve'];

const ACTS: readonly Act[] = [
  { name: 'create', args: APPLY, before: async (lane) => declare(lane, 'one'), ends: () => names('one') },
  { name: 'mirror', args: APPLY, before: editSource, ends: () => names('one') },
  { name: 'replace', args: APPLY, before: async (lane) => declare(lane, 'two'), ends: () => names('two') },
  {
    name: 'destroy',
    args: ['destroy', '--auto-approve'],
    before: async () => undefined,
    ends: () => [],
  },
];

const KINDS = ['plain', 'labelled', 'update', 'recreate', 'overridden', 'overriddenMirror'] as const;

/** What their overrides leave in the content. */
const TRACE = 'own: 1';

function names(series: string): readonly string[] {
  return KINDS.map((kind) => `${kind}-${series}`).toSorted();
}

/** Two snapshots, one with labels, and two mirrors; a snapshot and a mirror with overrides. */
function declare({ folder }: Lane, series: string): void {
  const clone = (kind: (typeof KINDS)[number]): string => {
    const target = `name: ${kind}-${series}, scope: project, project: edge-dev`;
    const labels = kind === 'labelled' ? ', labels: { team: edge }' : '';
    const by = kind === 'overriddenMirror' ? 'update' : kind;
    const mirror = by === 'update' || by === 'recreate' ? `, content: mirror, mirrorBy: ${by}` : '';
    const own = kind.startsWith('overridden')
      ? `, overrides: { packs: { hello: { values: { ${TRACE} } } } }`
      : '';
    return `  ${kind}: { source: { profile: base }, target: { ${target}${labels} }${mirror}${own} }`;
  };
  const lines = ['cloneform: 1', 'clones:', ...KINDS.map(clone), ''];
  writeFileSync(path.join(folder, 'cloneform.yaml'), lines.join('\n'));
}

async function editSource(lane: Lane): Promise<void> {
  const uid = lane.sandbox.describe().profiles.find(({ name }) => name === 'base')?.uid ?? '';
  lane.round++;
  const packs = [{ name: 'hello', values: `round: ${lane.round}` }];
  await call(lane.sandbox, 'PUT', `/v1/clusterprofiles/${uid}`, { body: { spec: { template: { packs } } } });
  await call(lane.sandbox, 'PATCH', `/v1/clusterprofiles/${uid}/publish`);
}

function envOf({ server }: Lane): Record<string, string> {
  return { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-of-a-test', CI: '1' };
}

/** All acts once; throws what is wrong. */
export async function runRound(lane: Lane, isEnough: () => boolean): Promise<void> {
  for (const act of ACTS) {
    await act.before(lane);
    for (let kills = 0; kills < KILLS_PER_ACT && !isEnough(); kills++) {
      if (await killed(lane, act)) lane.tally.kills[act.name] = (lane.tally.kills[act.name] ?? 0) + 1;
    }
    await finish(lane, act);
    lane.tally.acts++;
  }
}

/** false: it was done before the signal came. */
function killed(lane: Lane, act: Act): Promise<boolean> {
  const at = lane.random() * lane.spanMs;
  return new Promise((resolve, reject) => {
    const child = startCli(act.args, { cwd: lane.folder, env: envOf(lane) });
    child.stdout?.resume();
    child.stderr?.resume();
    lane.heard = () => setTimeout(() => child.kill('SIGKILL'), at);
    child.once('error', reject);
    child.once('close', (_, signal) => resolve(signal === 'SIGKILL'));
  });
}

/** Two further runs at most. */
async function finish(lane: Lane, act: Act): Promise<void> {
  const ends: CliEnd[] = [];
  while (ends.length < 2) {
    let startedAt = Date.now();
    lane.heard = () => {
      startedAt = Date.now();
    };
    const end = await cli(act.args, { cwd: lane.folder, env: envOf(lane) });
    lane.spanMs = Math.max(60, Math.min(1500, Date.now() - startedAt));
    ends.push(end);
    if (end.code === 0) break;
  }
  if (ends.length > 1) lane.tally.secondRuns++;
  const problem = await wrongWith(lane, act, ends.at(-1)?.code ?? null);
  if (problem === null) return;
  const told = ends.map(({ code, out, err }) => `exit ${code}\n${out}\n${err}`).join('\n---\n');
  throw new Error(`after ${act.name} in ${lane.folder}: ${problem}\n${told}`);
}

async function recordedIn(folder: string): Promise<readonly RecordedClone[]> {
  const clock = { now: () => Date.now() };
  const deps = { clock, newId: () => '', tool: 'cloneform test' };
  const reader = await openSqliteReader(path.join(folder, 'state', 'cloneform.db'), deps);
  try {
    return (await reader.readRecorded()).clones;
  } finally {
    await reader.close();
  }
}

async function wrongWith(lane: Lane, act: Act, code: number | null): Promise<string | null> {
  if (code !== 0) return `it ends with exit code ${code}`;
  const there = lane.sandbox.describe().profiles.filter(({ name }) => name !== 'base');
  const found = there.map(({ name }) => name).toSorted();
  const expected = act.ends(lane);
  if (JSON.stringify(found) !== JSON.stringify(expected))
    return `Palette has ${found.join(', ') || 'nothing'} instead of ${expected.join(', ') || 'nothing'}`;
  const rows = await recordedIn(lane.folder);
  const uids = rows.map(({ uid }) => uid).toSorted();
  if (JSON.stringify(uids) !== JSON.stringify(there.map(({ uid }) => uid).toSorted()))
    return `state records ${uids.join(', ')}`;
  if (rows.some(({ status }) => status !== 'current')) return 'not all of it is current';
  for (const { uid, name, projectUid } of there) {
    const project = projectUid === null ? {} : { project: projectUid };
    const { body } = await call(lane.sandbox, 'GET', `/v1/clusterprofiles/${uid}`, project);
    const shown = JSON.stringify(body['spec']?.['published'] ?? null);
    if (shown.includes(TRACE) !== name.startsWith('overridden') || body['spec']?.['draft'] !== undefined)
      return `${name} has ${shown}`;
  }
  if (expected.length === 0) return null;
  const plan = await cli(['plan', '--detailed-exitcode'], { cwd: lane.folder, env: envOf(lane) });
  return plan.code === 0 ? null : `the next plan is not empty: exit ${plan.code}\n${plan.out}`;
}
