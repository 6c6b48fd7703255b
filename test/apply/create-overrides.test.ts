// Creates of clones with overrides: the clone first, then what overrides make of it, one journaled step after the other.
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { ApplyDeps } from '../../src/apply/deps.ts';
import { maskedRefusal } from '../../src/apply/fill-clone.ts';
import type { WantedContent } from '../../src/apply/goal.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { SeedVersion } from '../../src/sandbox/seed.ts';
import { aClone, aContent, aDesired, anObject } from '../support/a-world.ts';
import { depsOn } from '../support/apply-deps.ts';
import { aVariable } from '../support/contents.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { PACKS, type Scene, scene } from '../support/scene.ts';
import {
  type Answer,
  type Answers,
  cloneByHand,
  denied,
  FAILED,
  hung,
  lost,
  no,
  steered,
  toldOf,
} from '../support/steered.ts';

const start = (facts: Partial<SeedVersion> = {}): Promise<Scene> =>
  scene(seedVersion({ name: 'base', version: '1.0.0', ...facts }));
const edgeWith = (yaml: string): DesiredClone => aClone('edge', { overrides: desiredOverrides(yaml) });
const edge = edgeWith('packs: { hello: { values: { v: ours } } }');
const WITH_MANIFESTS: Partial<SeedVersion> = {
  template: {
    type: 'add-on',
    cloudType: 'all',
    packs: [{ name: 'hello', tag: '1.0.0', values: 'v: 1.0.0' }, ...PACKS.slice(2)],
  },
};

const uidOf = (set: Scene, name = 'edge'): string =>
  set.house.sandbox.describe().profiles.find((profile) => profile.name === name)?.uid ?? '';
const journal = async ({ house }: Scene): Promise<readonly string[]> =>
  (await house.store.readRecorded()).openEntries.map(
    ({ kind, step, uid }) => `${kind} ${step}${uid === null ? '' : ' named'}`,
  );
const valuesOf = async ({ hands }: Scene, name = 'edge'): Promise<readonly unknown[]> =>
  (await hands.digestFacts(await hands.uid(name, '1.0.0', 'edge-dev'))).packs.map((pack) => pack['values']);
const withValues =
  (values: string) =>
  (packs: Parameters<Parameters<Scene['hands']['packs']>[1]>[0]): typeof packs =>
    packs.map((pack) => (pack.name === 'hello' ? { ...pack, values } : pack));

const BEGUN = ['open create intent', 'step cloned'];
const MADE = [...BEGUN, 'step draft', 'step publish', 'put edge current', 'close done'];
const MADE_IN_DOUBT = [
  'open create intent',
  'step clone',
  'put edge current',
  'close done',
  'open create clone',
];
const NOT_COMPLETE = 'the clone exists, but its overrides are not applied completely; the next run continues';
const absent = no(404, 'ResourceNotFound', 'no such object');

