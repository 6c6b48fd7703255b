// Objects that already exist, and addresses that change: adopt, imports, moved, removed.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { aClone, aDesired, PLACE, picture } from '../support/a-world.ts';
import { call } from '../support/sandboxes.ts';
import { base, one, type Scene, scene, settles, settlesTo, told } from '../support/scene.ts';

/** A clone that somebody made at the console. */
async function byHand({ house, hands }: Scene, name = 'one', project = 'edge-dev'): Promise<string> {
  const projects = await house.client.listProjects();
  const projectUid = projects.find((item) => item.name === project)?.uid ?? '';
  await call(house.sandbox, 'POST', `/v1/clusterprofiles/${await hands.uid('base', '1.0.0')}/clone`, {
    body: { metadata: { name, version: '1.0.0', target: { scope: 'project', projectUid } } },
  });
  return hands.uid(name, '1.0.0', project);
}

const withImport = (desired: Desired, uid: string, to = 'one'): Desired => ({
  ...desired,
  imports: [{ to, uid, place: PLACE }],
});

test('equal content is adopted where that is allowed, and labels follow in the same run', async () => {
  const set = await scene();
  await byHand(set);
  expect(picture(await set.house.plan(aDesired(one())))).toEqual([
    'blocked · new one [exists_unmanaged, would be create]',
  ]);
  const adopting = one({ adopt: true, target: { labels: { team: 'edge' } } });
  expect(picture(await set.house.plan(aDesired(adopting)))).toEqual([
    'adopt · equal_content one',
    'update · metadata one',
  ]);
  await settles(set.house, adopting);
  const [row] = (await set.house.store.readRecorded()).clones;
  expect(row).toMatchObject({ provenance: 'adopted', labels: { team: 'edge' } });
});

test('other content is not adopted, and told pack by pack', async () => {
  const set = await scene();
  const uid = await byHand(set);
  await set.hands.packs(uid, (packs) => packs.slice(0, 2));
  const plan = await set.house.plan(aDesired(one({ adopt: true })));
  expect(picture(plan)).toEqual(['blocked · equal_content one [content_differs, would be adopt]']);
  expect(plan.changes[0]?.content).toMatchObject([{ pack: 'apps', change: 'removed' }]);
});

test('an imports block takes an object over as it is, and a mirror then makes it equal', async () => {
  const set = await scene();
  const uid = await byHand(set);
  await set.hands.packs(uid, (packs) => packs.slice(0, 2));
  const snapshot = withImport(aDesired(one()), uid);
  const plan = await set.house.plan(snapshot);
  expect(picture(plan)).toEqual(['adopt · imports_block one']);
  expect(plan.changes[0]?.content).toMatchObject([{ pack: 'apps', change: 'removed' }]);
  await settlesTo(set.house, snapshot);
  const mirror = await scene();
  const other = await byHand(mirror);
  await mirror.hands.packs(other, (packs) => packs.slice(0, 2));
  const mirrored = withImport(aDesired(one({ content: 'mirror' })), other);
  expect(picture(await mirror.house.plan(mirrored))).toEqual([
    'adopt · imports_block one',
    'update · clone_edited one',
  ]);
  await settlesTo(mirror.house, mirrored);
});

test('what is gone and made again by hand is reported, and taken over only when it may be', async () => {
  const set = await scene();
  await settles(set.house, one());
  await set.hands.remove(await set.hands.uid('one', '1.0.0', 'edge-dev'));
  await byHand(set);
  expect(told(await set.house.plan(aDesired(one())))).toEqual([
    'blocked · gone one [exists_unmanaged, would be create]',
    'gone one',
  ]);
  expect(picture(await set.house.plan(aDesired(one({ adopt: true }))))).toEqual([
    'adopt · equal_content one',
  ]);
  await settles(set.house, one({ adopt: true }));
});

test('an object that is recorded elsewhere is not imported', async () => {
  const set = await scene();
  await settles(set.house, one());
  const [row] = (await set.house.store.readRecorded()).clones;
  const both = aDesired(
    one(),
    aClone('two', { source: { profile: 'base' }, target: { name: 'one', version: '1.0.0' } }),
  );
  expect(picture(await set.house.plan(withImport(both, row?.uid ?? '', 'two')))).toEqual([
    'noop · unchanged one',
    'blocked · imports_block two [key_taken, would be adopt]',
  ]);
});

test.each([
  [
    'of another scope',
    async (set: Scene) => set.hands.uid('base', '1.0.0'),
    /at tenant scope, but one declares one 1\.0\.0 in project/,
  ],
  [
    'of another project',
    async (set: Scene) => byHand(set, 'one', 'edge-prod'),
    /there is no object|in project "edge-prod"/,
  ],
  [
    'of another name',
    async (set: Scene) => byHand(set, 'other'),
    /is other 1\.0\.0 in project "edge-dev", but one declares one 1\.0\.0/,
  ],
  [
    'that is not there',
    async () => '0123456789abcdef01234567',
    /there is no object 0123456789abcdef01234567/,
  ],
])('a UID %s is refused with its place', async (_, uidOf, message) => {
  const set = await scene();
  const desired = withImport(aDesired(one()), await uidOf(set));
  await expect(set.house.plan(desired)).rejects.toMatchObject({
    exitCode: 1,
    diagnostics: [{ code: 'plan/import', message: expect.stringMatching(message), place: PLACE }],
  });
});

test('a moved block renames a clone with its versions, also once it is done', async () => {
  const set = await scene();
  await settles(set.house, one());
  await settles(set.house, one({ target: { version: '1.1.0' } }));
  const uno = { ...one({ target: { version: '1.1.0', name: 'uno' } }), id: 'uno', address: 'uno' as never };
  const moved: Desired = { ...aDesired(uno), moved: [{ from: 'one', to: 'uno', place: PLACE }] };
  expect(picture(await set.house.plan(moved))).toEqual([
    'move · moved_block uno',
    'move · moved_block uno@1.0.0',
    'replace · target_changed uno',
    'delete · replaced uno@1.0.0',
  ]);
  const kept: Desired = { ...moved, clones: [{ ...uno, target: { ...uno.target, name: 'one' } }] };
  await settlesTo(set.house, kept);
});

test('two recorded clones cannot become one', async () => {
  const set = await scene();
  const two = aClone('two', { source: { profile: 'base', version: '1.0.0' } });
  await settles(set.house, one(), two);
  const clash: Desired = { ...aDesired(two), moved: [{ from: 'one', to: 'two', place: PLACE }] };
  await expect(set.house.plan(clash)).rejects.toMatchObject({ diagnostics: [{ code: 'plan/moved-clash' }] });
});

test('a removed block lets go, of protected ones too, and nothing changes in Palette', async () => {
  const set = await scene(base('1.0.0'));
  await settles(
    set.house,
    one({ protect: true }),
    aClone('two', { source: { profile: 'base', version: '1.0.0' } }),
  );
  const two = aClone('two', { source: { profile: 'base', version: '1.0.0' } });
  const removed: Desired = { ...aDesired(two), removed: [{ clone: 'one', place: PLACE }] };
  expect(picture(await set.house.plan(removed))).toEqual([
    'forget · removed_block one',
    'noop · unchanged two',
  ]);
  await settlesTo(set.house, removed);
  await expect(set.hands.uid('one', '1.0.0', 'edge-dev')).resolves.toMatch(/^[0-9a-f]{24}$/);
});
