// Variables that a mirror follows although their display names, unique within a profile, would stand in each other's way.
import { describe, expect, test } from 'vitest';
import { VARIABLE_ORDER } from '../../src/content/outline.ts';
import { unorderedDigest } from '../../src/inventory/digest.ts';
import { readWhole } from '../../src/inventory/read-whole.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import { withAssumed } from '../../src/palette/assumptions.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { aDesired } from '../support/a-world.ts';
import { handsOn } from '../support/hands.ts';
import { aHouse, type House } from '../support/histories.ts';
import { type Answered, aSandbox, aSeed, clientOf, fakeClock } from '../support/sandboxes.ts';
import { base, one, PACKS, type Scene, scene, settles, told } from '../support/scene.ts';

const named = (name: string, displayName: string): { name: string; [member: string]: unknown } => ({
  name,
  displayName,
  format: 'string',
  defaultValue: 'eu',
});
const using = (name: string): typeof PACKS =>
  PACKS.map((pack) =>
    pack.name === 'os' ? { ...pack, values: `region: "{{.spectro.var.${name}}}"\n` } : pack,
  );

test('a variable that is renamed and keeps its display name, while values name it', async () => {
  const template = { type: 'cluster', cloudType: 'edge-native', packs: using('region') };
  const { house, hands } = await scene(base('1.0.0', { template, variables: [named('region', 'Region')] }));
  const mirror = one({ content: 'mirror' });
  await settles(house, mirror);
  const source = await hands.uid('base', '1.0.0');
  await hands.variables(source, (all) => [...all, named('area', 'Area')]);
  await hands.packs(source, () => using('area'));
  await hands.variables(source, () => [named('area', 'Region')]);
  expect(told(await house.plan(aDesired(mirror)))[0]).toBe('update · source_edited one');
  await settles(house, mirror);
  const { variables } = await hands.digestFacts(await hands.uid('one', '1.0.0', 'edge-dev'));
  expect(variables.map(({ name, displayName }) => [name, displayName])).toEqual([['area', 'Region']]);
});

test('two variables that swap their display names', async () => {
  const { house, hands } = await scene(
    base('1.0.0', { variables: [named('a', 'First'), named('b', 'Second')] }),
  );
  const mirror = one({ content: 'mirror' });
  await settles(house, mirror);
  await hands.variables(await hands.uid('base', '1.0.0'), () => [named('a', 'Second'), named('b', 'First')]);
  await settles(house, mirror);
});

const names = (variables: readonly Answered[]): readonly string[] =>
  variables.map((variable) => String(variable['name']));
const plain = (...all: readonly string[]): ReturnType<typeof named>[] => all.map((name) => named(name, ''));
const secret = { ...named('token', ''), isSensitive: true, defaultValue: 's3cret' };
const reverse = <T>(all: readonly T[]): readonly T[] => all.toReversed();

describe('the order of variables is content', () => {
  test.each([
    ['sorted by name, and reversed', plain('a', 'b', 'c'), 'c, b, a'],
    ['in another order, and reversed', plain('b', 'c', 'a'), 'a, c, b'],
    ['reversed into the order of their names', plain('c', 'b', 'a'), 'a, b, c'],
  ])('a mirror follows it: %s', async (_, variables, to) => {
    const { house, hands } = await scene(base('1.0.0', { variables }));
    const mirror = one({ content: 'mirror' });
    await settles(house, mirror);
    await hands.variables(await hands.uid('base', '1.0.0'), reverse);
    const plan = await house.plan(aDesired(mirror));
    expect(told(plan)).toEqual([
      'update · source_edited one',
      'source_edited one ((variables): order of variables)',
    ]);
    expect(plan.changes[0]?.content?.map((change) => [change.pack, change.change, change.to])).toEqual([
      ['(variables)', 'order of variables', to],
    ]);
    await settles(house, mirror);
    const facts = await hands.digestFacts(await hands.uid('one', '1.0.0', 'edge-dev'));
    expect(names(facts.variables).join(', ')).toBe(to);
  });

  test('a variable that comes first at the source comes first in the mirror, and one that goes is gone', async () => {
    const { house, hands } = await scene(base('1.0.0', { variables: plain('a', 'b') }));
    const mirror = one({ content: 'mirror' });
    await settles(house, mirror);
    await hands.variables(await hands.uid('base', '1.0.0'), () => plain('zone', 'b'));
    await settles(house, mirror);
    const facts = await hands.digestFacts(await hands.uid('one', '1.0.0', 'edge-dev'));
    expect(names(facts.variables)).toEqual(['zone', 'b']);
  });

  test('a snapshot reports it as drift, and accept-worthy as it is changes nothing', async () => {
    const { house, hands } = await scene(base('1.0.0', { variables: plain('a', 'b') }));
    await settles(house, one());
    await hands.variables(await hands.uid('one', '1.0.0', 'edge-dev'), reverse);
    expect(told(await house.plan(aDesired(one())))).toEqual([
      'clone_edited one ((variables): order of variables)',
    ]);
  });

  test('beside a sensitive variable, whose value is masked, it is blocked before anything is sent', async () => {
    const { house, hands } = await scene(base('1.0.0', { variables: [...plain('a', 'b'), secret] }));
    const mirror = one({ content: 'mirror' });
    await settles(house, mirror);
    await hands.variables(await hands.uid('base', '1.0.0'), ([a, b, token]) =>
      [b, a, { ...secret, ...token }].flatMap((variable) => (variable === undefined ? [] : [variable])),
    );
    const plan = await house.plan(aDesired(mirror));
    expect(told(plan)[0]).toBe('blocked · source_edited one [masked_variable, would be update]');
    expect(plan.changes[0]?.obstacles?.[0]?.detail).toMatch(/a change of order rewrites all variables/);
    const asNewVersion = one({ content: 'mirror', mirrorBy: 'newVersion' });
    expect(told(await house.plan(aDesired(asNewVersion)))[0]).toBe('create · source_edited one');
  });
});

