// The create saga: what is sent, what the journal says at each step, and what a user reads of each way in which it can end.
import { describe, expect, test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import { edge, journal, MADE, type Profile, start, uidOf } from '../support/creates.ts';
import {
  type Answer,
  type Answers,
  altered,
  cloneByHand,
  denied,
  FAILED,
  failing,
  hung,
  lost,
  no,
  steered,
  toldOf,
} from '../support/steered.ts';

/** After a doubt, a new entry watches the key. */
const MADE_IN_DOUBT = [
  'open create intent',
  'step clone',
  'put edge current',
  'close done',
  'open create clone',
];
const NEXT_CHECKS = 'the next run checks before it sends anything again';
const SILENT = `Palette did not respond, so edge 1.0.0 may have been created; ${NEXT_CHECKS}`;

interface Sent {
  readonly name: string;
  readonly clone: Answers['clone'];
  readonly told: object;
  /** Clone calls. */
  readonly sends: number;
  readonly written: readonly string[];
  /** Milliseconds between look-ups, all in all. */
  readonly waited: number;
  readonly provenance?: string;
}

const SENT: readonly Sent[] = [
  {
    name: 'a yes',
    clone: [],
    told: { status: 'applied' },
    sends: 1,
    written: MADE,
    waited: 0,
    provenance: 'created',
  },
  {
    name: 'a no: the key is looked at once',
    clone: no(422, 'Unwanted', 'not here'),
    told: { ...FAILED, code: 'Unwanted', message: 'not here' },
    sends: 1,
    written: ['open create intent', 'close refused Unwanted'],
    waited: 0,
  },
  {
    name: 'a no to the key of the user: it may have come from something on the way, after Palette took the call',
    clone: no(403, 'Forbidden'),
    told: { ...FAILED, code: 'Forbidden', message: 'no' },
    sends: 1,
    written: ['open create intent', 'close refused Forbidden'],
    waited: 2000,
  },
  {
    name: 'a conflict with something that no list shows: it is waited for, and the journal entry stays open',
    clone: no(409, 'ClusterProfileAlreadyExists', 'it exists'),
    told: {
      ...FAILED,
      code: 'ClusterProfileAlreadyExists',
      message: 'it exists',
      because: 'an object has this name and version, but no list shows it yet; the next run checks again',
    },
    sends: 1,
    written: ['open create intent'],
    waited: 15_500,
  },
  {
    name: 'no answer once: the key is looked at, then the clone is sent again',
    clone: [hung],
    told: { status: 'applied' },
    sends: 2,
    written: MADE_IN_DOUBT,
    waited: 2000,
    provenance: 'created',
  },
  {
    name: 'an answer that was lost: the clone is found',
    clone: [lost],
    told: { status: 'applied' },
    sends: 1,
    written: MADE_IN_DOUBT,
    waited: 0,
    provenance: 'inferred',
  },
  {
    name: 'a no to what was done nevertheless: the clone is found',
    clone: [
      async (next, args) => {
        await next();
        return no(422, 'Unwanted')(next, args);
      },
    ],
    told: { status: 'applied' },
    sends: 1,
    written: MADE_IN_DOUBT,
    waited: 0,
    provenance: 'inferred',
  },
  {
    name: 'never an answer: three sends',
    clone: hung,
    told: { ...FAILED, code: 'Timeout', message: 'no answer', because: SILENT },
    sends: 3,
    written: ['open create intent'],
    waited: 6000,
  },
  {
    name: 'a status that says nothing',
    clone: failing({ kind: 'status', status: 503, code: 'Status503', message: 'busy' }),
    told: {
      ...FAILED,
      code: 'Status503',
      message: 'busy',
      because: `the response (status 503) does not say whether edge 1.0.0 was created; ${NEXT_CHECKS}`,
    },
    sends: 3,
    written: ['open create intent'],
    waited: 6000,
  },
  {
    name: 'a 500 of Palette’s own that says nothing: it is not repeated',
    clone: failing({ kind: 'status', status: 500, code: '500', hasOwnBody: true, message: 'oops' }),
    told: {
      ...FAILED,
      code: '500',
      message: 'oops',
      because: `the response (status 500) does not say whether edge 1.0.0 was created; ${NEXT_CHECKS}`,
    },
    sends: 1,
    written: ['open create intent'],
    waited: 2000,
  },
  {
    name: 'a call that was cut short: it is not repeated',
    clone: failing({ kind: 'aborted', code: 'Aborted', message: 'cut short' }),
    told: { ...FAILED, code: 'Aborted', message: 'cut short', because: SILENT },
    sends: 1,
    written: ['open create intent'],
    waited: 2000,
  },
  {
    name: 'a no after a doubt: it ends its own attempt only',
    clone: [hung, no(422, 'Unwanted', 'not here')],
    told: { ...FAILED, code: 'Unwanted', message: 'not here' },
    sends: 2,
    written: ['open create intent'],
    waited: 2000 + 15_500,
  },
];

describe('a clone call that is answered with', () => {
  test.each(SENT)('$name', async ({ clone, told, sends, written, waited, provenance }) => {
    const set = await start();
    const answers = clone === undefined ? {} : { clone };
    const end = await steered(set, aDesired(edge), { answers });
    expect(toldOf(end.result)).toEqual(told);
    expect(end.sent).toEqual(Array.from({ length: sends }, () => 'clone'));
    expect(end.written).toEqual(written);
    expect(end.waited).toBe(waited);
    const { clones } = await set.house.store.readRecorded();
    expect(clones.map((row) => row.provenance)).toEqual(provenance === undefined ? [] : [provenance]);
  });

  test.each<readonly [string, Answer]>([
    ['429', no(429, 'TooManyRequests')],
    ['no connection', failing({ code: 'ConnectionRefused', effect: 'none' })],
  ])('%s was not looked at by anybody: nothing is looked up, and nothing stays open', async (_, answer) => {
    const set = await start();
    const { calls, written, result } = await steered(set, aDesired(edge), { answers: { clone: answer } });
    expect(calls).toEqual(['clone']);
    expect(written).toEqual(['open create intent', `close refused ${result?.error?.code}`]);
    expect(result?.because).toBeUndefined();
  });

  test('no answer, when somebody asked the run to end: it is not sent again', async () => {
    const set = await start();
    set.house.isStopping = () => uidOf(set) !== '' || isAsked;
    let isAsked = false;
    const answer: Answer = (next, args) => {
      isAsked = true;
      return hung(next, args);
    };
    const { result, sent } = await steered(set, aDesired(edge), { answers: { clone: answer } });
    expect([result?.because, sent]).toEqual([SILENT, ['clone']]);
  });

  test('no answer, while the list of its scope cannot be read: it is not sent again', async () => {
    const set = await start();
    const answers: Answers = { clone: hung, listProfiles: no(403, 'Forbidden') };
    const { result, sent } = await steered(set, aDesired(edge), { answers });
    expect([result?.because, sent]).toEqual([SILENT, ['clone']]);
    expect(await journal(set)).toEqual(['create intent']);
  });
});

describe('an object of somebody else at the name', () => {
  test('that was there before: the failure names the line that adopts it', async () => {
    const set = await start();
    const meanwhile = async (): Promise<void> => {
      await cloneByHand(set, 'edge');
      set.house.clock.advance(60_000);
      // Palette's clock, as the entry of the journal has it, is that of the last answer before.
      await set.house.client.whoAmI();
    };
    const { result, written } = await steered(set, aDesired(edge), { meanwhile });
    const uid = uidOf(set);
    expect(toldOf(result)).toMatchObject({
      code: 'ClusterProfileAlreadyExists',
      because: `an unmanaged object already has this name and version (UID ${uid})`,
      hint: `to adopt it as it is, use imports: [ { to: 'edge', uid: ${uid} } ]`,
    });
    expect(written).toEqual(['open create intent', 'close refused ClusterProfileAlreadyExists']);
  });

  test('that may be ours by its time, but has other content: the journal entry stays open', async () => {
    const set = await start();
    const meanwhile = async (): Promise<void> => {
      const uid = await cloneByHand(set, 'edge');
      await set.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'theirs: 1' })));
    };
    const { result, written } = await steered(set, aDesired(edge), { meanwhile });
    const uid = uidOf(set);
    expect(toldOf(result)).toMatchObject({
      code: 'ClusterProfileAlreadyExists',
      because: `an object now has this name and version (UID ${uid}), but it cannot be proven to be this clone`,
      hint: `to adopt it as it is, use imports: [ { to: 'edge', uid: ${uid} } ]`,
    });
    expect(written).toEqual(['open create intent']);
  });
});

