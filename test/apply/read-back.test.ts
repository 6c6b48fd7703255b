// Reading a new clone back: how much of it is read, how long it is waited for, and each way in which it can be otherwise than planned.
import { describe, expect, test } from 'vitest';
import { type PlannedContent, readBack } from '../../src/apply/read-back.ts';
import { contentDigest, contentOutline } from '../../src/inventory/digest.ts';
import { readWhole, type WholeProfile } from '../../src/inventory/read-whole.ts';
import type { NaturalKey } from '../../src/model/natural-key.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { Create } from '../../src/plan/change.ts';
import type { CloneFacts } from '../../src/plan/plan.ts';
import { aRow } from '../support/a-world.ts';
import type { HandPack } from '../support/hands.ts';
import { base, PACKS, type Scene, scene } from '../support/scene.ts';
import { noAnswer } from '../support/steered.ts';
import { clonedByHand, objectAt, type StepFacts, stepDeps } from '../support/step-deps.ts';

const TENANT = { scope: 'tenant', projectUid: null } as const;
const PLAIN = PACKS.slice(0, 2);
const REGION = { name: 'region', format: 'string', defaultValue: 'eu' };

interface Made extends Scene {
  readonly uid: string;
  readonly key: NaturalKey;
  readonly source: WholeProfile;
}

async function aMade(packs: readonly object[] = PLAIN, variables: readonly object[] = []): Promise<Made> {
  const template = { type: 'cluster', cloudType: 'edge-native', packs };
  const set = await scene(base('1.0.0', { template, variables }));
  const source = await readWhole(set.house.client, await set.hands.uid('base', '1.0.0'), TENANT);
  if (source === undefined) throw new Error('no source');
  return { ...set, source, ...(await clonedByHand(set, 'edge')) };
}

const digestOf = ({ source }: Made): `sha256:${string}` => source.object.digest ?? 'sha256:';

function changeOf(set: Made, after: Partial<CloneFacts> = {}, facts: Partial<Create> = {}): Create {
  const { name, version } = set.key;
  const source = { name: 'base', version: '1.0.0', ...TENANT, project: null };
  return {
    kind: 'create',
    address: 'edge',
    clone: { ...set.key, project: 'edge-dev' },
    source,
    copies: { uid: set.source.object.uid, digest: digestOf(set), shown: set.source.object.shown },
    needs: [],
    after: { name, version, labels: null, description: null, ...after },
    ...facts,
  } as unknown as Create;
}

/** `knows`: the outlines of what is planned are at hand. */
async function back(
  set: Made,
  facts: StepFacts & {
    readonly change?: Create;
    readonly planned?: PlannedContent;
    readonly knows?: boolean;
  } = {},
) {
  const { outline } = set.source.object;
  const outlines = new Map(facts.knows === false || outline === null ? [] : [[digestOf(set), outline]]);
  const deps = await stepDeps(set, { ...facts, deps: { outlines, ...facts.deps } });
  const before = deps.clock.now();
  const planned = facts.planned ?? { goal: { digest: digestOf(set) }, wanted: null };
  const read = await readBack(deps, facts.change ?? changeOf(set), set.uid, planned);
  return { read, calls: deps.calls, waited: deps.clock.now() - before };
}

const GET = 'getProfile';
const MANIFESTS = 'getPackManifests';
const VARIABLES = 'getVariables';