interface Case {
  readonly name: string;
  readonly answers: Answers;
  readonly told: object;
  readonly sent: readonly string[];
  readonly written: readonly string[];
  readonly waited?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'all is well',
    answers: {},
    told: { status: 'applied' },
    sent: ['clone', 'putProfile', 'publish'],
    written: MADE,
  },
  {
    name: 'Palette does not accept the packs: no draft is written',
    answers: { validatePacks: () => [{ pack: 'hello', message: 'no such key' }] },
    told: {
      ...FAILED,
      code: 'PacksRefused',
      message: 'Palette does not accept the packs that its overrides make: pack hello: no such key',
      hint: 'its packs were not changed: change the overrides and apply again; --no-preflight leaves this check out',
    },
    sent: ['clone'],
    written: BEGUN,
  },
  {
    name: 'the draft is refused',
    answers: { putProfile: no(422, 'Unwanted', 'not so') },
    told: { ...FAILED, code: 'Unwanted', message: 'not so', because: NOT_COMPLETE },
    sent: ['clone', 'putProfile'],
    written: [...BEGUN, 'step draft'],
  },
  {
    name: 'the draft comes before Palette shows the object: that is waited for',
    answers: { putProfile: [absent], getProfile: [null, denied, denied] },
    told: { status: 'applied' },
    sent: ['clone', 'putProfile', 'putProfile', 'publish'],
    written: [...BEGUN, 'step draft', ...MADE.slice(2)],
    waited: 750,
  },
  {
    name: 'the object is never seen',
    answers: { putProfile: absent, getProfile: [null, ...Array.from({ length: 9 }, () => denied)] },
    told: { ...FAILED, code: 'CloneNotSeen', hint: 'the next run continues from here' },
    sent: ['clone', 'putProfile'],
    written: [...BEGUN, 'step draft'],
    waited: 7750,
  },
  {
    name: 'the object cannot be read when the draft met none',
    answers: {
      putProfile: absent,
      getProfile: [null, ...Array.from({ length: 9 }, () => no(403, 'Forbidden', 'not yours'))],
    },
    told: {
      ...FAILED,
      code: 'Forbidden',
      message: 'not yours',
      because: 'the clone exists, but could not be read to apply its overrides; the next run continues',
    },
    sent: ['clone', 'putProfile'],
    written: [...BEGUN, 'step draft'],
    waited: 7750,
  },
  {
    name: 'the publish is refused',
    answers: { publish: no(422, 'Unwanted', 'hello is wrong') },
    told: {
      ...FAILED,
      code: 'Unwanted',
      message: 'hello is wrong',
      because:
        'its draft is written, but Palette does not publish it: hello is wrong; the published content is unchanged, and the next run continues with the draft',
    },
    sent: ['clone', 'putProfile', 'publish'],
    written: MADE.slice(0, 4),
  },
  {
    name: 'the publish gets no answer',
    answers: { publish: hung },
    told: { ...FAILED, code: 'Timeout', message: 'no answer', because: NOT_COMPLETE },
    sent: ['clone', 'putProfile', 'publish', 'publish', 'publish'],
    written: MADE.slice(0, 4),
  },
  {
    name: 'the clone was lost: what exists is read whole, and the step stays where the clone may still arrive',
    answers: { clone: [lost] },
    told: { status: 'applied' },
    sent: ['clone', 'putProfile', 'publish'],
    written: MADE_IN_DOUBT,
  },
];

