// `accept --as-override`: a manual edit is written into the declarations, and the next plan is empty.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { picture } from '../support/a-world.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const PACKS = [
  { name: 'os', tag: '22.04', layer: 'os', values: '# the system\nuser: admin\nnet:\n  mtu: 1500 # bytes\n' },
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
  # the only one
  one:
    source: { profile: base, version: "1.0.0" } # pinned
    target: { scope: project, project: edge-dev, name: one }
`;
const FAN = `clones:
  fan:
    source: { profile: base, version: "1.0.0" }
    target: { scope: project, projects: [edge-dev, edge-prod], name: fan }
`;

interface Files extends Place {
  text(file?: string): string;
  write(yaml: string, file?: string): void;
}

async function place(yaml: string, source = SOURCE): Promise<Files> {
  const at = await aPlace(aSeed(source));
  places.push(at);
  const full = (file: string): string => path.join(at.cwd, file);
  const files: Files = {
    ...at,
    text: (file = 'cloneform.yaml') => readFileSync(full(file), 'utf8'),
    write: (text, file = 'cloneform.yaml') => writeFileSync(full(file), text),
  };
  files.write(HEAD + yaml);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  return files;
}

async function edit(
  at: Place,
  name: string,
  pack: string,
  change: (text: string) => string,
  project: string | null = 'edge-dev',
): Promise<void> {
  await at.hands.packs(await at.hands.uid(name, '1.0.0', project ?? undefined), (packs) =>
    packs.map((each) => (each.name === pack ? { ...each, values: change(each.values ?? '') } : each)),
  );
}

const mtu = (text: string): string => text.replace('1500', '9000');

async function isSettled(at: Place): Promise<void> {
  const plan = await at.plan();
  expect([new Set(plan.changes.map(({ action }) => action)), plan.drift]).toEqual([new Set(['noop']), []]);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
}

describe('writes the edit', () => {
  test('of a snapshot, where the declaration stands, and keeps every other byte', async () => {
    const at = await place(ONE);
    await edit(at, 'one', 'os', mtu);
    const dry = await at.run('accept', 'one', '--as-override', '--dry-run');
    expect([dry.code, at.text()]).toEqual([0, HEAD + ONE]);
    expect(dry.out).toContain('--- a/cloneform.yaml\n+++ b/cloneform.yaml\n');
    expect(dry.out).toMatch(/^\+ +mtu: 9000$/m);
    const nobody = await at.run('accept', 'one', '--as-override');
    expect([nobody.code, at.text()]).toEqual([64, HEAD + ONE]);
    const no = await at.asked('no', 'accept', 'one', '--as-override');
    expect([no.code, at.text()]).toEqual([1, HEAD + ONE]);
    const end = await at.asked('yes', 'accept', 'one', '--as-override');
    expect([end.code, end.err]).toEqual([0, expect.stringContaining('Do you want to write this?')]);
    expect(end.out).toContain('Changed cloneform.yaml.\nAccepted as overrides: one.\n');
    expect(at.text().startsWith(HEAD + ONE)).toBe(true);
    await isSettled(at);
    const shown = await at.run('render', 'one');
    expect(shown.out).toContain('net:\n  mtu: 9000 # bytes\n');
    expect((await at.run('history')).out).toContain('accept');
  });

  test('of one clone of a fan-out, for its project alone', async () => {
    const at = await place(FAN);
    await edit(at, 'fan', 'os', mtu, 'edge-prod');
    const end = await at.run('accept', 'fan[edge-prod]', '--as-override', '--auto-approve');
    expect(end.code).toBe(0);
    expect(at.text()).toMatch(/perProject:\n +"?edge-prod"?:\n +overrides:\n/);
    await isSettled(at);
    expect((await at.run('diff', 'fan[edge-dev]')).out).toContain('Overrides (source → wanted): none');
  });

  test('of several clones at once', async () => {
    const at = await place(FAN);
    await edit(at, 'fan', 'os', mtu, 'edge-prod');
    await edit(at, 'fan', 'os', (text) => text.replace('admin', 'root'), 'edge-dev');
    const end = await at.run('accept', 'fan', '--as-override', '--auto-approve', '--json');
    const value = JSON.parse(end.out);
    expect([end.code, value.accepted]).toEqual([0, ['fan["edge-dev"]', 'fan["edge-prod"]']]);
    await isSettled(at);
  });

  test.each([
    ['update', 'update · clone_edited one'],
    ['newVersion', 'create · clone_edited one'],
    ['recreate', 'replace · clone_edited one'],
  ])('of a mirror by %s, which then keeps it', async (mirrorBy, planned) => {
    const mirror = `name: one }\n    content: mirror\n    mirrorBy: ${mirrorBy}`;
    const at = await place(ONE.replace('name: one }', mirror));
    await edit(at, 'one', 'os', mtu);
    expect(picture(await at.plan())).toContain(planned);
    expect((await at.run('accept', 'one', '--as-override', '--auto-approve')).code).toBe(0);
    await isSettled(at);
  });

  test('that was accepted as the baseline before', async () => {
    const at = await place(ONE);
    await edit(at, 'one', 'os', mtu);
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    expect((await at.run('accept', 'one', '--as-override', '--auto-approve')).code).toBe(0);
    expect(at.text()).toContain('mtu: 9000');
    await isSettled(at);
    expect((await at.run('accept', 'one', '--as-override')).out).toContain('Nothing to accept');
  });

  test('on top of overrides that the declaration has', async () => {
    const at = await place(
      `${ONE}    overrides:\n      packs:\n        os:\n          values: { user: ops } # who\n`,
    );
    await edit(at, 'one', 'os', (text) => mtu(text).replace('ops', 'root'));
    expect((await at.run('accept', 'one', '--as-override', '--auto-approve')).code).toBe(0);
    expect(at.text()).toContain('# who');
    await isSettled(at);
  });

  test('of a text that is no YAML into a file of its own, and never over another', async () => {
    const at = await place(ONE);
    await edit(at, 'one', 'os', () => '{{ if .x }}\nwhole: new\n{{ end }}\n');
    const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('Accepted')]);
    expect(end.out).toContain('Created overrides/one/os.yaml.');
    expect(at.text('overrides/one/os.yaml')).toBe('{{ if .x }}\nwhole: new\n{{ end }}\n');
    await isSettled(at);
    await edit(at, 'one', 'os', () => '{{ if .y }}\nother: text\n{{ end }}\n');
    await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect(at.text('overrides/one/os.yaml')).toBe('{{ if .x }}\nwhole: new\n{{ end }}\n');
  });
});

