// `accept --as-override` of what is overridden already: where the edit cannot be written beside the old overrides, it replaces them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { HandPack } from '../support/hands.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const VALUES =
  '# the system\nuser: admin\nnet:\n  mtu: 1500 # bytes\n  dns:\n    - a\n    - b # second\nlast: 1\n';
const PACKS = [
  { name: 'os', tag: '22.04', layer: 'os', values: VALUES },
  { name: 'k8s', tag: '1.30', layer: 'k8s', values: 'x: 1\n' },
  {
    name: 'app',
    layer: 'addon',
    type: 'manifest',
    values: '',
    manifests: [{ name: 'ns', content: 'kind: Namespace\n' }],
  },
];
const SOURCE = base('1.0.0', {
  template: { type: 'cluster', cloudType: 'edge-native', packs: PACKS },
  variables: [{ name: 'region', format: 'string', defaultValue: 'eu' }],
});
const HEAD = 'cloneform: 1 # ours\npalette: { rateLimits: off }\n';
const ONE = `clones:
  one:
    source: { profile: base, version: "1.0.0" } # pinned
    target: { scope: project, project: edge-dev, name: one }
`;
const FAN = `clones:
  fan:
    source: { profile: base, version: "1.0.0" }
    target: { scope: project, projects: [edge-dev, edge-prod], name: fan }
`;

type Change = (packs: readonly HandPack[]) => readonly HandPack[];

/** Applied, then edited by hand. */
async function edited(yaml: string, change: Change, files: Readonly<Record<string, string>> = {}) {
  const at = await aPlace(aSeed(SOURCE));
  places.push(at);
  const file = path.join(at.cwd, 'cloneform.yaml');
  writeFileSync(file, HEAD + yaml);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(at.cwd, name), text);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  await at.hands.packs(await at.hands.uid(yaml === ONE ? 'one' : nameIn(yaml), '1.0.0', 'edge-dev'), change);
  return { at, text: () => readFileSync(file, 'utf8') };
}

function nameIn(yaml: string): string {
  return yaml.includes('name: fan') ? 'fan' : 'one';
}

const os =
  (change: (text: string) => string): Change =>
  (packs) =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values: change(pack.values ?? '') } : pack));

const over = (lines: string): string => `${ONE}    overrides:\n${lines.replace(/^(?=.)/gm, '      ')}`;
const FLOW = (member: string): string => over(`packs:\n  os: { ${member} } # the system\n`);

const unlike: [title: string, yaml: string, change: Change, files?: Readonly<Record<string, string>>][] = [
  ['a list', FLOW('values: { net: { dns: [z, y] } }'), os((text) => text.replace('- z', '- x'))],
  [
    'a key that is unset, in another place',
    FLOW('unset: [user]'),
    os((text) => text.replace('last: 1', 'user: hand\nlast: 1')),
  ],
  [
    'an item that is unset',
    FLOW(`unset: ['net.dns[="b"]']`),
    os((text) => text.replace('    - a\n', '    - a\n    - b\n')),
  ],
  [
    'a whole text',
    FLOW('valuesFile: os.yaml'),
    os((text) => text.replace('second: ${var.nothing}', 'third: ${var.nothing}')),
    { 'os.yaml': 'whole: text # x\r\nsecond: ${var.nothing}\n' },
  ],
  [
    'the order',
    over('packs:\n  k8s: { move: { before: os } }\n'),
    (packs) => [...packs.filter(({ name }) => name !== 'k8s'), ...packs.filter(({ name }) => name === 'k8s')],
  ],
  [
    'a manifest that is added',
    over('packs:\n  app: { manifests: { more: { add: true, file: more.yaml } } }\n'),
    (packs) =>
      packs.map((pack) =>
        pack.name === 'app'
          ? {
              ...pack,
              manifests: (pack.manifests ?? []).map((one) =>
                one.name === 'more' ? { ...one, content: 'kind: Hand\n' } : one,
              ),
            }
          : pack,
      ),
    { 'more.yaml': 'kind: More\n' },
  ],
  [
    'a pack that is removed, which is back at the end',
    over('packs:\n  k8s: { remove: true }\n'),
    (packs) => [...packs, { name: 'k8s', tag: '1.30', layer: 'k8s', type: 'spectro', values: 'x: 1\n' }],
  ],
];

describe('comes out as the clone is', () => {
  test.each(unlike)('%s', async (_, yaml, change, files) => {
    const { at, text } = await edited(yaml, change, files);
    const packs = async () =>
      (await at.hands.digestFacts(await at.hands.uid('one', '1.0.0', 'edge-dev'))).packs;
    const before = await packs();
    const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('Accepted as overrides: one.')]);
    const plan = await at.plan();
    expect([new Set(plan.changes.map(({ action }) => action)), plan.drift]).toEqual([new Set(['noop']), []]);
    expect(await packs()).toEqual(before);
    expect(text().startsWith(HEAD + ONE)).toBe(true);
  });
});

test('what was undone by hand is no longer overridden, and nothing empty is left', async () => {
  const { at, text } = await edited(
    FLOW('unset: [user]'),
    os((values) => values.replace('net:', 'user: admin\nnet:')),
  );
  expect((await at.run('accept', 'one', '--as-override', '--auto-approve')).code).toBe(0);
  expect(text()).toBe(HEAD + ONE);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('other packs keep their overrides and comments, and the pack keeps its onConflict', async () => {
  const rest = 'onConflict: block\npacks:\n  k8s: { values: { x: 2 } } # kept\n';
  const { at, text } = await edited(
    over(`${rest}  os: { onConflict: keep, unset: [user] }\n`),
    os((values) => values.replace('last: 1', 'user: hand\nlast: 1')),
  );
  expect((await at.run('accept', 'one', '--as-override', '--auto-approve')).code).toBe(0);
  expect(text().startsWith(HEAD + over(rest))).toBe(true);
  expect(text().slice((HEAD + over(rest)).length)).toContain('onConflict: keep');
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('in a fan-out, only what the project has of its own is replaced', async () => {
  const yaml = `${FAN}    overrides: { packs: { os: { values: { last: 2 } } } }
    perProject:
      edge-dev: { overrides: { packs: { os: { unset: [user] } } } }
`;
  const { at, text } = await edited(
    yaml,
    os((values) => values.replace('last: 2', 'user: hand\nlast: 2')),
  );
  expect((await at.run('accept', 'fan[edge-dev]', '--as-override', '--auto-approve')).code).toBe(0);
  expect(text()).toContain('    overrides: { packs: { os: { values: { last: 2 } } } }\n    perProject:\n');
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('what a variable gives is not replaced: nothing is written', async () => {
  const yaml = `variables: { mtu: { default: "9000" } }\n${FLOW('unset: [user], values: { net: { mtu: "${var.mtu}" } }')}`;
  const { at, text } = await edited(
    yaml,
    os((values) => values.replace('last: 1', 'user: hand\nlast: 1')),
  );
  const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
  expect([end.code, text()]).toEqual([1, HEAD + yaml]);
  expect(end.out).toContain('Not written: one:');
  expect(end.out).toContain('user');
});
