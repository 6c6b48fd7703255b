// Which clones status, outdated, drift and state list are about: what filters leave out is neither read nor listed, and still counted.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { OutdatedRow } from '../../src/questions/outdated/judge.ts';
import type { StatusDocument } from '../../src/questions/status/document.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';

const STORES = Array.from({ length: 12 }, (_, index) => `store-${String(index).padStart(2, '0')}`);
const content = (text: string) => ({
  type: 'add-on',
  cloudType: 'all',
  packs: [{ name: 'hello', tag: '1.0.0', values: `v: ${text}` }],
});
const base = (version: string) => seedVersion({ name: 'base', version, template: content(version) });

/** Twelve stores: store-07 was edited, store-03 and store-04 are behind, a cluster of store-00 still uses what was superseded. */
async function fleet(): Promise<Place> {
  const used = seedVersion({
    name: 'edge',
    version: '1.0.0',
    scope: 'project',
    project: 'store-00',
    template: content('1.0.0'),
    clusters: ['berlin-1'],
  });
  const seed = aSeed(base('1.0.0'), base('1.1.0'), base('1.2.0'), used);
  const at = await aPlace({ ...seed, projects: STORES });
  onTestFinished(() => at.close());
  for (const version of ['1.0.0', '1.2.0']) {
    at.declare({
      edge: declared(
        version,
        STORES.filter((name) => !LATE.includes(name)),
      ),
      late: declared('1.1.0', LATE),
    });
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  }
  const uid = await at.hands.uid('edge', '1.2.0', 'store-07');
  await at.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: by hand' })));
  return at;
}

const LATE = ['store-03', 'store-04'];

function declared(version: string, stores: readonly string[]): string {
  const target = `{ name: edge, version: source, scope: project, projects: [${stores.join(', ')}] }`;
  return `{ source: { profile: base, version: ${version} }, adopt: true, target: ${target} }`;
}

async function statusOf(at: Place, ...args: readonly string[]): Promise<StatusDocument> {
  return JSON.parse((await at.run('status', '--json', ...args)).out);
}

function listed({ clones }: StatusDocument): readonly string[] {
  return clones.map(({ address }) => address);
}

async function requests(at: Place, ...args: readonly string[]): Promise<number> {
  const { err } = await at.run(...args, '--log-level', 'info');
  const line = err.split('\n').find((text) => text.startsWith('{'));
  return JSON.parse(line ?? '{}').requests.total;
}

test('each filter lists what it names', async () => {
  const at = await fleet();
  for (const [args, expected] of [
    [['--behind'], ['late["store-03"]', 'late["store-04"]']],
    [['--drifted'], ['edge["store-07"]']],
    [
      ['--drifted', '--behind'],
      ['edge["store-07"]', 'late["store-03"]', 'late["store-04"]'],
    ],
    [['--behind', '--project', '*-04'], ['late["store-04"]']],
    [
      ['--project', 'store-00', '--project', 'store-03'],
      ['edge["store-00"]', 'late["store-03"]'],
    ],
    [['late'], ['late["store-03"]', 'late["store-04"]']],
    [
      ['late[store-03]', 'edge["store-1?"]'],
      ['edge["store-10"]', 'edge["store-11"]', 'late["store-03"]'],
    ],
    [['--incomplete'], []],
    [['--blocked'], []],
  ] as const)
    expect({ args, listed: listed(await statusOf(at, ...args)) }).toEqual({ args, listed: expected });
});

test('states change what is listed, not what counts; addresses and projects are what is counted', async () => {
  const at = await fleet();
  const behind = await statusOf(at, '--behind');
  expect(behind.shown).toEqual({ clones: 2, of: 12 });
  expect(behind.summary).toMatchObject({ clones: 12, upToDate: 9, drifted: 1, behind: 2 });
  expect(behind.filter).toEqual({ addresses: [], projects: [], states: ['behind'] });
  const one = await statusOf(at, '--project', 'store-03');
  expect(one.shown).toEqual({ clones: 1, of: 12 });
  expect(one.summary).toMatchObject({ clones: 1, projects: 1, behind: 1, drifted: 0, upToDate: 0 });
});

test('nothing is read of what addresses and projects leave out', async () => {
  const at = await fleet();
  // Who the key is, the projects, the clone, three of its source, the list of the source's versions.
  expect(await requests(at, 'status', '--project', 'store-03')).toBe(7);
  expect(await requests(at, 'status', 'late["store-03"]')).toBe(7);
  // States are known only once all is read: the clones, and ten versions that were superseded.
  expect(await requests(at, 'status', '--behind')).toBe(await requests(at, 'status'));
  expect(await requests(at, 'status', '--project', 'store-03', '--unmanaged')).toBe(8);
  expect(await requests(at, 'outdated', '--project', 'store-03')).toBe(7);
  expect(await requests(at, 'drift', '--project', 'store-03')).toBe(6);
});

