// The commands about content over time, against a sandbox over HTTP that somebody edits meanwhile.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Status } from '../../src/questions/status/status.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { serveSandbox } from '../../src/sandbox/serve.ts';
import { picture } from '../support/a-world.ts';
import { type CliEnd, listIn, tempDir } from '../support/cli.ts';
import { type Hands, handsOn } from '../support/hands.ts';
import { inProcess as cli, inProcessJson as cliJson } from '../support/in-process.ts';
import { aSandbox, aSeed, call } from '../support/sandboxes.ts';
import { base, PACKS } from '../support/scene.ts';

interface Town {
  readonly cwd: string;
  readonly hands: Hands;
  run(...args: readonly string[]): Promise<CliEnd>;
  json<T>(...args: readonly string[]): Promise<{ code: number | null; value: T }>;
  declare(clones: string, more?: string): void;
  /** A clone that somebody makes at the console; its UID. */
  clone(name: string, project: string, version?: string): Promise<string>;
}

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const TEMPLATE = { type: 'cluster', cloudType: 'edge-native', packs: PACKS };

async function town(): Promise<Town> {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const newer = { ...TEMPLATE, packs: PACKS.slice(0, 2) };
  const sandbox = aSandbox(aSeed(base('1.0.0'), base('1.1.0', { template: newer }), base('2.0.0')), {
    clock,
  });
  const server = await serveSandbox(sandbox, { port: 0 });
  servers.push(server);
  const uids = new Map(sandbox.describe().projects.map(({ name, uid }) => [name, uid]));
  const hands = handsOn(sandbox, (name) => uids.get(name) ?? '');
  const cwd = tempDir();
  const options = { cwd, env: { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-for-tests' } };
  return {
    cwd,
    hands,
    run: (...args) => cli(args, options),
    json: (...args) => cliJson(args, options),
    declare: (clones, more = '') =>
      writeFileSync(
        path.join(cwd, 'cloneform.yaml'),
        `cloneform: 1\npalette: { rateLimits: off }\ninclude: ["*.inc.yaml"]\nclones:\n${clones}${more}`.replace(
          more.includes('include-none') ? '' : 'include: ["*.inc.yaml"]\n',
          '',
        ),
      ),
    clone: async (name, project, version = '1.0.0') => {
      await call(sandbox, 'POST', `/v1/clusterprofiles/${await hands.uid('base', version)}/clone`, {
        body: {
          metadata: { name, version: '1.0.0', target: { scope: 'project', projectUid: uids.get(project) } },
        },
      });
      return hands.uid(name, '1.0.0', project);
    },
  };
}

const ONE =
  '  one: { source: { profile: base, version: ^1.0.0 <1.1.0 }, target: { scope: project, project: edge-dev, name: one } }\n'.replace(
    '^1.0.0 <1.1.0',
    '"~1.0.0"',
  );
const WIDE = ONE.replace('"~1.0.0"', '^1.0.0');

test('drift tells, exits 2 and writes nothing; accept makes it the baseline', async () => {
  const at = await town();
  at.declare(ONE);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  expect((await at.run('drift')).out).toContain('No drift: 1 clone as recorded.');
  await at.hands.packs(await at.hands.uid('one', '1.0.0', 'edge-dev'), (packs) =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: root\nsize: 3\n' } : pack)),
  );
  const state = path.join(at.cwd, 'state', 'cloneform.db');
  const before = statSync(state).mtimeMs;
  const drift = await at.run('drift');
  expect(drift.code).toBe(2);
  expect(drift.out).toContain('Drift in 1 clone of 1.');
  expect(drift.out).toContain('~ user: "admin" → "root"');
  expect((await at.json<Plan>('drift')).value.drift).toMatchObject([
    { address: 'one', kind: 'clone_edited' },
  ]);
  expect((await at.run('drift', '--fail-on', 'drift')).code).toBe(5);
  expect((await at.run('drift', '--fail-on', 'unmanaged')).code).toBe(2);
  expect((await at.run('plan', '--fail-on', 'drift')).code).toBe(5);
  expect((await at.run('plan', '--fail-on', 'frost')).code).toBe(64);
  expect(statSync(state).mtimeMs).toBe(before);
  const accepted = await at.run('accept', 'one', '--auto-approve');
  expect(accepted.code).toBe(0);
  expect(accepted.out).toMatch(/~ user: "admin" → "root"[^]+\nAccepted one: edited in Palette\.\n$/);
  expect((await at.run('drift')).code).toBe(0);
  expect((await at.run('accept', 'one', '--auto-approve')).out).toContain('Nothing to accept');
  const typo = await at.run('accept', 'onne');
  expect([typo.code, typo.err]).toEqual([1, expect.stringContaining('did you mean one?')]);
});

test('the drift of a mirror is corrected, not accepted', async () => {
  const at = await town();
  at.declare(ONE.replace(' }\n', ', content: mirror }\n'));
  await at.run('apply', '--auto-approve');
  await at.hands.packs(await at.hands.uid('one', '1.0.0', 'edge-dev'), (packs) => packs.slice(0, 2));
  const refused = await at.run('accept', 'one', '--auto-approve');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('one is a mirror')]);
  expect((await at.run('apply', '--auto-approve')).out).toContain('1 updated');
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('outdated tells how far, and --upgrade goes there; a glob for nobody is an error', async () => {
  const at = await town();
  at.declare(WIDE.replace('^1.0.0', '"1.0.0"'));
  await at.run('apply', '--auto-approve');
  at.declare(WIDE);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
  expect(listIn((await at.json('outdated')).value)).toEqual([
    {
      address: 'one',
      project: 'edge-dev',
      source: 'base',
      current: '1.0.0',
      wanted: '1.1.0',
      latest: '2.0.0',
      jump: 'minor',
      clusters: [],
      isIncomplete: false,
      waitsFor: null,
      conflicts: [],
      blockedBy: null,
    },
  ]);
  expect((await at.run('outdated')).out).toMatch(/one +base +1\.0\.0 +1\.1\.0 +2\.0\.0 +minor +0/);
  const nobody = await at.run('plan', '--upgrade=nobody');
  expect([nobody.code, nobody.err]).toEqual([
    1,
    expect.stringContaining('--upgrade nobody matches no clone'),
  ]);
  expect((await at.run('apply', '--auto-approve', '--upgrade')).out).toContain('1 updated');
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('--target and --exclude narrow a plan; what they select must be there', async () => {
  const at = await town();
  at.declare(`${ONE}${ONE.replaceAll('one', 'two')}${ONE.replaceAll('one', 'three')}`);
  const named = async (...flags: readonly string[]) => {
    const { value } = await at.json<Plan>('plan', ...flags);
    return [picture(value).map((line) => line.split(' ').at(-1)), value.complete];
  };
  expect(await named()).toEqual([['one', 'three', 'two'], true]);
  expect(await named('--target', 't*')).toEqual([['three', 'two'], false]);
  expect(await named('--target', 't*', '--exclude', 'two')).toEqual([['three'], false]);
  for (const flag of ['--target', '--exclude']) {
    const end = await at.run('plan', flag, 'on');
    expect([end.code, end.err]).toEqual([1, expect.stringContaining(`${flag} on matches no clone`)]);
    expect(end.err).toContain('did you mean one?');
  }
});

test('--refresh fast reads only what changed in the lists, none reads nothing, and apply takes no none', async () => {
  const at = await town();
  // A list is cheaper than reading more than five clones.
  const six = ['two', 'three', 'four', 'five', 'six'].map((id) => ONE.replaceAll('one', id)).join('');
  at.declare(`${ONE}${six}`);
  await at.run('apply', '--auto-approve');
  await at.hands.packs(await at.hands.uid('two', '1.0.0', 'edge-dev'), (packs) => packs.slice(0, 2));
  const fast = await at.run('plan', '--refresh', 'fast', '--json', '--log-level', 'trace');
  expect(JSON.parse(fast.out).drift).toMatchObject([{ address: 'two', kind: 'clone_edited' }]);
  const one = listIn<StateListRow>((await at.json('state', 'list')).value).find(
    ({ address }) => address === 'one',
  );
  expect(fast.err).not.toContain(one?.uid ?? '?');
  const none = await cliJson<Plan>(['plan', '--refresh', 'none'], { cwd: at.cwd });
  expect([none.code, picture(none.value), none.value.complete]).toEqual([
    0,
    ['five', 'four', 'one', 'six', 'three', 'two'].map((id) => `noop · unchanged ${id}`),
    false,
  ]);
  at.declare(`${ONE}${six.replaceAll('two', 'new')}`);
  const planned = await cliJson<Plan>(['plan', '--refresh', 'none'], { cwd: at.cwd });
  expect(picture(planned.value)).toEqual([
    'noop · unchanged five',
    'noop · unchanged four',
    'create · new new',
    'noop · unchanged one',
    'noop · unchanged six',
    'noop · unchanged three',
    'delete · not_declared two',
  ]);
  const apply = await at.run('apply', '--refresh', 'none', '--auto-approve');
  expect([apply.code, apply.err]).toEqual([
    64,
    expect.stringContaining('apply does not accept --refresh none'),
  ]);
  expect((await at.run('plan', '--refresh', 'slow')).code).toBe(64);
});

test('import takes one object over by UID, and changes nothing in Palette', async () => {
  const at = await town();
  const uid = await at.clone('one', 'edge-dev');
  at.declare(ONE);
  const blocked = await at.run('plan');
  expect(blocked.out.replaceAll(/\s+/g, ' ')).toContain(`imports: - { to: 'one', uid: ${uid} }`);
  const missing = await at.run('import', 'uno', uid);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('uno is not declared')]);
  const wrong = await at.run('import', 'one', await at.hands.uid('base', '1.0.0'));
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/at tenant scope, but\s+one declares/)]);
  expect(wrong.err).toContain('cloneform.yaml:4:3');
  const imported = await at.run('import', 'one', uid);
  expect([imported.code, imported.err]).toEqual([0, '']);
  expect(imported.out).toContain('1 adopted');
  const rows = listIn<StateListRow>((await at.json('state', 'list')).value);
  expect(rows).toMatchObject([{ address: 'one', uid, provenance: 'imported' }]);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
  expect((await at.run('import', 'one')).code).toBe(64);
  expect((await at.run('import', '--all')).code).toBe(64);
});

