// An update of content whose calls fail: what state and journal hold after each, what a user reads, and that the next run ends it.
import { describe, expect, test } from 'vitest';
import { aDesired } from '../support/a-world.ts';
import { anEdited, mirror, openEntries, recordedRow, runOn, VARIABLE } from '../support/edited-source.ts';
import { told } from '../support/scene.ts';
import { type Answer, type Answers, denied, failing, hung, lost, no, toldOf } from '../support/steered.ts';

const NO_MORE = { code: 'NotFound', message: 'it no longer exists', hint: 'make a new plan' };

const CONTINUES = 'it is incomplete; the next run continues from here';

describe('a call that fails', () => {
  test.each<readonly [string, Answers, object, readonly string[]]>([
    [
      'the draft is refused: nothing was changed, and nothing stays open',
      { putProfile: no(400, 'InvalidPack', 'not so') },
      { code: 'InvalidPack', message: 'not so', hint: null, because: 'it was not changed' },
      ['open update intent', 'step draft', 'close refused InvalidPack'],
    ],
    [
      'the draft gets no answer, three times: the entry says that a draft may be there',
      { putProfile: hung },
      { code: 'Timeout', message: 'no answer', hint: null, because: CONTINUES },
      ['open update intent', 'step draft'],
    ],
    [
      'the publish gets no answer',
      { publish: hung },
      { code: 'Timeout', message: 'no answer', hint: null, because: CONTINUES },
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'the publish is refused by something on the way',
      { publish: failing({ kind: 'status', status: 400, code: 'Http400', effect: 'none' }) },
      { code: 'Http400', message: 'no answer', hint: null, because: CONTINUES },
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'the publish is refused by Palette',
      { publish: no(422, 'InvalidProfile', 'pack os is wrong') },
      {
        code: 'InvalidProfile',
        message: 'pack os is wrong',
        hint: null,
        because:
          'its draft is written, but Palette does not publish it: pack os is wrong; the published content is unchanged, and the next run continues with the draft',
      },
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'the reading back gets no answer',
      { getProfile: [null, null, hung] },
      {
        code: 'Timeout',
        message: 'no answer',
        hint: null,
        because: 'it was sent, but could not be read back; the next run checks it',
      },
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'it is gone when it is read back',
      { getProfile: [null, null, denied] },
      NO_MORE,
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'the publish does nothing',
      { publish: () => ({ value: null, date: null }) },
      {
        code: 'DraftLeft',
        message: 'Palette accepted the publish, but its draft is still not published',
        hint: 'the next run writes and publishes it again',
      },
      ['open update intent', 'step draft', 'step publish'],
    ],
    [
      'draft and publish do nothing',
      { putProfile: () => ({ value: null, date: null }), publish: () => ({ value: null, date: null }) },
      {
        code: 'CloneDiffers',
        message: 'Palette accepted the update, but does not show the planned content as published',
        hint: 'it is recorded as incomplete: check it, then make a new plan',
      },
      [
        'open update intent',
        'step draft',
        'step publish',
        'put one incomplete',
        'close abandoned CloneDiffers',
      ],
    ],
  ])('%s', async (_, answers, failure, writes) => {
    const set = await anEdited();
    const before = await recordedRow(set);
    const { result, written } = await runOn(set, { answers });
    expect([toldOf(result), result?.uid]).toEqual([{ status: 'failed', ...failure }, set.uid]);
    expect(written).toEqual(writes);
    const isClosed = writes.some((word) => word.startsWith('close'));
    expect(await openEntries(set)).toHaveLength(isClosed ? 0 : 1);
    if (!writes.includes('put one incomplete')) expect(await recordedRow(set)).toEqual(before);
    set.house.clock.advance(1500);
    await runOn(set);
    expect(told(await set.house.plan(aDesired(mirror)))).toEqual([]);
    expect(await openEntries(set)).toEqual([]);
  });

  test('a clone that came out otherwise is incomplete: the planned digest, what was found, and no timestamp', async () => {
    const set = await anEdited();
    const before = await recordedRow(set);
    const nothing = (): object => ({ value: null, date: null });
    await runOn(set, { answers: { putProfile: nothing, publish: nothing } });
    const row = await recordedRow(set);
    expect(row).toMatchObject({
      status: 'incomplete',
      lastModified: '',
      shown: before?.shown,
      remarks: { found: before?.digest },
    });
    expect(row?.digest).toBe(row?.source.digest);
    expect(row?.digest).not.toBe(before?.digest);
  });

  test.each<readonly [string, Answer, number]>([
    ['lost: it is sent again once the object is seen to be there', lost, 3],
    ['once without an answer', hung, 3],
  ])('an answer of the draft is %s', async (_, answer, sends) => {
    const set = await anEdited();
    const { result, sent } = await runOn(set, { answers: { putProfile: [answer] } });
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(sent).toHaveLength(sends);
  });

  test('nothing is sent again to an object that is gone, or cannot be seen', async () => {
    for (const seen of [denied, hung]) {
      const set = await anEdited();
      const { sent } = await runOn(set, { answers: { putProfile: hung, getProfile: [null, null, seen] } });
      expect(sent).toEqual(['putProfile']);
    }
  });

  test('at most three sends', async () => {
    const set = await anEdited();
    const { sent } = await runOn(set, { answers: { putProfile: hung } });
    expect(sent).toEqual(['putProfile', 'putProfile', 'putProfile']);
  });

  test('nothing is sent again in a run that is asked to end', async () => {
    const set = await anEdited();
    const asking: Answer = (next, args) => {
      set.house.isStopping = () => true;
      return hung(next, args);
    };
    const { sent } = await runOn(set, { answers: { putProfile: asking } });
    expect(sent).toEqual(['putProfile']);
  });

  test('a no to the variables, the first call, leaves nothing open', async () => {
    const set = await anEdited();
    await set.hands.variables(set.source, () => [{ ...VARIABLE, defaultValue: 'us' }]);
    const { result, sent, written } = await runOn(set, {
      answers: { patchVariables: no(400, 'Bad', 'not so') },
    });
    expect(toldOf(result)).toEqual({
      status: 'failed',
      code: 'Bad',
      message: 'not so',
      hint: null,
      because: 'it was not changed',
    });
    expect(sent).toEqual(['patchVariables']);
    expect(written).toEqual(['open update intent', 'step variables', 'close refused Bad']);
  });

  test('a no to the draft after the variables were set leaves the entry open: they are changed', async () => {
    const set = await anEdited();
    await set.hands.variables(set.source, () => [{ ...VARIABLE, defaultValue: 'us' }]);
    const { result, written } = await runOn(set, { answers: { putProfile: no(400, 'Bad', 'not so') } });
    expect(result?.because).toBe(CONTINUES);
    expect(written).toEqual(['open update intent', 'step variables', 'step draft']);
  });

  test('a refused deletion of variables is not told as a refused publish', async () => {
    const set = await anEdited(mirror, [VARIABLE, { ...VARIABLE, name: 'zone' }]);
    await set.hands.variables(set.source, (all) => all.filter(({ name }) => name !== 'zone'));
    const { result } = await runOn(set, { answers: { deleteVariables: no(400, 'Bad', 'not so') } });
    expect(result?.because).toBe(CONTINUES);
  });
});

