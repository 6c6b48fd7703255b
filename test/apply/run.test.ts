// A run as a whole: what it reports meanwhile, what history has of it afterwards, and what ends it early.
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { depsOn } from '../support/apply-deps.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import { type Answer, failing, hung, no, type Steering, steered, toldOf } from '../support/steered.ts';

const start = (): Promise<Scene> => scene(seedVersion({ name: 'base', version: '1.0.0' }));
const [a, b, c] = [aClone('a'), aClone('b'), aClone('c')];
const SERIAL: Steering = { more: { parallelism: 1 } };

const uidOf = (set: Scene, name: string): string =>
  set.house.sandbox.describe().profiles.find((profile) => profile.name === name)?.uid ?? '';

/** Of the last run, as history has it. */
async function history({ house }: Scene): Promise<readonly unknown[]> {
  const [run] = await house.store.readRuns(1);
  return (run?.results ?? []).map(({ address, status, error }) => [address, status, error]);
}

test('events count the changes that are work, from the first to the last', async () => {
  const set = await start();
  await set.house.apply(aDesired(a));
  const slowly: Answer = async (next) => {
    set.house.clock.advance(40);
    return next();
  };
  const { events } = await steered(set, aDesired(a, b, c), { ...SERIAL, answers: { clone: [slowly] } });
  const common = { action: 'create', reason: 'new' };
  const ended = { action: 'create', status: 'applied', error: null, because: null };
  expect(events).toEqual([
    { event: 'run_started', runId: expect.any(String), total: 2 },
    { event: 'change_started', address: 'b', ...common, number: 1, total: 2 },
    {
      event: 'change_finished',
      address: 'b',
      ...ended,
      uid: uidOf(set, 'b'),
      elapsedMs: 40,
      done: 1,
      total: 2,
    },
    { event: 'change_started', address: 'c', ...common, number: 2, total: 2 },
    {
      event: 'change_finished',
      address: 'c',
      ...ended,
      uid: uidOf(set, 'c'),
      elapsedMs: 0,
      done: 2,
      total: 2,
    },
    { event: 'run_finished', applied: 2, failed: 0, skipped: 0, notStarted: 0, elapsedMs: 40 },
  ]);
  expect((await set.house.store.readRuns(1))[0]?.outcome).toBe('done');
});

test('the event of a failed change has its error, and what waits for it is skipped without having begun', async () => {
  const set = await start();
  const linked = aClone('b', { chain: { clone: 'a' } });
  const refusing = { ...SERIAL, answers: { clone: no(422, 'Unwanted', 'not here') } };
  const { events, results, end } = await steered(set, aDesired(a, linked), refusing);
  expect(results.map(toldOf)).toEqual([
    { status: 'failed', code: 'Unwanted', message: 'not here', hint: null },
    { status: 'skipped', because: 'a did not succeed' },
  ]);
  expect(end.exitCode).toBe(4);
  expect(events.slice(1, -1)).toMatchObject([
    { event: 'change_started', address: 'a' },
    { event: 'change_finished', address: 'a', status: 'failed', uid: null, error: { code: 'Unwanted' } },
    { event: 'change_finished', address: 'b', status: 'skipped', error: null, elapsedMs: 0, done: 2 },
  ]);
  expect(events.at(-2)).toMatchObject({ because: 'a did not succeed' });
  expect(await history(set)).toEqual([
    ['a', 'failed', 'Unwanted: not here'],
    ['b', 'skipped', null],
  ]);
});

test('a blocked change is skipped with what blocks it, and never begins', async () => {
  const set = await start();
  await set.house.apply(aDesired(aClone('a', { protect: true })));
  const { events, results } = await steered(set, aDesired(b), SERIAL);
  expect(
    results.map(({ address, action, status, because, blockedBy }) => ({
      address,
      action,
      status,
      because,
      blockedBy,
    })),
  ).toEqual([
    { address: 'b', action: 'create', status: 'applied', because: undefined, blockedBy: undefined },
    {
      address: 'a',
      action: 'delete',
      status: 'skipped',
      because: 'blocked: protected',
      blockedBy: 'protected',
    },
  ]);
  expect(events.map(({ event }) => event)).toEqual([
    'run_started',
    'change_started',
    'change_finished',
    'change_finished',
    'run_finished',
  ]);
});

const AFTER_NO = ['failed', 'not_started', 'not_started'];