describe('a create with overrides where', () => {
  test.each(CASES)('$name', async ({ answers, told, sent, written, waited = 0 }) => {
    const set = await start();
    const end = await steered(set, aDesired(edge), { answers });
    const message = `Palette accepted the clone call and returned UID ${uidOf(set)}, but it cannot be read by its UID yet`;
    const isUnseen = end.result?.error?.code === 'CloneNotSeen';
    expect(toldOf(end.result)).toEqual({ ...told, ...(isUnseen ? { message } : {}) });
    expect(end.result?.uid).toBe(uidOf(set));
    expect([end.sent, end.written, end.waited]).toEqual([sent, written, waited]);
    // Whatever was left, further runs end at what is wanted.
    for (let runs = 0; runs < 2; runs++) {
      set.house.clock.advance(16 * 60_000);
      await set.house.apply(aDesired(edge));
    }
    expect(await valuesOf(set)).toEqual(['v: ours']);
    const { clones, openEntries } = await set.house.store.readRecorded();
    expect([clones.map(({ status }) => status), openEntries]).toEqual([['current'], []]);
    expect(clones[0]?.overrides).toMatchObject({
      source: clones[0]?.source.digest,
      wanted: clones[0]?.digest,
    });
    expect(clones[0]?.digest).not.toBe(clones[0]?.source.digest);
  });

  test('somebody on the way sent it twice and it has all that is wanted: nothing is written', async () => {
    const set = await start();
    const clone: Answer = async (next, args) => {
      await next();
      await set.hands.packs(await set.hands.uid('edge', '1.0.0', 'edge-dev'), withValues('v: ours'));
      return hung(next, args);
    };
    const end = await steered(set, aDesired(edge), { answers: { clone: [clone] } });
    expect([toldOf(end.result), end.sent, end.written]).toEqual([
      { status: 'applied' },
      ['clone'],
      MADE_IN_DOUBT,
    ]);
  });

  test.each(['a draft', 'nothing published of it'])(
    'it has all that is wanted, but %s: it is written',
    async (what) => {
      const set = await start();
      const clone: Answer = async (next, args) => {
        await next();
        const uid = await set.hands.uid('edge', '1.0.0', 'edge-dev');
        await set.hands.packs(uid, withValues('v: ours'));
        if (what === 'a draft') await set.hands.draft(uid, withValues('v: theirs'));
        return hung(next, args);
      };
      const unpublished: Answer = async (next) => {
        const answer = structuredClone(await next()) as { value: { status: { isPublished: boolean } } };
        answer.value.status.isPublished = what === 'a draft';
        return answer;
      };
      const end = await steered(set, aDesired(edge), {
        answers: { clone: [clone], getProfile: [null, unpublished, unpublished] },
      });
      expect([toldOf(end.result), end.sent]).toEqual([
        { status: 'applied' },
        ['clone', 'putProfile', 'publish'],
      ]);
    },
  );

  test('Palette accepts the publish without doing it: an entry of its own continues with the draft', async () => {
    const set = await start();
    const publish: Answer = () => ({ value: null, serverDate: null });
    const end = await steered(set, aDesired(edge), { answers: { publish } });
    expect(toldOf(end.result)).toMatchObject({
      code: 'CloneDiffers',
      message: `the clone was created (UID ${uidOf(set)}), but it has an unpublished draft; its content differs from the planned content`,
    });
    expect(end.written).toEqual([
      ...MADE.slice(0, 4),
      'put edge incomplete',
      'close done',
      'open update draft',
    ]);
    expect(await journal(set)).toEqual(['update draft named']);
  });
});

describe('what is sent', () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      'a variable that is added',
      'variables: { two: { add: true, format: string, defaultValue: b } }',
      ['clone', 'patchVariables', 'putProfile', 'publish'],
    ],
    [
      'a variable that is removed',
      'variables: { one: { remove: true } }',
      ['clone', 'putProfile', 'publish', 'deleteVariables'],
    ],
  ])('for %s', async (_, yaml, sent) => {
    const set = await start({ variables: [{ name: 'one', format: 'string', defaultValue: 'a' }] });
    const end = await steered(set, aDesired(edgeWith(yaml)));
    expect([toldOf(end.result), end.sent]).toEqual([{ status: 'applied' }, sent]);
    const { variables } = await set.hands.digestFacts(await set.hands.uid('edge', '1.0.0', 'edge-dev'));
    expect(variables.map((variable) => variable['name'])).toEqual(yaml.includes('add') ? ['one', 'two'] : []);
  });

  test.each([
    [
      'the description of its source, which a new clone has',
      'words',
      { annotations: { description: 'words' } },
    ],
    ['no annotation where the source has no description', '', {}],
  ])('has %s', async (_, description, more) => {
    const set = await start({ description });
    let metadata = {};
    const putProfile: Answer = (next, args) => {
      ({ metadata } = args[2] as { readonly metadata: object });
      return next();
    };
    await steered(set, aDesired(edge), { answers: { putProfile } });
    expect(metadata).toEqual({ name: 'edge', uid: uidOf(set), ...more });
  });

  test('is preceded by one read where the clone has manifests of its own to name', async () => {
    const [plain, full] = [await start(), await start(WITH_MANIFESTS)];
    const reads = async (set: Scene): Promise<readonly string[]> => {
      const { calls, result } = await steered(set, aDesired(edge));
      expect(toldOf(result)).toEqual({ status: 'applied' });
      const own = calls.filter(
        (name) => !['getVariables', 'getPackManifests', 'getManifestsOfPack'].includes(name),
      );
      return own.slice(own.indexOf('clone'));
    };
    const rest = ['validatePacks', 'putProfile', 'publish', 'getProfile'];
    expect(await reads(plain)).toEqual(['clone', ...rest]);
    expect(await reads(full)).toEqual(['clone', 'getProfile', ...rest]);
  });
});

