// `lock` writes down what is copied, and `plan --locked` and `apply --locked` fail where that is something else.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const SEED = aSeed(...['1.0.0', '1.1.0'].map((version) => seedVersion({ name: 'base', version })));
const FAN = {
  fan: '{ source: { profile: base, version: ^1.0.0 }, target: { scope: project, projects: [edge-dev, edge-prod], name: fan } }',
  one: '{ source: { profile: base, version: 1.0.0 }, target: { scope: project, project: edge-dev, name: one } }',
  copy: '{ source: { clone: one }, target: { scope: project, project: edge-prod, name: copy } }',
};

interface Locked extends Place {
  lockFile(): string;
}

async function locked(clones: Readonly<Record<string, string>> = FAN): Promise<Locked> {
  const at = await aPlace(SEED);
  places.push(at);
  at.declare(clones);
  const end = await at.run('lock');
  expect(end.code).toBe(0);
  return { ...at, lockFile: () => readFileSync(path.join(at.cwd, 'cloneform.lock.yaml'), 'utf8') };
}

describe('the lock file', () => {
  test('has a source for each declaration, and no UID of what a run has yet to make', async () => {
    const at = await locked();
    const uid = await at.hands.uid('base', '1.0.0');
    const text = at.lockFile();
    expect(text).toMatch(
      /^# Written by `cloneform lock`; checked by `cloneform plan --locked`\.\n\ncloneformLock: 1\nsources:\n  copy:\n    version: 1\.0\.0\n    digest: sha256:[0-9a-f]{64}\n  fan:\n    version: 1\.1\.0\n    uid: [0-9a-f]+\n    digest: sha256:[0-9a-f]{64}\n  one:\n    version: 1\.0\.0\n    uid: [0-9a-f]+\n/,
    );
    expect(text).toContain(`uid: ${uid}`);
  });

  test('holds before and after an apply, and is written again only when it differs', async () => {
    const at = await locked();
    expect((await at.run('plan', '--locked')).code).toBe(0);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect((await at.run('plan', '--locked')).code).toBe(0);
    expect((await at.run('lock')).out).toBe('cloneform.lock.yaml is up to date: 3 sources.\n');
  });

  test('has an address of its own where one project differs', async () => {
    const fan = (own: string): Readonly<Record<string, string>> => ({
      fan: FAN.fan.replace(/ }$/, `${own} }`),
    });
    const at = await locked(fan(', perProject: { edge-prod: { sourceVersion: 1.0.0 } }'));
    expect(at.lockFile()).toMatch(
      /  fan:\n    version: 1\.1\.0\n[^]*  fan\["edge-prod"\]:\n    version: 1\.0\.0\n/,
    );
    at.declare(fan(''));
    const end = await at.run('plan', '--locked');
    expect(end).toMatchObject({ code: 6 });
    expect(end.err).toContain('fan["edge-prod"]: the plan copies 1.1.0, but cloneform.lock.yaml has 1.0.0');
    expect((await at.run('lock')).out).toContain('- fan["edge-prod"]: 1.0.0');
    expect((await at.run('plan', '--locked')).code).toBe(0);
  });

  test('says what an upgrade copies once it was locked with --upgrade', async () => {
    const at = await locked({ one: FAN.one.replace('1.0.0', '^1.0.0') });
    at.declare({ one: FAN.one });
    expect((await at.run('lock')).out).toContain('~ one: 1.1.0 → 1.0.0');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    at.declare({ one: FAN.one.replace('1.0.0', '^1.0.0') });
    expect((await at.run('plan', '--locked')).code).toBe(0);
    expect((await at.run('plan', '--locked', '--upgrade')).code).toBe(6);
    expect((await at.run('lock', '--upgrade')).out).toContain('~ one: 1.0.0 → 1.1.0');
    expect((await at.run('plan', '--locked', '--upgrade')).code).toBe(0);
  });

  test('is left out by globs of include', async () => {
    const at = await locked();
    writeFileSync(
      path.join(at.cwd, 'more.yaml'),
      `cloneform: 1\nclones:\n  more: ${FAN.one.replace('name: one', 'name: more')}\n`,
    );
    at.declare(FAN, "include: ['*.yaml']\n");
    expect((await at.run('validate')).code).toBe(0);
    expect((await at.run('plan', '--locked')).err).toContain('more: it is not in cloneform.lock.yaml');
  });
});