test.each<readonly [string, Answer, string, readonly string[]]>([
  [
    'a key that is not accepted any more ends it',
    failing({ kind: 'auth', status: 401, code: 'InvalidApiKey', effect: 'none' }),
    'Unauthorized',
    AFTER_NO,
  ],
  [
    'a Palette that was given up ends it',
    failing({ kind: 'given_up', code: 'GivenUp', effect: 'none' }),
    'GivenUp',
    AFTER_NO,
  ],
  ['any other no ends its own change only', no(422, 'Unwanted'), 'Unwanted', ['failed', 'failed', 'failed']],
  [
    'a used-up quota ends what would make more',
    no(403, 'ClusterProfileQuotaExceeded'),
    'ClusterProfileQuotaExceeded',
    AFTER_NO,
  ],
])('%s, and what did not begin is recorded so', async (_, answer, code, statuses) => {
  const set = await start();
  const { results, end } = await steered(set, aDesired(a, b, c), { ...SERIAL, answers: { clone: answer } });
  expect(results.map(({ status }) => status)).toEqual(statuses);
  expect(results[0]?.error?.code).toBe(code);
  expect(await history(set)).toEqual(
    results.map(({ address, status, error }) => [
      address,
      status,
      error === undefined ? null : `${error.code}: ${error.message}`,
    ]),
  );
  expect(end.applied.summary).toMatchObject({
    failed: statuses.filter((status) => status === 'failed').length,
  });
});

test('a used-up quota does not keep deletes and labels from being done', async () => {
  const set = await start();
  await set.house.apply(aDesired(aClone('gone'), a));
  const labelled = aClone('a', { target: { labels: { team: 'x' } } });
  const full = { ...SERIAL, answers: { clone: no(403, 'ClusterProfileQuotaExceeded') } };
  const { results } = await steered(set, aDesired(labelled, b, c), full);
  expect(results.map(({ address, status }) => [address, status])).toEqual([
    ['a', 'applied'],
    ['b', 'failed'],
    ['c', 'not_started'],
    ['gone', 'applied'],
  ]);
});

test('a quota that a delete names keeps nothing from being made', async () => {
  const set = await start();
  await set.house.apply(aDesired(aClone('gone'), a));
  const { results } = await steered(set, aDesired(a), {
    ...SERIAL,
    answers: { deleteProfile: no(403, 'QuotaExceeded') },
  });
  expect(results.map(({ status }) => status)).toEqual(['failed']);
  const after = await steered(set, aDesired(a, b), SERIAL);
  expect(after.results.map(({ address, status }) => [address, status])).toEqual([
    ['b', 'applied'],
    ['gone', 'applied'],
  ]);
});

test('a run that is asked to end finishes what it began, and says what it did not begin', async () => {
  const set = await start();
  let isAsked = false;
  set.house.isStopping = () => isAsked;
  const asking: Answer = async (next) => {
    isAsked = true;
    return next();
  };
  const { results, end } = await steered(set, aDesired(a, b, c), { ...SERIAL, answers: { clone: [asking] } });
  expect(results.map(toldOf)).toEqual([
    { status: 'applied' },
    { status: 'not_started' },
    { status: 'not_started' },
  ]);
  expect(end.applied.summary).toMatchObject({ applied: 1, notStarted: 2 });
  expect(await history(set)).toEqual([
    ['a', 'applied', null],
    ['b', 'not_started', null],
    ['c', 'not_started', null],
  ]);
});

const full = async (): Promise<void> => {
  throw new StoreError('disk_full', 'memory', 'no space is left');
};
const BROKEN = {
  status: 'failed',
  code: 'BrokenOff',
  message: 'the run failed during this change; the journal records what was sent',
  hint: 'the next run recovers it',
};

test.each([
  ['before anything was sent', 'open_entry', false],
  ['after the clone was made', 'step_entry', true],
  ['when the row was to be written', 'put_clone', true],
] as const)(
  'state that fails %s ends the run: the change says that it was begun',
  async (_, kind, isMade) => {
    const set = await start();
    const { results, end } = await steered(set, aDesired(a, b), {
      ...SERIAL,
      onWrite: (mutations, next) => (mutations.some((mutation) => mutation.kind === kind) ? full() : next()),
    });
    const uid = uidOf(set, 'a');
    const because = `it exists in Palette with UID ${uid}, but state could no longer record that`;
    expect(results.map(toldOf)).toEqual([
      { ...BROKEN, ...(isMade ? { because } : {}) },
      { status: 'not_started' },
    ]);
    expect(results[0]?.uid).toBe(isMade ? uid : undefined);
    expect(end.broken?.error).toBeInstanceOf(StoreError);
  },
);

test('a fault of ours in the middle of a change is thrown on, and is not taken for a no of Palette', async () => {
  const set = await start();
  const fault: Answer = () => {
    throw new TypeError('ours');
  };
  const { results, end } = await steered(set, aDesired(a), { answers: { clone: fault } });
  expect(results.map(toldOf)).toEqual([BROKEN]);
  expect(end.broken?.error).toBeInstanceOf(TypeError);
});

