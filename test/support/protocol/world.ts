// One history's world: a house, somebody at the console, and the truth about who made what, which the tool cannot see.
import type { Desired, DesiredClone } from '../../../src/model/desired.ts';
import { keyId } from '../../../src/model/natural-key.ts';
import type { PaletteClient } from '../../../src/palette/port.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { baseAddress } from '../../../src/plan/supersede.ts';
import { openSandbox, type Sandbox, type SandboxProfile } from '../../../src/sandbox/sandbox.ts';
import type { Seed } from '../../../src/sandbox/seed.ts';
import type { StateDump } from '../../../src/state/dump.ts';
import type { StateStore } from '../../../src/state/port.ts';
import { aDesired, OPTIONS } from '../a-world.ts';
import { aHouse, type House } from '../histories.ts';
import { arm, type Blow, Death } from '../mortal.ts';
import { aClient, aSeed, call, fakeClock, seededRandom, seedVersion } from '../sandboxes.ts';
import { expectRendered } from './overridden.ts';
import { type QuickTransport, quickTransport } from './quick-transport.ts';

/** A fault in one run: at the nth effect (writes to Palette and to state), and at the calls that follow it. */
export interface Strike {
  readonly nth: number;
  readonly blow: Blow;
  readonly times: number;
}

/** A protocol with a piece taken out: stands between apply and what it writes to. */
export type Ablation = (house: Pick<House, 'client' | 'applyStore' | 'store'>) => void;

export interface World {
  readonly house: House;
  readonly declared: Map<string, DesiredClone>;
  /** UIDs of what the tool's clone calls made. */
  readonly made: Set<string>;
  /** What a restored backup knows nothing of: to be told, not to be known. */
  readonly excused: Set<string>;
  readonly late: (() => Promise<void>)[];
  backup: StateDump | null;
  readonly ablation: Ablation | null;
  readonly stage: Stage;
}

const SEED: Seed = {
  ...aSeed(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'base', version: '1.1.0' }),
    seedVersion({ name: 'theirs', version: '9.0.0' }),
  ),
  projects: ['edge-dev'],
};

export interface Stage {
  readonly sandbox: Sandbox;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly transport: QuickTransport;
  /** Everything as in the beginning: opening a sandbox costs more than a history. */
  readonly reset: () => void;
}

export function aStage(lists: 'at once' | 'late', seed: Seed = SEED): Stage {
  const clock = fakeClock();
  let random = seededRandom();
  const sandbox = openSandbox({
    dbPath: ':memory:',
    seed,
    clock,
    random: () => random(),
    apiKey: null,
    assumptions: { listsShowNewObjects: lists },
  });
  const transport = quickTransport(sandbox, clock, lists === 'late');
  return {
    sandbox,
    clock,
    transport,
    reset: () => {
      random = seededRandom();
      clock.advance(48 * 3600_000);
      sandbox.reset(seed);
      transport.forget();
    },
  };
}

export function aWorld(
  stage: Stage,
  parts: { readonly store?: StateStore; readonly ablation?: Ablation } = {},
): World {
  const { sandbox, clock, transport } = stage;
  const client = aClient(transport, clock);
  const house = aHouse(sandbox, clock, {
    client,
    ...(parts.store === undefined ? {} : { store: parts.store }),
  });
  const world: World = {
    house,
    declared: new Map(),
    made: new Set(),
    excused: new Set(),
    late: [],
    backup: null,
    ablation: parts.ablation ?? null,
    stage,
  };
  house.client = witnessed(world, client);
  return world;
}

/** Sees what the tool really does to Palette, before any fault takes its answer away. */
function witnessed(world: World, client: PaletteClient): PaletteClient {
  const owned = async (uid: string, what: string): Promise<void> => {
    const { clones } = await world.house.store.readRecorded();
    const isOwned = clones.some((row) => row.uid === uid);
    if (!isOwned && (what === 'delete' || !world.made.has(uid)))
      throw new Error(`a ${what} of ${uid}, which state does not own`);
  };
  return {
    ...client,
    clone: async (...args) => {
      const answer = await client.clone(...args);
      world.made.add(answer.value.uid);
      return answer;
    },
    deleteProfile: async (uid, scope) => {
      await owned(uid, 'delete');
      return client.deleteProfile(uid, scope);
    },
    putProfile: async (uid, ...rest) => {
      await owned(uid, 'update');
      return client.putProfile(uid, ...rest);
    },
    patchMetadata: async (uid, ...rest) => {
      await owned(uid, 'patch');
      return client.patchMetadata(uid, ...rest);
    },
  };
}

export function wanted(world: World): Desired {
  return {
    ...aDesired(...world.declared.values()),
    guards: { maxNewProjects: 10, maxDeletes: 1000, maxDeletePercent: 100 },
  };
}

/** One run; whatever strikes it, what it leaves is checked. */
export async function run(world: World, command: 'apply' | 'destroy', strike: Strike | null): Promise<void> {
  const { house } = world;
  const desired = wanted(world);
  const isNothing = command === 'apply' && desired.clones.length === 0;
  const options = { ...OPTIONS, destroy: command === 'destroy' || isNothing };
  const { client, applyStore } = house;
  const mortal = strike === null ? null : arm(house, strike.nth, strike.blow, strike.times);
  world.ablation?.(house);
  try {
    await house.apply(desired, { options, command });
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  } finally {
    house.client = client;
    house.applyStore = applyStore;
  }
  if (mortal !== null) world.late.push(mortal.land);
  await check(world);
}

