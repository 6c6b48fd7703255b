// An update of content: what must still hold before anything is sent, which calls it sends, and what state and journal hold of it.
import { describe, expect, test } from 'vitest';
import type { OpenEntry } from '../../src/model/recorded.ts';
import { aDesired } from '../support/a-world.ts';
import {
  anEdited,
  mirror,
  openEntries,
  recordedRow,
  runOn,
  sized,
  VARIABLE,
} from '../support/edited-source.ts';
import { base, one, scene, told } from '../support/scene.ts';
import { type Answer, denied, hung, no, type Steering, steered, toldOf } from '../support/steered.ts';

const CONTINUES = 'it is incomplete; the next run continues from here';
const NO_MORE = { code: 'NotFound', message: 'it no longer exists', hint: 'make a new plan' };

describe('before anything is sent', () => {
  test.each<readonly [string, Steering, object]>([
    ['is gone', { answers: { getProfile: [null, denied] } }, NO_MORE],
    [
      'was edited after the plan was made',
      {
        meanwhile: async (set) => set.hands.packs(await set.hands.uid('one', '1.0.0', 'edge-dev'), sized(5)),
      },
      {
        code: 'ChangedSincePlan',
        message: 'its content changed after the plan was made',
        hint: 'make a new plan',
      },
    ],
    [
      'has a draft of somebody else',
      {
        meanwhile: async (set) => set.hands.draft(await set.hands.uid('one', '1.0.0', 'edge-dev'), sized(5)),
      },
      {
        code: 'ForeignDraft',
        message: 'it has an unpublished draft',
        hint: 'publish or discard the draft, then make a new plan',
      },
    ],
  ])('an object that %s is left alone', async (_, steering, failure) => {
    const set = await anEdited();
    const before = await recordedRow(set);
    const { result, sent, written } = await runOn(set, steering);
    expect([toldOf(result), result?.uid]).toEqual([{ status: 'failed', ...failure }, set.uid]);
    expect([sent, written]).toEqual([[], []]);
    expect(await recordedRow(set)).toEqual(before);
  });

  test.each<readonly [string, Steering, object]>([
    [
      'cannot be read',
      { answers: { getProfile: [no(403, 'Forbidden', 'not yours')] } },
      { code: 'Forbidden', message: 'not yours', hint: null, because: 'the source could not be read' },
    ],
    [
      'is gone',
      { answers: { getProfile: [denied] } },
      { code: 'SourceGone', message: 'the source no longer exists', hint: 'make a new plan' },
    ],
    [
      'was edited again',
      { meanwhile: async (set) => set.hands.packs(await set.hands.uid('base', '1.0.0'), sized(7)) },
      {
        code: 'SourceChanged',
        message: 'the source changed after the plan was made',
        hint: 'make a new plan',
      },
    ],
  ])('a source that %s is not copied', async (_, steering, failure) => {
    const set = await anEdited();
    const { result, sent, written } = await runOn(set, steering);
    expect(toldOf(result)).toEqual({ status: 'failed', ...failure });
    expect(result?.uid).toBeUndefined();
    expect([sent, written]).toEqual([[], []]);
  });

  test('a source that could not be read for one clone is read again for the next', async () => {
    const two = [mirror, { ...mirror, ...one({ content: 'mirror' }), address: 'two' as never, id: 'two' }];
    const desired = aDesired(
      ...two.map((clone) => ({ ...clone, target: { ...clone.target, name: clone.id } })),
    );
    const set = await scene(base('1.0.0', { variables: [VARIABLE] as never }));
    await set.house.apply(desired);
    await set.hands.packs(await set.hands.uid('base', '1.0.0'), sized(9));
    set.house.clock.advance(1500);
    const { results } = await steered(set, desired, {
      answers: { getProfile: [no(403, 'Forbidden')] },
      more: { parallelism: 1 },
    });
    expect(results.map(({ address, status }) => [address, status])).toEqual([
      ['one', 'failed'],
      ['two', 'applied'],
    ]);
  });

  test('several clones of one source read it once', async () => {
    const desired = aDesired(
      ...['one', 'two'].map((id) => ({
        ...mirror,
        id,
        address: id as never,
        target: { ...mirror.target, name: id },
      })),
    );
    const set = await scene(base('1.0.0', { variables: [VARIABLE] as never }));
    await set.house.apply(desired);
    const source = await set.hands.uid('base', '1.0.0');
    await set.hands.packs(source, sized(9));
    set.house.clock.advance(1500);
    const reads: unknown[] = [];
    const seen: Answer = (next, [uid]) => {
      reads.push(uid);
      return next();
    };
    await steered(set, desired, { answers: { getProfile: seen } });
    expect(reads.filter((uid) => uid === source)).toHaveLength(1);
  });
});

