// Clones of clones that the same run makes: they copy what Palette has by then, which may be other text than was planned.
import { describe, expect, test } from 'vitest';
import type { Verification } from '../../src/apply/deps.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { seedVersion } from '../support/sandboxes.ts';
import { type Scene, scene } from '../support/scene.ts';
import { steered, toldOf } from '../support/steered.ts';

const overrides = desiredOverrides('packs: { hello: { values: { v: ours } } }');
const link = aClone('a', { overrides });
const chain = aDesired(link, aClone('b', { chain: { clone: 'a' } }));
const start = (): Promise<Scene> => scene(seedVersion({ name: 'base', version: '1.0.0' }));
const APPLIED = [{ status: 'applied' }, { status: 'applied' }];

/** Palette writes the values of the first draft with other spaces. */
function rewriting({ house }: Scene): void {
  const { client } = house;
  let drafts = 0;
  const putProfile: PaletteClient['putProfile'] = (uid, scope, { metadata, spec }) => {
    if (++drafts > 1) return client.putProfile(uid, scope, { metadata, spec });
    const packs = spec.template.packs.map((pack) => ({
      ...pack,
      values: pack.values?.replace(': ', ':    ') ?? '',
    }));
    const template = { ...spec.template, packs };
    return client.putProfile(uid, scope, { metadata, spec: { ...spec, template } });
  };
  house.client = { ...client, putProfile };
}

describe('a clone of a clone', () => {
  test.each<Verification>(['parts', 'full', 'shown'])('is as planned, verified by %s', async (verify) => {
    const set = await start();
    const { results } = await steered(set, chain, { more: { verify } });
    expect(results.map(toldOf)).toEqual(APPLIED);
    const { clones } = await set.house.store.readRecorded();
    expect(clones[1]?.source).toMatchObject({ uid: clones[0]?.uid, name: 'a', digest: clones[0]?.digest });
  });

  test.each<Verification>(['parts', 'full', 'shown'])(
    'copies the text that Palette made of it, verified by %s',
    async (verify) => {
      const set = await start();
      rewriting(set);
      const { results } = await steered(set, chain, { more: { verify } });
      expect(results.map(toldOf)).toEqual(APPLIED);
      const { clones } = await set.house.store.readRecorded();
      expect(clones[0]?.remarks?.rewritten?.of).toBe(clones[0]?.digest);
      expect(clones[1]?.source.digest).toBe(clones[0]?.remarks?.rewritten?.digest);
    },
  );

  test('has its own overrides applied to the text that Palette made of it', async () => {
    const set = await start();
    rewriting(set);
    const own = desiredOverrides('packs: { hello: { values: { w: too } } }');
    const desired = aDesired(link, aClone('b', { chain: { clone: 'a' }, overrides: own }));
    const { results } = await steered(set, desired);
    expect(results.map(toldOf)).toEqual(APPLIED);
    const { packs } = await set.hands.digestFacts(await set.hands.uid('b', '1.0.0', 'edge-dev'));
    expect(packs.map((pack) => pack['values'])).toEqual(['v:    ours\nw: too']);
  });
});
