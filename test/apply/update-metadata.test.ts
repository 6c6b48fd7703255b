// Name, version, labels, description and stamp: what is sent, what is recorded of it, and what a user reads where it came out otherwise.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import { stampTexts } from '../../src/model/stamp.ts';
import { aDesired, type CloneFacts } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { openEntries, recordedRow } from '../support/edited-source.ts';
import { base, one, type Scene, sceneWhere, told } from '../support/scene.ts';
import {
  type Answer,
  type Answers,
  denied,
  hung,
  lost,
  no,
  type SteeredEnd,
  type Steering,
  steered,
  toldOf,
} from '../support/steered.ts';

const target = { labels: { team: 'x' }, description: 'words' };
const wanted = one({ target });
const NOTHING = { value: null, date: null };

interface Labeled extends Scene {
  readonly uid: string;
}

/** A clone that was made with other labels, and is to have those of the table. */
async function aLabeled(
  before: CloneFacts = { target: { labels: { old: '1' } } },
  merges = false,
): Promise<Labeled> {
  const set = await sceneWhere(
    { patchLabels: merges ? 'merge' : 'replace' },
    base('1.0.0', { variables: [], labels: { from: 'source' }, description: 'of the source' }),
  );
  await set.house.apply(aDesired(one(before)));
  set.house.clock.advance(1500);
  return { ...set, uid: await set.hands.uid('one', '1.0.0', 'edge-dev') };
}

/** Clones bring the labels of their source along. */
const aNewOne = (): Promise<Scene> =>
  sceneWhere({ cloneCopiesLabels: 'yes' }, base('1.0.0', { variables: [], labels: { from: 'source' } }));

async function run(
  set: Scene,
  answers: Answers = {},
  clone: DesiredClone = wanted,
  more: Steering = {},
): Promise<SteeredEnd & { readonly patches: readonly unknown[] }> {
  const patches: unknown[] = [];
  const given = answers.patchMetadata;
  const patchMetadata: Answer = (next, args) => {
    const nth = patches.push(args[2]) - 1;
    const answer = typeof given === 'function' ? given : given?.[nth];
    return answer === undefined || answer === null ? next() : answer(next, args);
  };
  const end = await steered(set, aDesired(clone), { ...more, answers: { ...answers, patchMetadata } });
  return { ...end, patches };
}

const PATCH = { metadata: { name: 'one', labels: { team: 'x' }, annotations: { description: 'words' } } };

test('labels and description: one patch, one look, one transaction', async () => {
  const set = await aLabeled();
  const before = await recordedRow(set);
  const { result, calls, patches, written } = await run(set);
  expect([toldOf(result), result?.uid]).toEqual([{ status: 'applied' }, set.uid]);
  expect(calls).toEqual(['patchMetadata', 'getProfile']);
  expect(patches).toEqual([PATCH]);
  expect(written).toEqual(['open update intent', 'put one current', 'close done']);
  const shown = await set.house.client.getProfile(set.uid, before?.key ?? ({} as never));
  const row = await recordedRow(set);
  expect(row).toEqual({
    ...before,
    labels: { team: 'x' },
    description: 'words',
    lastModified: shown?.value.metadata.lastModifiedTimestamp,
    revision: row?.revision,
  });
  expect(row?.lastModified).not.toBe(before?.lastModified);
  expect(await openEntries(set)).toEqual([]);
  expect(told(await set.house.plan(aDesired(wanted)))).toEqual([]);
});

test('the entry of the journal names the object and no source: only its content would come from there', async () => {
  const set = await aLabeled();
  let open: unknown;
  const looking: Answer = async (next) => {
    open = await openEntries(set);
    return next();
  };
  await run(set, { patchMetadata: looking });
  expect(open).toMatchObject([
    { kind: 'update', step: 'intent', uid: set.uid, source: null, address: 'one', ...target },
  ]);
});

test('what nobody declared is sent back as it is', async () => {
  const set = await aLabeled({});
  const { patches } = await run(set, {}, one({ target: { labels: { team: 'x' } } }));
  expect(patches).toEqual([
    { metadata: { ...PATCH.metadata, annotations: { description: 'of the source' } } },
  ]);
  expect(await recordedRow(set)).toMatchObject({ labels: { team: 'x' }, description: null });
});

test('a name and a version that somebody changed are set back; protection and version as declared', async () => {
  const set = await aLabeled();
  await set.hands.metadata(set.uid, { name: 'theirs', labels: { old: '1' } }, { version: '7.0.0' });
  set.house.clock.advance(1500);
  const { result, patches } = await run(set, {}, { ...wanted, protect: true });
  expect(toldOf(result)).toEqual({ status: 'applied' });
  expect(patches).toEqual([{ ...PATCH, spec: { version: '1.0.0' } }]);
  expect(await recordedRow(set)).toMatchObject({
    key: { name: 'one', version: '1.0.0' },
    isProtected: true,
    declaredVersion: '1.0.0',
  });
});

