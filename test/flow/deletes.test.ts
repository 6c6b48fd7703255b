// What a run takes away from Palette: each object is an entry of the plan, shown as it is now, and left alone once it changed since.
import { describe, expect, test } from 'vitest';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { aClone, aDesired, picture } from '../support/a-world.ts';
import { one, type Scene, scene, settles, told } from '../support/scene.ts';

const at = (version: string, target: object = {}): DesiredClone => one({ target: { version, ...target } });

/** One current version and three superseded ones. */
async function fourVersions(): Promise<Scene> {
  const world = await scene();
  for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await settles(world.house, at(version));
  return world;
}

const renamed = aDesired(at('1.3.0', { name: 'uno' }));
const ALL = [
  'replace · target_changed one',
  'delete · replaced one@1.2.0',
  'delete · replaced one@1.1.0',
  'delete · replaced one@1.0.0',
];

async function names({ house }: Scene): Promise<readonly string[]> {
  return house.sandbox
    .describe()
    .profiles.filter(({ name }) => name !== 'base')
    .map(({ name, version }) => `${name} ${version}`)
    .sort();
}

/** Somebody does `what` once Palette has been asked for the next clone. */
function whileCloning({ house }: Scene, what: () => Promise<void>): void {
  const { client } = house;
  let isDone = false;
  const clone: PaletteClient['clone'] = async (...args) => {
    const made = await client.clone(...args);
    if (!isDone) await what();
    isDone = true;
    return made;
  };
  house.client = replaced(client, 'clone', clone);
}

const textOf = (plan: Plan): string => renderPlanText(plan, { width: 200, color: false });