test('in text: what needs somebody first, the rest as one line, the filter in words', async () => {
  const at = await fleet();
  const all = (await at.run('status')).out;
  expect(all).toContain('12 clones in 12 projects: 1 drifted, 2 behind, 9 up to date.\n\nDrifted: 1\n');
  expect(all).toContain('  edge["store-07"]  has base 1.2.0; edited in Palette');
  expect(all).toContain(
    'Behind: 2\n  late ×2  has base 1.1.0, 1.2.0 is available (minor)\n      store-03, store-04\n',
  );
  expect(all).toContain('\n9 up to date (--verbose lists them).\n');
  expect(all).not.toContain('store-11');
  expect((await at.run('status', '--verbose')).out).toContain('store-11');
  const behind = (await at.run('status', '--behind', '--project', 'store-0*')).out;
  expect(behind).toContain('2 of 12 clones shown: --project store-0* --behind');
  expect(behind).not.toContain('up to date (');
});

test('a cluster that still uses a superseded version is named, with what it uses and how far that is behind', async () => {
  const at = await fleet();
  const { lateClusters } = await statusOf(at);
  expect(lateClusters).toMatchObject([
    {
      cluster: { name: 'berlin-1' },
      address: 'edge["store-00"]',
      project: 'store-00',
      version: '1.0.0',
      current: '1.2.0',
      behind: 2,
      latest: '1.2.0',
      jump: 'minor',
    },
  ]);
  expect((await at.run('status')).out).toMatch(
    /^ {2}berlin-1 +store-00 +edge 1\.0\.0 +1\.2\.0 +2 versions \(minor\)$/m,
  );
  expect((await statusOf(at, '--project', 'store-01')).lateClusters).toEqual([]);
});

test('outdated, drift and state list take the same addresses and projects', async () => {
  const at = await fleet();
  const outdated: { readonly clones: readonly OutdatedRow[] } = JSON.parse(
    (await at.run('outdated', '--behind', '--json')).out,
  );
  expect(outdated.clones.map(({ address }) => address)).toEqual(['late["store-03"]', 'late["store-04"]']);
  const text = (await at.run('outdated', '--project', 'store-03')).out;
  expect(text).toContain('1 of 1 clone behind.\n1 of 12 clones examined.\n');
  const elsewhere = await at.run('drift', '--project', 'store-03');
  expect([elsewhere.code, elsewhere.out.split('\n')[0]]).toEqual([0, 'No drift: 1 clone as recorded.']);
  const here = await at.run('drift', 'edge["store-07"]', '--json');
  const plan: Plan = JSON.parse(here.out);
  expect([here.code, plan.drift.map(({ address }) => address)]).toEqual([2, ['edge["store-07"]']]);
  const list: { readonly clones: readonly StateListRow[] } = JSON.parse(
    (await at.run('state', 'list', 'late', '--json')).out,
  );
  expect(list.clones.map(({ address }) => address)).toEqual(['late["store-03"]', 'late["store-04"]']);
  const none = await at.run('state', 'list', '--incomplete');
  expect([none.code, none.out]).toEqual([0, 'None of 22 recorded clones is selected.\n']);
});

test('what selects nothing is an error, with what there is', async () => {
  const at = await fleet();
  for (const [command, args, message] of [
    ['status', ['--project', 'stor-03'], '--project stor-03 matches no project that has a clone'],
    ['status', ['lat'], 'lat matches no clone'],
    ['outdated', ['lat'], 'lat matches no clone'],
    ['drift', ['--project', 'nowhere'], '--project nowhere matches no project that has a clone'],
    ['state list', ['lat'], 'lat matches no clone'],
  ] as const) {
    const end = await at.run(...command.split(' '), ...args);
    expect([end.code, end.err]).toEqual([1, expect.stringContaining(message)]);
  }
});

test('a clone in a project is linked where the console is declared', async () => {
  const at = await aPlace({ ...aSeed(base('1.0.0')), projects: ['store-00'] });
  onTestFinished(() => at.close());
  const clones = {
    edge: declared('1.0.0', ['store-00']),
    golden: '{ source: { profile: base }, target: { name: golden, scope: tenant } }',
  };
  at.declare(clones);
  await at.run('apply', '--auto-approve');
  const linksOf = async () => (await statusOf(at)).clones.map((clone) => clone.consoleLink);
  expect(await linksOf()).toEqual([null, null]);
  const file = path.join(at.cwd, 'cloneform.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace('rateLimits: off', 'rateLimits: off, consoleUrl: "https://console.example/"'),
  );
  expect(await linksOf()).toEqual([
    expect.stringMatching(
      /^https:\/\/console\.example\/projects\/[0-9a-f]{24}\/profiles\/cluster\/[0-9a-f]{24}$/,
    ),
    null,
  ]);
  writeFileSync(file, text.replace('rateLimits: off', 'rateLimits: off, consoleUrl: "javascript:alert(1)"'));
  expect((await at.run('validate')).code).toBe(1);
});