describe('how much is read', () => {
  test.each<
    readonly [string, readonly object[], readonly object[], Parameters<typeof back>[1], readonly string[]]
  >([
    ['one GET, where the source has neither manifests nor variables', PLAIN, [], {}, [GET]],
    ['manifests, too, where it has some', PACKS, [], {}, [GET, MANIFESTS]],
    ['variables, too, where it has some', PLAIN, [REGION], {}, [GET, VARIABLES]],
    ['both, where it has both', PACKS, [REGION], {}, [GET, MANIFESTS, VARIABLES]],
    [
      'all, where it is not known what the source has',
      PLAIN,
      [],
      { knows: false },
      [GET, MANIFESTS, VARIABLES],
    ],
    [
      'all, where everything is to be verified',
      PLAIN,
      [],
      { deps: { verify: 'full' } },
      [GET, MANIFESTS, VARIABLES],
    ],
    [
      'one GET, where only what it shows is to be verified',
      PACKS,
      [REGION],
      { deps: { verify: 'shown' } },
      [GET],
    ],
  ])('%s', async (_, packs, variables, facts, expected) => {
    const set = await aMade(packs, variables);
    const { read, calls } = await back(set, facts);
    expect(read).toMatchObject({ status: 'as_planned', remarks: {}, object: { uid: set.uid, key: set.key } });
    expect(calls.filter((name) => name !== 'getManifestsOfPack')).toEqual(expected);
  });

  test('what overrides make is asked about, too: it may have more than its source', async () => {
    const set = await aMade();
    const content = { ...set.source.object.content, variables: [] } as never;
    const goal = { digest: contentDigest(content), shown: set.source.object.shown };
    const more = `sha256:${'3'.repeat(64)}` as const;
    const unknown = await back(set, { planned: { goal: { ...goal, digest: more }, wanted: null } });
    expect(unknown.calls.slice(0, 3)).toEqual([GET, MANIFESTS, VARIABLES]);
    const withManifests = (await aMade(PACKS)).source.object.content;
    if (withManifests === null) throw new Error('not read');
    const outlines = new Map([
      [digestOf(set), contentOutline(content)],
      [more, contentOutline(withManifests)],
    ]);
    const known = await back(set, {
      planned: { goal: { ...goal, digest: more }, wanted: null },
      deps: { outlines },
    });
    expect(known.calls.slice(0, 2)).toEqual([GET, MANIFESTS]);
  });
});

describe('a clone that cannot be read yet', () => {
  const afterwards = (
    set: Made,
    calls: number,
    client: PaletteClient['getProfile'],
  ): Partial<PaletteClient> => {
    let nth = 0;
    return {
      getProfile: (uid, at) => (nth++ < calls ? client(uid, at) : set.house.client.getProfile(uid, at)),
    };
  };
  const gone = async (): Promise<undefined> => undefined;

  test('is waited for, a little longer each time', async () => {
    const set = await aMade();
    const { read, calls, waited } = await back(set, { client: afterwards(set, 3, gone) });
    expect([read.status, calls.length, waited]).toEqual(['as_planned', 4, 1750]);
  });

  test.each<readonly [string, PaletteClient['getProfile'], string]>([
    ['is not seen', gone, 'it cannot be read by its UID yet'],
    ['says why', noAnswer, 'Timeout: no answer'],
  ])('and never can %s', async (_, getProfile, what) => {
    const { read, calls, waited } = await back(await aMade(), { client: { getProfile } });
    expect([read, calls.length, waited]).toEqual([{ status: 'not_seen', what }, 6, 7750]);
  });
});

const sized =
  (values: string) =>
  (packs: readonly HandPack[]): readonly HandPack[] =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack));