describe('a state of an edition that took the order for nothing', () => {
  const recordedBefore = async (
    variables: ReturnType<typeof plain>,
    clone: DesiredClone,
  ): Promise<Scene & { readonly clone: DesiredClone }> => {
    const { house, hands } = await scene(base('1.0.0', { variables }));
    await settles(house, clone);
    await age(house);
    return { house, hands, clone };
  };
  /** The rows and outlines as that edition would have written them. */
  const age = async ({ store, client }: House): Promise<void> => {
    const lease = await store.acquire({ runId: 'old', user: 'u', host: 'h', pid: 1, command: 'apply' });
    const { clones, outlines } = await store.readRecorded();
    for (const row of clones) {
      const whole = await readWhole(client, row.uid, row.key);
      const content = whole?.object.content;
      const outline = outlines.get(row.digest);
      if (content == null || outline === undefined) throw new Error('not read whole');
      const digest = unorderedDigest(content);
      const { [VARIABLE_ORDER]: _, ...rest } = outline;
      const mutations: Mutation[] = [
        { kind: 'put_outline', digest, outline: rest },
        { kind: 'put_clone', clone: { ...row, digest, source: { ...row.source, digest } } },
      ];
      await store.write(lease, mutations);
    }
    await store.release(lease);
  };

  test.each([
    ['mirror', plain('b', 'a')],
    ['mirror', plain('a', 'b')],
    ['snapshot', plain('b', 'a')],
  ] as const)('is no drift and no change of state: a %s of %j', async (content, variables) => {
    const { house, clone } = await recordedBefore([...variables], one({ content }));
    const before = await house.store.readRecorded();
    const plan = await house.plan(aDesired(clone));
    expect(told(plan)).toEqual([]);
    expect((await house.apply(aDesired(clone))).exitCode).toBe(0);
    expect((await house.store.readRecorded()).clones).toEqual(before.clones);
  });

  test('a mirror follows a change of order all the same, and what is recorded then covers it', async () => {
    const { house, hands, clone } = await recordedBefore(plain('a', 'b'), one({ content: 'mirror' }));
    await hands.variables(await hands.uid('base', '1.0.0'), reverse);
    expect(told(await house.plan(aDesired(clone)))[0]).toBe('update · source_edited one');
    await settles(house, clone);
    await hands.variables(await hands.uid('base', '1.0.0'), reverse);
    await settles(house, clone);
    await hands.variables(await hands.uid('one', '1.0.0', 'edge-dev'), reverse);
    expect(told(await house.plan(aDesired(clone)))).toContain(
      'clone_edited one ((variables): order of variables)',
    );
  });
});

test('a sensitive variable that leaves while its display name moves: blocked before anything is sent', async () => {
  const leaving = { ...secret, displayName: 'Region' };
  const { house, hands } = await scene(base('1.0.0', { variables: [leaving] }));
  const mirror = one({ content: 'mirror' });
  await settles(house, mirror);
  await hands.variables(await hands.uid('base', '1.0.0'), () => [named('area', 'Region')]);
  const plan = await house.plan(aDesired(mirror));
  expect(told(plan)[0]).toBe('blocked · source_edited one [masked_variable, would be update]');
  expect(plan.changes[0]?.obstacles?.[0]?.detail).toMatch(
    /sensitive variable token would have to be written/,
  );
});

describe('variables of a profile that clusters use', () => {
  const mirror = one({ content: 'mirror', adopt: true });
  const edited = async (variablesOfUsedProfile: 'refused' | 'allowed'): Promise<Scene> => {
    const clock = fakeClock();
    const variables = plain('a');
    const used = base('1.0.0', {
      name: 'one',
      scope: 'project',
      project: 'edge-dev',
      clusters: ['edge-7'],
      variables,
    });
    const sandbox = aSandbox(aSeed(base('1.0.0', { variables }), used), {
      clock,
      assumptions: { variablesOfUsedProfile },
    });
    const client = clientOf(sandbox, clock, withAssumed({ variablesOfUsedProfile }));
    const house = aHouse(sandbox, clock, { client });
    await settles(house, mirror);
    const hands = handsOn(sandbox);
    await hands.variables(await hands.uid('base', '1.0.0'), () => plain('a', 'b'));
    return { house, hands };
  };

  test('refused: the plan says so, and that a new version helps', async () => {
    const { house } = await edited('refused');
    const plan = await house.plan(aDesired(mirror));
    expect(told(plan)[0]).toBe('blocked · source_edited one [in_use, would be update]');
    expect(plan.changes[0]?.obstacles?.[0]?.detail).toBe(
      'in use by cluster edge-7, and Palette does not change the variables of a profile in use',
    );
    expect(plan.changes[0]?.obstacles?.[0]?.hint).toMatch(/^mirrorBy: newVersion /);
    await settles(house, one({ content: 'mirror', mirrorBy: 'newVersion', adopt: true }));
  });

  test('refused: a change of packs alone is made', async () => {
    const { house, hands } = await edited('refused');
    await hands.variables(await hands.uid('base', '1.0.0'), () => plain('a'));
    await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, tag: '24.04' } : pack)),
    );
    await settles(house, mirror);
  });

  test('allowed: the mirror follows', async () => {
    const { house } = await edited('allowed');
    await settles(house, mirror);
  });
});
