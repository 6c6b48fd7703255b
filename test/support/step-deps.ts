// What one step of apply needs, over a scene and a state of its own that the test writes: for steps called by themselves.
import type { ApplyDeps } from '../../src/apply/deps.ts';
import { readWhole } from '../../src/inventory/read-whole.ts';
import type { NaturalKey } from '../../src/model/natural-key.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { OpenEntry, RecordedClone } from '../../src/model/recorded.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { depsOn } from './apply-deps.ts';
import { createMemoryStore } from './memory-store.ts';
import { call } from './sandboxes.ts';
import type { Scene } from './scene.ts';

export interface StepDeps extends ApplyDeps {
  /** What was written to state, in order. */
  readonly written: readonly Mutation[];
  /** Names of the calls to Palette. */
  readonly calls: readonly string[];
}

export interface StepFacts {
  /** What is recorded before. */
  readonly rows?: readonly RecordedClone[];
  readonly entries?: readonly OpenEntry[];
  /** Calls that are answered otherwise. */
  readonly client?: Partial<PaletteClient>;
  readonly deps?: Partial<ApplyDeps>;
}

export async function stepDeps(
  set: Scene,
  { rows = [], entries = [], client = {}, deps: facts = {} }: StepFacts = {},
): Promise<StepDeps> {
  const { clock } = set.house;
  const store = createMemoryStore({ clock, newId: () => 'lineage' });
  const lease = await store.acquire({ runId: 'before', user: 'u', host: 'h', pid: 1, command: 'apply' });
  await store.write(lease, [
    ...rows.map((clone) => ({ kind: 'put_clone', clone }) as const),
    ...entries.map((entry) => ({ kind: 'open_entry', entry }) as const),
  ]);
  await store.release(lease);
  const calls: string[] = [];
  const members = Object.entries({ ...set.house.client, ...client });
  const noted = members.map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' && name !== 'stats'
      ? (...args: readonly unknown[]): unknown => {
          calls.push(name);
          return member(...args);
        }
      : member,
  ]);
  const deps = await depsOn({ ...set, house: { ...set.house, store } }, Object.fromEntries(noted), facts);
  const written: Mutation[] = [];
  const write: ApplyDeps['store']['write'] = async (by, mutations) => {
    await store.write(by, mutations);
    written.push(...mutations);
  };
  return { ...deps, store: { ...store, write }, written, calls };
}

/** Clones a version of the scene into the project edge-dev. */
export async function clonedByHand(
  { house, hands }: Scene,
  name: string,
  version = '1.0.0',
): Promise<{ readonly uid: string; readonly key: NaturalKey }> {
  const projects = await house.client.listProjects();
  const projectUid = projects.find((project) => project.name === 'edge-dev')?.uid ?? '';
  const source = await hands.uid('base', '1.0.0');
  await call(house.sandbox, 'POST', `/v1/clusterprofiles/${source}/clone`, {
    body: { metadata: { name, version, target: { scope: 'project', projectUid } } },
  });
  const key: NaturalKey = { scope: 'project', projectUid, name, version };
  return { uid: await hands.uid(name, version, 'edge-dev'), key };
}

/** An object as Palette has it, read whole. */
export async function objectAt(
  { house }: Scene,
  uid: string,
  key: Pick<NaturalKey, 'scope' | 'projectUid'>,
): Promise<ObservedObject> {
  const whole = await readWhole(house.client, uid, key);
  if (whole === undefined) throw new Error(`no object ${uid}`);
  return whole.object;
}
