// The delete saga: what has to be as it was planned, what each answer to the delete leads to, and what has to be proven before state
// forgets an object.
import { describe, expect, test } from 'vitest';
import { aClone, aDesired, OPTIONS } from '../support/a-world.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import {
  type Answer,
  type Answers,
  altered,
  denied,
  FAILED,
  hung,
  lost,
  no,
  type SteeredEnd,
  type Steering,
  steered,
  toldOf,
} from '../support/steered.ts';

const edge = aClone('edge', { target: { labels: { team: 'x' }, description: 'words' } });
const keep = aClone('keep');
const kept = aDesired(keep);

/** Two clones, one of which is not declared any more. */
async function start(): Promise<Scene & { readonly uid: string }> {
  const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
  await set.house.apply(aDesired(edge, keep));
  set.house.clock.advance(10_000);
  return { ...set, uid: await set.hands.uid('edge', '1.0.0', 'edge-dev') };
}

const isThere = (set: Scene): boolean =>
  set.house.sandbox.describe().profiles.some(({ name }) => name === 'edge');
const isRecorded = async ({ house }: Scene): Promise<boolean> =>
  (await house.store.readRecorded()).clones.some(({ address }) => address === 'edge');

interface Case {
  readonly name: string;
  readonly answers: Answers;
  readonly told: object;
  readonly sends: number;
  readonly written: readonly string[];
  readonly waited?: number;
}

const GONE = ['open delete intent', 'remove edge', 'close done'];
const AGAIN = 'it stays in state; the next run checks again';
const noAfterAll =
  (status: number, code: string): Answer =>
  async (next, args) => {
    await next();
    return no(status, code)(next, args);
  };
/** As a 500 with a code of Palette's own is read. */
const own500 = no(500, 'CloudTypeNotAllowed', 'not here');

const SENT: readonly Case[] = [
  { name: 'a yes', answers: {}, told: { status: 'applied' }, sends: 1, written: GONE },
  {
    name: 'a no: its journal entry is closed, and the row stays',
    answers: { deleteProfile: no(422, 'Unwanted', 'not now') },
    told: { ...FAILED, code: 'Unwanted', message: 'not now' },
    sends: 1,
    written: ['open delete intent', 'close refused Unwanted'],
  },
  {
    name: 'a no to the key, while the object is there',
    answers: { deleteProfile: no(403, 'Forbidden', 'not yours') },
    told: { ...FAILED, code: 'Forbidden', message: 'not yours' },
    sends: 1,
    written: ['open delete intent', 'close refused Forbidden'],
  },
  {
    name: 'a no to the key that something on the way said, after Palette had deleted it',
    answers: { deleteProfile: noAfterAll(403, 'Forbidden') },
    told: { status: 'applied' },
    sends: 1,
    written: GONE,
  },
  {
    name: 'a 500 of Palette’s own, while the object is there',
    answers: { deleteProfile: own500 },
    told: { ...FAILED, code: 'CloudTypeNotAllowed', message: 'not here' },
    sends: 1,
    written: ['open delete intent', 'close refused CloudTypeNotAllowed'],
  },
  {
    name: 'a 500 of Palette’s own, although the object is gone',
    answers: { deleteProfile: noAfterAll(500, 'CloudTypeNotAllowed') },
    told: { status: 'applied' },
    sends: 1,
    written: GONE,
  },
  {
    name: 'no answer once: the object is looked at, and the delete is sent again',
    answers: { deleteProfile: [hung] },
    told: { status: 'applied' },
    sends: 2,
    written: GONE,
  },
  {
    name: 'an answer that was lost: the object is looked at',
    answers: { deleteProfile: [lost] },
    told: { status: 'applied' },
    sends: 1,
    written: GONE,
  },
  {
    name: 'never an answer: three sends, and the journal entry stays open',
    answers: { deleteProfile: hung },
    told: { ...FAILED, code: 'Timeout', message: 'no answer', because: 'the next run recovers it' },
    sends: 3,
    written: ['open delete intent'],
  },
];

