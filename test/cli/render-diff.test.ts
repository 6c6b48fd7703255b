// `render` and `diff`: what a clone should hold, and how it differs from its source and from that.
import { afterEach, describe, expect, test } from 'vitest';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const PACKS = [
  {
    name: 'os',
    tag: '22.04',
    layer: 'os',
    values: '# the system\nuser: admin\npassword: swordfish\nlist: [a,   b]\n',
  },
  { name: 'k8s', tag: '1.30.x', layer: 'k8s', values: 'port: 0644\r\nname: yes\r\n' },
  {
    name: 'hello',
    layer: 'addon',
    type: 'manifest',
    values: '',
    manifests: [{ name: 'ns', content: 'kind: Namespace\n' }],
  },
];
const SOURCE = base('1.0.0', { template: { type: 'cluster', cloudType: 'edge-native', packs: PACKS } });
const ONE =
  '{ source: { profile: base, version: "1.0.0" }, target: { scope: project, project: edge-dev, name: one } }';
const FAN =
  '{ source: { profile: base, version: "1.0.0" }, target: { scope: project, projects: [edge-dev, edge-prod] } }';

async function place(clones: Readonly<Record<string, string>> = { one: ONE }, apply = true): Promise<Place> {
  const at = await aPlace(aSeed(SOURCE));
  places.push(at);
  at.declare(clones);
  if (apply) expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  return at;
}

async function edit(at: Place, values: string, pack = 'os'): Promise<void> {
  await at.hands.packs(await at.hands.uid('one', '1.0.0', 'edge-dev'), (packs) =>
    packs.map((each) => (each.name === pack ? { ...each, values } : each)),
  );
}

describe('render', () => {
  test('prints what the clone should hold, to the letter, without secrets', async () => {
    const at = await place();
    const end = await at.run('render', 'one');
    expect(end.code).toBe(0);
    expect(end.out).toContain('# one: one 1.0.0 in edge-dev, an exact copy of base 1.0.0\n');
    expect(end.out).toContain('--- # pack os 22.04, layer os\n# the system\nuser: admin\n');
    expect(end.out).toContain('list: [a,   b]\n');
    expect(end.out).toContain('--- # manifest ns of pack hello\nkind: Namespace\n');
    expect(end.out).not.toContain('swordfish');
    expect(end.out).toContain('password: (secret)\n');
    const shown = await at.run('render', 'one', '--show-secrets');
    expect(shown.out).toContain('password: swordfish\n');
    expect(shown.out).not.toContain('masked');
  });

  test('--pack prints single packs; --json has them as they are', async () => {
    const at = await place();
    const end = await at.run('render', 'one', '--pack', 'k*');
    expect(end.out).toContain('port: 0644\r\nname: yes\r\n');
    expect(end.out).not.toContain('pack os');
    const { packs, variables, ...rest } = JSON.parse(
      (await at.run('render', 'one', '--pack', 'k8s', '--json')).out,
    );
    expect(rest).toMatchObject({
      address: 'one',
      clone: { name: 'one', version: '1.0.0', scope: 'project', project: 'edge-dev' },
      source: { name: 'base', version: '1.0.0' },
      hasSecretsMasked: true,
      overrides: [],
    });
    expect(packs).toMatchObject([{ name: 'k8s', tag: '1.30.x', values: 'port: 0644\r\nname: yes\r\n' }]);
    expect(variables).toBeNull();
    const none = await at.run('render', 'one', '--pack', 'oss');
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('did you mean os?')]);
  });

  test('needs no clone, and one address', async () => {
    const at = await place({ fan: FAN }, false);
    expect((await at.run('render', 'fan[edge-dev]')).out).toContain('pack os');
    const many = await at.run('render', 'fan');
    expect([many.code, many.err]).toEqual([1, expect.stringContaining('fan stands for 2 clones')]);
    const typo = await at.run('render', 'fans');
    expect([typo.code, typo.err]).toEqual([1, expect.stringContaining('did you mean fan?')]);
    at.declare({ fan: FAN.replace('"1.0.0"', '"9.0.0"') });
    const gone = await at.run('render', 'fan[edge-dev]');
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('has no source')]);
  });
});

