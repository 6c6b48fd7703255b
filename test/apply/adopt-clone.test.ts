// Taking an object over: it is read once more, and recorded only as the plan saw it. Nothing is sent that changes it.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aClone, aDesired, PLACE } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import { type Answers, cloneByHand, denied, no, steered, toldOf } from '../support/steered.ts';

const edge = aClone('edge', { adopt: true });
const VALUES = 'v: by hand';

async function aScene(): Promise<Scene & { readonly uid: string }> {
  const set = await scene(seedVersion({ name: 'base', version: '1.0.0' }));
  return { ...set, uid: await cloneByHand(set, 'edge') };
}

const edit = ({ hands, uid }: { readonly hands: Scene['hands']; readonly uid: string }): Promise<void> =>
  hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: VALUES })));

const imported = (uid: string, clone = aClone('edge')): Desired => ({
  ...aDesired(clone),
  imports: [{ to: 'edge', uid, place: PLACE }],
});

test.each<readonly [string, Answers, object]>([
  [
    'cannot be read',
    { getProfile: no(403, 'Forbidden', 'not yours') },
    { code: 'Forbidden', message: 'not yours', hint: 'it was not adopted' },
  ],
  [
    'is gone',
    { getProfile: denied },
    { code: 'NotFound', message: 'the object to adopt no longer exists', hint: 'make a new plan' },
  ],
])('an object that %s is not adopted', async (_, answers, failure) => {
  const set = await aScene();
  const { result, written } = await steered(set, aDesired(edge), { answers });
  expect(toldOf(result)).toEqual({ status: 'failed', ...failure });
  expect(result?.uid).toBe(set.uid);
  expect(written).toEqual([]);
});

test('an object that was edited after the plan was made is not adopted', async () => {
  const set = await aScene();
  const { result, written } = await steered(set, aDesired(edge), { meanwhile: () => edit(set) });
  expect(toldOf(result)).toEqual({
    status: 'failed',
    code: 'ChangedSincePlan',
    message: 'its content changed after the plan was made',
    hint: 'make a new plan',
  });
  expect(written).toEqual([]);
});

test('an object with the content of its source is recorded as adopted, as Palette shows it', async () => {
  const set = await aScene();
  const { result, sent, written } = await steered(set, aDesired(edge));
  expect([toldOf(result), result?.uid, sent, written]).toEqual([
    { status: 'applied' },
    set.uid,
    [],
    ['put edge current'],
  ]);
  const { clones, openEntries } = await set.house.store.readRecorded();
  const source = clones[0]?.source;
  expect(openEntries).toEqual([]);
  expect(clones).toMatchObject([
    {
      address: 'edge',
      uid: set.uid,
      provenance: 'adopted',
      projectName: 'edge-dev',
      source: {
        uid: await set.hands.uid('base', '1.0.0'),
        name: 'base',
        version: '1.0.0',
        scope: 'tenant',
        projectUid: null,
      },
      digest: source?.digest,
      labels: null,
      description: null,
      isProtected: false,
      declaredVersion: '1.0.0',
    },
  ]);
  expect(clones[0]?.lastModified).not.toBe('');
});

test('an object that an imports block names is recorded as imported, with the content that it has', async () => {
  const set = await aScene();
  await edit(set);
  const { result } = await steered(set, imported(set.uid));
  expect(toldOf(result)).toEqual({ status: 'applied' });
  const { clones, outlines } = await set.house.store.readRecorded();
  const [row] = clones;
  expect([row?.provenance, row?.digest === row?.source.digest]).toEqual(['imported', false]);
  // What a later plan tells edits of the clone from edits of the source with.
  expect([...outlines.keys()].sort()).toEqual([row?.digest, row?.source.digest].sort());
});

test('of overrides nothing is recorded where the imported object has something else than they make', async () => {
  const set = await aScene();
  const own = desiredOverrides(`packs: { hello: { values: { v: by hand } } }`);
  const clone = aClone('edge', { overrides: own });
  // The update that follows is refused: else it would record what it wrote.
  await steered(set, imported(set.uid, clone), { answers: { putProfile: no(403, 'Forbidden') } });
  expect((await set.house.store.readRecorded()).clones[0]?.overrides).toBeUndefined();
  const same = await aScene();
  await edit(same);
  await steered(same, imported(same.uid, clone));
  const [row] = (await same.house.store.readRecorded()).clones;
  expect(row?.overrides).toMatchObject({
    digest: own.digest,
    source: row?.source.digest,
    wanted: row?.digest,
  });
});

test('labels and a description that are as declared count as set, others do not', async () => {
  const set = await aScene();
  await set.hands.metadata(set.uid, {
    name: 'edge',
    labels: { team: 'x' },
    annotations: { description: 'words' },
  });
  const target = { labels: { team: 'x' }, description: 'other words' };
  const { written } = await steered(set, imported(set.uid, aClone('edge', { target })), {
    answers: { patchMetadata: no(403, 'Forbidden') },
  });
  expect(written[0]).toBe('put edge current');
  const [row] = (await set.house.store.readRecorded()).clones;
  expect([row?.labels, row?.description]).toEqual([{ team: 'x' }, null]);
});