describe('plan --locked fails', () => {
  test('where a declaration is new, and where one is gone', async () => {
    const at = await locked();
    at.declare({ ...FAN, more: FAN.one.replace('name: one', 'name: more') });
    const more = await at.run('plan', '--locked');
    expect(more.code).toBe(6);
    expect(more.err).toContain('more: it is not in cloneform.lock.yaml');
    const { fan } = FAN;
    at.declare({ fan });
    const less = await at.run('plan', '--locked');
    expect(less.code).toBe(6);
    expect(less.err).toContain('one is in cloneform.lock.yaml, but it is not declared');
    expect((await at.run('plan', '--locked', '--target', 'fan')).code).toBe(0);
  });

  test('where a source was edited under the same version', async () => {
    const at = await locked();
    const uid = await at.hands.uid('base', '1.1.0');
    await at.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: edited' })));
    const end = await at.run('plan', '--locked', '-o', 'plan.json');
    expect(end.code).toBe(6);
    expect(end.err).toContain('1.1.0 has other content than cloneform.lock.yaml says');
    expect(existsSync(path.join(at.cwd, 'plan.json'))).toBe(false);
  });

  test('where there is no lock file, and where it is none', async () => {
    const at = await locked();
    const file = path.join(at.cwd, 'cloneform.lock.yaml');
    writeFileSync(file, at.lockFile().replace(/digest: sha256:/, 'digest: md5:'));
    const wrong = await at.run('plan', '--locked');
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(
      /digest must be `sha256:` and 64 hexadecimal digits[^]*cloneform\.lock\.yaml:\d+:\d+/,
    );
    expect((await at.run('lock')).code).toBe(1);
    writeFileSync(file, 'cloneform: 1\n');
    expect((await at.run('plan', '--locked')).code).toBe(1);
    const elsewhere = await aPlace(SEED);
    places.push(elsewhere);
    elsewhere.declare(FAN);
    const none = await elsewhere.run('plan', '--locked');
    expect(none.code).toBe(6);
    expect(none.err).toContain('there is no lock file cloneform.lock.yaml');
  });

  test('and apply with it, before it asks and before anything is changed; a saved plan was compared when it was made', async () => {
    const at = await locked();
    expect((await at.run('plan', '-o', 'plan.json')).code).toBe(0);
    const uid = await at.hands.uid('base', '1.1.0');
    await at.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values: 'v: edited' })));
    const end = await at.asked('yes', 'apply', '--locked');
    expect([end.code, end.err.includes('1.1.0 has other content than cloneform.lock.yaml says')]).toEqual([
      6,
      true,
    ]);
    expect([at.names(), `${end.out}${end.err}`.includes('yes')]).toEqual([[], false]);
    expect((await at.run('apply', '--locked', '-o', 'other.json')).code).toBe(6);
    const saved = await at.run('apply', 'plan.json', '--locked');
    expect([saved.code, saved.err]).toEqual([
      64,
      expect.stringContaining('--locked cannot be combined with a saved plan'),
    ]);
    for (const command of [
      ['plan', '--destroy'],
      ['apply', '--destroy'],
    ])
      expect((await at.run(...command, '--locked')).code).toBe(64);
    expect((await at.run('lock')).code).toBe(0);
    expect((await at.run('apply', '--locked', '--auto-approve')).code).toBe(0);
    expect(at.names()).toHaveLength(4);
  });

  test('and lock writes nothing while a source is not known', async () => {
    const at = await aPlace(SEED);
    places.push(at);
    at.declare({ bad: FAN.one.replace('base', 'nobody').replace('name: one', 'name: bad'), one: FAN.one });
    const end = await at.run('lock');
    expect(end.code).toBe(5);
    expect(end.err).toContain('the source of bad is not known');
    expect(existsSync(path.join(at.cwd, 'cloneform.lock.yaml'))).toBe(false);
  });
});
