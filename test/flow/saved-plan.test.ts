// What a saved plan rests on, one thing changed at a time: each is noticed, for the change that it concerns and for no other.
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/flow/saved/check-plan.ts';
import { sha256 } from '../../src/inventory/digest.ts';
import type { Desired } from '../../src/model/desired.ts';
import { addIntegrityHash, findIntegrityFault } from '../../src/plan/integrity-hash.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { call } from '../support/sandboxes.ts';
import { base, one, type Scene, scene } from '../support/scene.ts';

const two = aClone('two', {
  source: { profile: 'base', version: '1.0.0' },
  target: { project: 'edge-prod' },
});
const labelled = one({ target: { labels: { a: 'b' }, description: 'words' } });
const mirror = one({ content: 'mirror' });

async function faultsOf({ house }: Scene, plan: Plan): Promise<readonly string[]> {
  const { faults } = await checkPlan(house.client, plan, await house.store.readRecorded());
  return faults.map(({ code, message }) => `${code} ${message}`);
}

interface Case {
  readonly name: string;
  readonly before: Desired;
  /** Between the first apply and the plan. */
  readonly first?: (world: Scene) => Promise<void>;
  readonly planned: Desired;
  readonly hand: (world: Scene) => Promise<unknown>;
  readonly faults: readonly RegExp[];
}

const clone = ({ hands }: Scene): Promise<string> => hands.uid('one', '1.0.0', 'edge-dev');
const source = ({ hands }: Scene): Promise<string> => hands.uid('base', '1.0.0');
const edit = async (world: Scene, uid: string, values: string): Promise<void> => {
  world.house.clock.advance(1000);
  await world.hands.packs(uid, (packs) =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack)),
  );
};

const cases: readonly Case[] = [
  {
    name: 'nothing',
    before: aDesired(),
    planned: aDesired(one(), two),
    hand: async () => undefined,
    faults: [],
  },
  {
    name: 'something else was applied: no serial is compared',
    before: aDesired(two),
    planned: aDesired(two, one()),
    hand: (w) => w.house.apply(aDesired({ ...two, protect: true })),
    faults: [],
  },
  {
    name: 'the source of a create was edited',
    before: aDesired(),
    planned: aDesired(one()),
    hand: async (w) => edit(w, await source(w), 'user: other\n'),
    faults: [/^plan\/stale-source one: its source base 1.0.0 has changed since/],
  },
  {
    name: 'the source of a create went',
    before: aDesired(),
    planned: aDesired(one()),
    hand: async (w) => w.hands.remove(await source(w)),
    faults: [/^plan\/stale-source .*no longer in Palette/],
  },
  {
    name: 'the key of a create was taken',
    before: aDesired(),
    planned: aDesired(one()),
    hand: async (w) => {
      const { projects } = w.house.sandbox.describe();
      const projectUid = projects.find(({ name }) => name === 'edge-dev')?.uid;
      const body = { metadata: { name: 'one', version: '1.0.0', target: { scope: 'project', projectUid } } };
      return call(w.house.sandbox, 'POST', `/v1/clusterprofiles/${await source(w)}/clone`, { body });
    },
    faults: [/^plan\/stale-key one: one 1.0.0 now exists/],
  },
  {
    name: 'another run made it',
    before: aDesired(),
    planned: aDesired(one(), two),
    hand: (w) => w.house.apply(aDesired(one())),
    faults: [/^plan\/stale-row one: another run has recorded it since/],
  },
  {
    name: 'the record was written since',
    before: aDesired(one()),
    planned: aDesired(two),
    hand: (w) => w.house.apply(aDesired({ ...one(), protect: true })),
    faults: [/^plan\/stale-row one: another run has updated its record since/],
  },
  {
    name: 'another run deleted it',
    before: aDesired(one(), two),
    planned: aDesired(two),
    hand: (w) => w.house.apply(aDesired(two)),
    faults: [
      /^plan\/stale-row one: it is no longer recorded/,
      /^plan\/stale-object one: it is no longer in Palette/,
    ],
  },
  {
    name: 'the clone to delete was edited',
    before: aDesired(one(), two),
    planned: aDesired(two),
    hand: async (w) => edit(w, await clone(w), 'user: by hand\n'),
    faults: [/^plan\/stale-object one: its content has changed/],
  },
  {
    name: 'labels of the clone to update were edited',
    before: aDesired(one()),
    planned: aDesired(labelled),
    hand: async (w) => w.hands.metadata(await clone(w), { name: 'one', labels: { by: 'hand' } }),
    faults: [/^plan\/stale-object one: its labels have changed/],
  },
  {
    name: 'the clone to update was renamed',
    before: aDesired(one()),
    planned: aDesired(labelled),
    hand: async (w) => w.hands.metadata(await clone(w), { name: 'renamed' }),
    faults: [/^plan\/stale-object one: it is now named renamed 1.0.0/],
  },
  {
    name: 'a draft was begun on a mirror',
    before: aDesired(mirror),
    planned: aDesired(mirror),
    first: async (w) => edit(w, await source(w), 'user: newer\n'),
    hand: async (w) => w.hands.draft(await clone(w), (packs) => packs.slice(0, 2)),
    faults: [/^plan\/stale-publication one: a draft of it has been created/],
  },
  {
    name: 'the source of a mirror continued',
    before: aDesired(mirror),
    planned: aDesired(mirror),
    first: async (w) => edit(w, await source(w), 'user: newer\n'),
    hand: async (w) => edit(w, await source(w), 'user: newest\n'),
    faults: [/^plan\/stale-source one: its source base 1.0.0 has changed/],
  },
  {
    name: 'what was gone is back in doubt: a forgotten row whose object is gone stays forgotten',
    before: aDesired(one(), two),
    planned: aDesired(two),
    first: async (w) => w.hands.remove(await clone(w)),
    hand: async () => undefined,
    faults: [],
  },
];

