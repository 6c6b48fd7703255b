// Four kinds of work at once (create, mirror update, replace, delete) through the whole command over HTTP, with a fault in the first run.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import type { FaultRule, Turn } from '../../src/sandbox/fault-rules.ts';
import type { OperationName } from '../../src/sandbox/operations.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type SandboxServer, serveSandbox } from '../../src/sandbox/serve.ts';
import { type CliEnd, tempDir } from './cli.ts';
import { handsOn } from './hands.ts';
import { runInProcess } from './in-process.ts';
import { aSeed, call, seededRandom } from './sandboxes.ts';
import { base } from './scene.ts';

const YAML = (clones: string): string => `
cloneform: 1
palette: { requestTimeout: 1500ms, retries: 2, rateLimits: off }
defaults: { source: { profile: base }, target: { scope: project, project: edge-dev } }
clones:
  mirror: { target: { name: mirror }, content: mirror }
${clones}`;
const BEFORE = YAML('  moved: { target: { name: old } }\n  gone: { target: { name: gone } }\n');
const AFTER = YAML(
  '  moved: { target: { name: new } }\n  fresh: { target: { name: fresh, labels: { team: edge }, description: words } }\n',
);

/** What has to be there in the end: place, name, version, packs, variables, labels. */
const RIGHT = [
  'edge-dev fresh 1.0.0 os,kubernetes token,zone team=edge',
  'edge-dev mirror 1.0.0 os,kubernetes token,zone ',
  'edge-dev new 1.0.0 os,kubernetes token,zone ',
  'tenant base 1.0.0 os,kubernetes token,zone ',
];

export interface Cell {
  readonly mode: string;
  readonly fault: FaultRule['fault'];
  readonly call: OperationName;
  readonly turn: Turn;
}

export interface Template {
  readonly folder: string;
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
  readonly rules: FaultRule[];
}

/** UIDs of a stage must not come again in the next one, which continues from its copy. */
let stages = 0;

async function open(folder: string): Promise<Stage> {
  const rules: FaultRule[] = [];
  const sandbox = openSandbox({
    dbPath: path.join(folder, 'sandbox.db'),
    seed: aSeed(base('1.0.0')),
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    random: seededRandom(++stages * 7919),
    apiKey: null,
    faults: { seed: 1, rules },
  });
  return { sandbox, server: await serveSandbox(sandbox, { port: 0 }), rules };
}

async function close({ server, sandbox }: Stage): Promise<void> {
  await server.close();
  sandbox.close();
}

/** A state with three clones, a source that was edited since, and declarations that ask for other things: made once, copied. */
export async function makeTemplate(): Promise<Template> {
  const folder = tempDir({ 'cloneform.yaml': BEFORE });
  const stage = await open(folder);
  try {
    const end = await apply(stage, folder);
    expect(end.code).toBe(0);
    const hands = handsOn(stage.sandbox);
    const uid = await hands.uid('base', '1.0.0');
    await hands.packs(uid, (packs) => packs.slice(0, 2));
    await hands.variables(uid, (all) => [
      ...all.filter((variable) => variable.name !== 'region'),
      { name: 'zone', format: 'string', defaultValue: 'a' },
    ]);
    writeFileSync(path.join(folder, 'cloneform.yaml'), AFTER);
  } finally {
    await close(stage);
  }
  return { folder };
}

const apply = (stage: Stage, folder: string): Promise<CliEnd> =>
  command(stage, folder, 'apply', '--auto-approve');

function command(stage: Stage, folder: string, ...args: readonly string[]): Promise<CliEnd> {
  return runInProcess([...args, '--json', '--quiet', '--log-level', 'info'], folder, {
    PALETTE_HOST: stage.server.url,
    PALETTE_API_KEY: 'k',
  });
}

export interface Played {
  readonly faults: readonly string[];
  readonly struck: number;
}

