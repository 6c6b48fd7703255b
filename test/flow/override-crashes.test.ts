// The sagas of clones with overrides, struck at every effect: they end at exactly the wanted content, once.
import { expect, test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { base, one, PACKS, type Scene, scene } from '../support/scene.ts';
import { type Act, afterApply, settlesWhereverStruck } from '../support/strikes.ts';

const FILES = { 'ns.yaml': 'kind: Namespace\nname: other\n', 'quota.yaml': 'kind: ResourceQuota\n' };
const OWN = `
packs:
  os: { values: { size: 9 }, unset: [user] }
  kubernetes: { tag: 1.26.x }
  nginx: { add: { type: spectro, registry: Public Repo, tag: 1.0.0, after: os, valuesFile: ns.yaml } }
  apps: { manifests: { hello: { file: ns.yaml }, quota: { add: true, file: quota.yaml } } }
variables: { region: { remove: true }, zone: { add: true, format: string, defaultValue: a } }
`;
const overrides = desiredOverrides(OWN, FILES);
const others = desiredOverrides('packs: { os: { values: { size: 10 } }, apps: { remove: true } }');

const mirror = (mirrorBy: 'update' | 'newVersion' | 'recreate') =>
  one({ content: 'mirror', mirrorBy, overrides, target: { labels: { team: 'edge' } } });

interface Seen {
  readonly packs: readonly (readonly unknown[])[];
  readonly variables: readonly unknown[];
}

async function seen({ hands }: Scene, name = 'one', version = '1.0.0', project = 'edge-dev'): Promise<Seen> {
  const { packs, variables } = await hands.digestFacts(await hands.uid(name, version, project));
  return {
    packs: packs.map(({ name: pack, tag, values, manifests }) => [
      pack,
      tag,
      values,
      ...(manifests ?? []).map((manifest) => `${manifest['name']}: ${manifest['content']}`),
    ]),
    variables: variables.map((variable) => `${variable['name']}=${variable['defaultValue']}`),
  };
}

/** Written by hand, from what the declaration says. */
const WANTED: Seen = {
  packs: [
    ['os', '22.04', 'size: 9\n'],
    ['nginx', '1.0.0', FILES['ns.yaml']],
    ['kubernetes', '1.26.x', 'pack:\n  cidr: 10.0.0.0/8\n'],
    ['apps', '1.0.0', '', `hello: ${FILES['ns.yaml']}`, `quota: ${FILES['quota.yaml']}`],
  ],
  variables: ['token=********', 'zone=a'],
};
const isWanted =
  (name?: string, version?: string, project?: string) =>
  async (set: Scene): Promise<void> => {
    expect(await seen(set, name, version, project)).toEqual(WANTED);
    const { clones } = await set.house.store.readRecorded();
    for (const { digest, source, overrides: kept } of clones.filter(
      ({ key }) => key.name === (name ?? 'one'),
    )) {
      if (kept === undefined) continue;
      expect([kept.wanted, kept.source]).toEqual([digest, source.digest]);
    }
  };

const ACTS: Readonly<Record<string, Act>> = {
  'a create': {
    before: async () => undefined,
    wanted: aDesired(one({ overrides, target: { labels: { team: 'edge' }, description: 'words' } })),
    after: isWanted(),
  },
  'a mirror that gets overrides': {
    before: afterApply(aDesired(one({ content: 'mirror' }))),
    wanted: aDesired(mirror('update')),
    after: isWanted(),
  },
  'a mirror whose source moved': {
    before: afterApply(aDesired(mirror('update')), async ({ hands }) => {
      await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
        packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: root\nsize: 4\n' } : pack)),
      );
    }),
    wanted: aDesired(mirror('update')),
    after: isWanted(),
  },
  'a recreate': {
    before: afterApply(aDesired(one({ content: 'mirror', mirrorBy: 'recreate' }))),
    wanted: aDesired(mirror('recreate')),
    after: isWanted(),
  },
  'another target': {
    before: afterApply(aDesired(one({ overrides }))),
    wanted: aDesired(one({ overrides, target: { name: 'other' } })),
    after: isWanted('other'),
  },
  'overrides that are dropped': {
    before: afterApply(aDesired(one({ overrides }))),
    wanted: aDesired(one()),
    after: async (set) => {
      expect((await seen(set)).packs.map(([name]) => name)).toEqual(PACKS.map(({ name }) => name));
      const { clones } = await set.house.store.readRecorded();
      expect(clones.map((row) => row.overrides)).toEqual([undefined]);
    },
  },
  'a chain of two that both have overrides': {
    before: async () => undefined,
    wanted: aDesired(
      one({ overrides: others }),
      aClone('two', {
        chain: { clone: 'one' },
        target: { project: 'edge-prod' },
        overrides: desiredOverrides('packs: { os: { values: { user: guest } } }'),
      }),
    ),
    after: async (set) => {
      expect((await seen(set, 'two', '1.0.0', 'edge-prod')).packs).toEqual([
        ['os', '22.04', 'user: guest\nsize: 10\n'],
        ['kubernetes', '1.25.x', 'pack:\n  cidr: 10.0.0.0/8\n'],
      ]);
    },
  },
};

const STAGE = { start: () => scene(base('1.0.0')), versions: ['1.0.0'] };

// Each act is struck at every call, several times over.
const ACT_MS = 300_000;

test.each(Object.entries(ACTS))(
  '%s settles, wherever it is struck',
  { timeout: ACT_MS },
  async (name, act) => {
    await settlesWhereverStruck(STAGE, name, act);
  },
);
