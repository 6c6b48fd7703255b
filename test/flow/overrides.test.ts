// A clone is its source plus the declared differences: made, kept up, upgraded, edited by hand, against the sandbox.
import { describe, expect, test } from 'vitest';
import type { DesiredOverrides } from '../../src/model/desired.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aDesired } from '../support/a-world.ts';
import type { Hands } from '../support/hands.ts';
import { someOverrides, valuesOf } from '../support/overrides.ts';
import { base, one, PACKS, type Scene, scene, settles, told } from '../support/scene.ts';

const SIZE_5 = valuesOf('os', { size: 5 });

const editPack = (hands: Hands, uid: string, name: string, values: string): Promise<void> =>
  hands.packs(uid, (packs) => packs.map((pack) => (pack.name === name ? { ...pack, values } : pack)));

async function uidOf({ house }: Scene, name: string, version = '1.0.0'): Promise<string> {
  const uid = house.sandbox.dump().find((item) => item.name === name && item.version === version)?.uid;
  if (uid === undefined) throw new Error(`no ${name} ${version}`);
  return uid;
}

test('smoke', async () => {
  const { house } = await scene();
  await settles(house, one({ overrides: SIZE_5 }));
});
