// The journal of a clone that is asked for: what one entry takes over from another, and how long it watches a key.
import { describe, expect, test } from 'vitest';
import type { ApplyDeps } from '../../src/apply/deps.ts';
import { closeMade, isOver, namedStep, openPending, unname } from '../../src/apply/pending-create.ts';
import { aClone, aDesired, anEntry } from '../support/a-world.ts';
import { depsOn } from '../support/apply-deps.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';

const KEY = { scope: 'tenant', projectUid: null, name: 'edge', version: '1.0.0' } as const;
const EARLIER = '2025-12-31T00:00:00.000Z';

const start = (): Promise<Scene> => scene(seedVersion({ name: 'base', version: '1.0.0' }));
const fresh = anEntry({ id: 'fresh', runId: 'run', address: 'edge' as never, key: KEY, uidsBefore: ['u-1'] });

/** How each entry ended; null: it is open. */
async function ends({ store }: ApplyDeps): Promise<readonly string[]> {
  const { operations = [] } = (await store.readDump()) ?? {};
  return operations.map(({ id, outcome, error }) => `${id} ${outcome}${error === null ? '' : ` ${error}`}`);
}

describe('an entry that is opened', () => {
  test('at a key without another one is as it was made', async () => {
    const deps = await depsOn(await start());
    expect(await openPending(deps, fresh)).toEqual({ entry: fresh, isInDoubt: false });
    expect([...deps.state.entries.keys()]).toEqual(['fresh']);
    expect((await deps.store.readRecorded()).openEntries).toEqual([fresh]);
  });

  test.each([
    ['its clock', EARLIER, EARLIER],
    ['no clock, so that of the new one counts', null, fresh.serverDateBefore],
  ])(
    'where an earlier one of another address is open takes over its doubts, with %s',
    async (_, before, taken) => {
      const deps = await depsOn(await start());
      const left = {
        ...fresh,
        id: 'left',
        address: 'other' as never,
        serverDateBefore: before,
        uidsBefore: ['u-0', 'u-1'],
      };
      await openPending(deps, left);
      const pending = await openPending(deps, fresh);
      const entry = { ...fresh, step: 'clone', serverDateBefore: taken, uidsBefore: ['u-0', 'u-1'] };
      expect(pending).toEqual({ entry, isInDoubt: true });
      expect([...deps.state.entries.keys()]).toEqual(['fresh']);
      expect(await ends(deps)).toEqual(['left abandoned', 'fresh null']);
    },
  );
});

describe('an entry whose object has a name', () => {
  test.each([
    [false, 'cloned'],
    [true, 'clone'],
  ] as const)('in doubt: %s: its step is %s', (isInDoubt, step) => {
    expect(namedStep({ entry: fresh, isInDoubt }, 'u-2')).toEqual({
      kind: 'step_entry',
      id: 'fresh',
      step,
      uid: 'u-2',
    });
  });

  test('is done, and without a doubt that is all', async () => {
    const deps = await depsOn(await start());
    expect(closeMade(deps, { entry: fresh, isInDoubt: false }, 'u-2')).toEqual([
      { kind: 'close_entry', id: 'fresh', outcome: 'done' },
    ]);
  });

  test('is done, and in doubt a new one watches the key, which knows this object', async () => {
    const deps = await depsOn(await start());
    const recreating = { ...fresh, kind: 'recreate', step: 'cloned', uid: 'u-2', runId: 'earlier' } as const;
    expect(closeMade(deps, { entry: recreating, isInDoubt: true }, 'u-2')).toEqual([
      { kind: 'close_entry', id: 'fresh', outcome: 'done' },
      {
        kind: 'open_entry',
        entry: {
          ...fresh,
          id: 'entry-1',
          kind: 'create',
          step: 'clone',
          uid: null,
          uidsBefore: ['u-1', 'u-2'],
          openedAt: new Date(deps.clock.now()).toISOString(),
        },
      },
    ]);
  });

  test('that turns out to be another one continues without it, and knows it', async () => {
    const deps = await depsOn(await start());
    await openPending(deps, fresh);
    const { entry, isInDoubt } = await unname(deps, { entry: fresh, isInDoubt: false }, 'u-1');
    expect([entry.id, entry.kind, entry.step, entry.uid, entry.uidsBefore, isInDoubt]).toEqual([
      'entry-1',
      'create',
      'clone',
      null,
      ['u-1'],
      true,
    ]);
    expect(await ends(deps)).toEqual(['fresh abandoned WrongUid', 'entry-1 null']);
  });
});

test.each([
  [0, false],
  [15 * 60_000, false],
  [15 * 60_000 + 1, true],
])('%i milliseconds after it was opened, the watch is over: %s', (milliseconds, expected) => {
  expect(isOver(fresh, Date.parse(fresh.openedAt) + milliseconds)).toBe(expected);
});

test('a clone that took more than one send is watched until no answer can be late', async () => {
  const set = await start();
  const desired = aDesired(aClone('edge'));
  const { client } = set.house;
  let sends = 0;
  set.house.client = {
    ...client,
    clone: async (...args) => {
      const answer = client.clone(...args);
      return ++sends === 1 ? answer.then(() => Promise.reject(new Error('the process died'))) : answer;
    },
  };
  await set.house.apply(desired);
  set.house.client = client;
  set.house.clock.advance(1500);
  await set.house.apply(desired);
  const { openEntries } = await set.house.store.readRecorded();
  expect(openEntries.map(({ kind, step, uid }) => [kind, step, uid])).toEqual([['create', 'clone', null]]);
  set.house.clock.advance(16 * 60_000);
  await set.house.apply(desired);
  expect((await set.house.store.readRecorded()).openEntries).toEqual([]);
});
