// Declarations that select their projects: who joins, who left, who is disabled or renamed, and what becomes of clones there.
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { SeedProject } from '../../src/sandbox/seed.ts';
import { told } from '../support/scene.ts';
import { aProject, aSelecting, type Selecting, selecting } from '../support/selecting.ts';

const EDGE = selecting('projects: { match: [edge-*], tags: { tier: [edge, core] }, exclude: [edge-lab] }');
const onLeave = (what: string): string =>
  selecting(
    `projects: { match: [edge-*], tags: { tier: [edge, core] }, exclude: [edge-lab] }, onLeave: ${what}`,
  );

const PROJECTS = [
  aProject('edge-oslo', { tier: 'edge' }),
  aProject('edge-riga', { tier: 'core' }),
  aProject('edge-lab', { tier: 'edge' }),
  aProject('edge-bare'),
  aProject('hub', { tier: 'edge' }),
  aProject('edge-off', { tier: 'edge' }, true),
];

const names = (plan: Plan): Record<string, readonly string[]> => {
  const [selector] = plan.selectors ?? [];
  const of = (list: readonly { readonly name: string }[] = []): readonly string[] =>
    list.map(({ name }) => name);
  return {
    projects: of(selector?.projects),
    joined: of(selector?.joined),
    left: of(selector?.left),
    disabled: of(selector?.disabled),
  };
};
const blockers = (plan: Plan): readonly string[] =>
  plan.changes.flatMap(({ address, blockedBy }) =>
    blockedBy === undefined ? [] : [`${address} ${blockedBy}`],
  );

async function applied(yaml = EDGE): Promise<Selecting> {
  const world = aSelecting(PROJECTS);
  expect((await world.apply(yaml)).exitCode).toBe(0);
  world.sent.length = 0;
  return world;
}

const addresses = async ({ house }: Selecting): Promise<readonly string[]> =>
  (await house.store.readRecorded()).clones.map(({ address }) => address).sort();

test('one glob, every tag, no exclude; disabled projects are left out and named', async () => {
  const world = aSelecting(PROJECTS);
  const plan = await world.plan(EDGE);
  expect(told(plan)).toEqual(['create · new edge["edge-oslo"]', 'create · new edge["edge-riga"]']);
  expect(names(plan)).toEqual({
    projects: ['edge-oslo', 'edge-riga'],
    joined: ['edge-oslo', 'edge-riga'],
    left: [],
    disabled: ['edge-off'],
  });
  expect(plan.diagnostics.map(({ code }) => code)).toContain('plan/project-disabled');
});

test('nothing changes while the projects stay; their list is read once, in pages', async () => {
  const world = await applied();
  const plan = await world.plan(EDGE);
  expect(told(plan)).toEqual([]);
  expect(names(plan).joined).toEqual([]);
  expect(world.sent.filter(({ path }) => path.includes('/projects'))).toHaveLength(1);
});

describe('a project that left', () => {
  test.each([
    ['lost its tag', async (world: Selecting) => world.tag('edge-riga', {}), 'it has no tag tier'],
    [
      'has another value',
      async (world: Selecting) => world.tag('edge-riga', { tier: 'lab' }),
      'its tag tier is "lab"',
    ],
    [
      'has a name that fits no more',
      async (world: Selecting) => world.rename('edge-riga', 'old-riga'),
      'its name fits no glob of match',
    ],
    [
      'is excluded now',
      async (world: Selecting) =>
        world.rename('edge-lab', 'x').then(() => world.rename('edge-riga', 'edge-lab')),
      'exclude names "edge-lab"',
    ],
  ])('%s', async (_, leave, why) => {
    const world = await applied();
    await leave(world);
    const plan = await world.plan(EDGE);
    expect(blockers(plan)).toEqual(['edge["edge-riga"] project_left']);
    expect(
      plan.changes.find(({ blockedBy }) => blockedBy === 'project_left')?.obstacles?.[0]?.detail,
    ).toContain(why);
    expect(names(plan).left).toHaveLength(1);
    expect(plan.applyable).toBe(false);
  });

  test('is forgotten, or deleted, where onLeave says so', async () => {
    for (const [what, action] of [
      ['forget', 'forget'],
      ['delete', 'delete'],
    ] as const) {
      const world = await applied(onLeave(what));
      await world.tag('edge-riga', {});
      expect(told(await world.plan(onLeave(what)))).toEqual([`${action} · project_left edge["edge-riga"]`]);
      const before = world.house.sandbox.describe().profiles.length;
      await world.apply(onLeave(what));
      expect(world.house.sandbox.describe().profiles.length).toBe(what === 'forget' ? before : before - 1);
      expect(await addresses(world)).toEqual(['edge["edge-oslo"]']);
      expect(told(await world.plan(onLeave(what)))).toEqual([]);
    }
  });

  test('keeps a protected clone', async () => {
    const yaml = `${onLeave('delete')}    protect: true\n`;
    const world = await applied(yaml);
    await world.tag('edge-riga', {});
    expect(blockers(await world.plan(yaml))).toEqual(['edge["edge-riga"] protected']);
  });

  test('and is deleted is gone, whatever onLeave says', async () => {
    const world = await applied();
    await world.remove('edge-riga');
    expect(told(await world.plan(EDGE))).toEqual(['forget · gone edge["edge-riga"]']);
    await world.apply(EDGE);
    expect(told(await world.plan(EDGE))).toEqual([]);
  });
});

