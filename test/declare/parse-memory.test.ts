// What was parsed before: the same answers, faults and places, and nothing that is damaged, foreign or forged.
import { createHash, createHmac } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDeclareDisk } from '../../src/declare/disk.ts';
import { openMemory, type SavedMemory } from '../../src/declare/parse-memory.ts';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import { openUserCache, readUserKey } from '../../src/flow/user-cache.ts';
import { cli, tempDir } from '../support/cli.ts';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const TOOL = 'cloneform test';
const sign =
  (key: string) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex');
const MEANS = { tool: TOOL, hash: sha256, authenticate: sign('the key of the user') };

function aClone(id: number, version = '1.0.0'): string {
  return `  clone-${id}:\n    source: { profile: base, version: ^1.0.0 }\n    target: { name: 'n \${var.env} ${id}', version: ${version}, scope: project, project: p, description: ${'long '.repeat(160)}}\n`;
}

function manyFiles(change: Readonly<Record<string, string>> = {}): string {
  const files: Record<string, string> = {
    'cloneform.yaml':
      'cloneform: 1\nvariables: { env: { default: dev } }\ninclude: ["c-*.yaml"]\nmoved: [ { from: gone, to: clone-1 } ]\n',
  };
  for (let file = 0; file < 5; file++)
    files[`c-${file}.yaml`] =
      `cloneform: 1\nclones:\n${Array.from({ length: 20 }, (_, i) => aClone(file * 20 + i)).join('')}`;
  return tempDir({ ...files, ...change });
}

async function read(folder: string, memory?: SavedMemory) {
  const input = { rootDir: folder, file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
  return JSON.parse(
    JSON.stringify(await readDeclarations(input, createDeclareDisk(), memory), (key, value) =>
      key === 'places' ? value.declaration : value,
    ),
  );
}

async function remembered(folder: string): Promise<string> {
  const memory = openMemory(null, MEANS);
  await read(folder, memory);
  const text = memory.toText();
  if (text === null) throw new Error('nothing was remembered');
  return text;
}

describe('declarations that were parsed before', () => {
  test('give the same clones, blocks and places', async () => {
    const folder = manyFiles();
    const memory = openMemory(await remembered(folder), MEANS);
    expect(await read(folder, memory)).toEqual(await read(folder));
    expect(memory.toText()).toBeNull();
  });

  test('give the same faults at the same places', async () => {
    const good = manyFiles();
    const text = await remembered(good);
    const root =
      'cloneform: 1\nvariables: { env: {} }\ninclude: ["c-*.yaml"]\nmoved: [ { from: clone-2, to: nobody } ]\n';
    const bad = manyFiles({ 'cloneform.yaml': root });
    const faults = await read(bad, openMemory(text, MEANS));
    expect(faults.ok).toBe(false);
    expect(faults).toEqual(await read(bad));
  });

  test('only what changed is parsed, and only what is still there is kept', async () => {
    const text = await remembered(manyFiles());
    const changed = manyFiles({ 'c-3.yaml': `cloneform: 1\nclones:\n${aClone(999)}` });
    const memory = openMemory(text, MEANS);
    await read(changed, memory);
    const next = memory.toText() ?? '';
    const hashes = (all: string): readonly string[] =>
      all
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(0, 64));
    expect(hashes(next)).toHaveLength(6);
    expect(hashes(next).filter((hash) => !hashes(text).includes(hash))).toHaveLength(1);
  });

  test('small projects are not remembered', async () => {
    const memory = openMemory(null, MEANS);
    const one = 'source: { profile: base }, target: { scope: tenant }';
    await read(tempDir({ 'cloneform.yaml': `cloneform: 1\nclones: { one: { ${one} } }\n` }), memory);
    expect(memory.toText()).toBeNull();
  });

  /** As the user's own run would write it: even that must not pass a check that YAML has to pass. */
  const forge = (
    text: string,
    change: (lines: string) => string,
    authenticate: (lines: string) => string = MEANS.authenticate,
  ): string => {
    const lines = change(text.slice(text.indexOf('\n') + 1));
    return `cloneform-parsed 3 ${TOOL} ${authenticate(lines)}\n${lines}`;
  };
  const otherProfile = (lines: string): string => lines.replaceAll('"profile":"base"', '"profile":"evil"');

  test.each<[string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, text.length / 2)],
    ['with a flipped byte', (text) => text.replace('"profile":"base"', '"profile":"bass"')],
    ['of another version', (text) => text.replace(TOOL, 'cloneform 0.0.0')],
    ['forged with a plain hash', (text) => forge(text, otherProfile, sha256)],
    ['forged with another key', (text) => forge(text, otherProfile, sign('the key of somebody else'))],
    ['empty', () => ''],
    ['noise', () => '\u0000'.repeat(5000)],
    [
      'with values that no schema allows',
      (text) => forge(text, (lines) => lines.replaceAll('"profile":"base"', '"profil":"base"')),
    ],
    ['with __proto__ in it', (text) => forge(text, (lines) => lines.replaceAll('"source":', '"__proto__":'))],
    [
      'with __proto__ hidden in it',
      (text) => forge(text, (lines) => lines.replaceAll('"source":', '"\\u005f_proto__":')),
    ],
    ['with JSON that is none', (text) => forge(text, (lines) => lines.replaceAll('{', '['))],
  ])('a memory %s changes nothing', async (what, harm) => {
    const folder = manyFiles();
    const text = await remembered(folder);
    const result = await read(folder, openMemory(harm(text), MEANS));
    if (what === 'with values that no schema allows') expect(result.ok).toBe(false);
    else expect(result).toEqual(await read(folder));
    expect(({} as Record<string, unknown>)['profile']).toBeUndefined();
  });
});

