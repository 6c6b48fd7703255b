// Labels and description that change along with the content: patched once the content is right, and recorded as Palette shows them.
import { expect, test } from 'vitest';
import { aDesired } from '../support/a-world.ts';
import { anEdited, mirror, recordedRow, runOn, sized } from '../support/edited-source.ts';
import { base, one, sceneWhere } from '../support/scene.ts';
import { type Answer, hung, no, toldOf } from '../support/steered.ts';

const labelled = one({ content: 'mirror', target: { labels: { team: 'x' }, description: 'two\nlines' } });

test('labels that are refused: the entry stays open, and the row as it was', async () => {
  const set = await anEdited();
  const before = await recordedRow(set);
  const { result, written } = await runOn(
    set,
    { answers: { patchMetadata: no(400, 'Bad', 'not so') } },
    labelled,
  );
  expect(toldOf(result)).toEqual({
    status: 'failed',
    code: 'Bad',
    message: 'not so',
    hint: null,
    because: 'its content is as planned, but its labels, description or stamp are not set yet',
  });
  expect(written.at(-1)).toBe('step metadata');
  expect(await recordedRow(set)).toEqual(before);
});

test('labels that Palette does not show are reported, and the content is recorded', async () => {
  const set = await anEdited();
  const nothing = (): object => ({ value: null, date: null });
  const { result, written } = await runOn(set, { answers: { patchMetadata: nothing } }, labelled);
  expect(toldOf(result)).toEqual({
    status: 'failed',
    code: 'NotAsAsked',
    message:
      'its content is as planned, but its labels differ from the declared labels; its description differs from the declared description',
    hint: 'make a new plan',
  });
  expect(written.slice(-2)).toEqual(['put one current', 'close done']);
  expect(await recordedRow(set)).toMatchObject({ status: 'current', labels: null, description: null });
});

test('labels that Palette keeps although they were not sent are named', async () => {
  const set = await sceneWhere({ patchLabels: 'merge' }, base('1.0.0', { variables: [] }));
  await set.house.apply(aDesired(one({ content: 'mirror', target: { labels: { old: '1', older: '2' } } })));
  await set.hands.packs(await set.hands.uid('base', '1.0.0'), sized(9));
  const { result } = await runOn(set, {}, labelled);
  expect(result?.error?.hint).toBe(
    'Palette keeps labels that are not sent: remove old, older in its console, or declare them',
  );
});

test('a description that Palette stores in one line is said once', async () => {
  const set = await anEdited(mirror, []);
  const { source } = set;
  const inOneLine: Answer = async (_, [uid, , patch]) => {
    const { metadata } = patch as { metadata: object };
    await set.hands.metadata(String(uid), { ...metadata, annotations: { description: 'two lines' } });
    return { value: null, date: null };
  };
  const answers = { patchMetadata: inOneLine };
  const because =
    'Palette stores its description without line breaks: "two lines"; this is not treated as a difference';
  expect(toldOf((await runOn(set, { answers }, labelled)).result)).toEqual({ status: 'applied', because });
  expect((await recordedRow(set))?.remarks?.description).toEqual({ of: 'two\nlines', shown: 'two lines' });
  set.house.clock.advance(1500);
  await set.hands.packs(source, sized(10));
  expect(toldOf((await runOn(set, {}, labelled)).result)).toEqual({ status: 'applied' });
});

test('an object that cannot be read after its labels is recorded as it was read before them', async () => {
  const set = await anEdited();
  const { result } = await runOn(set, { answers: { getProfile: [null, null, null, hung] } }, labelled);
  expect(toldOf(result)).toMatchObject({ status: 'failed', code: 'NotAsAsked' });
  expect(await recordedRow(set)).toMatchObject({ status: 'current', labels: null });
});
