// A clone that gets another address: chosen and left out by either name, and moved between one clone and a fan-out.
import { describe, expect, test } from 'vitest';
import type { Desired, DesiredClone, MovedBlock } from '../../src/model/desired.ts';
import { aClone, aDesired, OPTIONS, PLACE } from '../support/a-world.ts';
import { one, type Scene, scene, settles, settlesTo, told } from '../support/scene.ts';

const moved = (from: string, to: string): MovedBlock => ({ from, to, place: PLACE });
const wanted = (clones: readonly DesiredClone[], ...blocks: readonly MovedBlock[]): Desired => ({
  ...aDesired(...clones),
  moved: blocks,
});
const at = (id: string, project: string, fansOut = false): DesiredClone =>
  aClone(id, { source: { version: '1.0.0' }, target: { name: 'same', project } }, fansOut);
const addresses = async ({ house }: Scene): Promise<readonly string[]> =>
  (await house.store.readRecorded()).clones.map(({ address }) => address);

describe.each([
  ['a moved block', true],
  ['the same object', false],
])('a move by %s', (_name, hasBlock) => {
  const declared = wanted([at('fresh', 'edge-dev'), one()], ...(hasBlock ? [moved('old', 'fresh')] : []));
  const start = async (): Promise<Scene> => {
    const world = await scene();
    await settles(world.house, at('old', 'edge-dev'), one());
    return world;
  };
  const reason = hasBlock ? 'moved_block' : 'same_object';

  test.each(['fresh', 'old', 'fre*', 'ol?'])('is chosen by --target %s, alone', async (target) => {
    const { house } = await start();
    expect(told(await house.plan(declared, { target: [target] }))).toEqual([`move · ${reason} fresh`]);
    await house.apply(declared, { options: { ...OPTIONS, target: [target] } });
    expect(told(await house.plan(declared))).toEqual([]);
  });

  test.each(['fresh', 'old'])('is left out by --exclude %s, and not done', async (exclude) => {
    const world = await start();
    expect(told(await world.house.plan(declared, { exclude: [exclude] }))).toEqual([]);
    await world.house.apply(declared, { options: { ...OPTIONS, exclude: [exclude] } });
    expect(await addresses(world)).toEqual(['old', 'one']);
  });

  test('with labels as well brings both entries, by either name', async () => {
    const { house } = await start();
    const labelled = wanted(
      [
        { ...at('fresh', 'edge-dev'), target: { ...at('fresh', 'edge-dev').target, labels: { a: 'b' } } },
        one(),
      ],
      ...declared.moved,
    );
    for (const target of ['fresh', 'old'])
      expect(told(await house.plan(labelled, { target: [target] }))).toEqual([
        `move · ${reason} fresh`,
        'update · metadata fresh',
      ]);
  });
});

describe('moved between one clone and a fan-out', () => {
  const fan = (id: string) => [at(id, 'edge-dev', true), at(id, 'edge-prod', true)];
  const cases: readonly {
    readonly name: string;
    readonly before: readonly DesiredClone[];
    readonly after: Desired;
    readonly plan: readonly string[];
  }[] = [
    {
      name: 'one clone to a member of a fan-out',
      before: [at('a', 'edge-dev')],
      after: wanted(fan('b'), moved('a', 'b["edge-dev"]')),
      plan: ['move · moved_block b["edge-dev"]', 'create · new b["edge-prod"]'],
    },
    {
      name: 'one clone to a fan-out by its id',
      before: [at('a', 'edge-prod')],
      after: wanted(fan('b'), moved('a', 'b')),
      plan: ['move · moved_block b["edge-prod"]', 'create · new b["edge-dev"]'],
    },
    {
      name: 'a member of a fan-out to one clone',
      before: fan('a'),
      after: wanted([at('b', 'edge-dev')], moved('a["edge-dev"]', 'b')),
      plan: ['move · moved_block b', 'delete · not_declared a["edge-prod"]'],
    },
    {
      name: 'a fan-out by its id to one clone: the one in its project',
      before: fan('a'),
      after: wanted([at('b', 'edge-prod')], moved('a', 'b')),
      plan: ['move · moved_block b', 'delete · not_declared a["edge-dev"]'],
    },
    {
      name: 'one id, from one clone to a fan-out',
      before: [at('a', 'edge-dev')],
      after: wanted(fan('a'), moved('a', 'a["edge-dev"]')),
      plan: ['move · moved_block a["edge-dev"]', 'create · new a["edge-prod"]'],
    },
    {
      name: 'one id, from a fan-out to one clone',
      before: fan('a'),
      after: wanted([at('a', 'edge-dev')], moved('a["edge-dev"]', 'a')),
      plan: ['move · moved_block a', 'delete · not_declared a["edge-prod"]'],
    },
  ];
  test.each(cases)('$name', async ({ before, after, plan }) => {
    const { house } = await scene();
    await settles(house, ...before);
    const open: Desired = { ...after, guards: { maxNewProjects: 10, maxDeletes: 9, maxDeletePercent: 100 } };
    expect(told(await house.plan(open))).toEqual(plan);
    await settlesTo(house, open);
  });

  test('into a fan-out that has no clone in its project is an error that says what to write', async () => {
    const { house } = await scene();
    await settles(house, at('a', 'platform'));
    await expect(house.plan(wanted(fan('b'), moved('a', 'b')))).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'plan/moved-where',
          hint: expect.stringContaining(`to: 'b["edge-dev"]'`),
        },
      ],
    });
  });

  test('of several clones into one that is in none of their projects is an error, too', async () => {
    const { house } = await scene();
    await settles(house, ...fan('a'));
    await expect(house.plan(wanted([at('b', 'platform')], moved('a', 'b')))).rejects.toMatchObject({
      diagnostics: [{ code: 'plan/moved-where', hint: expect.stringContaining(`from: 'a["edge-dev"]'`) }],
    });
  });
});
