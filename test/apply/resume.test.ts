// What becomes of a journal entry that an earlier run left open, as it is written to state: never more than was seen.
import { describe, expect, test } from 'vitest';
import type { ApplyDeps } from '../../src/apply/deps.ts';
import { resumeEntry } from '../../src/apply/state-changes.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type {
  OpenEntry,
  RecordedClone,
  RecordedOverrides,
  RecordedSource,
} from '../../src/model/recorded.ts';
import type { Resume, Verdict } from '../../src/plan/change.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { anEntry, aRow } from '../support/a-world.ts';
import { base, type Scene, scene } from '../support/scene.ts';
import { noAnswer, wordOf } from '../support/steered.ts';
import { clonedByHand, objectAt, type StepFacts, stepDeps } from '../support/step-deps.ts';

interface Found extends Scene {
  readonly object: ObservedObject;
  readonly sourceObject: ObservedObject;
  readonly source: RecordedSource;
}

/** An object `edge` that an earlier run made, and an edit of it since. */
async function aFound(values?: string): Promise<Found> {
  const set = await scene(base('1.0.0', { variables: [] }));
  const { uid, key } = await clonedByHand(set, 'edge');
  const tenant = { scope: 'tenant', projectUid: null } as const;
  const sourceObject = await objectAt(set, await set.hands.uid('base', '1.0.0'), tenant);
  if (values !== undefined) {
    await set.hands.packs(uid, (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack)),
    );
  }
  const { digest } = sourceObject;
  if (digest === null) throw new Error('not read');
  const source = { uid: sourceObject.uid, name: 'base', version: '1.0.0', ...tenant, digest };
  return { ...set, object: await objectAt(set, uid, key), sourceObject, source };
}

async function resumed(
  set: Found,
  verdict: Verdict,
  facts: Partial<OpenEntry> = {},
  more: StepFacts & {
    readonly uid?: string | null;
    readonly address?: string;
  } = {},
) {
  const entry = anEntry({
    address: 'edge' as never,
    key: set.object.key,
    source: set.source,
    uid: set.object.uid,
    step: 'cloned',
    ...facts,
  });
  const deps = await stepDeps(set, { ...more, entries: [...(more.entries ?? []), entry] });
  const change = {
    kind: 'resume',
    address: more.address ?? 'edge',
    resume: { operation: entry.id, verdict },
    uid: more.uid === undefined ? set.object.uid : more.uid,
  } as Resume;
  const result = await resumeEntry(deps, change);
  return { result, deps, entry, words: deps.written.flatMap(wordOf) };
}

const putRow = (deps: { readonly written: readonly Mutation[] }): Partial<RecordedClone> | undefined =>
  deps.written.flatMap((mutation) => (mutation.kind === 'put_clone' ? [mutation.clone] : []))[0];

describe('a verdict', () => {
  test.each<readonly [string, Verdict, Partial<OpenEntry>, readonly string[]]>([
    ['finish: the row, and the entry is closed', 'finish', {}, ['put edge current', 'close done']],
    [
      'finish, of a clone call that may still arrive: a new entry watches the key',
      'finish',
      { step: 'clone' },
      ['put edge current', 'close done', 'open create clone'],
    ],
    [
      'take over, of an entry that knew no UID: the answer may still arrive',
      'take_over',
      { uid: null },
      ['put edge current', 'close done', 'open create clone'],
    ],
    [
      'finish of an update: nothing can arrive that makes an object',
      'finish',
      { kind: 'update', step: 'clone' },
      ['put edge current', 'close done'],
    ],
    [
      'continue: the row is incomplete, and the update has an entry of its own',
      'continue',
      {},
      ['put edge incomplete', 'close done', 'open update variables'],
    ],
    ['retry: the entry stays open for the clone that follows', 'retry', {}, []],
    ['close: nothing is on the way', 'close', {}, ['close abandoned']],
    ['confirm deleted, without a row', 'confirm_deleted', { kind: 'delete' }, ['close done']],
  ])('%s', async (_, verdict, facts, expected) => {
    const set = await aFound();
    const { result, words, deps } = await resumed(set, verdict, facts);
    expect(words).toEqual(expected);
    const isUnnamed = verdict === 'retry' || verdict === 'close';
    expect(result).toEqual({ status: 'applied', uid: isUnnamed ? null : set.object.uid });
    if (words.length < 2) expect(deps.calls).toEqual([]);
  });

  test('confirm deleted: the row goes, whatever its address is now', async () => {
    const set = await aFound();
    const rows = [aRow('elsewhere', set.object)];
    const { words } = await resumed(set, 'confirm_deleted', { kind: 'delete' }, { rows });
    expect(words).toEqual(['remove elsewhere', 'close done']);
  });

  test('the watch knows the object, and that it is not what it waits for', async () => {
    const set = await aFound();
    const { deps } = await resumed(set, 'take_over', { uid: null, kind: 'replace', uidsBefore: ['old'] });
    const opened = deps.written.flatMap((mutation) =>
      mutation.kind === 'open_entry' ? [mutation.entry] : [],
    );
    expect(opened).toMatchObject([
      { id: 'entry-1', kind: 'create', step: 'clone', uid: null, uidsBefore: ['old', set.object.uid] },
    ]);
  });

  test('the row is written under the address that the change has', async () => {
    const set = await aFound();
    const { words } = await resumed(set, 'finish', {}, { address: 'edge@1.0.0' });
    expect(words).toEqual(['put edge@1.0.0 superseded', 'close done']);
  });

  test('is about its own entry, whatever else is open', async () => {
    const set = await aFound();
    const other = anEntry({
      id: 'op-0',
      address: 'other' as never,
      key: { ...set.object.key, name: 'other' },
    });
    const { words, deps } = await resumed(set, 'close', {}, { entries: [other] });
    expect(words).toEqual(['close abandoned']);
    expect(deps.written).toMatchObject([{ id: 'op-1' }]);
  });

  test('the continued update names the object', async () => {
    const set = await aFound();
    const { deps } = await resumed(set, 'continue', { step: 'publish' });
    const opened = deps.written.flatMap((mutation) =>
      mutation.kind === 'open_entry' ? [mutation.entry] : [],
    );
    expect(opened).toMatchObject([{ id: 'entry-1', kind: 'update', step: 'draft', uid: set.object.uid }]);
  });
});