describe('as planned', () => {
  test('draft, publish, read back: the row has the new digests, and the entry is closed', async () => {
    const set = await anEdited();
    const before = await recordedRow(set);
    const { result, sent, written } = await runOn(set);
    expect([toldOf(result), result?.uid]).toEqual([{ status: 'applied' }, set.uid]);
    expect(sent).toEqual(['putProfile', 'publish']);
    expect(written).toEqual([
      'open update intent',
      'step draft',
      'step publish',
      'put one current',
      'close done',
    ]);
    const row = await recordedRow(set);
    const whole = await set.house.client.getProfile(set.uid, row?.key ?? ({} as never));
    expect(row).toEqual({
      ...before,
      digest: row?.source.digest,
      shown: row?.shown,
      source: { ...before?.source, digest: row?.digest },
      lastModified: whole?.value.metadata.lastModifiedTimestamp,
      revision: row?.revision,
    });
    expect(row?.digest).not.toBe(before?.digest);
    expect(row?.shown).not.toBe(before?.shown);
    expect((await set.house.store.readRecorded()).outlines.has(row?.digest ?? ('' as never))).toBe(true);
    expect(told(await set.house.plan(aDesired(mirror)))).toEqual([]);
  });

  test('what the journal says while it is under way', async () => {
    const set = await anEdited();
    let seen: readonly OpenEntry[] = [];
    const looking: Answer = async (next) => {
      seen = await openEntries(set);
      return next();
    };
    await runOn(set, { answers: { publish: looking } });
    const row = await recordedRow(set);
    expect(seen).toEqual([
      {
        id: expect.any(String),
        runId: expect.any(String),
        address: 'one',
        kind: 'update',
        step: 'publish',
        key: row?.key,
        projectName: 'edge-dev',
        uid: set.uid,
        source: row?.source,
        uidsBefore: [],
        serverDateBefore: expect.any(String),
        labels: null,
        description: null,
        isProtected: false,
        declaredVersion: '1.0.0',
        openedAt: expect.any(String),
      },
    ]);
    expect(await openEntries(set)).toEqual([]);
  });

  test('labels and a description that changed too are patched after the content is right, and recorded', async () => {
    const set = await anEdited();
    const clone = one({ content: 'mirror', target: { labels: { team: 'x' }, description: 'words' } });
    const { result, sent, written } = await runOn(set, {}, clone);
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(sent).toEqual(['putProfile', 'publish', 'patchMetadata']);
    expect(written.slice(-3)).toEqual(['step metadata', 'put one current', 'close done']);
    const row = await recordedRow(set);
    expect([row?.labels, row?.description]).toEqual([{ team: 'x' }, 'words']);
    expect(told(await set.house.plan(aDesired(clone)))).toEqual([]);
  });

  test('what its declaration says of protection and version is recorded with it', async () => {
    const set = await anEdited();
    const clone = one({ content: 'mirror', protect: true });
    await runOn(set, {}, clone);
    expect((await recordedRow(set))?.isProtected).toBe(true);
  });

  test('variables are set before the draft, which may name them', async () => {
    const set = await scene(base('1.0.0', { variables: [VARIABLE] as never }));
    await set.house.apply(aDesired(mirror));
    await set.hands.variables(await set.hands.uid('base', '1.0.0'), () => [
      { ...VARIABLE, defaultValue: 'us' },
      { name: 'zone', format: 'string', defaultValue: 'a' },
    ]);
    set.house.clock.advance(1500);
    const { sent, written } = await runOn(set);
    expect(sent).toEqual(['patchVariables', 'putProfile', 'publish']);
    expect(written).toEqual([
      'open update intent',
      'step variables',
      'step draft',
      'step publish',
      'put one current',
      'close done',
    ]);
  });

  test('a variable that the source lost is deleted once nothing names it any more', async () => {
    const set = await anEdited(mirror, [VARIABLE, { ...VARIABLE, name: 'zone' }]);
    await set.hands.variables(set.source, (all) => all.filter(({ name }) => name !== 'zone'));
    let names: unknown;
    const seen: Answer = (next, args) => {
      names = args[2];
      return next();
    };
    const { sent, written } = await runOn(set, { answers: { deleteVariables: seen } });
    expect(sent).toEqual(['putProfile', 'publish', 'deleteVariables']);
    expect(written).toContain('step surplus');
    expect(names).toEqual(['zone']);
  });

  test('variables in another order are put, all of them, at the end', async () => {
    const set = await anEdited(mirror, [VARIABLE, { ...VARIABLE, name: 'zone' }]);
    await set.hands.variables(set.source, (all) => all.toReversed());
    let put: unknown;
    const seen: Answer = (next, args) => {
      put = args[2];
      return next();
    };
    const { result, sent, written } = await runOn(set, { answers: { putVariables: seen } });
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(sent).toEqual(['putProfile', 'publish', 'putVariables']);
    expect(written).toContain('step surplus');
    expect(put).toMatchObject([{ name: 'zone' }, { name: 'region' }]);
  });
});

