// The sagas that put a new object in the place of an old one: replace makes the new one first, recreate deletes the old one first. Neither
// begins over an object that is not as it was planned.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import {
  type Answer,
  type Answers,
  altered,
  denied,
  FAILED,
  hung,
  no,
  type Steering,
  steered,
  toldOf,
} from '../support/steered.ts';

type Set = Scene & { readonly uid: string };

async function start(first: DesiredClone): Promise<Set> {
  const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
  await set.house.apply(aDesired(first));
  set.house.clock.advance(10_000);
  return { ...set, uid: await set.hands.uid('edge', '1.0.0', 'edge-dev') };
}

const names = (set: Scene): readonly string[] =>
  set.house.sandbox
    .describe()
    .profiles.flatMap(({ name, uid }) => (name === 'base' ? [] : [name === 'edge' ? `edge ${uid}` : name]));
const rows = async ({ house }: Scene): Promise<readonly unknown[]> =>
  (await house.store.readRecorded()).clones.map(({ address, status }) => `${address} ${status}`);

interface Profile {
  readonly status: { inUseClusters?: { uid: string; name: string }[] };
}
const inUse = altered<Profile>(
  ({ status }) => void (status.inUseClusters = [{ uid: 'c-1', name: 'prod-1' }]),
);

/** What is found before anything is sent. */
const LEFT: readonly (readonly [string, Answers, object])[] = [
  [
    'came into use',
    { getProfile: inUse },
    { code: 'InUse', message: 'it is now in use by prod-1', hint: 'make a new plan' },
  ],
  [
    'cannot be read',
    { getProfile: no(403, 'Forbidden', 'not yours') },
    { code: 'Forbidden', message: 'not yours' },
  ],
];

describe('a replace', () => {
  const after = aDesired(aClone('edge', { target: { name: 'uno' } }));
  const MADE = [
    'open replace intent',
    'step cloned',
    'move edge → edge@1.0.0',
    'put edge@1.0.0 superseded',
    'put edge current',
    'close done',
  ];

  test('makes the new object, puts the old one aside, and deletes that', async () => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after);
    expect(toldOf(end.result)).toEqual({ status: 'applied' });
    expect(end.result?.uid).toBe(await set.hands.uid('uno', '1.0.0', 'edge-dev'));
    expect(end.sent).toEqual(['clone', 'deleteProfile']);
    expect(end.written).toEqual([...MADE, 'open delete intent', 'remove edge@1.0.0', 'close done']);
    expect([names(set), await rows(set)]).toEqual([['uno'], ['edge current']]);
  });

  test.each(LEFT)('does nothing where the old object %s', async (_, answers, told) => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after, { answers });
    expect(toldOf(end.result)).toEqual({ status: 'failed', hint: 'nothing was created or deleted', ...told });
    expect([end.result?.uid, end.sent, end.written]).toEqual([set.uid, [], []]);
  });

  test('does nothing where the old object was edited after the plan was made', async () => {
    const set = await start(aClone('edge'));
    const meanwhile = (): Promise<void> => set.hands.metadata(set.uid, { labels: { keep: 'me' } });
    const end = await steered(set, after, { meanwhile });
    expect(toldOf(end.result)).toEqual({
      status: 'failed',
      code: 'ChangedSincePlan',
      message: 'it changed after the plan was made: its labels were changed',
      hint: 'make a new plan and review it',
    });
    expect([end.sent, names(set)]).toEqual([[], [`edge ${set.uid}`]]);
  });

  test('continues where the old object is gone already', async () => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after, { meanwhile: () => set.hands.remove(set.uid) });
    expect([toldOf(end.result), end.sent]).toEqual([{ status: 'applied' }, ['clone']]);
    expect(await rows(set)).toEqual(['edge current']);
  });

  test('of which Palette refuses the new object leaves the old one alone', async () => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after, { answers: { clone: no(422, 'Unwanted', 'not here') } });
    expect(toldOf(end.result)).toEqual({
      ...FAILED,
      code: 'Unwanted',
      message: 'not here',
    });
    expect([end.sent, names(set), await rows(set)]).toEqual([
      ['clone'],
      [`edge ${set.uid}`],
      ['edge current'],
    ]);
  });

  test.each<readonly [string, (set: Set) => Answers, string]>([
    [
      'came into use while the new one was made',
      (set) => ({
        getProfile: (next, args) => (isMade(set) && args[0] === set.uid ? inUse(next, args) : next()),
      }),
      'it is now in use by prod-1',
    ],
    [
      'was edited while the new one was made',
      (set) => ({
        clone: async (next) => {
          await set.hands.metadata(set.uid, { labels: { keep: 'me' } });
          return next();
        },
      }),
      'it changed after the plan was made: its labels were changed',
    ],
  ])('is done although the old object %s: a later run deletes that', async (_, answersOf, why) => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after, { answers: answersOf(set) });
    expect(toldOf(end.result)).toEqual({
      status: 'applied',
      because: `still exists, and a later run deletes it: edge@1.0.0 (${why})`,
    });
    expect([end.sent, end.written]).toEqual([['clone'], MADE]);
    expect(await rows(set)).toEqual(['edge current', 'edge@1.0.0 superseded']);
  });

  test('is not done while Palette refuses to delete the old object; the new one is recorded', async () => {
    const set = await start(aClone('edge'));
    const end = await steered(set, after, { answers: { deleteProfile: no(422, 'Unwanted', 'not now') } });
    expect(toldOf(end.result)).toEqual({
      ...FAILED,
      code: 'Unwanted',
      message: 'not now',
      because: 'the new clone is created and recorded; edge@1.0.0 still exists',
    });
    expect(end.result?.uid).toBe(await set.hands.uid('uno', '1.0.0', 'edge-dev'));
    expect(await rows(set)).toEqual(['edge current', 'edge@1.0.0 superseded']);
  });
});