test('import --all writes YAML that plan takes as it is', async () => {
  const at = await town();
  for (const project of ['edge-dev', 'edge-prod']) await at.clone('web base', project);
  await at.clone('other', 'platform', '1.1.0');
  const odd = await at.clone('odd', 'platform');
  await at.hands.packs(odd, (packs) =>
    packs.map((pack) => ({ ...pack, values: `${pack.values}\npassword: hunter2hunter2` })),
  );
  at.declare('  {}\n'.replace('  {}\n', ''), '  {}\n');
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    'cloneform: 1\npalette: { rateLimits: off }\nclones: {}\n',
  );
  const found = await at.json<{
    imports: number;
    declarations: number;
    withoutSource: readonly { name: string }[];
  }>('import', '--all', '--match', '*', '--write', 'found.inc.yaml');
  expect(found.code).toBe(0);
  expect(found.value).toMatchObject({ imports: 3, declarations: 2 });
  expect(found.value.withoutSource.map((item) => item.name)).toEqual(['odd']);
  const yaml = readFileSync(path.join(at.cwd, 'found.inc.yaml'), 'utf8');
  expect(yaml).toContain('web-base:');
  expect(yaml).toContain('projects: [ edge-dev, edge-prod ]');
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    'cloneform: 1\npalette: { rateLimits: off }\ninclude: ["*.inc.yaml"]\n',
  );
  const plan = await at.json<Plan>('plan');
  expect(picture(plan.value)).toEqual([
    'adopt · imports_block other["platform"]',
    'adopt · imports_block web-base["edge-dev"]',
    'adopt · imports_block web-base["edge-prod"]',
  ]);
  // What is taken over by this very plan is not without an owner.
  expect(plan.value.unmanaged).toEqual([]);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  // Nor is what clones are known to be copied from offered as a clone.
  const rest = await at.json<typeof found.value>('import', '--all', '--match', '*', '--write', 'rest.yaml');
  expect(rest.value).toMatchObject({ imports: 0, declarations: 0, withoutSource: [{ name: 'odd' }] });
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
  const again = await at.run('import', '--all', '--match', 'o*', '--write', 'found.inc.yaml');
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('already exists')]);
  const nothing = await at.run('import', '--all', '--match', 'zzz', '--write', 'x.yaml');
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('finds nothing to import')]);
});