describe('an answer that names', () => {
  const naming =
    (uid: () => string): Answer =>
    async (next) => ({ ...((await next()) as object), value: { uid: uid() } });

  test('an object that existed before is not believed: the clone is looked for', async () => {
    const set = await start();
    const end = await steered(set, aDesired(edge), { answers: { clone: naming(() => uidOf(set, 'base')) } });
    expect([toldOf(end.result), end.written]).toEqual([{ status: 'applied' }, MADE_IN_DOUBT]);
    expect(end.result?.uid).toBe(uidOf(set));
  });

  test('an object that existed before, while nothing is there: the failure says what Palette answered', async () => {
    const set = await start();
    const uid = uidOf(set, 'base');
    const { result } = await steered(set, aDesired(edge), { answers: { clone: () => ({ value: { uid } }) } });
    expect(toldOf(result)).toMatchObject({
      code: 'WrongUid',
      message: `Palette's response to the clone call names an object that existed before (UID ${uid})`,
      because: SILENT,
    });
  });

  test('another new object: what is at the name counts, and the journal says so', async () => {
    const set = await start();
    let other = '';
    const meanwhile = async (): Promise<void> => {
      other = await cloneByHand(set, 'other');
    };
    const end = await steered(set, aDesired(edge), {
      meanwhile,
      answers: { clone: naming(() => other) },
    });
    expect(toldOf(end.result)).toEqual({ status: 'applied' });
    expect(end.written).toEqual([
      'open create intent',
      'step cloned',
      'close abandoned WrongUid',
      'open create clone',
      'step clone',
      'put edge current',
      'close done',
      'open create clone',
    ]);
    const { clones } = await set.house.store.readRecorded();
    expect(clones.map(({ uid, provenance }) => [uid, provenance])).toEqual([[uidOf(set), 'inferred']]);
  });

  test('another new object, while nothing is at the name: the failure says what it is', async () => {
    const set = await start();
    let other = '';
    const meanwhile = async (): Promise<void> => {
      other = await cloneByHand(set, 'other');
    };
    const answers: Answers = { clone: () => ({ value: { uid: other }, serverDate: null, auditUid: null }) };
    const { result } = await steered(set, aDesired(edge), { meanwhile, answers });
    expect(toldOf(result)).toEqual({
      status: 'failed',
      code: 'CloneNotSeen',
      message: `Palette accepted the clone call and returned UID ${other}, but that UID belongs to another object: its name is other`,
      hint: 'the next run continues from here',
    });
    expect(await journal(set)).toEqual(['create cloned named']);
  });
});

