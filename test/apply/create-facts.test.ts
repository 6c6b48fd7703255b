// The labels, the description and the audit note of a new clone: when they are sent, and what a user reads where they are not set.
import { describe, expect, test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import { edge, journal, labelled, MADE, type Profile, start, uidOf } from '../support/creates.ts';
import {
  type Answer,
  type Answers,
  altered,
  FAILED,
  hung,
  lost,
  no,
  type SteeredEnd,
  steered,
  toldOf,
} from '../support/steered.ts';

describe('labels and description of a new clone', () => {
  const NOT_SET = 'the clone exists, but its labels, description or stamp are not set yet';
  const patches = (end: SteeredEnd): number => end.sent.filter((name) => name === 'patchMetadata').length;

  test('that are not declared are not sent', async () => {
    const set = await start();
    expect((await steered(set, aDesired(edge))).sent).toEqual(['clone']);
  });

  test.each([
    ['labels', { labels: { team: 'x' } }],
    ['a description', { description: 'words' }],
  ])('are sent once where %s are declared, and recorded', async (_, target) => {
    const set = await start();
    const end = await steered(set, aDesired(aClone('edge', { target })));
    expect([toldOf(end.result), end.sent, end.written]).toEqual([
      { status: 'applied' },
      ['clone', 'patchMetadata'],
      MADE,
    ]);
    expect((await set.house.store.readRecorded()).clones).toMatchObject([target]);
  });

  test.each<readonly [string, Answers['patchMetadata'], number, object]>([
    [
      'a no',
      no(403, 'Forbidden', 'not yours'),
      1,
      { ...FAILED, code: 'Forbidden', message: 'not yours', because: NOT_SET },
    ],
    ['never an answer', hung, 3, { ...FAILED, code: 'Timeout', message: 'no answer', because: NOT_SET }],
    ['no answer once', [hung], 2, { status: 'applied' }],
    ['an answer that was lost', [lost], 1, { status: 'applied' }],
  ])('that get %s', async (_, answer, sends, told) => {
    const set = await start();
    const end = await steered(set, aDesired(labelled), { answers: { patchMetadata: answer ?? [] } });
    expect([toldOf(end.result), patches(end)]).toEqual([told, sends]);
    expect(await journal(set)).toEqual(end.result?.status === 'applied' ? [] : ['create cloned named']);
    if (end.result?.status === 'failed') expect(end.result.uid).toBe(uidOf(set));
  });

  test('that met no object yet fail although the clone is seen afterwards', async () => {
    const set = await start();
    const answers: Answers = { patchMetadata: no(404, 'ResourceNotFound', 'no such object') };
    const end = await steered(set, aDesired(labelled), { answers });
    expect(toldOf(end.result)).toEqual({
      ...FAILED,
      code: 'ResourceNotFound',
      message: 'no such object',
      because: NOT_SET,
    });
    expect(await journal(set)).toEqual(['create cloned named']);
  });

  test('that Palette keeps in one line are said once, and are no difference', async () => {
    const set = await start();
    const clone = aClone('edge', { target: { description: 'two\nlines' } });
    const oneLine = altered<Profile>(
      ({ metadata }) => void (metadata.annotations['description'] = 'two lines'),
    );
    const { result } = await steered(set, aDesired(clone), { answers: { getProfile: oneLine } });
    expect(toldOf(result)).toEqual({
      status: 'applied',
      because:
        'Palette stores its description without line breaks: "two lines"; this is not treated as a difference',
    });
    const [row] = (await set.house.store.readRecorded()).clones;
    expect([row?.description, row?.remarks]).toEqual([
      'two\nlines',
      { description: { of: 'two\nlines', shown: 'two lines' } },
    ]);
  });
});

test('the note on the entry of Palette’s audit is written once the clone is recorded, and only where its answer names one', async () => {
  const answering =
    (auditUid: string | null): Answer =>
    async (next) => ({ ...((await next()) as object), auditUid });
  for (const auditUid of ['audit-1', null]) {
    const set = await start();
    const noted: unknown[] = [];
    const noteAudit: Answer = async (_, args) =>
      void noted.push(args[0], (await set.house.store.readRecorded()).clones.length);
    await steered(set, aDesired(edge), {
      answers: { clone: answering(auditUid), noteAudit },
      more: { auditNotes: true },
    });
    expect(noted).toEqual(auditUid === null ? [] : [auditUid, 1]);
  }
});