describe('a saved plan', () => {
  test.each(cases)('$name', async ({ before, first, planned, hand, faults }) => {
    const world = await scene();
    await world.house.apply(before);
    await first?.(world);
    const plan = await world.house.plan(planned);
    expect(plan.changes.some(({ action }) => action !== 'noop')).toBe(true);
    expect(await faultsOf(world, plan)).toEqual([]);
    await hand(world);
    expect(await faultsOf(world, plan)).toEqual(faults.map((fault) => expect.stringMatching(fault)));
  });

  test('clusters that came to use what is to be deleted', async () => {
    const world = await scene(base('1.0.0'), base('1.1.0'));
    await world.house.apply(aDesired(one(), two));
    const plan = await world.house.plan(aDesired(two));
    const used = {
      ...plan,
      changes: plan.changes.map((change) => ({ ...change, inUse: { clusters: [], templates: [] } })),
    };
    const uid = await clone(world);
    const { client } = world.house;
    world.house.client = {
      ...client,
      getProfile: async (id, scope) => {
        const answer = await client.getProfile(id, scope);
        if (id !== uid || answer === undefined) return answer;
        const status = { ...answer.value.status, inUseClusters: [{ uid: 'c-1', name: 'prod-1' }] };
        return { ...answer, value: { ...answer.value, status } };
      },
    };
    expect(await faultsOf(world, used)).toEqual([
      'plan/stale-use one: clusters have started to use it since: prod-1',
    ]);
  });

  test('what cannot be read is not taken for unchanged', async () => {
    const world = await scene();
    await world.house.apply(aDesired(one(), two));
    const plan = await world.house.plan(aDesired(two));
    world.house.sandbox.close();
    expect(await faultsOf(world, plan)).toEqual([
      expect.stringMatching(/^plan\/unreadable one: it could not be read/),
    ]);
  });
});

test('an integrity hash holds over every word, and breaks at each that is changed', async () => {
  const world = await scene();
  const plan = await world.house.plan(aDesired(one(), two));
  const settings = {
    palette: {
      host: null,
      sandbox: 's.yaml',
      caFile: null,
      requestTimeoutMs: 1,
      retries: 1,
      rateLimits: 'off',
    },
    state: { path: 'state/x.db', url: null },
  } as const;
  const text = JSON.stringify(addIntegrityHash(plan, settings, sha256), null, 2);
  expect(findIntegrityFault(JSON.parse(text), sha256)).toBeNull();
  const { seal: _, ...bare } = JSON.parse(text);
  expect(findIntegrityFault(bare, sha256)).toBe('no_integrity_hash');
  const edits: [RegExp, string][] = [
    [/"name": "two"/, '"name": "other"'],
    [/"retries": 1/, '"retries": 2'],
    [/"allowDeleteInUse": false/, '"allowDeleteInUse": true'],
    [/"protect": false/, '"protect": true'],
    [/"lineage": "[^"]+"|"lineage": null/, '"lineage": "other"'],
  ];
  for (const [from, to] of edits) {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    expect(findIntegrityFault(JSON.parse(edited), sha256)).toMatch(/broken_integrity|wrong_checksum/);
  }
});