const NOT_SHOWN = { code: 'NotAsAsked', message: 'Palette accepted the change, but does not show it' };
const NO_ANSWER = { code: 'Timeout', message: 'no answer', hint: null };
const AS_IT_IS = ['open update intent', 'put one current', 'close abandoned'];

describe('an answer', () => {
  test.each<readonly [string, Answers, object, number, readonly string[]]>([
    [
      'that is a no: it is not sent again, and the entry is closed',
      { patchMetadata: no(400, 'InvalidLabels', 'not so') },
      { code: 'InvalidLabels', message: 'not so', hint: null },
      1,
      AS_IT_IS,
    ],
    ['that never comes: it is sent three times', { patchMetadata: hung }, NO_ANSWER, 3, AS_IT_IS],
    [
      'that never comes, while the object is gone',
      { patchMetadata: hung, getProfile: denied },
      NO_ANSWER,
      3,
      ['open update intent', 'close abandoned'],
    ],
    [
      'that is a yes, though nothing is done',
      { patchMetadata: () => NOTHING },
      { ...NOT_SHOWN, hint: 'make a new plan' },
      1,
      AS_IT_IS,
    ],
    [
      'that is a yes, while the object cannot be read',
      { getProfile: hung },
      { ...NOT_SHOWN, hint: 'make a new plan' },
      1,
      ['open update intent', 'close abandoned'],
    ],
  ])('%s', async (_, answers, failure, sends, writes) => {
    const set = await aLabeled();
    const { result, patches, written } = await run(set, answers);
    expect([toldOf(result), result?.uid]).toEqual([{ status: 'failed', ...failure }, set.uid]);
    expect(patches).toHaveLength(sends);
    expect(written).toEqual(writes);
    expect(await openEntries(set)).toEqual([]);
    const isSeen = writes.includes('put one current');
    const row = await recordedRow(set);
    // It had labels that are not declared any more: they are no longer known to be set.
    expect([row?.labels, row?.description]).toEqual([
      isSeen ? null : answers.getProfile && { old: '1' },
      null,
    ]);
    set.house.clock.advance(1500);
    await run(set);
    expect(told(await set.house.plan(aDesired(wanted)))).toEqual([]);
  });

  test.each<readonly [string, Answer, number]>([
    ['that is lost: the object shows that it was done, and it is not sent again', lost, 1],
    ['that never comes once: the object shows that it was not done, and it is sent again', hung, 2],
  ])('%s', async (_, answer, sends) => {
    const set = await aLabeled();
    const { result, patches } = await run(set, { patchMetadata: [answer] });
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(patches).toHaveLength(sends);
  });

  test('that is lost, of a rename alone', async () => {
    const set = await aLabeled();
    await set.hands.metadata(set.uid, { name: 'theirs', labels: { old: '1' } });
    const clone = one({ target: { labels: { old: '1' } } });
    expect((await run(set, { patchMetadata: [hung] }, clone)).patches).toHaveLength(2);
    await set.hands.metadata(set.uid, { name: 'theirs', labels: { old: '1' } });
    expect((await run(set, { patchMetadata: [lost] }, clone)).patches).toHaveLength(1);
  });

  test('that leaves labels which were not sent: they are named, in the order of Palette', async () => {
    const set = await aLabeled({ target: { labels: { old: '1', older: '2', team: 'x' } } }, true);
    const { result } = await run(set);
    expect(toldOf(result)).toEqual({
      status: 'failed',
      ...NOT_SHOWN,
      hint: 'Palette keeps labels that are not sent: remove old, older in its console, or declare them',
    });
  });
});

describe('a description that Palette stores in one line', () => {
  const lines = one({ target: { labels: { team: 'x' }, description: 'two\nlines' } });
  const inOneLine =
    (set: Labeled): Answer =>
    async () => {
      await set.hands.metadata(set.uid, {
        name: 'one',
        labels: { team: 'x' },
        annotations: { description: 'two lines' },
      });
      return NOTHING;
    };

  test('is as declared; it is said and recorded', async () => {
    const set = await aLabeled();
    const { result } = await run(set, { patchMetadata: inOneLine(set) }, lines);
    expect(toldOf(result)).toEqual({
      status: 'applied',
      because:
        'Palette stores its description without line breaks: "two lines"; this is not treated as a difference',
    });
    expect(await recordedRow(set)).toMatchObject({
      description: 'two\nlines',
      remarks: { description: { of: 'two\nlines', shown: 'two lines' } },
    });
    expect(told(await set.house.plan(aDesired(lines)))).toEqual([]);
  });

  test('is no remark any more once it is declared so', async () => {
    const set = await aLabeled();
    await run(set, { patchMetadata: inOneLine(set) }, lines);
    set.house.clock.advance(1500);
    const plain = one({ target: { labels: { team: 'y' }, description: 'two lines' } });
    expect(toldOf((await run(set, {}, plain)).result)).toEqual({ status: 'applied' });
    expect((await recordedRow(set))?.remarks).toBeUndefined();
  });
});