describe('the cache folder of the user', () => {
  test('is for its owner alone, keeps within bounds, and follows no link', () => {
    const home = tempDir();
    const cache = openUserCache({ HOME: home }, [tempDir()]);
    cache.write('a', 'text');
    const folder = path.join(home, '.cache', 'cloneform');
    expect(cache.read('a')).toBe('text');
    expect([statSync(folder).mode & 0o777, statSync(path.join(folder, 'a')).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    for (let i = 0; i < 80; i++) cache.write(`f${i}`, 'x');
    expect(readdirSync(folder).length).toBeLessThanOrEqual(64);
    writeFileSync(path.join(home, 'elsewhere'), 'theirs', { mode: 0o600 });
    symlinkSync(path.join(home, 'elsewhere'), path.join(folder, 'link'));
    expect(cache.read('link')).toBeNull();
  });

  test.each([0o660, 0o606])('a file that others can write (%o) is not read', (mode) => {
    const home = tempDir();
    const cache = openUserCache({ XDG_CACHE_HOME: home }, [tempDir()]);
    cache.write('a', 'text');
    chmodSync(path.join(home, 'cloneform', 'a'), mode);
    expect(cache.read('a')).toBeNull();
  });

  test('a folder that others can write is not used', () => {
    const home = tempDir();
    mkdirSync(path.join(home, 'cloneform'));
    chmodSync(path.join(home, 'cloneform'), 0o777);
    const cache = openUserCache({ XDG_CACHE_HOME: home }, [tempDir()]);
    cache.write('a', 'text');
    expect(existsSync(path.join(home, 'cloneform', 'a'))).toBe(false);
  });

  test.each([{}, { HOME: 'relative' }, { XDG_CACHE_HOME: '/dev/null/x' }])(
    'without one (%j) all continues',
    (env) => {
      const cache = openUserCache(env, [tempDir()]);
      cache.write('a', 'text');
      expect(cache.read('a')).toBeNull();
    },
  );
});

describe('a cache that a pull request brings along', () => {
  /** A project in a checkout, with the cache folder at `cache` in it. */
  function aCheckout(cache: string) {
    const checkout = tempDir();
    const project = path.join(checkout, 'infra', 'clones');
    mkdirSync(path.join(checkout, '.git'));
    mkdirSync(project, { recursive: true });
    return { project, cacheHome: path.join(checkout, cache) };
  }

  test.each(['infra/clones/.cache', '.cache', '..cache', 'infra'])('in %s is not used', (cache) => {
    const { project, cacheHome } = aCheckout(cache);
    const env = { XDG_CACHE_HOME: cacheHome, XDG_STATE_HOME: cacheHome };
    openUserCache(env, []).write('a', 'text');
    expect(openUserCache(env, []).read('a')).toBe('text');
    expect(openUserCache(env, [project]).read('a')).toBeNull();
    openUserCache(env, [project]).write('b', 'text');
    expect(openUserCache(env, []).read('b')).toBeNull();
    expect(readUserKey(env, [])).toHaveLength(32);
    expect(readUserKey(env, [project])).toBeNull();
  });

  test('through a link in the home folder is not used either', () => {
    const { project, cacheHome } = aCheckout('.cache');
    const home = tempDir();
    mkdirSync(cacheHome);
    symlinkSync(cacheHome, path.join(home, '.cache'));
    expect(openUserCache({ HOME: home }, [tempDir()]).read('a')).toBeNull();
    openUserCache({ HOME: home }, [project]).write('a', 'text');
    expect(readdirSync(cacheHome)).toEqual([]);
  });

  test('the key is for its owner alone, stays the same, and is replaced when it is damaged', () => {
    const env = { HOME: tempDir() };
    const key = readUserKey(env, [tempDir()]);
    expect(key).toHaveLength(32);
    expect(readUserKey(env, [tempDir()])).toEqual(key);
    const file = path.join(env.HOME, '.local', 'state', 'cloneform', 'cache.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, '');
    expect(readUserKey(env, [tempDir()])).toHaveLength(32);
    expect(readUserKey(env, [tempDir()])).not.toEqual(key);
    chmodSync(file, 0o666);
    const open = readFileSync(file);
    expect(readUserKey(env, [tempDir()])).not.toEqual(open);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('the command: a forged entry is passed over, and in CI nothing is kept', async () => {
    const folder = manyFiles();
    const home = tempDir();
    const env = { XDG_CACHE_HOME: path.join(home, 'cache'), XDG_STATE_HOME: path.join(home, 'state') };
    const explain = async (more = {}) => {
      const { out } = await cli(['plan', '--refresh', 'none', '--json'], {
        cwd: folder,
        env: { ...env, ...more },
      });
      return out.includes('"evil"');
    };
    expect(await explain()).toBe(false);
    const cache = path.join(home, 'cache', 'cloneform');
    const [name = ''] = readdirSync(cache).filter((file) => file.startsWith('parsed-'));
    const text = readFileSync(path.join(cache, name), 'utf8');
    const lines = text.slice(text.indexOf('\n') + 1).replaceAll('"profile":"base"', '"profile":"evil"');
    const head = text.slice(0, text.indexOf('\n')).split(' ').slice(0, -1).join(' ');
    const forged = `${head} ${sha256(lines)}\n${lines}`;
    writeFileSync(path.join(cache, name), forged);
    expect(await explain()).toBe(false);
    writeFileSync(path.join(cache, name), forged);
    expect(await explain({ CI: 'true' })).toBe(false);
    expect(readFileSync(path.join(cache, name), 'utf8')).toBe(forged);
  });
});

test('the command: a second plan parses nothing, says the same, and nothing is written to the project', async () => {
  const folder = manyFiles({
    'cloneform.yaml': 'cloneform: 1\nvariables: { env: { default: dev } }\ninclude: ["c-*.yaml"]\n',
  });
  const home = tempDir();
  const before = readdirSync(folder);
  const env = { XDG_CACHE_HOME: path.join(home, '.cache'), XDG_STATE_HOME: path.join(home, '.state') };
  const [first, second] = [
    await cli(['validate', '--json'], { cwd: folder, env }),
    await cli(['validate', '--json'], { cwd: folder, env }),
  ];
  expect(first).toEqual(second);
  expect(JSON.parse(second.out)).toMatchObject({ valid: true, clones: 100 });
  expect(readdirSync(folder)).toEqual(before);
  const [kept] = readdirSync(path.join(home, '.cache', 'cloneform'));
  expect(readFileSync(path.join(home, '.cache', 'cloneform', kept ?? ''), 'utf8')).toContain(
    '"profile":"base"',
  );
});
