// Drafts that nobody published: ours are never taken for somebody else's, and nobody's goes without a word.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import { aClone, aDesired, type CloneFacts } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import type { HandPack } from '../support/hands.ts';
import { Death } from '../support/mortal.ts';
import { base, one, type Scene, scene, told } from '../support/scene.ts';

const sized = (size: number, facts: CloneFacts = {}): Desired =>
  aDesired(one({ overrides: desiredOverrides(`packs: { os: { values: { size: ${size} } } }`), ...facts }));

const edited = (packs: readonly HandPack[]): readonly HandPack[] =>
  packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: hand\n' } : pack));

const uidOf = ({ hands }: Scene): Promise<string> => hands.uid('one', '1.0.0', 'edge-dev');

/** Something on the way to Palette says yes to each publish, and Palette hears of none. */
async function whereNoPublishArrives<T>({ house }: Scene, work: () => Promise<T>): Promise<T> {
  const { client } = house;
  house.client = { ...client, publish: async () => ({ value: null, serverDate: null }) };
  const done = await work();
  house.client = client;
  house.clock.advance(1500);
  return done;
}

async function diesIn({ house }: Scene, desired: Desired, calls: Partial<PaletteClient>): Promise<void> {
  const { client } = house;
  house.client = { ...client, ...calls };
  expect((await house.apply(desired)).exitCode).toBe(4);
  house.client = client;
  house.clock.advance(1500);
}

test.each<[string, boolean]>([
  ['a create', true],
  ['an update', false],
])('%s whose publish had no effect fails, and the next run publishes', async (_, isCreate) => {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  if (!isCreate) await house.apply(sized(8));
  const failed = await whereNoPublishArrives(at, () => house.apply(sized(9)));
  expect(failed.exitCode).toBe(4);
  const end = await house.apply(sized(9));
  expect(end.applied.results.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(end.exitCode).toBe(0);
  house.clock.advance(1500);
  expect(told(await house.plan(sized(9)))).toEqual([]);
  expect(await hands.hasDraft(await uidOf(at))).toBe(false);
});

test('a draft that somebody begins after the plan is not overwritten because an entry of the journal is open', async () => {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  const next = sized(9, {
    overrides: desiredOverrides(
      'packs: { os: { values: { size: 9 } } }\nvariables: { region: { defaultValue: us } }',
    ),
  });
  await house.apply(sized(8));
  const { client } = house;
  await diesIn(at, next, {
    patchVariables: async (...args) => {
      await client.patchVariables(...args);
      throw new Death('the process died');
    },
  });
  // The run has planned; before its first write of content, somebody saves a draft.
  const uid = await uidOf(at);
  let isSaved = false;
  house.client = {
    ...client,
    getVariables: async (...args) => {
      const read = await client.getVariables(...args);
      if (args[0] === uid && !isSaved) {
        isSaved = true;
        await hands.draft(uid, edited);
      }
      return read;
    },
  };
  const end = await house.apply(next);
  expect(isSaved).toBe(true);
  expect(end.applied.results.map(({ status, error }) => [status, error?.code])).toEqual([
    ['failed', 'ForeignDraft'],
  ]);
  expect(await hands.hasDraft(uid)).toBe(true);
});

test.each<[string, Desired]>([
  ['a recreate', sized(9, { content: 'mirror', mirrorBy: 'recreate' })],
  ['a move to another project', sized(8, { target: { project: 'edge-prod' } })],
  ['a delete', aDesired(aClone('two', { source: { profile: 'base', version: '1.0.0' } }))],
])('the plan of %s says that a draft is lost', async (_, next) => {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  await house.apply(sized(8, { content: 'mirror', mirrorBy: 'recreate' }));
  house.clock.advance(1500);
  expect((await house.plan(next)).diagnostics.map(({ code }) => code)).not.toContain('plan/draft-deleted');
  await hands.draft(await uidOf(at), edited);
  const { diagnostics } = await house.plan(next);
  expect(diagnostics.filter(({ code }) => code.startsWith('plan/draft'))).toMatchObject([
    { code: 'plan/draft-deleted', message: expect.stringContaining('one: ') },
  ]);
});

/** Dies between the draft and the publish. */
async function leavesDraft(at: Scene): Promise<void> {
  const { house, hands } = at;
  await house.apply(sized(8));
  house.clock.advance(1500);
  await diesIn(at, sized(9), { publish: () => Promise.reject(new Death('the process died')) });
  expect(await hands.hasDraft(await uidOf(at))).toBe(true);
}

test('the plan that continues with a draft of an interrupted run says that it is overwritten', async () => {
  const at = await scene(base('1.0.0'));
  await leavesDraft(at);
  const { diagnostics } = await at.house.plan(sized(9));
  expect(diagnostics).toMatchObject([{ code: 'plan/draft-overwritten', severity: 'warning' }]);
});

test('a draft that cannot be written again, as its source was edited, is reported', async () => {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  await leavesDraft(at);
  await hands.packs(await hands.uid('base', '1.0.0'), edited);
  const plan = await house.plan(sized(8));
  expect(plan.changes.map(({ action }) => action)).not.toContain('update');
  expect(plan.diagnostics.map(({ code }) => code)).toContain('plan/draft-left');
});

test('where Palette does not show what is published beside our draft, nothing is concluded, and the plan says why', async () => {
  const at = await scene(base('1.0.0'));
  const { house, hands } = at;
  await leavesDraft(at);
  const { client } = house;
  house.client = { ...client, getManifestsOfPack: async () => undefined };
  const { changes } = await house.plan(sized(9));
  expect(changes.map(({ action, blockedBy }) => [action, blockedBy])).toEqual([
    ['blocked', 'unreadable'],
    ['blocked', 'unreadable'],
  ]);
  for (const { obstacles } of changes)
    expect(obstacles?.[0]?.detail).toContain('HiddenByDraft: it has an unpublished draft');
  house.client = client;
  await house.apply(sized(9));
  expect(await hands.hasDraft(await uidOf(at))).toBe(false);
});

test('what two interrupted runs have written of a snapshot is no edit by hand', async () => {
  const at = await scene(base('1.0.0'));
  const { house } = at;
  const both = sized(9, {
    overrides: desiredOverrides(
      'packs: { os: { values: { size: 9 } } }\nvariables: { region: { defaultValue: us } }',
    ),
  });
  for (const call of ['patchVariables', 'putProfile'] as const)
    await diesIn(at, both, { [call]: () => Promise.reject(new Death('the process died')) });
  expect((await house.apply(both)).exitCode).toBe(0);
  house.clock.advance(1500);
  expect(told(await house.plan(both))).toEqual([]);
});