describe('the timestamp', () => {
  test('is not recorded over content that was edited after the plan was made', async () => {
    const set = await aLabeled();
    const before = await recordedRow(set);
    await run(set, {}, wanted, {
      meanwhile: () =>
        set.hands.packs(set.uid, (packs) => packs.map((pack) => ({ ...pack, values: 'x: 1' }))),
    });
    const row = await recordedRow(set);
    expect([row?.lastModified, row?.shown]).toEqual([before?.lastModified, before?.shown]);
  });

  test('is not recorded over content that the plan saw edited', async () => {
    const set = await aLabeled();
    const before = await recordedRow(set);
    await set.hands.packs(set.uid, (packs) => packs.map((pack) => ({ ...pack, values: 'x: 1' })));
    set.house.clock.advance(1500);
    const { patches } = await run(set);
    expect(patches).toEqual([PATCH]);
    const row = await recordedRow(set);
    expect([row?.lastModified, row?.shown]).toEqual([before?.lastModified, before?.shown]);
  });
});

describe('a stamp', () => {
  const stamped = (place: 'labels' | 'annotations', facts: CloneFacts = { target }): DesiredClone => ({
    ...one(facts),
    stamp: place,
  });
  async function textsOf(set: Scene): Promise<Readonly<Record<string, string>>> {
    const { clones, identity } = await set.house.store.readRecorded();
    const source = clones[0]?.source;
    return stampTexts({
      sourceUid: source?.uid ?? '',
      sourceVersion: '1.0.0',
      digest: clones[0]?.overrides?.wanted ?? source?.digest ?? '',
      lineage: identity?.lineage ?? '',
    });
  }

  test.each([
    [
      'labels',
      (texts: object) => ({ labels: { team: 'x', ...texts }, annotations: { description: 'words' } }),
    ],
    [
      'annotations',
      (texts: object) => ({ labels: { team: 'x' }, annotations: { description: 'words', ...texts } }),
    ],
  ] as const)('in %s goes along with what is declared', async (place, expected) => {
    const set = await aLabeled();
    const { result, patches } = await run(set, {}, stamped(place));
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(patches).toEqual([{ metadata: { name: 'one', ...expected(await textsOf(set)) } }]);
  });

  test('names what the overrides make of the source', async () => {
    const own = desiredOverrides('packs: { os: { values: { size: 9 } } }');
    const set = await aLabeled({ target: { labels: { old: '1' } }, overrides: own });
    const { patches } = await run(set, {}, stamped('annotations', { target, overrides: own }));
    expect(patches).toMatchObject([{ metadata: { annotations: await textsOf(set) } }]);
  });

  test.each([
    ['labels', (texts: object) => ({ labels: { from: 'source', ...texts } }), 1],
    ['annotations', (texts: object) => ({ annotations: texts }), 0],
  ] as const)('of a new clone in %s keeps what the clone brought along', async (place, expected, looks) => {
    const set = await aNewOne();
    const { result, patches, calls } = await run(set, {}, stamped(place, {}));
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(patches).toEqual([{ metadata: { name: 'one', ...expected(await textsOf(set)) } }]);
    const before = calls.slice(calls.indexOf('clone'), calls.indexOf('patchMetadata'));
    expect(before.filter((name) => name === 'getProfile')).toHaveLength(looks);
  });

  test('is left out where the labels beside it cannot be read', async () => {
    const set = await aNewOne();
    const { patches } = await run(set, { getProfile: [hung] }, stamped('labels', {}));
    expect(patches).toEqual([{ metadata: { name: 'one' } }]);
  });
});

describe('of a new clone only what is declared is sent, and counts where an answer is lost', () => {
  test.each<readonly [string, CloneFacts['target'], object]>([
    ['labels', { labels: { team: 'x' } }, { labels: { team: 'x' } }],
    ['no labels', { labels: {} }, { labels: {} }],
    ['a description', { description: 'words' }, { annotations: { description: 'words' } }],
  ])('%s', async (_, facts, expected) => {
    for (const [answer, sends] of [
      [lost, 1],
      [hung, 2],
    ] as const) {
      const set = await aNewOne();
      const { result, patches } = await run(set, { patchMetadata: [answer] }, one({ target: facts ?? {} }));
      expect(toldOf(result)).toEqual({ status: 'applied' });
      expect(patches).toEqual(
        Array.from({ length: sends }, () => ({ metadata: { name: 'one', ...expected } })),
      );
    }
  });
});