describe('a clone that is there, but otherwise', () => {
  const renamed = { metadata: { name: 'edge', labels: {} } };
  test.each<readonly [string, (set: Made) => Promise<unknown>, Partial<CloneFacts>, string]>([
    ['by name', ({ hands, uid }) => hands.metadata(uid, { name: 'other' }), {}, 'its name is other'],
    [
      'by version',
      ({ hands, uid }) => hands.metadata(uid, renamed.metadata, { version: '2.0.0' }),
      {},
      'its version is 2.0.0',
    ],
    [
      'in its content',
      ({ hands, uid }) => hands.packs(uid, sized('user: root\n')),
      {},
      'its content differs from the planned content',
    ],
    [
      'in its labels',
      async () => undefined,
      { labels: { team: 'x' } },
      'its labels differ from the declared labels',
    ],
    [
      'in its description',
      async () => undefined,
      { description: 'words' },
      'its description differs from the declared description',
    ],
    [
      'in several ways',
      ({ hands, uid }) => hands.metadata(uid, { name: 'other' }),
      { labels: { team: 'x' } },
      'its name is other; its labels differ from the declared labels',
    ],
  ])('%s', async (_, edit, after, what) => {
    const set = await aMade();
    await edit(set);
    const { read } = await back(set, { change: changeOf(set, after) });
    expect(read).toMatchObject({ status: 'differs', what, object: { uid: set.uid } });
  });

  test('in a manifest, which one GET does not show', async () => {
    const set = await aMade(PACKS);
    await set.hands.packs(set.uid, (packs) =>
      packs.map((pack) => ({
        ...pack,
        manifests: (pack.manifests ?? []).map((manifest) => ({ ...manifest, content: 'kind: Pod\n' })),
      })),
    );
    const { read } = await back(set);
    expect(read).toMatchObject({ status: 'differs', what: 'its content differs from the planned content' });
  });

  type Wire = NonNullable<Awaited<ReturnType<PaletteClient['getProfile']>>>;
  const shownAs =
    (set: Made, change: (wire: Wire['value']) => Wire['value']): PaletteClient['getProfile'] =>
    async (uid, at) => {
      const answer = await set.house.client.getProfile(uid, at);
      return answer === undefined ? undefined : { ...answer, value: change(answer.value) };
    };

  test('in another scope', async () => {
    const set = await aMade();
    const getProfile = shownAs(set, (wire) => ({
      ...wire,
      metadata: { ...wire.metadata, annotations: { ...wire.metadata.annotations, scope: 'tenant' } },
    }));
    const { read } = await back(set, { client: { getProfile } });
    expect(read).toMatchObject({ status: 'differs', what: 'it is in another scope' });
  });

  test('in another project', async () => {
    const set = await aMade();
    const { projectUid: _uid, ...rest } = set.key;
    const change = changeOf(set, {}, { clone: { ...rest, projectUid: 'p-other', project: 'other' } });
    const getProfile = (uid: string): ReturnType<PaletteClient['getProfile']> =>
      set.house.client.getProfile(uid, set.key);
    const { read } = await back(set, { change, client: { getProfile } });
    expect(read).toMatchObject({ status: 'differs', what: 'it is in another scope' });
  });

  test('not published', async () => {
    const set = await aMade();
    const getProfile = shownAs(set, (wire) => ({ ...wire, status: { ...wire.status, isPublished: false } }));
    const { read } = await back(set, { client: { getProfile } });
    expect(read).toMatchObject({ status: 'differs', what: 'it is not published' });
  });

  test('with a draft, where overrides were to be published', async () => {
    const set = await aMade();
    await set.hands.draft(set.uid, sized('user: root\n'));
    const goal = { digest: digestOf(set), shown: set.source.object.shown };
    const { content } = set.source.object;
    if (content === null) throw new Error('not read');
    const wanted = { goal, source: set.source, content, withoutUid: new Set<string>() };
    const { read } = await back(set, { planned: { goal, wanted } });
    expect(read).toMatchObject({ status: 'differs', what: 'it has an unpublished draft' });
    const copied = await back(set, { planned: { goal, wanted: null } });
    expect(copied.read.status).toBe('as_planned');
  });
});