/** One run under the fault, two without; what is wrong with them. */
export async function play(template: Template, cell: Cell): Promise<Played> {
  const folder = path.join(template.folder, `${cell.mode}-${cell.call}-${cell.turn.kind}`);
  for (const name of ['cloneform.yaml', 'sandbox.db', 'state']) {
    cpSync(path.join(template.folder, name), path.join(folder, name), { recursive: true });
  }
  const stage = await open(folder);
  try {
    stage.rules.push({ calls: [cell.call], turn: cell.turn, times: null, fault: cell.fault });
    const first = await apply(stage, folder);
    const faults = (await untruths(stage.sandbox, first)).map((what) => `run 1 ${what}`);
    const struck = stage.sandbox.describe().faults[0]?.struck ?? 0;
    stage.rules.length = 0;
    for (const n of [2, 3]) {
      const next = await apply(stage, folder);
      faults.push(...(await untruths(stage.sandbox, next)).map((what) => `run ${n} ${what}`));
    }
    const last = await command(stage, folder, 'plan');
    const { summary } = JSON.parse(last.out) as Plan;
    if (last.code !== 0 || summary.noop !== 3) {
      faults.push(`it does not settle: ${JSON.stringify(summary)}`);
    }
    const there = await truth(stage.sandbox);
    if (JSON.stringify(there) !== JSON.stringify(RIGHT)) faults.push(`Palette has ${JSON.stringify(there)}`);
    return { faults, struck };
  } finally {
    await close(stage);
  }
}

function requestsOf({ err }: CliEnd): number {
  const line = err.split('\n').find((text) => text.startsWith('{"requests"'));
  return line === undefined ? Number.NaN : JSON.parse(line).requests.total;
}

/** Claims of a run that Palette does not bear out. */
async function untruths(sandbox: Sandbox, end: CliEnd): Promise<readonly string[]> {
  const wrong: string[] = [];
  const there = await truth(sandbox);
  const document = JSON.parse(end.out) as Partial<AppliedPlan> & { readonly error?: object };
  if (/^\s+at /m.test(end.err)) wrong.push(`has a stack: ${end.err}`);
  if (requestsOf(end) > MOST_REQUESTS) wrong.push(`sent ${requestsOf(end)} requests`);
  if (document.error !== undefined) {
    if (end.code === 0 || end.code === 4) wrong.push(`exits ${end.code} with an error`);
    return wrong;
  }
  const results = document.results ?? [];
  for (const { address, status } of results) {
    if (status !== 'applied') continue;
    const isRight = CLAIMS[address]?.(there) ?? false;
    if (!isRight) wrong.push(`says that ${address} is applied, but Palette has ${JSON.stringify(there)}`);
  }
  const isWhole = results.every((result) => result.status === 'applied');
  const expected = (document.summary?.blocked ?? 0) > 0 ? 5 : isWhole ? 0 : 4;
  if (end.code !== expected) wrong.push(`exits ${end.code} instead of ${expected}`);
  if (end.code === 0 && JSON.stringify(there) !== JSON.stringify(RIGHT)) {
    wrong.push(`exits 0, but Palette has ${JSON.stringify(there)}`);
  }
  return wrong;
}

/** A run of this size sends about 40. */
const MOST_REQUESTS = 160;

const CLAIMS: Readonly<Record<string, (there: readonly string[]) => boolean>> = {
  fresh: (there) => there.filter((line) => line.startsWith('edge-dev fresh ')).length === 1,
  mirror: (there) => there.includes(RIGHT[1] ?? ''),
  moved: (there) => there.includes(RIGHT[2] ?? ''),
  'moved@1.0.0': (there) => !there.some((line) => line.startsWith('edge-dev old ')),
  gone: (there) => !there.some((line) => line.startsWith('edge-dev gone ')),
};

async function truth(sandbox: Sandbox): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { uid, name, version, project, projectUid } of sandbox.describe().profiles) {
    const at = `/v1/clusterprofiles/${uid}`;
    const more = projectUid === null ? {} : { project: projectUid };
    const whole = (await call(sandbox, 'GET', at, more)).body;
    const variables = (await call(sandbox, 'GET', `${at}/variables`, more)).body['variables'] ?? [];
    const packs = whole['spec']?.['published']?.['packs'] ?? [];
    const labels = Object.entries(whole['metadata']?.['labels'] ?? {}).map(
      ([key, value]) => `${key}=${String(value)}`,
    );
    const names = (items: readonly { readonly [key: string]: unknown }[]): string =>
      items.map((item) => String(item['name'])).join(',');
    lines.push(
      [
        project ?? 'tenant',
        name,
        version,
        names(packs),
        names(variables).split(',').toSorted().join(','),
        labels.join(','),
      ].join(' '),
    );
  }
  return lines.toSorted();
}