describe('an update that an earlier run began', () => {
  test('continues under the same entry where the content is the same', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { publish: hung } });
    const [left] = await openEntries(set);
    set.house.clock.advance(1500);
    const { result, sent, written } = await runOn(set);
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(sent).toEqual(['putProfile', 'publish']);
    expect(written.filter((word) => word.startsWith('open'))).toEqual([]);
    expect(left?.step).toBe('publish');
    expect(await openEntries(set)).toEqual([]);
  });

  test('for another content continues under a new entry that says from the first that a draft may be there', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { publish: hung } });
    const [left] = await openEntries(set);
    await set.hands.packs(set.source, sized(11));
    set.house.clock.advance(1500);
    const { written } = await runOn(set, { answers: { putProfile: hung } });
    expect(written.slice(-3)).toEqual(['close abandoned', 'open update publish', 'step draft']);
    const [next] = await openEntries(set);
    expect(next?.id).not.toBe(left?.id);
  });

  test('is not closed by a no: the draft of then may still be there', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { publish: hung } });
    set.house.clock.advance(1500);
    const { result } = await runOn(set, { answers: { putProfile: no(400, 'Bad') } });
    expect(result?.because).toBe(CONTINUES);
    expect(await openEntries(set)).toHaveLength(1);
  });

  test('with nothing left to send is recorded, and nothing is said of labels that nobody declared', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { getProfile: [null, null, hung] } });
    set.house.clock.advance(1500);
    const { results, sent } = await runOn(set);
    expect(results.map(({ action, status }) => [action, status])).toEqual([['resume', 'applied']]);
    expect(sent).toEqual([]);
    expect(await recordedRow(set)).toMatchObject({ status: 'current', labels: null, description: null });
    expect(told(await set.house.plan(aDesired(mirror)))).toEqual([]);
  });

  test('allows no draft of another clone', async () => {
    const clones = ['one', 'two'].map((id) => ({
      ...mirror,
      id,
      address: id as never,
      target: { ...mirror.target, name: id },
    }));
    const set = await scene(base('1.0.0', { variables: [VARIABLE] }));
    await set.house.apply(aDesired(...clones));
    await set.hands.packs(await set.hands.uid('base', '1.0.0'), sized(9));
    set.house.clock.advance(1500);
    const more = { parallelism: 1 };
    await steered(set, aDesired(...clones), {
      answers: { putProfile: [null, no(400, 'Bad')], publish: hung },
      more,
    });
    expect((await openEntries(set)).map(({ address, step }) => [address, step])).toEqual([
      ['one', 'publish'],
    ]);
    set.house.clock.advance(1500);
    const { results } = await steered(set, aDesired(...clones), {
      meanwhile: async () => set.hands.draft(await set.hands.uid('two', '1.0.0', 'edge-dev'), sized(5)),
      answers: { publish: hung },
      more,
    });
    expect(results.map(({ address, error }) => [address, error?.code])).toEqual([
      ['one', 'Timeout'],
      ['two', 'ForeignDraft'],
    ]);
  });
});
