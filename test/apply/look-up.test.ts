// Whether an object is there after an answer that never came: by the list of its scope, its name, its content and the time of its making.
import { describe, expect, test } from 'vitest';
import { type LookUp, lookUpClone } from '../../src/apply/look-up.ts';
import type { OpenEntry } from '../../src/model/recorded.ts';
import { aClone, aDesired, anEntry } from '../support/a-world.ts';
import { depsOn } from '../support/apply-deps.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import { no } from '../support/steered.ts';

const refusing = async (): Promise<never> => no(403, 'Forbidden')(async () => undefined, []) as never;

interface Case {
  readonly name: string;
  readonly client?: Parameters<typeof depsOn>[1];
  readonly entry?: Partial<OpenEntry>;
  /** Nothing was made. */
  readonly isAbsent?: boolean;
  readonly found: Partial<LookUp>;
}

const rows = (missing: number) => async () => ({ rows: [], missing });
const UNKNOWN = { status: 'unknown' } as const;

const CASES: readonly Case[] = [
  { name: 'it is there, has the content, and was made in the time between', found: { status: 'ours' } },
  { name: 'it is not in a whole list', isAbsent: true, found: { status: 'absent' } },
  { name: 'the list cannot be read', client: { listProfiles: refusing }, found: UNKNOWN },
  {
    name: 'the list lost a row, and Palette calls the name free',
    client: { listProfiles: rows(1), validateName: async () => 'free' },
    found: { status: 'absent' },
  },
  {
    name: 'the list lost a row, and Palette calls the name taken',
    client: { listProfiles: rows(1), validateName: async () => 'taken' },
    found: UNKNOWN,
  },
  {
    name: 'the list lost a row, and Palette does not say whether the name is free',
    client: { listProfiles: rows(1), validateName: refusing },
    found: UNKNOWN,
  },
  {
    name: 'a whole list lacks it, whatever Palette says of the name',
    isAbsent: true,
    client: { validateName: async () => 'taken' },
    found: { status: 'absent' },
  },
  { name: 'it is listed, but denied', client: { getProfile: async () => undefined }, found: UNKNOWN },
  { name: 'it is listed, but cannot be read', client: { getProfile: refusing }, found: UNKNOWN },
  {
    name: 'it was made before the intent',
    entry: { serverDateBefore: '2026-01-01T01:00:00.000Z' },
    found: { status: 'foreign', certain: true },
  },
  {
    name: 'nobody knows when the intent was',
    entry: { serverDateBefore: null },
    found: { status: 'foreign', certain: false },
  },
];

/** A clone that was made, and is not recorded. */
async function start(isAbsent: boolean): Promise<Scene & { readonly entry: OpenEntry }> {
  const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
  await set.house.apply(aDesired(aClone('edge')));
  const [row] = (await set.house.store.readRecorded()).clones;
  if (row === undefined) throw new Error('not made');
  if (isAbsent) await set.hands.remove(await set.hands.uid('edge', '1.0.0', 'edge-dev'));
  return { ...set, entry: anEntry({ address: row.address, key: row.key, source: row.source }) };
}

describe('a look-up where', () => {
  test.each(CASES)('$name: $found.status', async ({ client, entry, isAbsent = false, found }) => {
    const set = await start(isAbsent);
    const deps = await depsOn(set, client);
    const looked = await lookUpClone(deps, { ...set.entry, ...entry }, 'once');
    expect(looked).toMatchObject(found);
    // What is theirs may be ours after all only where that is said.
    expect(Object.keys(looked)).toEqual(
      {
        ours: ['status', 'object'],
        foreign: ['status', 'uid', 'certain'],
        absent: ['status'],
        unknown: ['status'],
      }[looked.status],
    );
  });

  test('the object is one that was known before: it is certainly not ours', async () => {
    const set = await start(false);
    const uid = await set.hands.uid('edge', '1.0.0', 'edge-dev');
    const looked = await lookUpClone(await depsOn(set), { ...set.entry, uidsBefore: [uid] }, 'lost');
    expect(looked).toEqual({ status: 'foreign', uid, certain: true });
  });
});

describe('how long it is looked', () => {
  test.each([
    ['once', 0, 1],
    ['lost', 2000, 3],
    ['taken', 15_500, 6],
  ] as const)('%s: %i milliseconds, while it is absent', async (waits, milliseconds, looks) => {
    const set = await start(true);
    let lists = 0;
    const { listProfiles } = set.house.client;
    const deps = await depsOn(set, {
      listProfiles: async (scope) => {
        lists++;
        return listProfiles(scope);
      },
    });
    const before = set.house.clock.now();
    expect(await lookUpClone(deps, set.entry, waits)).toEqual({ status: 'absent' });
    expect([set.house.clock.now() - before, lists]).toEqual([milliseconds, looks]);
  });

  test.each([
    ['is ours', {}],
    ['is not ours', { serverDateBefore: null }],
  ])('no longer once something is there that %s', async (_, entry) => {
    const set = await start(false);
    const before = set.house.clock.now();
    await lookUpClone(await depsOn(set), { ...set.entry, ...entry }, 'taken');
    expect(set.house.clock.now()).toBe(before);
  });

  test('the last look says how it stands, whatever an earlier one saw', async () => {
    const set = await start(true);
    const { listProfiles } = set.house.client;
    let lists = 0;
    const deps = await depsOn(set, {
      listProfiles: (scope) => (++lists === 1 ? refusing() : listProfiles(scope)),
    });
    expect(await lookUpClone(deps, set.entry, 'lost')).toEqual({ status: 'absent' });
  });
});
