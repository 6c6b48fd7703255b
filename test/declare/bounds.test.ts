// Which files declarations may name: those below the folder of the root file, in folders that are not hidden, and by no link out of it.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type OutOfBounds, outOfBounds } from '../../src/declare/bounds.ts';
import { createDeclareDisk } from '../../src/declare/disk.ts';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import { tempDir } from '../support/cli.ts';

/** A folder p of declarations, a folder q beside it, and links between them. */
function scene(root = ''): string {
  const home = tempDir();
  for (const folder of ['p/x', 'p/.y', 'p/.git', 'q'])
    mkdirSync(path.join(home, folder), { recursive: true });
  for (const file of ['p/x/a', 'p/.y/a', 'p/.git/config', 'q/a']) writeFileSync(path.join(home, file), '');
  writeFileSync(path.join(home, 'p/cloneform.yaml'), `cloneform: 1\n${root}`);
  for (const [link, target] of [
    ['p/out', '../q'],
    ['p/out-file', '../q/a'],
    ['p/in', 'x'],
    ['p/dead', 'nowhere'],
    ['p/seen', '.y'],
    ['q/back', '../p/x'],
    ['to-p', 'p'],
  ] as const)
    symlinkSync(target, path.join(home, link));
  return home;
}

describe('a path', () => {
  test.each<[string, OutOfBounds | null]>([
    ['.', null],
    ['x', null],
    ['x/a', null],
    ['./x/../x/a', null],
    ['x/new/folder/file', null],
    ['in/a', null],
    ['in/new/file', null],
    ['a.b', null],
    ['..', 'outside'],
    ['../a', 'outside'],
    ['../p-and-more/a', 'outside'],
    ['x/../../q/a', 'outside'],
    ['/q/a', 'outside'],
    // Its name leaves the folder, wherever a link leads from there.
    ['../q/back/a', 'outside'],
    ['out', 'outside'],
    ['out/a', 'outside'],
    ['out/new/file', 'outside'],
    ['out-file', 'outside'],
    ['dead', 'outside'],
    ['dead/a', 'outside'],
    ['.y/a', 'hidden'],
    ['.git/config', 'hidden'],
    ['x/.new', 'hidden'],
    ['x/.new/a', 'hidden'],
    ['seen/a', 'hidden'],
    ['seen/new', 'hidden'],
    ['..a', 'hidden'],
  ])('%s: %s', async (name, expected) => {
    expect(await outOfBounds(path.join(scene(), 'p'), name, createDeclareDisk())).toBe(expected);
  });

  test('may be absolute, where it is below the folder', async () => {
    const root = path.join(scene(), 'p');
    expect(await outOfBounds(root, path.join(root, 'x/a'), createDeclareDisk())).toBeNull();
  });

  test('is looked at from the folder: that it is reached by a link, or itself hidden, does not count', async () => {
    const home = scene();
    expect(await outOfBounds(path.join(home, 'to-p'), 'x/a', createDeclareDisk())).toBeNull();
    expect(await outOfBounds(path.join(home, 'p/.y'), 'a', createDeclareDisk())).toBeNull();
  });
});

type Env = Readonly<Record<string, string>>;

/** `code line:column message | hint` of each error. */
async function faultsOf(root: string, env: Env = {}, prepare: (p: string) => void = () => undefined) {
  const rootDir = path.join(scene(root), 'p');
  prepare(rootDir);
  const input = { rootDir, file: 'cloneform.yaml', vars: {}, varFiles: [], env };
  const result = await readDeclarations(input, createDeclareDisk());
  return (result.ok ? [] : result.diagnostics).map(
    ({ code, message, place, hint }) => `${code} ${place?.line}:${place?.column} ${message} | ${hint}`,
  );
}

const outside = (field: string, name: string, elsewhere: string): string =>
  `${field} ${JSON.stringify(name)} is outside the folder of cloneform.yaml | ${elsewhere}; YAML cannot refer to files outside it`;
const hidden = (field: string, name: string): string =>
  `${field} ${JSON.stringify(name)} is in a hidden folder or is a hidden file | use a file whose path has no names with a leading dot`;
const SEED = 'move the seed file into that folder';
const CA = 'move the file into that folder, or set PALETTE_CA_FILE to it';
const STATE = 'keep the state in that folder, or set CLONEFORM_STATE to its file';