describe('a delete that is answered with', () => {
  test.each(SENT)('$name', async ({ answers, told, sends, written, waited = 0 }) => {
    const set = await start();
    const end = await steered(set, kept, { answers });
    expect(toldOf(end.result)).toEqual(told);
    expect(end.result?.uid).toBe(set.uid);
    expect(end.sent).toEqual(Array.from({ length: sends }, () => 'deleteProfile'));
    expect([end.written, end.waited]).toEqual([written, waited]);
    const isApplied = end.result?.status === 'applied';
    expect([isThere(set), await isRecorded(set)]).toEqual([!isApplied, !isApplied]);
  });

  test('a plain no is believed: the object is not looked at again', async () => {
    const set = await start();
    const { calls } = await steered(set, kept, { answers: { deleteProfile: no(422, 'Unwanted') } });
    expect(calls).toEqual(['getProfile', 'deleteProfile']);
  });

  test('no answer, when somebody asked the run to end: it is not sent again', async () => {
    const set = await start();
    let isAsked = false;
    set.house.isStopping = () => isAsked;
    const answer: Answer = (next, args) => {
      isAsked = true;
      return hung(next, args);
    };
    const { sent, result } = await steered(set, kept, { answers: { deleteProfile: answer } });
    expect([sent, result?.because]).toEqual([['deleteProfile'], 'the next run recovers it']);
  });
});

/** From the delete on. */
const STAYS: readonly (Omit<Case, 'sends' | 'written'> & { readonly onlyRead?: Answer })[] = [
  {
    name: 'Palette still shows it',
    answers: { deleteProfile: () => ({ gone: false }) },
    told: {
      ...FAILED,
      code: 'StillThere',
      message: 'Palette accepted the delete, but still shows the object',
      hint: AGAIN,
    },
    waited: 4250,
  },
  {
    name: 'a list still has it',
    answers: { deleteProfile: () => ({ gone: false }), getProfile: [null, denied] },
    told: {
      ...FAILED,
      code: 'StillThere',
      message: 'Palette accepted the delete, but still lists the object',
      hint: AGAIN,
    },
    waited: 4250,
  },
  {
    name: 'its name is still taken',
    answers: { validateName: () => 'taken' },
    told: {
      ...FAILED,
      code: 'NameTaken',
      message: 'its name is still taken: an object is hidden from this key, or was created again',
      hint: AGAIN,
    },
    waited: 4250,
  },
  {
    name: 'no list can be read',
    answers: { listProfiles: no(403, 'Forbidden', 'not yours') },
    told: {
      ...FAILED,
      code: 'Forbidden',
      message: 'it cannot be confirmed as deleted: not yours',
      hint: AGAIN,
    },
    waited: 4250,
  },
];

describe('an object is not called deleted while', () => {
  test.each(STAYS)('$name', async ({ answers, told, waited }) => {
    const set = await start();
    const end = await steered(set, kept, { answers });
    expect(toldOf(end.result)).toEqual(told);
    expect([end.result?.uid, end.written, end.waited]).toEqual([set.uid, ['open delete intent'], waited]);
    expect(await isRecorded(set)).toBe(true);
  });

  test('lists are late, which is waited for; what was denied once is not read again', async () => {
    const set = await start();
    const list: Answer = (_, args) => set.house.client.listProfiles(args[0] as never);
    let before: unknown;
    const meanwhile = async (): Promise<void> => {
      const projects = await set.house.client.listProjects();
      const projectUid = projects.find(({ name }) => name === 'edge-dev')?.uid ?? '';
      before = await set.house.client.listProfiles({ scope: 'project', projectUid });
    };
    const late: Answer = () => before;
    const end = await steered(set, kept, { meanwhile, answers: { listProfiles: [late, late, list] } });
    expect([toldOf(end.result), end.waited]).toEqual([{ status: 'applied' }, 1250]);
    expect(end.calls.filter((name) => name === 'getProfile')).toHaveLength(2);
  });

  test('Palette takes a moment, which is waited for', async () => {
    const set = await start();
    const late: Answer = async (next) => {
      const answer = await next();
      await set.hands.remove(set.uid);
      return answer;
    };
    const answers: Answers = { deleteProfile: () => ({ gone: false }), getProfile: [null, late] };
    const end = await steered(set, kept, { answers });
    expect([toldOf(end.result), end.waited]).toEqual([{ status: 'applied' }, 250]);
  });

  test('somebody asked the run to end: it is looked at once', async () => {
    const set = await start();
    let isAsked = false;
    set.house.isStopping = () => isAsked;
    const deleteProfile: Answer = () => {
      isAsked = true;
      return { gone: false };
    };
    const end = await steered(set, kept, { answers: { deleteProfile } });
    expect([end.result?.error?.code, end.waited]).toEqual(['StillThere', 0]);
  });
});