test('a disabled project keeps its clone, is not read, and is neither joined nor left', async () => {
  const world = await applied(onLeave('delete'));
  await world.disable('edge-riga');
  await world.tag('edge-riga', {});
  world.sent.length = 0;
  const plan = await world.plan(onLeave('delete'));
  expect(told(plan)).toEqual([]);
  expect(plan.changes.find(({ address }) => address.includes('riga'))).toMatchObject({
    action: 'noop',
    reason: 'project_disabled',
  });
  expect(names(plan)).toMatchObject({ joined: [], left: [], disabled: ['edge-off', 'edge-riga'] });
  const row = (await world.house.store.readRecorded()).clones.find(({ address }) => address.includes('riga'));
  expect(world.sent.some(({ path }) => path.includes(row?.uid ?? '?'))).toBe(false);
  await world.disable('edge-riga', false);
  expect(told(await world.plan(onLeave('delete')))).toEqual(['delete · project_left edge["edge-riga"]']);
});

describe('a renamed project', () => {
  test('moves its clone', async () => {
    const world = await applied();
    await world.rename('edge-riga', 'edge-tartu');
    expect(told(await world.plan(EDGE))[0]).toBe('move · same_object edge["edge-tartu"]');
    const uids = world.house.sandbox.describe().profiles.map(({ uid }) => uid);
    await world.apply(EDGE);
    expect(world.house.sandbox.describe().profiles.map(({ uid }) => uid)).toEqual(uids);
    expect(await addresses(world)).toEqual(['edge["edge-oslo"]', 'edge["edge-tartu"]']);
    expect(told(await world.plan(EDGE))).toEqual([]);
  });

  test('whose name another one takes', async () => {
    const world = await applied();
    await world.rename('edge-riga', 'edge-tartu');
    await world.rename('edge-oslo', 'edge-riga');
    await world.add('edge-oslo', { tier: 'edge' });
    const end = await world.apply(EDGE);
    expect(end.exitCode).toBe(0);
    const { clones } = await world.house.store.readRecorded();
    expect(clones.map(({ address, key }) => [address, key.projectUid])).toEqual(
      ['edge-oslo', 'edge-riga', 'edge-tartu'].map((name) => [`edge["${name}"]`, world.project(name).uid]),
    );
    expect(told(await world.plan(EDGE))).toEqual([]);
  });

  test('with an entry in perProject waits for that entry', async () => {
    const yaml = `${EDGE}    perProject: { edge-riga: { labels: { a: b } } }\n`;
    const world = await applied(yaml);
    await world.rename('edge-riga', 'edge-tartu');
    const plan = await world.plan(yaml);
    expect(blockers(plan)).toEqual(['edge["edge-tartu"] project_renamed']);
    expect(plan.changes.find(({ blockedBy }) => blockedBy !== undefined)).toMatchObject({
      wouldBe: 'move',
      movedFrom: 'edge["edge-riga"]',
    });
    expect(plan.changes.filter(({ action }) => action === 'create' || action === 'delete')).toEqual([]);
    const mended = yaml.replace('perProject: { edge-riga', 'perProject: { edge-tartu');
    expect((await world.apply(mended)).exitCode).toBe(0);
    expect(told(await world.plan(mended))).toEqual([]);
  });

  test('that swapped names with another one waits for state mv', async () => {
    const world = await applied();
    await world.rename('edge-riga', 'x');
    await world.rename('edge-oslo', 'edge-riga');
    await world.rename('x', 'edge-oslo');
    const plan = await world.plan(EDGE);
    expect(blockers(plan).toSorted()).toEqual([
      'edge["edge-oslo"] project_renamed',
      'edge["edge-riga"] project_renamed',
    ]);
    const hint = plan.changes[0]?.obstacles?.[0]?.hint ?? '';
    const lease = await world.house.store.acquire({
      runId: 'mv',
      user: 'u',
      host: 'h',
      pid: 1,
      command: 'state mv',
    });
    for (const [, from, to] of hint.matchAll(/state mv '([^']+)' '([^']+)'/g))
      await world.house.store.write(lease, [{ kind: 'move_clone', from: from as never, to: to as never }]);
    await world.house.store.release(lease);
    expect((await world.apply(EDGE)).exitCode).toBe(0);
    expect(told(await world.plan(EDGE))).toEqual([]);
  });
});