describe('a no to the key, which something on the way may have said', () => {
  const after: (no: Answer) => Answer = (answer) => async (next, args) => {
    await next();
    return answer(next, args);
  };
  test.each<readonly [string, Answers, string, boolean]>([
    [
      'while the object is as before: nothing was changed',
      { putProfile: no(403, 'Forbidden') },
      'it was not changed',
      true,
    ],
    ['while it has a draft now', { putProfile: after(no(403, 'Forbidden')) }, CONTINUES, false],
    [
      'while it cannot be looked at',
      { putProfile: no(401, 'Forbidden'), getProfile: [null, null, hung] },
      CONTINUES,
      false,
    ],
    [
      'while it is gone',
      { putProfile: no(403, 'Forbidden'), getProfile: [null, null, denied] },
      CONTINUES,
      false,
    ],
  ])('%s', async (_, answers, because, isClosed) => {
    const set = await anEdited();
    const { result, written } = await runOn(set, { answers });
    expect(result?.because).toBe(because);
    expect(written.includes('close refused Forbidden')).toBe(isClosed);
  });

  test('any other definite no is believed without a look', async () => {
    const set = await anEdited();
    const { calls } = await runOn(set, { answers: { putProfile: no(404, 'ResourceNotFound') } });
    expect(calls.filter((name) => name === 'getProfile')).toHaveLength(2);
  });
});