describe('a setting', () => {
  test.each<[string, string, Env, readonly string[]]>([
    ['of a sandbox', 'palette: { sandbox: x/a }', {}, []],
    [
      'of a sandbox outside',
      'palette: { sandbox: ../q/a }',
      {},
      [`declare/file-outside 2:21 ${outside('palette.sandbox', '../q/a', SEED)}`],
    ],
    [
      'of a sandbox outside, which no variable overrides',
      'palette: { sandbox: out/a }',
      { CLONEFORM_STATE: 's.db', PALETTE_CA_FILE: 'ca.pem' },
      [`declare/file-outside 2:21 ${outside('palette.sandbox', 'out/a', SEED)}`],
    ],
    [
      'of a sandbox that is hidden',
      'palette: { sandbox: .y/a }',
      {},
      [`declare/file-hidden 2:21 ${hidden('palette.sandbox', '.y/a')}`],
    ],
    ['of certificates', 'palette: { caFile: x/a }', {}, []],
    [
      'of certificates outside',
      'palette: { caFile: ../q/a }',
      {},
      [`declare/file-outside 2:20 ${outside('palette.caFile', '../q/a', CA)}`],
    ],
    [
      'of certificates outside, beside an empty variable and one of something else',
      'palette: { caFile: ../q/a }',
      { PALETTE_CA_FILE: '', CLONEFORM_STATE: 's.db' },
      [`declare/file-outside 2:20 ${outside('palette.caFile', '../q/a', CA)}`],
    ],
    [
      'of certificates outside that a variable overrides',
      'palette: { caFile: ../q/a }',
      { PALETTE_CA_FILE: '/etc/ca.pem' },
      [],
    ],
    [
      'of certificates that are hidden',
      'palette: { caFile: .y/a }',
      {},
      [`declare/file-hidden 2:20 ${hidden('palette.caFile', '.y/a')}`],
    ],
    [
      'of state outside',
      'state: { path: ../q/s.db }',
      {},
      [`declare/file-outside 2:16 ${outside('state.path', '../q/s.db', STATE)}`],
    ],
    [
      'of state outside, beside an empty variable and one of something else',
      'state: { path: ../q/s.db }',
      { CLONEFORM_STATE: '', PALETTE_CA_FILE: 'ca.pem' },
      [`declare/file-outside 2:16 ${outside('state.path', '../q/s.db', STATE)}`],
    ],
    [
      'of state outside that a variable overrides',
      'state: { path: ../q/s.db }',
      { CLONEFORM_STATE: '/q/s.db' },
      [],
    ],
    ['of state that is hidden', 'state: { path: .y/s.db }', {}, []],
    ['of state whose name only begins like the folder of Git', 'state: { path: .github/s.db }', {}, []],
    ...['.git/s.db', 'x/.git/s.db', '.GIT/s.db', 'x/.git'].map((name): [string, string, Env, string[]] => [
      `of state at ${name}`,
      `state: { path: ${name} }`,
      {},
      [`declare/file-hidden 2:16 ${hidden('state.path', name)}`],
    ]),
    [
      'of all of them',
      'state: { path: ../s.db }\npalette:\n  caFile: ../ca.pem\n  sandbox: ../a.yaml',
      {},
      [
        `declare/file-outside 2:16 ${outside('state.path', '../s.db', STATE)}`,
        `declare/file-outside 4:11 ${outside('palette.caFile', '../ca.pem', CA)}`,
        `declare/file-outside 5:12 ${outside('palette.sandbox', '../a.yaml', SEED)}`,
      ],
    ],
  ])('%s', async (_, root, env, faults) => {
    expect(await faultsOf(`${root}\n`, env)).toEqual(faults);
  });
});

describe('the default folder of state that is a link out', () => {
  const linked = (p: string): void => symlinkSync('../q', path.join(p, 'state'));
  test.each<[string, string, Env, boolean]>([
    ['is refused', '', {}, true],
    ['is refused where state has no path', 'state: {}\n', {}, true],
    ['does not count where another path is declared', 'state: { path: x/s.db }\n', {}, false],
    ['does not count where a URL is declared', 'state: { url: postgres://h/d }\n', {}, false],
    ['does not count where a variable overrides it', '', { CLONEFORM_STATE: 'x/s.db' }, false],
  ])('%s', async (_, root, env, isRefused) => {
    const name = path.join('state', 'cloneform.db');
    const column = root === '' ? '1:1' : '2:1';
    expect(await faultsOf(root, env, linked)).toEqual(
      isRefused ? [`declare/file-outside ${column} ${outside('state.path', name, STATE)}`] : [],
    );
  });
});
