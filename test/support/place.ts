// A project folder and an embedded Palette on a socket; the command itself runs in this process, and hands edit beside it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan } from '../../src/plan/plan.ts';
import type { FaultPlan } from '../../src/sandbox/fault-rules.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { serveSandbox } from '../../src/sandbox/serve.ts';
import { type CliEnd, tempDir } from './cli.ts';
import { type Hands, handsOn } from './hands.ts';
import { runInProcess } from './in-process.ts';
import { type Answered, aSandbox, call } from './sandboxes.ts';

export interface Place {
  /** The folder of the declarations. */
  readonly cwd: string;
  /** Of the Palette. */
  readonly url: string;
  readonly hands: Hands;
  run(...args: readonly string[]): Promise<CliEnd>;
  /** The same at a terminal, where somebody answers the question; null: Ctrl-C. */
  asked(answer: string | null, ...args: readonly string[]): Promise<CliEnd>;
  plan(...args: readonly string[]): Promise<Plan>;
  /** The clones of the root file, as YAML in flow style by id. */
  declare(clones: Readonly<Record<string, string>>, more?: string): void;
  /** One object of a project as Palette shows it. */
  get(name: string, version: string, project?: string): Promise<Answered>;
  names(): readonly string[];
  /** A call of somebody at the console of a project, or of the tenant. */
  ask(method: string, route: string, body?: unknown, project?: string): Promise<Answered>;
  close(): Promise<void>;
}

export async function aPlace(
  seed: Seed,
  options: { readonly faults?: FaultPlan } & Pick<
    Parameters<typeof aSandbox>[1] & object,
    'assumptions'
  > = {},
): Promise<Place> {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const sandbox = aSandbox(seed, { clock, ...options });
  const server = await serveSandbox(sandbox, { port: 0 });
  const projectUid = (name: string): string =>
    sandbox.describe().projects.find((project) => project.name === name)?.uid ?? '';
  const hands = handsOn(sandbox, projectUid);
  const cwd = tempDir();
  const env = { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-for-tests', XDG_CACHE_HOME: cwd };
  const at: Place = {
    cwd,
    url: server.url,
    hands,
    run: (...args) => runInProcess(args, cwd, env),
    asked: (answer, ...args) => runInProcess(args, cwd, env, answer),
    plan: async (...args) => JSON.parse((await at.run('plan', '--json', ...args)).out),
    declare: (clones, more = '') => {
      const entries = Object.entries(clones).map(([id, text]) => `  ${id}: ${text}\n`);
      const root = `cloneform: 1\npalette: { rateLimits: off }\n${more}clones:\n${entries.join('')}`;
      writeFileSync(path.join(cwd, 'cloneform.yaml'), root);
    },
    get: async (name, version, project = 'edge-dev') =>
      at.ask('GET', `/v1/clusterprofiles/${await hands.uid(name, version, project)}`, undefined, project),
    names: () =>
      sandbox
        .describe()
        .profiles.filter(({ projectUid: home }) => home !== null)
        .map(({ name, version }) => `${name} ${version}`)
        .sort(),
    ask: async (method, route, body, project) =>
      (
        await call(sandbox, method, route, {
          ...(project === undefined ? {} : { project: projectUid(project) }),
          ...(body === undefined ? {} : { body }),
        })
      ).body,
    close: () => server.close(),
  };
  return at;
}