test('a read without an answer, outside of any saga of its own, is a failure of its change with Palette’s words', async () => {
  const set = await start();
  const mirror = aClone('a', { content: 'mirror' });
  await set.house.apply(aDesired(mirror));
  const uid = await set.hands.uid('base', '1.0.0');
  await set.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: 2' })));
  const { result } = await steered(set, aDesired(mirror), { answers: { getProfile: [null, hung] } });
  expect(toldOf(result)).toEqual({ status: 'failed', code: 'Timeout', message: 'no answer', hint: null });
});

test('a version beside the recorded clone makes that one superseded', async () => {
  const set = await scene(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'base', version: '1.1.0' }),
  );
  const at = (version: string): DesiredClone =>
    aClone('a', { source: { version }, target: { version: 'source' } });
  await set.house.apply(aDesired(at('1.0.0')));
  const { result, written } = await steered(set, aDesired(at('1.1.0')));
  expect(toldOf(result)).toEqual({ status: 'applied' });
  expect(written).toEqual([
    'open create intent',
    'step cloned',
    'move a → a@1.0.0',
    'put a@1.0.0 superseded',
    'put a current',
    'close done',
  ]);
  const { clones } = await set.house.store.readRecorded();
  expect(clones.map(({ address, status, key }) => [address, status, key.version])).toEqual([
    ['a', 'current', '1.1.0'],
    ['a@1.0.0', 'superseded', '1.0.0'],
  ]);
});

test('what waits for a change begins once that is done', async () => {
  const set = await start();
  const linked = aClone('b', { chain: { clone: 'a' } });
  const { results, events } = await steered(set, aDesired(a, linked));
  expect(results.map(toldOf)).toEqual([{ status: 'applied' }, { status: 'applied' }]);
  expect(events.map(({ event }) => event)).toEqual([
    'run_started',
    'change_started',
    'change_finished',
    'change_started',
    'change_finished',
    'run_finished',
  ]);
});

test('a clone that is gone and made again gets the row of the one that was: that one is not kept as superseded', async () => {
  const set = await start();
  await set.house.apply(aDesired(a));
  await set.hands.remove(await set.hands.uid('a', '1.0.0', 'edge-dev'));
  const { result, written } = await steered(set, aDesired(a));
  expect([toldOf(result), result?.reason]).toEqual([{ status: 'applied' }, 'gone']);
  expect(written).toEqual(['open create intent', 'step cloned', 'put a current', 'close done']);
});

test('a superseded version is not deleted while the quota keeps its successor from being made', async () => {
  const set = await start();
  const at = (version: string): DesiredClone => aClone('z', { retain: 1, target: { version } });
  await set.house.apply(aDesired(at('1.0.0')));
  await set.house.apply(aDesired(at('2.0.0')));
  const { results } = await steered(set, aDesired(a, at('3.0.0')), {
    ...SERIAL,
    answers: { clone: no(403, 'ClusterProfileQuotaExceeded') },
  });
  expect(results.map(({ address, status, because }) => [address, status, because])).toEqual([
    ['a', 'failed', undefined],
    ['z', 'not_started', undefined],
    ['z@1.0.0', 'skipped', 'z did not succeed'],
  ]);
});

describe('a row that is not what the plan was made with', () => {
  const REFUSED = { status: 'failed', code: 'NotRecorded', hint: 'make a new plan' };

  test('its clone is not in state any more', async () => {
    const set = await start();
    await set.house.apply(aDesired(a));
    const plan = await set.house.plan(aDesired(b));
    const deps = await depsOn(set);
    deps.state.clones.delete('a');
    const { results } = await applyPlan(deps, plan, 1);
    expect(results.map(toldOf)).toEqual([
      { status: 'applied' },
      { ...REFUSED, message: 'a is no longer in state' },
    ]);
  });

  test('its address has another object in state', async () => {
    const set = await start();
    await set.house.apply(aDesired(a));
    const plan = await set.house.plan(aDesired(b));
    const deps = await depsOn(set);
    const row = deps.state.clones.get('a');
    if (row !== undefined) deps.state.clones.set(row.address, { ...row, uid: 'u-other' });
    const { results } = await applyPlan(deps, plan, 1);
    expect(results.map(toldOf)).toEqual([
      { status: 'applied' },
      { ...REFUSED, message: 'a is now another object in state (UID u-other)' },
    ]);
    expect(set.house.sandbox.describe().profiles.map(({ name }) => name)).toContain('a');
  });
});