describe('a replace of a clone with superseded versions', () => {
  test('shows each object that goes, counts it, and has it in the checksum', async () => {
    const world = await fourVersions();
    const plan = await world.house.plan(renamed);
    expect(picture(plan)).toEqual(ALL);
    expect(plan.changes.slice(1).map(({ needs }) => needs)).toEqual([['one'], ['one'], ['one']]);
    expect(textOf(plan)).toContain('Deletes: 4');
    const { hands } = world;
    await hands.remove(await hands.uid('one', '1.0.0', 'edge-dev'));
    const other = await world.house.plan(renamed);
    expect(picture(other)).toContain('forget · gone one@1.0.0');
    expect(other.checksum).not.toBe(plan.checksum);
  });

  test('is done whole, and leaves nothing to do', async () => {
    const world = await fourVersions();
    const end = await world.house.apply(renamed);
    expect(end.exitCode).toBe(0);
    expect(await names(world)).toEqual(['uno 1.3.0']);
    expect(picture(await world.house.plan(renamed))).toEqual(['noop · unchanged one']);
  });

  test('meets the guards with all of them', async () => {
    const world = await fourVersions();
    const guarded = { ...renamed, guards: { maxNewProjects: 10, maxDeletes: 3, maxDeletePercent: 100 } };
    const plan = await world.house.plan(guarded);
    expect(plan.summary).toMatchObject({ blocked: 4, replace: 0, delete: 0 });
    expect(plan.changes[0]?.obstacles?.[0]?.detail).toContain('4 deletes in one run');
    const enough = { ...renamed, guards: { maxNewProjects: 10, maxDeletes: 4, maxDeletePercent: 100 } };
    expect(picture(await world.house.plan(enough))).toEqual(ALL);
  });

  test('leaves a version that is protected, and does the rest', async () => {
    const world = await fourVersions();
    await protect(world, 'one@1.1.0');
    const plan = await world.house.plan(renamed);
    expect(picture(plan)).toEqual(
      ALL.map((line) =>
        line.endsWith('@1.1.0') ? 'blocked · replaced one@1.1.0 [protected, would be delete]' : line,
      ),
    );
    await world.house.apply(renamed);
    expect(await names(world)).toEqual(['one 1.1.0', 'uno 1.3.0']);
  });

  test('keeps a version that is in use, says so, and never blocks for it', async () => {
    const world = await fourVersions();
    use(world, await world.hands.uid('one', '1.1.0', 'edge-dev'));
    const plan = await world.house.plan(renamed);
    expect(picture(plan).toSorted()).toEqual(
      ALL.map((line) => (line.endsWith('@1.1.0') ? 'noop · retained_in_use one@1.1.0' : line)).toSorted(),
    );
    expect(plan.diagnostics.map(({ message }) => message)).toEqual([
      'one@1.1.0 (one 1.1.0) was replaced, but is kept: in use by prod-1',
    ]);
    expect((await world.house.apply(renamed, { skipBlocked: false })).exitCode).toBe(0);
    expect(await names(world)).toEqual(['one 1.1.0', 'uno 1.3.0']);
    const again = await world.house.apply(renamed, { skipBlocked: false });
    expect(again).toMatchObject({ exitCode: 0, stopped: 'nothing_to_do' });
  });

  test('and the clone returns to the name of a version that was kept: that one is current again', async () => {
    const world = await fourVersions();
    const kept = await world.hands.uid('one', '1.1.0', 'edge-dev');
    use(world, kept);
    expect((await world.house.apply(renamed, { skipBlocked: false })).exitCode).toBe(0);
    const back = aDesired(at('1.1.0'));
    expect(told(await world.house.plan(back))).toEqual([
      'move · reinstated one',
      'delete · replaced one@1.3.0',
    ]);
    expect((await world.house.apply(back, { skipBlocked: false })).exitCode).toBe(0);
    expect(await names(world)).toEqual(['one 1.1.0']);
    expect(told(await world.house.plan(back))).toEqual([]);
    const { clones } = await world.house.store.readRecorded();
    expect(clones.map(({ address, uid }) => [address, uid])).toEqual([['one', kept]]);
  });

  test('with --dangerous-delete-in-use shows the clusters of what goes', async () => {
    const world = await fourVersions();
    use(world, await world.hands.uid('one', '1.1.0', 'edge-dev'));
    const plan = await world.house.plan(renamed, { allowDeleteInUse: true });
    expect(picture(plan)).toEqual(ALL);
    expect(textOf(plan)).toContain('in use by 1 cluster: prod-1');
  });

  test('keeps a version that another clone copies', async () => {
    const world = await fourVersions();
    const copy = aClone('copy', {
      source: { profile: 'one', version: '1.1.0', scope: 'project', project: 'edge-dev' },
      target: { project: 'edge-prod', name: 'copy' },
    });
    await settles(world.house, at('1.3.0'), copy);
    const both = aDesired(at('1.3.0', { name: 'uno' }), copy);
    expect(picture(await world.house.plan(both))).toContain('noop · retained_in_use one@1.1.0');
    expect((await world.house.apply(both, { skipBlocked: false })).exitCode).toBe(0);
    expect(await names(world)).toEqual(['copy 1.0.0', 'one 1.1.0', 'uno 1.3.0']);
  });

  test('leaves a version that was edited after the plan, and does the rest', async () => {
    const world = await fourVersions();
    const { hands } = world;
    const uid = await hands.uid('one', '1.1.0', 'edge-dev');
    whileCloning(world, () => hands.variables(uid, (all) => all.slice(1)));
    const end = await world.house.apply(renamed);
    expect(end.exitCode).toBe(4);
    expect(end.applied.results.filter(({ status }) => status !== 'applied')).toMatchObject([
      { address: 'one@1.1.0', status: 'failed', error: { code: 'ChangedSincePlan' } },
    ]);
    expect(await names(world)).toEqual(['one 1.1.0', 'uno 1.3.0']);
    expect(told(await world.house.plan(renamed))).toEqual([
      'delete · replaced one@1.1.0',
      expect.stringContaining('clone_edited one@1.1.0'),
    ]);
  });

  test('deletes nothing that the plan does not have', async () => {
    const world = await fourVersions();
    // A plan as the released edition saved it.
    const end = await world.house.apply(renamed, { only: ({ action }) => action === 'replace' });
    expect(end.exitCode).toBe(0);
    expect(await names(world)).toEqual(['one 1.0.0', 'one 1.1.0', 'one 1.2.0', 'uno 1.3.0']);
    expect(picture(await world.house.plan(renamed))).toEqual(['noop · unchanged one', ...ALL.slice(1)]);
  });

  test('that is blocked keeps all of them; state takes down that they are protected', async () => {
    const world = await fourVersions();
    const guarded = aDesired(one({ target: { version: '1.3.0', name: 'uno' }, protect: true }));
    expect(picture(await world.house.plan(guarded))).toEqual([
      'blocked · target_changed one [protected, would be replace]',
      'update · metadata one@1.0.0',
      'update · metadata one@1.1.0',
      'update · metadata one@1.2.0',
    ]);
  });
});