describe('a clone that is read back', () => {
  const NOT_SEEN = {
    status: 'failed',
    code: 'CloneNotSeen',
    hint: 'the next run continues from here',
  };
  test.each<readonly [string, Answer, string]>([
    ['is denied', denied, 'it cannot be read by its UID yet'],
    ['cannot be read', no(403, 'Forbidden', 'not yours'), 'Forbidden: not yours'],
  ])('and %s, is looked for six times; its journal entry names it', async (_, answer, what) => {
    const set = await start();
    const end = await steered(set, aDesired(edge), { answers: { getProfile: answer } });
    expect(toldOf(end.result)).toEqual({
      ...NOT_SEEN,
      message: `Palette accepted the clone call and returned UID ${uidOf(set)}, but ${what}`,
    });
    expect(end.result?.uid).toBe(uidOf(set));
    expect([end.waited, end.calls.filter((name) => name === 'getProfile').length]).toEqual([7750, 7]);
    expect(await journal(set)).toEqual(['create cloned named']);
  });

  test('late, is waited for', async () => {
    const set = await start();
    const end = await steered(set, aDesired(edge), { answers: { getProfile: [denied, denied] } });
    expect([toldOf(end.result), end.waited]).toEqual([{ status: 'applied' }, 750]);
    expect(end.written).toEqual(MADE);
  });

  test.each<readonly [string, (profile: Profile) => void]>([
    [
      'its content differs from the planned content',
      ({ spec }) => {
        for (const pack of spec.published?.packs ?? []) pack.values = 'other: 1';
      },
    ],
    [
      'it is not published',
      ({ spec, status }) => {
        spec.draft = spec.published ?? {};
        delete spec.published;
        status.isPublished = false;
      },
    ],
    ['its labels differ from the declared labels', ({ metadata }) => void (metadata.labels = { team: 'y' })],
    [
      'its description differs from the declared description',
      ({ metadata }) => void (metadata.annotations['description'] = 'other'),
    ],
    [
      'its labels differ from the declared labels; its description differs from the declared description',
      ({ metadata }) => {
        metadata.labels = {};
        delete metadata.annotations['description'];
      },
    ],
  ])('and is not as planned is recorded as incomplete: %s', async (what, change) => {
    const set = await start();
    const clone = aClone('edge', { target: { labels: { team: 'x' }, description: 'words' } });
    const { result, written } = await steered(set, aDesired(clone), {
      answers: { getProfile: altered(change) },
    });
    const uid = uidOf(set);
    expect(toldOf(result)).toEqual({
      status: 'failed',
      code: 'CloneDiffers',
      message: `the clone was created (UID ${uid}), but ${what}`,
      hint: `it is recorded as incomplete: check it, then run cloneform apply to complete it, or cloneform accept 'edge' to keep it as it is`,
    });
    expect(result?.uid).toBe(uid);
    expect(written).toEqual(['open create intent', 'step cloned', 'put edge incomplete', 'close done']);
    const [row] = (await set.house.store.readRecorded()).clones;
    // Without a timestamp the next plan reads it whole; what was planned stays.
    expect([row?.lastModified, row?.digest, row?.labels]).toEqual(['', row?.source.digest, { team: 'x' }]);
    expect(row?.remarks?.found === undefined).toBe(!what.includes('content'));
  });
});
