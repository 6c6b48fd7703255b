// Projects that come and go, and declarations that select them: a sandbox, state, and both ways to look at it.
import { expect } from 'vitest';
import type { Declarations } from '../../src/declare/read-declarations.ts';
import { desiredNow } from '../../src/flow/planning/desired.ts';
import type { ApplyEnd } from '../../src/flow/running/apply-clones.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { TransportRequest, TransportResponse } from '../../src/palette/transport.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import type { SeedProject } from '../../src/sandbox/seed.ts';
import { good } from './declared.ts';
import { aHouse, type House } from './histories.ts';
import { aClient, aSandbox, aSeed, call, fakeClock, seedVersion } from './sandboxes.ts';

export interface Selecting {
  readonly house: House;
  readonly sent: TransportRequest[];
  /** The clones of these declarations, for the projects that there are now. */
  desired(yaml: string): Promise<Desired>;
  plan(yaml: string): Promise<Plan>;
  apply(yaml: string): Promise<ApplyEnd>;
  project(name: string): { readonly uid: string };
  add(name: string, tags?: Readonly<Record<string, string>>): Promise<void>;
  rename(name: string, to: string): Promise<void>;
  tag(name: string, tags: Readonly<Record<string, string>>): Promise<void>;
  disable(name: string, isDisabled?: boolean): Promise<void>;
  remove(name: string): Promise<void>;
  /** A new version of the source. */
  publish(version: string): Promise<void>;
  /** Answers of some requests are others from now on. */
  disturb(answer: (request: TransportRequest, real: TransportResponse) => TransportResponse): void;
  /** Some requests are answered before they reach Palette; null: they are not. */
  intercept(answer: (request: TransportRequest) => TransportResponse | null): void;
}

export const SOURCE = 'base';

export function aProject(
  name: string,
  tags: Readonly<Record<string, string>> = {},
  isDisabled = false,
): SeedProject {
  return { name, tags, isDisabled };
}

/** One declaration, `edge`, of `target`; `more`: other members of the root file. */
export function selecting(
  target: string,
  more = '',
  source = `{ profile: ${SOURCE}, version: ^1.0.0 }`,
): string {
  return `cloneform: 1\n${more}\nclones:\n  edge:\n    source: ${source}\n    target: { scope: project, name: copy, ${target} }\n`;
}

export function aSelecting(
  projects: readonly SeedProject[],
  versions: readonly string[] = ['1.0.0'],
): Selecting {
  const clock = fakeClock();
  const seed = aSeed(...versions.map((version) => seedVersion({ name: SOURCE, version })));
  const sandbox = aSandbox({ ...seed, projects }, { clock });
  const inner = createSandboxTransport(sandbox, clock);
  const sent: TransportRequest[] = [];
  let disturb = (_: TransportRequest, real: TransportResponse): TransportResponse => real;
  let intercept: Parameters<Selecting['intercept']>[0] = () => null;
  const client = aClient(
    {
      send: async (request) => {
        sent.push(request);
        return intercept(request) ?? disturb(request, await inner.send(request));
      },
      close: inner.close,
    },
    clock,
  );
  const house = aHouse(sandbox, clock, { client });
  const desired = async (yaml: string): Promise<Desired> => {
    const declared: Declarations = await good({ 'cloneform.yaml': yaml });
    return desiredNow(house.client, declared);
  };
  const project = (name: string): { readonly uid: string } => {
    const found = sandbox.describe().projects.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no project ${name}`);
    return found;
  };
  const ask = async (method: string, path: string, body?: unknown): Promise<void> => {
    const { status } = await call(sandbox, method, path, body === undefined ? {} : { body });
    expect(status, `${method} ${path}`).toBeLessThan(300);
  };
  return {
    house,
    sent,
    desired,
    plan: async (yaml) => house.plan(await desired(yaml)),
    apply: async (yaml) => house.apply(await desired(yaml)),
    project,
    add: (name, tags = {}) => ask('POST', '/v1/projects', { metadata: { name, labels: tags } }),
    rename: (name, to) => ask('PUT', `/v1/projects/${project(name).uid}/meta`, { name: to }),
    tag: (name, tags) => ask('PUT', `/v1/projects/${project(name).uid}/meta`, { labels: tags }),
    disable: (name, isDisabled = true) =>
      ask('PUT', `/v1/projects/${project(name).uid}`, { status: { isDisabled } }),
    remove: (name) => ask('DELETE', `/v1/projects/${project(name).uid}?cleanupProjectResources=true`),
    publish: async (version) => {
      const source = sandbox.describe().profiles.find((one) => one.name === SOURCE)?.uid ?? '';
      await ask('POST', `/v1/clusterprofiles/${source}/clone`, {
        metadata: { name: SOURCE, version, target: { scope: 'tenant' } },
      });
    },
    disturb: (answer) => {
      disturb = answer;
    },
    intercept: (answer) => {
      intercept = answer;
    },
  };
}