/** No YAML: expressions stand on lines of their own. */
const TEMPLATE = `host: {{ printf "%s-a" .Values.x }}
{{- if .Values.on }}
port: {{ .Values.port }}
path: /a
{{- end }}
more: 1
`;

describe('writes the edit of a template, as replacements', () => {
  test.each<[string, (text: string) => string]>([
    ['in one line, with quotes in its expression', (text) => text.replace('%s-a', '%s-b')],
    ['with both sorts of quotes', (text) => text.replace('"%s-a"', `"%s-b" 'c'`)],
    [
      'in several lines that would be a map',
      (text) => text.replace('port }}\npath: /a', 'other }}\npath: /b'),
    ],
    [
      'with lines that are new',
      (text) => text.replace('more: 1', '{{- with .y }}\nz: "{{ . }}"\n{{- end }}\nmore: 1'),
    ],
    ['with lines that are gone', (text) => text.replace(/^port.*\npath.*\n/m, '')],
    [
      'in two places',
      (text) => text.replace('%s-a', '%s\\n').replace('more: 1', 'more: {{ quote "x" }}\nless: 2'),
    ],
  ])('%s', async (_name, change) => {
    const chart = { name: 'chart', layer: 'addon', tag: '1.0.0', values: TEMPLATE };
    const template = { type: 'cluster', cloudType: 'edge-native', packs: [...PACKS, chart] };
    const at = await place(ONE, base('1.0.0', { template }));
    await edit(at, 'one', 'chart', change);
    const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('Changed cloneform.yaml.\n')]);
    expect(at.text().startsWith(HEAD + ONE)).toBe(true);
    expect(at.text()).toContain('replace:');
    expect(existsSync(path.join(at.cwd, 'overrides'))).toBe(false);
    await isSettled(at);
    const shown = await at.run('render', 'one', '--pack', 'chart');
    expect(shown.out).toContain(change(TEMPLATE).trim());
  });
});

describe('changes nothing', () => {
  test('where the edit holds a secret', async () => {
    const at = await place(ONE);
    await edit(at, 'one', 'os', (text) => `${text}password: hunter2\n`);
    const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([end.code, at.text()]).toEqual([1, HEAD + ONE]);
    expect(end.out).toContain('Not written: one:');
    expect(end.out + end.err).not.toContain('hunter2');
    expect((await at.plan()).drift).toHaveLength(1);
  });

  test('where the declaration gets its overrides through an alias; it prints what to write', async () => {
    const shared = `${ONE}    overrides: &ours { packs: { os: { values: { user: ops } } } }
  two:
    source: { profile: base, version: "1.0.0" }
    target: { scope: project, project: edge-dev, name: two }
    overrides: *ours
`;
    const at = await place(shared);
    await edit(at, 'two', 'os', mtu);
    const end = await at.run('accept', 'two', '--as-override', '--auto-approve');
    expect([end.code, at.text()]).toEqual([1, HEAD + shared]);
    expect(end.out).toContain('mtu: 9000');
    expect((await at.plan()).drift).toMatchObject([{ address: 'two', kind: 'clone_edited' }]);
    await edit(at, 'two', 'os', (text) => text.replace('9000', '1500'));
    await edit(at, 'one', 'os', mtu);
    const first = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([first.code, at.text()]).toEqual([1, HEAD + shared]);
  });

  test('where the source was edited since', async () => {
    const at = await place(ONE);
    await edit(at, 'one', 'os', mtu);
    await edit(at, 'base', 'os', (text) => text.replace('admin', 'other'), null);
    const end = await at.run('accept', 'one', '--as-override', '--auto-approve');
    expect([end.code, end.err]).toEqual([1, expect.stringContaining('was edited since it was cloned')]);
    expect([at.text(), existsSync(path.join(at.cwd, 'overrides'))]).toEqual([HEAD + ONE, false]);
  });
});