const NOT_SEEN = {
  status: 'failed',
  uid: null,
  error: {
    code: 'NotSeen',
    message: 'the result of the interrupted run could not be read',
    ref: null,
    hint: 'try again',
  },
};

test.each<readonly [string, Partial<OpenEntry>, Parameters<typeof resumed>[3]]>([
  ['was not found', {}, { uid: null }],
  ['is gone', {}, { client: { getProfile: async () => undefined } }],
  ['cannot be read', {}, { client: { getProfile: noAnswer } }],
  ['was to be made of nothing that is known', { source: null }, {}],
])('of an object that %s nothing is written', async (_, facts, more) => {
  const set = await aFound();
  const { result, deps } = await resumed(set, 'finish', facts, more);
  expect([result, deps.written]).toEqual([NOT_SEEN, []]);
});

const FORMATTED = 'user:   admin\nsize: 3\n';
const EDITED = 'user: root\nsize: 3\n';
const wanted = (of: Found): RecordedOverrides => ({
  format: 1,
  digest: `sha256:${'1'.repeat(64)}`,
  source: of.source.digest,
  wanted: `sha256:${'2'.repeat(64)}`,
  places: {},
});

/** What the overrides of the entry make: the content of the source, under the digest `made`. */
const rendering =
  (set: Found, made: string, status = 'rendered'): ApplyDeps['renderWanted'] =>
  async (address, source) => {
    expect([address, source]).toEqual([
      'edge',
      { content: set.sourceObject.content, digest: set.source.digest },
    ]);
    return { status, rendering: { wanted: made }, content: set.sourceObject.content } as never;
  };

describe('an object with another text than planned', () => {
  const gets = (calls: readonly string[]): number => calls.filter((name) => name === 'getProfile').length;

  test('is not compared where it has the digest that was planned', async () => {
    const set = await aFound();
    const { deps } = await resumed(set, 'finish');
    expect(gets(deps.calls)).toBe(1);
  });

  test.each<readonly [string, string, (set: Found) => StepFacts, boolean]>([
    ['with the same values is as planned', FORMATTED, () => ({}), true],
    ['with other values is incomplete', EDITED, () => ({}), false],
    [
      'is incomplete where the source cannot be read',
      FORMATTED,
      ({ house, source }) => ({
        client: {
          getProfile: async (uid, at) => (uid === source.uid ? noAnswer() : house.client.getProfile(uid, at)),
        },
      }),
      false,
    ],
  ])('%s', async (_, values, facts, isSame) => {
    const set = await aFound(values);
    const { deps, result } = await resumed(set, 'finish', {}, facts(set));
    expect(result.status).toBe('applied');
    const { digest, lastModified } = set.object;
    expect(putRow(deps)).toMatchObject({
      digest: set.source.digest,
      status: isSame ? 'current' : 'incomplete',
      lastModified: isSame ? lastModified : '',
      remarks: isSame ? { rewritten: { of: set.source.digest, digest } } : { found: digest },
    });
  });

  test('is incomplete where the source was edited since, even to that text: it was planned with another', async () => {
    const set = await aFound(EDITED);
    await set.hands.packs(set.source.uid, (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: EDITED } : pack)),
    );
    const { deps } = await resumed(set, 'finish');
    expect(putRow(deps)).toMatchObject({ status: 'incomplete', remarks: { found: set.object.digest } });
  });

  test.each<readonly [string, (set: Found) => ApplyDeps['renderWanted'], boolean]>([
    ['that its overrides make, too, is as planned', (set) => rendering(set, wanted(set).wanted), true],
    ['of overrides that make something else by now', (set) => rendering(set, set.source.digest), false],
    [
      'of overrides that cannot be applied any more',
      (set) => rendering(set, wanted(set).wanted, 'failed'),
      false,
    ],
    ['of a declaration that has no overrides any more', () => async () => null, false],
    ['of overrides whose registries cannot be read', () => noAnswer, false],
  ])('%s', async (_, renderWanted, isSame) => {
    const set = await aFound(FORMATTED);
    const overrides = wanted(set);
    const { deps } = await resumed(
      set,
      'finish',
      { overrides },
      { deps: { renderWanted: renderWanted(set) } },
    );
    const { digest } = set.object;
    expect(putRow(deps)).toMatchObject({
      digest: overrides.wanted,
      overrides,
      status: isSame ? 'current' : 'incomplete',
      remarks: isSame ? { rewritten: { of: overrides.wanted, digest } } : { found: digest },
    });
  });
});