describe('who joins', () => {
  test('copies the highest version of its siblings; the first ones take the highest of the range', async () => {
    const world = aSelecting(PROJECTS, ['1.0.0', '1.1.0']);
    await world.apply(EDGE);
    await world.publish('1.2.0');
    await world.tag('edge-bare', { tier: 'edge' });
    const [join] = (await world.plan(EDGE)).changes.filter(({ action }) => action === 'create');
    expect(join).toMatchObject({ address: 'edge["edge-bare"]', source: { version: '1.1.0' } });
  });

  test('is counted by the guard, once there are clones', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `edge-${index}`);
    const world = aSelecting([...PROJECTS, ...many.map((name) => aProject(name))]);
    expect((await world.apply(EDGE)).exitCode).toBe(0);
    for (const name of many.slice(0, 10)) await world.tag(name, { tier: 'edge' });
    expect(blockers(await world.plan(EDGE))).toEqual([]);
    await world.tag('edge-10', { tier: 'edge' });
    const plan = await world.plan(EDGE);
    expect(new Set(plan.changes.flatMap(({ blockedBy }) => blockedBy ?? []))).toEqual(
      new Set(['new_projects']),
    );
    expect(plan.summary).toMatchObject({ blocked: 11, create: 0 });
    expect(
      blockers(await world.plan(EDGE.replace('clones:', 'guards: { maxNewProjects: 11 }\nclones:'))),
    ).toEqual([]);
  });

  test('at first is not counted', async () => {
    const world = aSelecting(
      Array.from({ length: 12 }, (_, index) => aProject(`edge-${index}`, { tier: 'edge' })),
    );
    expect((await world.plan(EDGE)).summary).toMatchObject({ blocked: 0, create: 12 });
  });
});