export async function land(world: World): Promise<void> {
  for (const arrive of world.late.splice(0)) await arrive();
}

/** What must hold after every run, whatever died in it. */
async function check({ house, made, excused }: World): Promise<void> {
  const { clones, openEntries } = await house.store.readRecorded();
  const there = house.sandbox.describe().profiles;
  const ours = there.filter(({ uid }) => made.has(uid));
  const rows = new Set(clones.map((row) => row.uid));
  const named = new Set(openEntries.map((entry) => entry.uid));
  const keys = new Set(openEntries.map((entry) => keyId(entry.key)));
  for (const object of ours) {
    const isKnown = rows.has(object.uid) || named.has(object.uid) || keys.has(keyId(keyOf(object)));
    if (!isKnown && !excused.has(object.uid))
      throw new Error(
        `${object.name} ${object.version} was made by the tool, and neither state nor journal knows it`,
      );
  }
  if (rows.size < clones.length) throw new Error('two addresses for one object');
  for (const row of clones) {
    if (row.status === 'current' && baseAddress(row.address) !== row.address)
      throw new Error(`${row.address} is current beside the clone that it is a version of`);
    if ((row.provenance === 'created' || row.provenance === 'inferred') && !made.has(row.uid))
      throw new Error(`state says that it made ${row.address}, which it did not`);
  }
}

function keyOf({ scope, projectUid, name, version }: SandboxProfile): Parameters<typeof keyId>[0] {
  return { scope: scope === 'tenant' ? 'tenant' : 'project', projectUid, name, version };
}

/** Faults are over and everything late has arrived: two runs reach an empty plan or a block that says why. */
export async function settle(world: World): Promise<void> {
  const { house } = world;
  await land(world);
  for (let runs = 1; ; runs++) {
    house.clock.advance(2000);
    await run(world, 'apply', null);
    house.clock.advance(2000);
    const plan = await planNow(world);
    const left = plan.changes.filter(({ action }) => action !== 'noop' && action !== 'blocked');
    if (left.length === 0) return expectDone(world, plan);
    if (runs === 2)
      throw new Error(`not settled: ${left.map((c) => `${c.action} · ${c.reason} ${c.address}`).join(', ')}`);
  }
}

function planNow(world: World): Promise<Plan> {
  const desired = wanted(world);
  return world.house.plan(desired, { ...OPTIONS, destroy: desired.clones.length === 0 });
}

async function expectDone(world: World, plan: Plan): Promise<void> {
  const { house, declared } = world;
  const blocked = new Set(plan.changes.flatMap((c) => (c.action === 'blocked' ? [c.address] : [])));
  const { clones } = await house.store.readRecorded();
  const there = new Map(house.sandbox.describe().profiles.map((profile) => [profile.uid, profile]));
  for (const clone of declared.values()) {
    if (blocked.has(clone.address)) continue;
    const row = clones.find(({ address }) => address === clone.address);
    const object = row === undefined ? undefined : there.get(row.uid);
    if (object === undefined) throw new Error(`${clone.address} is not there, and nothing says why`);
    if (object.name !== clone.target.name) throw new Error(`${clone.address} is called ${object.name}`);
    // What somebody edited stays so until somebody decides.
    if (!plan.drift.some(({ address }) => address === clone.address))
      await expectRendered(house, clone, object);
  }
  if (declared.size === 0 && blocked.size === 0 && clones.length > 0)
    throw new Error('something is left in state');
  await expectNothingWaits(world, clones.length === 0 && blocked.size === 0);
}

/** Once nothing can be late any more, the journal is empty, but for what cannot be distinguished. */
async function expectNothingWaits(world: World, isEmpty: boolean): Promise<void> {
  const { house } = world;
  if ((await house.store.readRecorded()).openEntries.length > 0) {
    house.clock.advance(16 * 60_000);
    await run(world, 'apply', null);
  }
  const { openEntries } = await house.store.readRecorded();
  const there = new Set(house.sandbox.describe().profiles.map((profile) => keyId(keyOf(profile))));
  const waiting = openEntries.filter((entry) => !there.has(keyId(entry.key)));
  if (waiting.length > 0)
    throw new Error(
      `still open: ${waiting.map(({ kind, step, address }) => `${kind} ${step} ${address}`).join(', ')}`,
    );
  const ours = house.sandbox
    .describe()
    .profiles.filter(({ uid }) => world.made.has(uid) && !world.excused.has(uid));
  if (isEmpty && openEntries.length === 0 && ours.length > 0)
    throw new Error(`left behind: ${ours.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
}

/** A console: any call, with the right header. */
export async function byHand(
  { house, stage }: World,
  method: string,
  object: Pick<SandboxProfile, 'uid' | 'projectUid'>,
  rest: string,
  body?: unknown,
): Promise<void> {
  await call(house.sandbox, method, `/v1/clusterprofiles/${object.uid}${rest}`, {
    ...(object.projectUid === null ? {} : { project: object.projectUid }),
    ...(body === undefined ? {} : { body }),
  });
  stage.transport.forget();
  // What somebody does takes a moment.
  house.clock.advance(700);
}
