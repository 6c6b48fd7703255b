// Somebody works on a draft, of which Palette may show the texts of manifests: what counts is what is published, under both answers.
import { expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import type { HandPack } from '../support/hands.ts';
import { one, type Scene, sceneWhere, told } from '../support/scene.ts';

const VALUES = ['draft', 'published'] as const satisfies readonly Assumptions['manifestsBesideDraft'][];

const begin = (manifestsBesideDraft: (typeof VALUES)[number]): Promise<Scene> =>
  sceneWhere({ manifestsBesideDraft });

/** Another text of the one manifest, and nothing else. */
const drafted = (packs: readonly HandPack[]): readonly HandPack[] =>
  packs.map((pack) => ({
    ...pack,
    manifests: (pack.manifests ?? []).map(({ name }) => ({
      name,
      content: 'kind: Namespace\nname: drafted\n',
    })),
  }));

const overrides = desiredOverrides('packs: { os: { values: { size: 9 } } }');

test.each(VALUES)('a draft of the source is not followed by a mirror: %s', async (value) => {
  const { house, hands } = await begin(value);
  const mirror = aDesired(one({ content: 'mirror', mirrorBy: 'update', overrides }));
  await house.apply(mirror);
  house.clock.advance(1500);
  await hands.draft(await hands.uid('base', '1.0.0'), drafted);
  expect(told(await house.plan(mirror))).toEqual([]);
});

test.each(VALUES)('a draft of a clone is no edit of it, and no update writes over it: %s', async (value) => {
  const { house, hands } = await begin(value);
  const uid = async (): Promise<string> => hands.uid('one', '1.0.0', 'edge-dev');
  await house.apply(aDesired(one({ overrides })));
  house.clock.advance(1500);
  await hands.draft(await uid(), drafted);
  expect(told(await house.plan(aDesired(one({ overrides }))))).toEqual([]);
  const other = aDesired(one({ overrides: desiredOverrides('packs: { os: { values: { size: 10 } } }') }));
  expect((await house.plan(other)).changes).toMatchObject([
    { action: 'blocked', reason: 'overrides_changed', blockers: ['clone_edited'] },
  ]);
  await house.apply(other);
  expect(await hands.hasDraft(await uid())).toBe(true);
});

test.each(VALUES)('a clone of a source with a draft is as planned: %s', async (value) => {
  const { house, hands } = await begin(value);
  await hands.draft(await hands.uid('base', '1.0.0'), drafted);
  for (const desired of [aDesired(one()), aDesired(one({ overrides }))]) {
    const end = await house.apply(desired);
    expect(end.applied.results.map(({ status }) => status)).toEqual(['applied']);
    house.clock.advance(1500);
    expect(told(await house.plan(desired))).toEqual([]);
  }
});
