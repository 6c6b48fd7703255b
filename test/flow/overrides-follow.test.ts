// Mirrors with overrides when their source changes: elsewhere, in the same place, or by losing the pack. Either the next apply makes
// exactly what overrides make of the new source, or the plan says which override no longer fits.
import { describe, expect, test } from 'vitest';
import { renderOverrides } from '../../src/content/overrides/render.ts';
import { readWhole } from '../../src/inventory/read-whole.ts';
import type { DesiredOverrides } from '../../src/model/desired.ts';
import { TENANT } from '../../src/model/natural-key.ts';
import { aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import type { HandPack, Hands } from '../support/hands.ts';
import { one, type Scene, scene, settles } from '../support/scene.ts';

const FILES = { 'os.yaml': 'all: new\n', 'h.yaml': 'kind: X\n', 'm.yaml': 'kind: Y\n' };

const KINDS: readonly (readonly [string, DesiredOverrides])[] = (
  [
    ['a value', 'packs: { os: { values: { size: 5 } } }'],
    ['a new value', 'packs: { os: { values: { nested: { deep: true } } } }'],
    ['a value taken away', 'packs: { os: { unset: [size] } }'],
    ['a text replaced', 'packs: { os: { replace: [{ find: "user: ", with: "login: " }] } }'],
    ['a whole file', 'packs: { os: { valuesFile: os.yaml } }'],
    ['a tag', 'packs: { os: { tag: "24.04" } }'],
    ['a registry', 'packs: { os: { registry: Public Repo } }'],
    ['a pack removed', 'packs: { os: { remove: true } }'],
    ['a pack added', 'packs: { extra: { add: { type: manifest, layer: addon, after: os } } }'],
    ['a pack moved', 'packs: { os: { move: { after: kubernetes } } }'],
    ['a manifest changed', 'packs: { apps: { manifests: { hello: { file: h.yaml } } } }'],
    ['a manifest added', 'packs: { apps: { manifests: { more: { add: true, file: m.yaml } } } }'],
    ['a variable changed', 'variables: { region: { defaultValue: us } }'],
    ['a variable added', 'variables: { zone: { add: true, format: string, defaultValue: a } }'],
    ['a variable removed', 'variables: { region: { remove: true } }'],
    ['an optional value', 'packs: { os: { optional: true, values: { size: 5 } } }'],
  ] as const
).map(([name, yaml]) => [name, desiredOverrides(yaml, FILES)] as const);

type Edit = readonly [string, (hands: Hands, uid: string) => Promise<void>];

const onOs = (change: (pack: HandPack) => readonly HandPack[]) => (packs: readonly HandPack[]) =>
  packs.flatMap((pack) => (pack.name === 'os' ? change(pack) : [pack]));

const EDITS: readonly Edit[] = [
  [
    'elsewhere',
    (h, uid) =>
      h.packs(
        uid,
        onOs((os) => [{ ...os, values: 'user: admin\nsize: 3\nmore: 1\n' }]),
      ),
  ],
  [
    'in the same place',
    (h, uid) =>
      h.packs(
        uid,
        onOs((os) => [{ ...os, values: 'user: admin\nsize: 4\n' }]),
      ),
  ],
  [
    'by another name of the pack',
    (h, uid) =>
      h.packs(
        uid,
        onOs((os) => [{ ...os, name: 'os-next' }]),
      ),
  ],
  [
    'by losing the pack',
    (h, uid) =>
      h.packs(
        uid,
        onOs(() => []),
      ),
  ],
];

async function contentOf({ house, hands }: Scene, name: string, version: string, project?: string) {
  const uid = await hands.uid(name, version, project);
  const found = project === undefined ? TENANT : undefined;
  const row = (await house.store.readRecorded()).clones.find((clone) => clone.uid === uid);
  const whole = await readWhole(house.client, uid, found ?? row?.key ?? TENANT);
  return whole?.object.content ?? null;
}

describe.each(['update', 'newVersion', 'recreate'] as const)('mirror by %s', (mirrorBy) => {
  describe.each(EDITS)('its source changes %s', (_, edit) => {
    test.each(KINDS)('%s', async (_kind, overrides) => {
      const world = await scene();
      const mirror = one({ overrides, content: 'mirror', mirrorBy });
      await settles(world.house, mirror);
      await edit(world.hands, await world.hands.uid('base', '1.0.0'));
      const source = await contentOf(world, 'base', '1.0.0');
      if (source === null) throw new Error('no source');
      const wanted = renderOverrides(
        source,
        overrides,
        new Map([['Public Repo', '5eecc89d0b150045ae661cef']]),
      );
      const plan = await world.house.plan(aDesired(mirror));
      if (wanted.status === 'failed') {
        expect(plan.changes.map(({ blockedBy }) => blockedBy)).toEqual(['override_failed']);
        return;
      }
      if (wanted.status !== 'rendered') throw new Error(wanted.status);
      await settles(world.house, mirror);
      const current = (await world.house.store.readRecorded()).clones.find(
        ({ status }) => status === 'current',
      );
      const clone = await contentOf(world, 'one', current?.key.version ?? '', 'edge-dev');
      expect(
        clone?.packs.map(({ name, tag, values, registryUid }) => [name, tag, values.trim(), registryUid]),
      ).toEqual(
        wanted.content.packs.map(({ name, tag, values, registryUid }) => [
          name,
          tag,
          values.trim(),
          registryUid,
        ]),
      );
      expect(clone?.packs.map(({ manifests }) => manifests)).toEqual(
        wanted.content.packs.map(({ manifests }) => manifests),
      );
      expect(clone?.variables.map(({ name, defaultValue }) => [name, defaultValue])).toEqual(
        wanted.content.variables.map(({ name, defaultValue }) => [name, defaultValue]),
      );
    });
  });
});