describe('an object that was gone already', () => {
  test('leaves state without a delete, and the result says so', async () => {
    const set = await start();
    const end = await steered(set, kept, { meanwhile: () => set.hands.remove(set.uid) });
    expect(toldOf(end.result)).toEqual({ status: 'applied', because: 'it was already gone' });
    expect([end.sent, end.written]).toEqual([[], ['remove edge']]);
    // Nothing of ours deleted it: Palette’s dry run of the same clone is asked, too.
    expect(end.calls.filter((name) => name === 'validateClone')).toHaveLength(1);
  });

  test.each<readonly [string, Answers, object]>([
    [
      'is called so by nobody where it cannot be read',
      { getProfile: no(403, 'Forbidden', 'not yours') },
      { code: 'Forbidden', message: 'it cannot be confirmed as deleted: not yours' },
    ],
    [
      'stays in state where a clone of its name would be a conflict',
      {
        getProfile: denied,
        listProfiles: () => ({ rows: [], missing: 0 }),
        validateName: () => 'free',
        validateClone: no(409, 'ClusterProfileAlreadyExists'),
      },
      {
        code: 'NameTaken',
        message: 'its name is still taken: an object is hidden from this key, or was created again',
      },
    ],
  ])('%s', async (_, answers, told) => {
    const set = await start();
    const end = await steered(set, kept, { answers });
    expect(toldOf(end.result)).toEqual({ status: 'failed', hint: AGAIN, ...told });
    expect([end.sent, end.written]).toEqual([[], []]);
  });
});

interface Status {
  inUseClusters?: { uid: string; name: string }[];
  isPublished: boolean;
}
interface Profile {
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: { published?: object; draft?: object };
  status: Status;
}

const CHANGED: readonly (readonly [string, Steering['meanwhile']])[] = [
  ['it is now named uno 1.0.0', ({ hands }) => edited(hands, { name: 'uno' })],
  ['it is now named edge 7.0.0', ({ hands }) => edited(hands, {}, { version: '7.0.0' })],
  ['its labels were changed', ({ hands }) => edited(hands, { labels: { hold: 'yes' } })],
  [
    'its description was changed',
    ({ hands }) => edited(hands, { annotations: { description: 'keep this' } }),
  ],
  [
    'its content was edited',
    async ({ hands }) =>
      hands.packs(await uidIn(hands), (packs) => packs.map((pack) => ({ ...pack, values: 'theirs: 1' }))),
  ],
  [
    'a draft of it was created',
    async ({ hands }) =>
      hands.draft(await uidIn(hands), (packs) => packs.map((pack) => ({ ...pack, values: 'theirs: 1' }))),
  ],
  [
    'it is now named uno 1.0.0; its labels were changed',
    ({ hands }) => edited(hands, { name: 'uno', labels: {} }),
  ],
];

const uidIn = (hands: Scene['hands']): Promise<string> => hands.uid('edge', '1.0.0', 'edge-dev');
const edited = async (hands: Scene['hands'], metadata: object, spec?: object): Promise<void> =>
  hands.metadata(await uidIn(hands), metadata, spec);

/** Nothing was sent, and nothing was written. */
function expectLeft(end: SteeredEnd, set: { readonly uid: string }, told: object): void {
  expect(toldOf(end.result)).toEqual({ status: 'failed', ...told });
  expect([end.result?.uid, end.sent, end.written]).toEqual([set.uid, [], []]);
}

describe('an object that changed after the plan was made is not deleted', () => {
  test.each(CHANGED)('%s', async (what, meanwhile) => {
    const set = await start();
    expectLeft(await steered(set, kept, { meanwhile: () => meanwhile?.(set) }), set, {
      code: 'ChangedSincePlan',
      message: `it changed after the plan was made: ${what}`,
      hint: 'make a new plan and review it',
    });
  });

  test('it is no longer published', async () => {
    const set = await start();
    const getProfile = altered<Profile>(({ spec, status }) => {
      spec.draft = spec.published ?? {};
      delete spec.published;
      status.isPublished = false;
    });
    const end = await steered(set, kept, { answers: { getProfile } });
    expect(end.result?.error?.message).toContain('it is no longer published');
  });
});

describe('an object that came into use after the plan was made', () => {
  const inUse = altered<Profile>(({ status }) => {
    status.inUseClusters = [
      { uid: 'c-1', name: 'prod-1' },
      { uid: 'c-2', name: 'prod-2' },
    ];
  });

  test('is not deleted', async () => {
    const set = await start();
    expectLeft(await steered(set, kept, { answers: { getProfile: inUse } }), set, {
      code: 'InUse',
      message: 'it is now in use by prod-1, prod-2',
      hint: 'make a new plan',
    });
  });

  test('is deleted where that is allowed', async () => {
    const set = await start();
    const more = { options: { ...OPTIONS, allowDeleteInUse: true } };
    const end = await steered(set, kept, { answers: { getProfile: [inUse] }, more });
    expect([toldOf(end.result), isThere(set)]).toEqual([{ status: 'applied' }, false]);
  });
});