describe('a first apply of many projects that was interrupted', () => {
  const projects = (from: number, to: number): SeedProject[] =>
    Array.from({ length: to - from }, (_, index) => aProject(`edge-${from + index}`, { tier: 'edge' }));

  /** Palette takes two clones and refuses the rest, as often as it is asked. */
  async function interrupted(): Promise<Selecting> {
    const world = aSelecting(projects(0, 20));
    refuseAfter(world, 2);
    expect((await world.apply(EDGE)).exitCode).toBe(4);
    expect(await addresses(world)).toHaveLength(2);
    return world;
  }
  function refuseAfter(world: Selecting, accepted: number): void {
    let clones = 0;
    world.intercept(({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/clone')) return null;
      clones += 1;
      if (clones <= accepted) return null;
      return { status: 400, headers: {}, body: JSON.stringify({ code: 'QuotaFull', message: 'full' }) };
    });
  }

  test('continues: what was approved is no news', async () => {
    const world = await interrupted();
    expect((await world.plan(EDGE)).summary).toMatchObject({ blocked: 0, create: 18 });
    refuseAfter(world, 1);
    expect((await world.apply(EDGE)).exitCode).toBe(4);
    expect((await world.plan(EDGE)).summary).toMatchObject({ blocked: 0, create: 17 });
    world.intercept(() => null);
    expect((await world.apply(EDGE)).exitCode).toBe(0);
    expect(await addresses(world)).toHaveLength(20);
    expect(told(await world.plan(EDGE))).toEqual([]);
  });

  test('continues in projects that were renamed since', async () => {
    const world = await interrupted();
    await world.rename('edge-19', 'edge-last');
    expect((await world.plan(EDGE)).summary).toMatchObject({ blocked: 0, create: 18 });
  });

  test('still blocks projects that came since', async () => {
    const world = await interrupted();
    for (const { name, tags } of projects(20, 31)) await world.add(name, tags);
    const plan = await world.plan(EDGE);
    expect(plan.summary).toMatchObject({ blocked: 11, create: 18 });
    expect(blockers(plan).every((one) => /^edge\["edge-(2\d|30)"\] new_projects$/.test(one))).toBe(true);
  });

  test('counts as new again after a run that ended well', async () => {
    const world = await interrupted();
    world.intercept(() => null);
    const [first] = (await world.plan(EDGE)).changes.filter(({ action }) => action === 'create');
    await world.house.apply(await world.desired(EDGE), {
      only: (change) => change.address === first?.address,
    });
    expect((await world.plan(EDGE)).summary).toMatchObject({ blocked: 17, create: 0 });
  });

  test('covers nothing that was not approved', async () => {
    const world = aSelecting(projects(0, 20));
    refuseAfter(world, 1);
    await world.house.apply(await world.desired(EDGE), {}, undefined, async ({ changes }) => ({
      leave: new Set(changes.slice(4)),
    }));
    expect(await addresses(world)).toHaveLength(1);
    world.intercept(() => null);
    const plan = await world.plan(EDGE);
    expect(plan.summary).toMatchObject({ blocked: 16, create: 3 });
  });
});

describe('a selector that selects nothing', () => {
  const nothing = selecting('projects: { match: [egde-*] }');
  test('is an error that says why', async () => {
    const world = await applied();
    await expect(world.plan(nothing)).rejects.toMatchObject({
      diagnostics: [{ code: 'declare/no-project-selected', message: expect.stringContaining('0 fit match') }],
    });
  });
  test('is an error, too, where the list of projects shows no tags at all', async () => {
    const yaml = selecting(
      'projects: { match: [edge-*], tags: { tier: [edge, core] } }, allowEmpty: true, onLeave: delete',
    );
    const world = await applied(yaml);
    world.disturb((request, real) =>
      request.path.startsWith('/v1/dashboard/projects')
        ? { ...real, body: real.body.replaceAll(/"labels":\{[^}]*\}/g, '"labels":{}') }
        : real,
    );
    await expect(world.plan(yaml)).rejects.toMatchObject({
      diagnostics: [
        { code: 'declare/no-project-tags', message: expect.stringContaining('shows no tags at all') },
      ],
    });
  });
  test('is one that left everywhere, where it may', async () => {
    const world = await applied();
    const plan = await world.plan(
      selecting('projects: { match: [egde-*] }, allowEmpty: true, onLeave: forget'),
    );
    expect(told(plan)).toEqual([
      'forget · project_left edge["edge-oslo"]',
      'forget · project_left edge["edge-riga"]',
    ]);
  });
});

test.each([
  ['lost a row', (body: { items: unknown[]; listmeta: object }) => ({ ...body, items: body.items.slice(1) })],
  ['has no count', (body: { items: unknown[]; listmeta: object }) => ({ ...body, listmeta: {} })],
])('a list of projects that %s is an error, never a project that left', async (_, cut) => {
  const world = await applied(onLeave('delete'));
  world.disturb(({ path }, real) =>
    path.startsWith('/v1/dashboard/projects') && !path.includes('metadata')
      ? { ...real, body: JSON.stringify(cut(JSON.parse(real.body))) }
      : real,
  );
  await expect(world.plan(onLeave('delete'))).rejects.toMatchObject({
    diagnostics: [{ code: 'palette/incomplete-projects' }],
  });
});

test('a list that becomes a selector keeps its clones, and those that it does not select have left', async () => {
  const world = await applied(selecting('projects: [edge-oslo, edge-lab]'));
  const plan = await world.plan(EDGE);
  expect(blockers(plan)).toEqual(['edge["edge-lab"] project_left']);
  expect(told(plan).filter((line) => line.startsWith('create'))).toEqual(['create · new edge["edge-riga"]']);
});

test('the checksum covers which projects are selected', async () => {
  const world = await applied();
  const before = await world.plan(EDGE);
  await world.disable('edge-riga');
  expect((await world.plan(EDGE)).checksum).not.toBe(before.checksum);
});
