// Changes that send nothing: rows that move, go, come back or are noted. State alone is written.
import { describe, expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import { aClone, aDesired, PLACE } from '../support/a-world.ts';
import { depsOn } from '../support/apply-deps.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import { steered, toldOf } from '../support/steered.ts';

const start = (): Promise<Scene> => scene(seedVersion({ name: 'base', version: '1.0.0' }));
const at = (version: string, more: Partial<DesiredClone['target']> = {}): DesiredClone =>
  aClone('edge', { target: { version, ...more } });
const keep = aClone('keep');
const rows = async ({ house }: Scene): Promise<readonly string[]> =>
  (await house.store.readRecorded()).clones.map(
    ({ address, status, key }) => `${address} ${status} ${key.version}`,
  );
const uid = (set: Scene, version = '1.0.0'): Promise<string> => set.hands.uid('edge', version, 'edge-dev');

describe('state alone is written where', () => {
  test('a moved block gives a clone another address', async () => {
    const set = await start();
    await set.house.apply(aDesired(at('1.0.0')));
    const moved: Desired = {
      ...aDesired(aClone('uno', { target: { name: 'edge' } })),
      moved: [{ from: 'edge', to: 'uno', place: PLACE }],
    };
    const end = await steered(set, moved);
    expect([toldOf(end.result), end.result?.uid]).toEqual([{ status: 'applied' }, await uid(set)]);
    expect([end.sent, end.written]).toEqual([[], ['move edge → uno']]);
    expect(await rows(set)).toEqual(['uno current 1.0.0']);
  });

  test('a removed block lets go of a clone, which stays in Palette', async () => {
    const set = await start();
    await set.house.apply(aDesired(at('1.0.0'), keep));
    const end = await steered(set, { ...aDesired(keep), removed: [{ clone: 'edge', place: PLACE }] });
    expect([toldOf(end.result), end.result?.uid]).toEqual([{ status: 'applied' }, await uid(set)]);
    expect([end.sent, end.written]).toEqual([[], ['remove edge']]);
  });

  test('an object that is gone is not declared any more', async () => {
    const set = await start();
    await set.house.apply(aDesired(at('1.0.0'), keep));
    const gone = await uid(set);
    await set.hands.remove(gone);
    const end = await steered(set, aDesired(keep));
    expect([toldOf(end.result), end.result?.uid]).toEqual([{ status: 'applied' }, gone]);
    expect([end.sent, end.written]).toEqual([[], ['remove edge']]);
  });

  test('protection is declared', async () => {
    const set = await start();
    await set.house.apply(aDesired(keep));
    const end = await steered(set, aDesired(aClone('keep', { protect: true })));
    expect([toldOf(end.result), end.sent, end.written]).toEqual([
      { status: 'applied' },
      [],
      ['put keep current'],
    ]);
    expect((await set.house.store.readRecorded()).clones[0]?.isProtected).toBe(true);
  });
});

describe('a superseded version that is declared again', () => {
  const back = aDesired(aClone('edge', { protect: true, target: { version: '1.0.0' } }));
  async function superseded(): Promise<Scene> {
    const set = await start();
    await set.house.apply(aDesired(at('1.0.0')));
    await set.house.apply(aDesired(at('2.0.0')));
    return set;
  }

  test('is current again, as it is declared now, and the current one superseded', async () => {
    const set = await superseded();
    const end = await steered(set, back);
    expect(end.results.map(({ action, reason, status }) => [action, reason, status])[0]).toEqual([
      'move',
      'reinstated',
      'applied',
    ]);
    expect(end.results[0]?.uid).toBe(await uid(set));
    expect(end.written.slice(0, 4)).toEqual([
      'remove edge@1.0.0',
      'remove edge',
      'put edge@2.0.0 superseded',
      'put edge current',
    ]);
    const { clones } = await set.house.store.readRecorded();
    expect(clones[0]).toMatchObject({ address: 'edge', isProtected: true, declaredVersion: '1.0.0' });
  });

  test('is refused where state has it no longer', async () => {
    const set = await superseded();
    const plan = await set.house.plan(back);
    const deps = await depsOn(set);
    deps.state.clones.delete('edge@1.0.0');
    const { results } = await applyPlan(deps, plan, 1);
    expect(results[0]).toMatchObject({
      status: 'failed',
      error: { code: 'NotRecorded', message: 'edge no longer has that version', hint: 'make a new plan' },
    });
    expect(await rows(set)).toEqual(['edge current 2.0.0', 'edge@1.0.0 superseded 1.0.0']);
  });
});

test('a no-op beside other work notes a newer timestamp over content that is as recorded, once', async () => {
  const set = await start();
  await set.house.apply(aDesired(keep));
  const keepUid = await set.hands.uid('keep', '1.0.0', 'edge-dev');
  const before = (await set.house.store.readRecorded()).clones[0];
  set.house.clock.advance(60_000);
  await set.hands.metadata(keepUid, { name: 'keep', labels: { theirs: 'yes' } });
  const both = aDesired(keep, aClone('other'));
  const end = await set.house.apply(both);
  const after = (await set.house.store.readRecorded()).clones[0];
  expect([end.exitCode, after?.lastModified === before?.lastModified, after?.labels]).toEqual([
    0,
    false,
    null,
  ]);
  const revision = after?.revision;
  await set.house.apply(aDesired(keep, aClone('other'), aClone('third')));
  expect((await set.house.store.readRecorded()).clones[0]?.revision).toBe(revision);
});