test('an old object that came into use while it was replaced stays, and no later apply is blocked by it', async () => {
  const world = await scene();
  await settles(world.house, at('1.0.0'));
  const uid = await world.hands.uid('one', '1.0.0', 'edge-dev');
  useFromFirstClone(world, uid);
  const to = aDesired(at('1.0.0', { name: 'uno' }));
  const end = await world.house.apply(to);
  expect(end.applied.results[0]?.because).toContain('in use by prod-1');
  const plan = await world.house.plan(to);
  expect(picture(plan)).toEqual(['noop · unchanged one', 'noop · retained_in_use one@1.0.0']);
  expect(await world.house.apply(to, { skipBlocked: false })).toMatchObject({ exitCode: 0 });
});

test('an old object that changed since the plan is not replaced', async () => {
  const world = await scene();
  await settles(world.house, at('1.0.0'));
  const { hands, house } = world;
  const uid = await hands.uid('one', '1.0.0', 'edge-dev');
  const to = aDesired(at('1.0.0', { name: 'uno' }));
  const end = await betweenPlanAndApply(world, to, () => hands.metadata(uid, { labels: { keep: 'me' } }));
  expect(end).toMatchObject({ exitCode: 4 });
  expect(await names(world)).toEqual(['one 1.0.0']);
  expect((await house.apply(to)).exitCode).toBe(0);
});

describe('an object that goes, and changed in Palette since it was recorded', () => {
  const labelled = one({ target: { labels: { team: 'edge' } } });
  const other = aClone('other', { source: { profile: 'base', version: '1.0.0' } });

  async function changed(): Promise<Scene & { uid: string }> {
    const world = await scene();
    await settles(world.house, labelled, other);
    const uid = await world.hands.uid('one', '1.0.0', 'edge-dev');
    await world.hands.metadata(uid, { name: 'kept-by-hand', labels: { team: 'core', hold: 'yes' } });
    await world.hands.variables(uid, (all) => all.slice(1));
    return { ...world, uid };
  }

  const LINES = [
    'changed in Palette since it was recorded:',
    '~ name "one" → "kept-by-hand"',
    '~ label team: edge → core',
    '+ label hold: yes',
  ];
  const PLACE = { file: 'x', line: 1, column: 1, text: '' };

  test.each<[string, Desired, Partial<Plan['options']>]>([
    ['delete · not_declared one', aDesired(other), {}],
    ['delete · not_declared one', aDesired(), { destroy: true }],
    ['forget · removed_block one', { ...aDesired(other), removed: [{ clone: 'one', place: PLACE }] }, {}],
  ])('%s: the plan shows what it has become', async (line, desired, options) => {
    const { house } = await changed();
    const plan = await house.plan(desired, options);
    expect(picture(plan)).toContain(line);
    const change = plan.changes.find(({ address }) => address === 'one');
    expect(change?.clone).toMatchObject({ name: 'kept-by-hand', version: '1.0.0' });
    expect(change?.recordedAs).toMatchObject({ name: 'one', labels: { team: 'edge' } });
    expect(change?.preconditions.observed?.labels).toEqual({ team: 'core', hold: 'yes' });
    expect(plan.drift.map(({ address, kind }) => `${kind} ${address}`)).toEqual([
      'renamed one',
      'metadata_edited one',
      'clone_edited one',
    ]);
    const text = textOf(plan);
    for (const part of [...LINES, 'kept-by-hand 1.0.0 in edge-dev', 'variable']) expect(text).toContain(part);
  });

  test('a moved clone shows it too', async () => {
    const { house } = await changed();
    const moved = { ...labelled, id: 'uno', address: 'uno' as never };
    const block = { from: 'one' as never, to: 'uno' as never, place: PLACE };
    const plan = await house.plan({ ...aDesired(moved, other), moved: [block] });
    const change = plan.changes.find(({ action }) => action === 'move');
    expect(change?.clone).toMatchObject({ name: 'kept-by-hand' });
    expect(change?.recordedAs).toMatchObject({ name: 'one' });
    expect(textOf(plan)).toContain(LINES[1]);
  });

  test.each<[string, (hands: Scene['hands'], uid: string) => Promise<void>]>([
    ['renamed', (hands, uid) => hands.metadata(uid, { name: 'renamed' })],
    ['a new version', (hands, uid) => hands.metadata(uid, {}, { version: '7.0.0' })],
    ['relabelled', (hands, uid) => hands.metadata(uid, { labels: { hold: 'yes' } })],
    ['described', (hands, uid) => hands.metadata(uid, { annotations: { description: 'keep this' } })],
    ['edited where only a whole read shows it', (hands, uid) => hands.variables(uid, (all) => all.slice(1))],
  ])('%s since the plan: it is not deleted', async (_, edit) => {
    const world = await scene();
    const { house, hands } = world;
    await settles(house, labelled, other);
    const uid = await hands.uid('one', '1.0.0', 'edge-dev');
    const end = await betweenPlanAndApply(world, aDesired(other), () => edit(hands, uid));
    expect(end.exitCode).toBe(4);
    expect(end.applied.results).toMatchObject([
      { address: 'one', status: 'failed', error: { code: 'ChangedSincePlan' } },
    ]);
    expect(house.sandbox.describe().profiles.some((profile) => profile.uid === uid)).toBe(true);
    expect((await house.apply(aDesired(other))).exitCode).toBe(0);
  });
});