describe('text that Palette wrote in another form', () => {
  const FORM = 'user:   admin\nsize: 3\n';
  async function aRewritten(): Promise<Made & { readonly object: ObservedObject }> {
    const set = await aMade();
    await set.hands.packs(set.uid, sized(FORM));
    return { ...set, object: await objectAt(set, set.uid, set.key) };
  }

  test('is as planned, with a remark, and read whole', async () => {
    const set = await aRewritten();
    const { read } = await back(set);
    expect(read).toEqual({
      status: 'as_planned',
      object: set.object,
      remarks: { rewritten: { of: digestOf(set), digest: set.object.digest } },
    });
  });

  test('differs where the source cannot be read to compare it', async () => {
    const set = await aRewritten();
    const getProfile: PaletteClient['getProfile'] = (uid, at) =>
      uid === set.uid ? set.house.client.getProfile(uid, at) : noAnswer();
    const { read } = await back(set, { client: { getProfile } });
    expect(read).toMatchObject({ status: 'differs', remarks: { found: set.object.digest } });
  });

  test('differs, with nothing said of what was found, where it cannot be read whole', async () => {
    const set = await aRewritten();
    const { read } = await back(set, { client: { getVariables: noAnswer } });
    expect(read).toMatchObject({
      status: 'differs',
      what: 'its content differs from the planned content',
      remarks: {},
    });
  });

  test('is compared with what overrides make, where they make it', async () => {
    const set = await aMade();
    await set.hands.packs(set.uid, sized('user:   root\nsize: 3\n'));
    const { digest: found } = await objectAt(set, set.uid, set.key);
    const { content } = set.source.object;
    if (content === null) throw new Error('not read');
    const packs = content.packs.map((pack) =>
      pack.name === 'os' ? { ...pack, values: 'user: root\nsize: 3\n' } : pack,
    );
    const made = { ...content, packs };
    const digest = contentDigest(made);
    const goal = { digest, shown: set.source.object.shown };
    const wanted = { goal, source: set.source, content: made, withoutUid: new Set<string>() };
    const { read } = await back(set, { planned: { goal, wanted } });
    expect(read).toMatchObject({
      status: 'as_planned',
      remarks: { rewritten: { of: digest, digest: found } },
    });
  });

  test('a description in one line is as declared, with a remark', async () => {
    const set = await aMade();
    await set.hands.metadata(set.uid, { name: 'edge', annotations: { description: 'two lines' } });
    const { read } = await back(set, { change: changeOf(set, { description: 'two\nlines' }) });
    expect(read).toMatchObject({
      status: 'as_planned',
      remarks: { description: { of: 'two\nlines', shown: 'two lines' } },
    });
  });
});

describe('what one GET shows, where only that is verified', () => {
  const SHOWN: StepFacts['deps'] = { verify: 'shown' };
  const other = `sha256:${'4'.repeat(64)}` as const;

  test('is compared with what it showed of the source', async () => {
    const set = await aMade();
    expect((await back(set, { deps: SHOWN })).read.status).toBe('as_planned');
    await set.hands.packs(set.uid, sized('user: root\n'));
    expect((await back(set, { deps: SHOWN })).read.status).toBe('differs');
  });

  test('is compared with what overrides make of it', async () => {
    const set = await aMade();
    const goal = { digest: other, shown: set.source.object.shown };
    const { calls } = await back(set, { deps: SHOWN, planned: { goal, wanted: null } });
    expect(calls).toEqual([GET]);
  });

  const link = (set: Made, shown: `sha256:${string}`, uid = set.source.object.uid) => {
    const row = aRow('base-link', { ...set.source.object, uid }, { shown });
    const source = { ...changeOf(set).source, clone: 'base-link' as never };
    return { rows: [row], source };
  };

  test.each<readonly [string, (set: Made) => { rows: StepFacts['rows']; change: Create }, number]>([
    [
      'of a chain whose link this run made: with what the link showed then',
      (set) => {
        const { rows, source } = link(set, set.source.object.shown);
        const copies = { ...changeOf(set).copies, shown: other };
        return { rows, change: changeOf(set, {}, { source, copies, needs: ['base-link' as never] }) };
      },
      1,
    ],
    [
      'of a chain whose link was there: with what the plan saw of it',
      (set) => {
        const { rows, source } = link(set, other);
        return { rows, change: changeOf(set, {}, { source }) };
      },
      1,
    ],
    [
      'of a chain whose link is another object by now: with what the plan saw',
      (set) => {
        const { rows, source } = link(set, other, 'u-other');
        return { rows, change: changeOf(set, {}, { source, needs: ['base-link' as never] }) };
      },
      1,
    ],
    [
      'of a chain whose link shows something else: the rest is read',
      (set) => {
        const { rows, source } = link(set, other);
        return { rows, change: changeOf(set, {}, { source, needs: ['base-link' as never] }) };
      },
      3,
    ],
  ])('%s', async (_, facts, gets) => {
    const set = await aMade();
    const { rows = [], change } = facts(set);
    const { read, calls } = await back(set, { rows, change, deps: SHOWN });
    expect(read.status).toBe('as_planned');
    expect(calls.filter((name) => name === GET)).toHaveLength(gets);
  });
});