describe('diff', () => {
  test('of a clone that is as it should be says so', async () => {
    const at = await place();
    const { code, out } = await at.run('diff', 'one');
    expect([code, out]).toEqual([
      0,
      'one  base 1.0.0 → one 1.0.0 in edge-dev\n\nOverrides (source → wanted): none\n\nDifferences of the clone (wanted → clone): none\n',
    ]);
    expect(JSON.parse((await at.run('diff', 'one', '--json')).out)).toMatchObject({
      sourceToWanted: [],
      wantedToClone: [],
      isAsWanted: true,
      hint: null,
    });
  });

  test('shows a manual edit with the ways out, and secrets only to whoever asks', async () => {
    const at = await place();
    await edit(at, '# the system\nuser: root\npassword: hunter2\nlist: [a,   b]\n');
    const { out } = await at.run('diff', 'one');
    expect(out).toContain('~ user: "admin" → "root"');
    expect(out).toContain("cloneform revert 'one' discards it");
    expect(out).not.toMatch(/swordfish|hunter2/);
    const shown = await at.run('diff', 'one', '--show-secrets');
    expect(shown.out).toContain('- password: swordfish');
    expect(shown.out).toContain('+ password: hunter2');
    const keys = await at.run('diff', 'one', '--diff', 'keys', '--show-secrets');
    expect(keys.out).not.toMatch(/root|hunter2/);
    const other = await at.run('diff', 'one', '--pack', 'k8s');
    expect(other.out).toContain('Differences of the clone (wanted → clone): none');
    expect((await at.run('diff', 'one', '--pack', 'nope')).code).toBe(1);
  });

  test('of a clone that is not made says what makes it; of one whose source was edited, that', async () => {
    const unmade = await place({ one: ONE }, false);
    expect((await unmade.run('diff', 'one')).out).toContain(
      'The clone is not in Palette: cloneform apply creates it.',
    );
    const at = await place();
    await at.hands.packs(await at.hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 2));
    const { out } = await at.run('diff', 'one');
    expect(out).toContain('base 1.0.0 was edited since the clone was made of it');
    expect(out).toContain('pack hello: added');
    expect(out).not.toContain('--as-override');
  });
});

describe('with overrides', () => {
  const OVERRIDDEN = ONE.replace(
    / }$/,
    ', overrides: { packs: { os: { values: { user: ops, added: { mtu: 9000 } }, unset: [list] }, k8s: { tag: 1.30.5 } } } }',
  );

  test('render prints what they make of the source, with the place of each', async () => {
    const at = await place({ one: OVERRIDDEN });
    const { code, out } = await at.run('render', 'one');
    expect(code).toBe(0);
    expect(out).toContain('# one: one 1.0.0 in edge-dev, 4 overrides on base 1.0.0\n');
    expect(out).toContain('#   os values user (cloneform.yaml:4)\n');
    expect(out).toContain('# the system\nuser: ops\npassword: (secret)\nadded:\n  mtu: 9000\n');
    expect(out).toContain('--- # pack k8s 1.30.5, layer k8s\n');
    const asJson = JSON.parse((await at.run('render', 'one', '--json')).out);
    expect(asJson.packs[1]).toMatchObject({ name: 'k8s', tag: '1.30.5' });
    expect(asJson.overrides[0]).toMatchObject({ pack: 'os', part: 'values', place: { line: 4 } });
  });

  test('diff tells what comes from them and what from hands', async () => {
    const at = await place({ one: OVERRIDDEN });
    await edit(at, '# the system\nuser: ops\npassword: swordfish\nadded:\n  mtu: 1500\n');
    const { out } = await at.run('diff', 'one');
    const [, overrides = '', hands = ''] = out.split('\n\n');
    expect(overrides).toContain('Overrides (source → wanted): 4 overrides');
    expect(overrides).toContain('~ user: "admin" → "ops"');
    expect(overrides).toContain('~ pack k8s: tag 1.30.x → 1.30.5');
    expect(hands).toContain('~ added.mtu: 9000 → 1500');
    expect(hands).not.toContain('user');
  });

  test('an override that cannot be applied is named with its place', async () => {
    const at = await place(
      { one: ONE.replace(/ }$/, ', overrides: { packs: { ghost: { values: { a: 1 } } } } }') },
      false,
    );
    const { code, err } = await at.run('render', 'one');
    expect([code, err]).toEqual([1, expect.stringContaining('ghost')]);
    expect(err).toContain('cloneform.yaml:4');
  });
});