/** Edits in Palette once the plan was created. */
async function betweenPlanAndApply(
  { house }: Scene,
  desired: Desired,
  edit: () => Promise<void>,
): ReturnType<Scene['house']['apply']> {
  const { applyStore } = house;
  let isDone = false;
  house.applyStore = replaced(applyStore, 'write', async (...args) => {
    if (!isDone) await edit();
    isDone = true;
    return applyStore.write(...args);
  });
  return house.apply(desired);
}

async function protect({ house }: Scene, address: string): Promise<void> {
  const row = (await house.store.readRecorded()).clones.find((clone) => clone.address === address);
  const lease = await house.store.acquire({
    runId: 'r',
    user: 'u',
    host: 'h',
    pid: 1,
    command: 'state protect',
  });
  if (row !== undefined)
    await house.store.write(lease, [{ kind: 'put_clone', clone: { ...row, isProtected: true } }]);
  await house.store.release(lease);
}

/** From now on Palette says that a cluster uses it. */
function use({ house }: Scene, uid: string): void {
  const { client } = house;
  const getProfile: PaletteClient['getProfile'] = async (...args) => {
    const answer = await client.getProfile(...args);
    if (answer === undefined || args[0] !== uid) return answer;
    const status = { ...answer.value.status, inUseClusters: [{ uid: 'c-1', name: 'prod-1' }] };
    return { ...answer, value: { ...answer.value, status } };
  };
  house.client = replaced(client, 'getProfile', getProfile);
}

function replaced<T extends object, K extends keyof T>(whole: T, name: K, member: T[K]): T {
  return new Proxy(whole, {
    get: (target, key) => (key === name ? member : Reflect.get(target, key)),
  });
}

/** A cluster comes to use it once Palette was asked for a clone. */
function useFromFirstClone(world: Scene, uid: string): void {
  const before = world.house.client.getProfile;
  use(world, uid);
  const { client } = world.house;
  let isAsked = false;
  const getProfile: PaletteClient['getProfile'] = (...args) =>
    isAsked ? client.getProfile(...args) : before(...args);
  world.house.client = replaced(client, 'getProfile', getProfile);
  whileCloning(world, async () => {
    isAsked = true;
  });
}