test('import --all without --write prints; what has no source names the closest one; legacy versions are in a comment', async () => {
  const at = await town();
  await at.clone('other', 'edge-dev', '1.0.0');
  await at.clone('other', 'platform', '1.1.0');
  const odd = await at.clone('odd', 'platform');
  await at.hands.packs(odd, (packs) =>
    packs.map((pack, n) =>
      n === 0 ? { ...pack, values: `${pack.values}\npassword: hunter2hunter2` } : pack,
    ),
  );
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    'cloneform: 1\npalette: { rateLimits: off }\nclones: {}\n',
  );
  const shown = await at.run('import', '--all', '--match', '*');
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('other-1.0.0:');
  expect(shown.out).toContain('other-1.0.0-platform:');
  expect(shown.out).toMatch(
    /- odd 1\.0\.0 in platform \(UID [0-9a-f]{24}\); closest source: .*, one difference/,
  );
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    shown.out.replace('cloneform: 1', 'cloneform: 1\npalette: { rateLimits: off }'),
  );
  expect((await at.run('validate')).code).toBe(0);
  const end = await at.run('import', 'odd', 'odd:project:1.0.0');
  expect([end.code, end.err]).toEqual([64, expect.stringContaining('needs the UID of the object')]);
});

test('import --all declares an edited copy with its differences as overrides, and the next plan is empty', async () => {
  const at = await town();
  const own = await at.clone('own', 'platform');
  await at.hands.packs(own, (packs) =>
    packs.map((pack, n) => (n === 0 ? { ...pack, values: `${pack.values?.trimEnd()}\nown: 1\n` } : pack)),
  );
  const root = path.join(at.cwd, 'cloneform.yaml');
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\nclones: {}\n');
  const found = await at.run('import', '--all', '--match', 'own', '--write', 'found.inc.yaml');
  expect(found.code).toBe(0);
  expect(readFileSync(path.join(at.cwd, 'found.inc.yaml'), 'utf8')).toMatch(
    /overrides:\n {6}packs:\n {8}\S+:\n {10}values:\n {12}own: 1\n/,
  );
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\ninclude: ["*.inc.yaml"]\n');
  expect(picture((await at.json<Plan>('plan')).value)).toEqual(['adopt · imports_block own["platform"]']);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('import --all --write declares a copy with a pack and a manifest of its own, whose texts stand in files', async () => {
  const at = await town();
  const own = await at.clone('own', 'platform');
  const values = '# ours\nreplicas: 3 # of three\n';
  await at.hands.packs(own, (packs) => [
    ...packs,
    {
      name: 'extra',
      layer: 'addon',
      type: 'manifest',
      values,
      manifests: [{ name: 'ns', content: 'kind: Namespace\n' }],
    },
  ]);
  const root = path.join(at.cwd, 'cloneform.yaml');
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\nclones: {}\n');
  const printed = await at.run('import', '--all', '--match', 'own');
  expect(printed.out).toMatch(/- own 1\.0\.0 in platform .*closest source/);
  const found = await at.json<{ declarations: number; files: readonly string[] }>(
    'import',
    '--all',
    '--match',
    'own',
    '--write',
    'found.inc.yaml',
  );
  expect(found.value).toMatchObject({ declarations: 1 });
  expect(found.value.files.length).toBeGreaterThan(0);
  for (const file of found.value.files) {
    expect(file).toMatch(/^overrides\/own\//);
    expect([values, 'kind: Namespace\n']).toContain(readFileSync(path.join(at.cwd, file), 'utf8'));
  }
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\ninclude: ["*.inc.yaml"]\n');
  expect(picture((await at.json<Plan>('plan')).value)).toEqual(['adopt · imports_block own["platform"]']);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('import --all declares copies that were edited alike as one, of the profile at tenant scope, and leaves none out', async () => {
  const at = await town();
  for (const project of ['edge-dev', 'edge-prod', 'platform']) {
    const uid = await at.clone('base', project);
    if (project === 'platform') continue;
    await at.hands.packs(uid, (packs) =>
      packs.map((pack, n) => (n === 0 ? { ...pack, values: `${pack.values?.trimEnd()}\nown: 1\n` } : pack)),
    );
  }
  const root = path.join(at.cwd, 'cloneform.yaml');
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\nclones: {}\n');
  const found = await at.json('import', '--all', '--match', 'base', '--write', 'found.inc.yaml');
  expect(found.value).toMatchObject({ imports: 3, declarations: 2, withoutSource: [] });
  const yaml = readFileSync(path.join(at.cwd, 'found.inc.yaml'), 'utf8');
  expect(yaml).toContain('projects: [ edge-dev, edge-prod ]');
  expect(yaml).not.toContain('scope: project, project:');
  writeFileSync(root, 'cloneform: 1\npalette: { rateLimits: off }\ninclude: ["*.inc.yaml"]\n');
  expect((await at.json<Plan>('plan')).value.summary).toMatchObject({ adopt: 3, update: 0, create: 0 });
});

test('a lost state is found again by import --all for what is declared', async () => {
  const at = await town();
  at.declare(ONE);
  await at.run('apply', '--auto-approve');
  const lost = { env: { CLONEFORM_STATE: path.join(at.cwd, 'other.db') } };
  expect(lost.env.CLONEFORM_STATE).toContain('other.db');
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    readFileSync(path.join(at.cwd, 'cloneform.yaml'), 'utf8').replace(
      'clones:',
      'state: { path: other.db }\nclones:',
    ),
  );
  const found = await at.run('import', '--all', '--match', 'one', '--write', 'found.inc.yaml');
  expect([found.code, found.out]).toEqual([0, expect.stringContaining('0 declarations, 1 import.')]);
  writeFileSync(
    path.join(at.cwd, 'cloneform.yaml'),
    readFileSync(path.join(at.cwd, 'cloneform.yaml'), 'utf8').replace(
      'clones:',
      'include: ["*.inc.yaml"]\nclones:',
    ),
  );
  expect((await at.run('apply', '--auto-approve')).out).toContain('1 adopted');
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});

test('state mv, protect and unprotect work on a clone with its versions', async () => {
  const at = await town();
  const v = (version: string) => ONE.replace('name: one', `name: one, version: ${version}`);
  at.declare(v('1.0.0'));
  await at.run('apply', '--auto-approve');
  at.declare(v('1.1.0'));
  await at.run('apply', '--auto-approve');
  expect((await at.run('state', 'mv', 'one', 'uno')).out).toBe(
    'Moved one to uno.\nMoved one@1.0.0 to uno@1.0.0.\n',
  );
  expect((await at.run('state', 'protect', 'uno')).out).toContain('uno@1.0.0 is protected.');
  at.declare(v('1.1.0').replace('  one:', '  uno:'));
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
  const destroy = await at.run('plan', '--destroy');
  expect(destroy.out).toContain('uno is protected');
  expect((await at.run('state', 'unprotect', 'uno')).out).toContain('uno is no longer protected.');
  expect((await at.run('state', 'mv', 'uno', 'not an address')).code).toBe(64);
  expect((await at.run('state', 'rm', 'uno')).out).toContain('Forgot uno@1.0.0.');
  expect(listIn<StateListRow>((await at.json('state', 'list')).value)).toEqual([]);
});

test('unmanaged objects of a managed name are reported where a list was read', async () => {
  const at = await town();
  at.declare(ONE);
  await at.run('apply', '--auto-approve');
  const uid = await at.clone('spare', 'edge-dev');
  await at.hands.metadata(uid, { name: 'one' }, { version: '9.0.0' });
  // Nothing to do takes no list.
  expect((await at.json<Plan>('plan')).value.unmanaged).toEqual([]);
  const plan = await at.json<Plan>('plan', '--fail-on', 'unmanaged');
  expect(plan.value.unmanaged).toContainEqual({
    uid,
    name: 'one',
    version: '9.0.0',
    scope: 'project',
    project: 'edge-dev',
  });
  expect((await at.run('drift', '--fail-on', 'unmanaged')).code).toBe(5);
});

test('--fail-on unmanaged and status --unmanaged mean the same objects; a plan without the flag lists names of clones', async () => {
  const at = await town();
  at.declare(ONE);
  await at.run('apply', '--auto-approve');
  const lists = async () => {
    const status = await at.json<Status>('status', '--unmanaged');
    const plan = await at.json<Plan>('plan', '--fail-on', 'unmanaged');
    const drift = await at.json<Plan>('drift', '--fail-on', 'unmanaged');
    expect(plan.value.unmanaged).toEqual(status.value.unmanaged);
    expect(drift.value.unmanaged).toEqual(status.value.unmanaged);
    return { codes: [plan.code, drift.code], names: plan.value.unmanaged.map(({ name }) => name) };
  };
  expect(await lists()).toEqual({ codes: [0, 0], names: [] });
  await at.clone('stranger', 'edge-dev');
  await at.clone('elsewhere', 'edge-prod');
  expect(await lists()).toEqual({ codes: [5, 5], names: ['stranger'] });
  expect((await at.run('drift', '--fail-on', 'unmanaged')).out).toContain('stranger 1.0.0 in edge-dev');
  const plain = await at.json<Plan>('drift');
  expect([plain.code, plain.value.unmanaged]).toEqual([0, []]);
  const offline = await at.run('plan', '--refresh', 'none', '--fail-on', 'unmanaged');
  expect([offline.code, offline.err]).toEqual([64, expect.stringContaining('--refresh none')]);
});