test('nothing is written into an object with another name, whatever the answer to the clone says', async () => {
  const set = await start(WITH_MANIFESTS);
  let other = '';
  const meanwhile = async (): Promise<void> => {
    other = await cloneByHand(set, 'other');
  };
  const clone: Answer = async (next) => ({ ...((await next()) as object), value: { uid: other } });
  const end = await steered(set, aDesired(edge), { meanwhile, answers: { clone: [clone] } });
  expect(toldOf(end.result)).toEqual({ status: 'applied' });
  expect((await valuesOf(set, 'other'))[0]).toBe('v: 1.0.0');
  expect((await valuesOf(set))[0]).toBe('v: ours');
});

describe('overrides that do not make what was planned', () => {
  const HINT = 'make a new plan with the declarations as they are now';
  const CHANGED = { ...FAILED, code: 'OverridesChanged', hint: HINT };
  const NO_MORE = { ...CHANGED, message: 'its overrides cannot be applied to the source any more' };
  const refusing = async (): Promise<never> =>
    no(403, 'Forbidden', 'not yours')(async () => undefined, []) as never;

  test.each<readonly [string, ApplyDeps['renderWanted'], object]>([
    ['are gone', async () => null, NO_MORE],
    ['fail', async () => ({ status: 'failed', faults: [] }) as never, NO_MORE],
    [
      'make another content',
      async () => ({ status: 'rendered', rendering: { wanted: `sha256:${'1'.repeat(64)}` } }) as never,
      { ...CHANGED, message: 'its overrides make another content than was planned' },
    ],
    [
      'name registries that cannot be read',
      refusing,
      {
        ...FAILED,
        code: 'Forbidden',
        message: 'not yours',
        because: 'the registries of its overrides could not be read',
      },
    ],
  ])('because they %s: nothing is made', async (_, renderWanted, told) => {
    const set = await start();
    const plan = await set.house.plan(aDesired(edge));
    const deps = await depsOn(set, {}, { renderWanted });
    const { results } = await applyPlan(deps, plan, 1);
    expect(results.map(toldOf)).toEqual([told]);
    expect([uidOf(set), await journal(set)]).toEqual(['', []]);
  });

  test('keep a recreate from deleting anything', async () => {
    const set = await start();
    const mirror = (v: string): DesiredClone =>
      aClone('edge', {
        content: 'mirror',
        mirrorBy: 'recreate',
        overrides: desiredOverrides(`packs: { hello: { values: { v: ${v} } } }`),
      });
    await set.house.apply(aDesired(mirror('a')));
    const uid = uidOf(set);
    const plan = await set.house.plan(aDesired(mirror('b')));
    const { results } = await applyPlan(await depsOn(set), plan, 1);
    expect(results.map(toldOf)).toEqual([NO_MORE]);
    expect(uidOf(set)).toBe(uid);
  });
});

test('sensitive variables that overrides would have to write are refused by name', () => {
  const [token, key] = ['token', 'key'].map((name) =>
    aVariable(name, { isSensitive: true, defaultValue: '********' }),
  );
  const variables = [token, key].flatMap((variable) => variable ?? []);
  const content = { ...aContent(), variables };
  const source = { object: { ...anObject({ uid: 'u', name: 'base', version: '1.0.0' }), content } };
  const wanting = (changed: typeof variables): WantedContent =>
    ({ source, content: { ...content, variables: changed } }) as unknown as WantedContent;
  expect(maskedRefusal(wanting(variables))).toBeNull();
  const changed = variables.map((variable) => ({ ...variable, description: 'other' }));
  expect(toldOf(maskedRefusal(wanting(changed)) as never)).toEqual({
    status: 'failed',
    code: 'MaskedVariable',
    message: 'the sensitive variables token, key would have to be written, but Palette masks their values',
    hint: 'leave these variables, and the order of variables beside them, out of the overrides',
  });
});