const isMade = (set: Scene): boolean => names(set).includes('uno');

describe('a recreate', () => {
  const mirror = aClone('edge', { content: 'mirror', mirrorBy: 'recreate' });
  const after = aDesired(mirror);
  const MADE = ['open recreate delete', 'step deleted', 'step cloned', 'put edge current', 'close done'];

  /** Whose source was edited. */
  async function edited(): Promise<Set> {
    const set = await start(mirror);
    const uid = await set.hands.uid('base', '1.0.0');
    await set.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: new' })));
    return set;
  }
  const uidNow = (set: Scene): Promise<string> => set.hands.uid('edge', '1.0.0', 'edge-dev');

  test('asks whether Palette would clone it, deletes, and clones again, under one journal entry', async () => {
    const set = await edited();
    const asked: unknown[] = [];
    const validateClone: Answer = (next, args) => {
      asked.push((args[2] as { readonly version: string }).version);
      return next();
    };
    const end = await steered(set, after, { answers: { validateClone } });
    expect(toldOf(end.result)).toEqual({ status: 'applied' });
    // The version itself is taken until the delete.
    expect(asked).toEqual(['1.0.0-cloneform.check']);
    expect([end.sent, end.written]).toEqual([['deleteProfile', 'clone'], MADE]);
    const [row] = (await set.house.store.readRecorded()).clones;
    expect([row?.uid, row?.digest]).toEqual([await uidNow(set), row?.source.digest]);
    expect(row?.uid).not.toBe(set.uid);
  });

  test('asks about a version beside a prerelease', async () => {
    const version = '2.0.0-rc.1';
    const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
    const own = aClone('edge', { content: 'mirror', mirrorBy: 'recreate', target: { version } });
    await set.house.apply(aDesired(own));
    const uid = await set.hands.uid('base', '1.0.0');
    await set.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: new' })));
    const asked: unknown[] = [];
    const validateClone: Answer = (next, args) => {
      asked.push((args[2] as { readonly version: string }).version);
      return next();
    };
    await steered(set, aDesired(own), { answers: { validateClone } });
    expect(asked).toEqual(['2.0.0-cloneform.check']);
  });

  test.each<readonly [string, Steering, object]>([
    ...LEFT.map(([name, { getProfile }, told]) => {
      // The source is read before.
      const answers: Answers = { getProfile: [null, getProfile as Answer] };
      return [`the old object ${name}`, { answers }, { hint: 'nothing was deleted', ...told }] as const;
    }),
    [
      'the old object is gone',
      { answers: { getProfile: [null, denied] } },
      { code: 'NotFound', message: 'it no longer exists', hint: 'make a new plan' },
    ],
    [
      'Palette would not clone it',
      { answers: { validateClone: no(422, 'Unwanted', 'not here') } },
      { code: 'Unwanted', message: 'not here', hint: null, because: 'nothing was deleted' },
    ],
  ])('does nothing where %s', async (_, steering, told) => {
    const set = await edited();
    const end = await steered(set, after, steering);
    expect(toldOf(end.result)).toEqual({ status: 'failed', ...told });
    expect([end.result?.uid, end.sent, end.written]).toEqual([set.uid, [], []]);
    expect(names(set)).toEqual([`edge ${set.uid}`]);
  });

  test.each<readonly [string, Steering, object]>([
    [
      'cannot be read',
      { answers: { getProfile: no(403, 'Forbidden', 'not yours') } },
      { code: 'Forbidden', message: 'not yours', hint: null, because: 'the source could not be read' },
    ],
    [
      'is gone',
      { answers: { getProfile: denied } },
      { code: 'SourceGone', message: 'the source no longer exists', hint: 'make a new plan' },
    ],
    [
      'was edited after the plan was made',
      {
        meanwhile: async ({ hands }) =>
          hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
            packs.map((pack) => ({ ...pack, values: 'v: newer' })),
          ),
      },
      {
        code: 'SourceChanged',
        message: 'the source changed after the plan was made',
        hint: 'make a new plan',
      },
    ],
  ])('does nothing where its source %s', async (_, steering, told) => {
    const set = await edited();
    const end = await steered(set, after, steering);
    expect(toldOf(end.result)).toEqual({ status: 'failed', ...told });
    expect([end.sent, end.written]).toEqual([[], []]);
  });

  test('whose delete is refused closes its journal entry', async () => {
    const set = await edited();
    const end = await steered(set, after, { answers: { deleteProfile: no(422, 'Unwanted', 'not now') } });
    expect(toldOf(end.result)).toEqual({
      ...FAILED,
      code: 'Unwanted',
      message: 'not now',
    });
    expect(end.written).toEqual(['open recreate delete', 'close refused Unwanted']);
  });

  test('whose clone got no answer continues in the next run, which may not end the doubt by a refused delete', async () => {
    const set = await edited();
    const first = await steered(set, after, { answers: { clone: hung } });
    expect(first.written).toEqual(['open recreate delete', 'step deleted']);
    expect(names(set)).toEqual([]);
    const [entry] = (await set.house.store.readRecorded()).openEntries;
    expect(entry).toMatchObject({ kind: 'recreate', step: 'deleted', uid: null, uidsBefore: [set.uid] });
    const next = await steered(set, after);
    expect(next.end.exitCode).toBe(0);
    expect(await rows(set)).toEqual(['edge current']);
  });

  test('at a key that an earlier run left in doubt keeps that doubt, also where its delete is refused', async () => {
    const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
    const made = await steered(set, after, { answers: { clone: [hung] } });
    expect(made.written.at(-1)).toBe('open create clone');
    const uid = await set.hands.uid('base', '1.0.0');
    await set.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: new' })));
    const refused = await steered(set, after, { answers: { deleteProfile: no(422, 'Unwanted', 'not now') } });
    expect(toldOf(refused.result)).toEqual({
      ...FAILED,
      code: 'Unwanted',
      message: 'not now',
    });
    expect(refused.written).toEqual(['close abandoned', 'open recreate clone']);
    const done = await steered(set, after);
    expect(toldOf(done.result)).toEqual({ status: 'applied' });
    expect(done.written).toEqual([
      'close abandoned',
      'open recreate clone',
      'step clone',
      'put edge current',
      'close done',
      'open create clone',
    ]);
  });
});
