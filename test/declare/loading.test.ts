// The root file and what it includes, as files: there or not, how large, remembered from an earlier run, and what may stand in which.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_FILE_BYTES, MAX_TOTAL_BYTES } from '../../src/declare/parse-file.ts';
import type { ParseMemory } from '../../src/declare/parse-memory.ts';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import { aDisk } from '../support/declared.ts';
import { ROOT } from '../support/root.ts';

type Files = Readonly<Record<string, string>>;
type Disk = ReturnType<typeof aDisk>;

const CLONES = 'clones: { a: { source: { profile: p }, target: { scope: tenant } } }\n';
const including = (...names: readonly string[]): string =>
  `cloneform: 1\ninclude: ${JSON.stringify(names)}\n`;
const FILE = 'cloneform: 1\n';

interface More {
  readonly disk?: Partial<Disk>;
  readonly memory?: ParseMemory;
  readonly redact?: (text: string) => string;
}

function read(files: Files, { disk = {}, memory, redact }: More = {}) {
  const input = { rootDir: '/p', file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
  return readDeclarations(
    { ...input, ...(redact === undefined ? {} : { redact }) },
    { ...aDisk(files), ...disk },
    memory,
  );
}

/** `code place message | hint`. */
async function faultsOf(files: Files, more: More = {}): Promise<readonly string[]> {
  const result = await read(files, more);
  if (result.ok) return [];
  return result.diagnostics.map(({ code, place, message, hint }) => {
    const where = place === undefined ? '-' : `${place.file}:${place.line}:${place.column}`;
    return `${code.replace('declare/', '')} ${where} ${message} | ${hint}`;
  });
}

/** Files whose sizes the disk says to be others. */
function sized(files: Files, sizes: Readonly<Record<string, number>>): More {
  const disk = aDisk(files);
  return {
    disk: {
      inspect: async (where) => {
        const facts = await disk.inspect(where);
        const bytes = sizes[path.basename(where)];
        return facts === null || bytes === undefined ? facts : { ...facts, bytes };
      },
    },
  };
}

describe('a root file', () => {
  test.each<[string, Files, More, readonly string[]]>([
    [
      'that is not there',
      {},
      {},
      [
        'no-file - there is no cloneform.yaml in /p | to create one, run cloneform init; to use another folder or file, use -C or -f',
      ],
    ],
    [
      'that is a folder',
      { 'cloneform.yaml/x': '' },
      {},
      ['not-a-file - cloneform.yaml is not a file | use the path of a YAML file'],
    ],
    [
      'that cannot be read',
      { 'cloneform.yaml': FILE },
      {
        disk: {
          read: async () => {
            throw new Error('no right to');
          },
        },
      },
      ['not-read - cloneform.yaml cannot be read | check its mode, and that no other program replaces it'],
    ],
  ])('%s', async (_, files, more, faults) => {
    expect(await faultsOf(files, more)).toEqual(faults);
  });
});

describe('the size of files', () => {
  const MEGABYTE = 1024 * 1024;
  const SPLIT = 'split it into several files with include';
  const nine = Array.from({ length: 9 }, (_, n) => `f${n}.yaml`);
  const files = {
    'cloneform.yaml': including(...nine),
    ...Object.fromEntries(nine.map((name) => [name, FILE])),
  };
  /** The first eight take all that is left beside a root file of `root` bytes; `last` is that of the ninth. */
  const all = (root: number, last: number): Readonly<Record<string, number>> => ({
    'cloneform.yaml': root,
    ...Object.fromEntries(nine.slice(0, 7).map((name) => [name, MAX_FILE_BYTES])),
    'f7.yaml': MAX_TOTAL_BYTES - 7 * MAX_FILE_BYTES - root,
    'f8.yaml': last,
  });

  test.each<[string, Readonly<Record<string, number>>, readonly string[]]>([
    ['of one at the limit', { 'f0.yaml': MAX_FILE_BYTES }, []],
    [
      'of one above it',
      { 'f0.yaml': MAX_FILE_BYTES + 1 },
      [`too-large f0.yaml:1:1 f0.yaml has 4.0 MiB; the limit is 4.0 MiB per file | ${SPLIT}`],
    ],
    [
      'of one far above it',
      { 'f0.yaml': 5.25 * MEGABYTE },
      [`too-large f0.yaml:1:1 f0.yaml has 5.3 MiB; the limit is 4.0 MiB per file | ${SPLIT}`],
    ],
    ['of all at the limit', all(MEGABYTE, 0), []],
    [
      'of all, the last one a byte too large',
      all(MEGABYTE, 1),
      [`too-large f8.yaml:1:1 f8.yaml has 0.00 MiB; the limit is 32.0 MiB in total | ${SPLIT}`],
    ],
    [
      'of all, the last one half a megabyte',
      all(MEGABYTE, MEGABYTE / 2),
      [`too-large f8.yaml:1:1 f8.yaml has 0.50 MiB; the limit is 32.0 MiB in total | ${SPLIT}`],
    ],
    [
      'of all, the last one a megabyte',
      all(MEGABYTE, MEGABYTE),
      [`too-large f8.yaml:1:1 f8.yaml has 1.0 MiB; the limit is 32.0 MiB in total | ${SPLIT}`],
    ],
  ])('%s', async (_, sizes, faults) => {
    expect(await faultsOf(files, sized(files, sizes))).toEqual(faults);
  });

  test('no line of a file that is too large is shown', async () => {
    const result = await read(files, sized(files, { 'f0.yaml': MAX_FILE_BYTES + 1 }));
    expect(result.ok ? [] : result.diagnostics.map(({ place }) => place?.text)).toEqual(['']);
  });
});

describe('a file that is included', () => {
  test('may hold clones and blocks', async () => {
    const uid = '690b0c2d5e4f3a2b1c0d9e8f';
    const all = `moved: [ { from: o, to: a } ]\nremoved: [ { clone: r } ]\nimports: [ { to: a, uid: ${uid} } ]\n`;
    expect(await faultsOf({ 'cloneform.yaml': including('a.yaml'), 'a.yaml': FILE + CLONES + all })).toEqual(
      [],
    );
  });

  const ONLY = 'an included file can contain only cloneform, clones, moved, removed, imports';
  const ROOT_ONLY: readonly [string, string][] = [
    ['include', 'include: [b.yaml]'],
    ['defaults', 'defaults: {}'],
    ['palette', 'palette: {}'],
    ['state', 'state: {}'],
    ['variables', 'variables: {}'],
    ['guards', 'guards: {}'],
    ['policies', 'policies: []'],
    ['autoApprove', 'autoApprove: true'],
    ['stamp', 'stamp: off'],
  ];
  test.each(ROOT_ONLY)('but not %s', async (key, line) => {
    expect(await faultsOf({ 'cloneform.yaml': including('a.yaml'), 'a.yaml': `${FILE}${line}\n` })).toEqual([
      `root-only a.yaml:2:1 "${key}" belongs in the root file | ${ONLY}`,
    ]);
  });

  test('may hold no other key of the root file', async () => {
    const { properties } = JSON.parse(
      await readFile(path.join(ROOT, 'schemas', 'declaration.v1.json'), 'utf8'),
    ) as { readonly properties: object };
    const included = ['cloneform', 'clones', 'moved', 'removed', 'imports'];
    expect([...included, ...ROOT_ONLY.map(([key]) => key)].sort()).toEqual(Object.keys(properties).sort());
  });

  test('is read also where the root file has a fault, and by the patterns that are texts', async () => {
    const files = {
      'cloneform.yaml': 'cloneform: 1\ninclude: [1, a.yaml]\n',
      'a.yaml': 'cloneform: 1\nx: 1\n',
    };
    expect((await faultsOf(files)).map((fault) => fault.split(' ', 2).join(' '))).toEqual([
      'unknown-field a.yaml:2:1',
      'bad-value cloneform.yaml:2:11',
    ]);
  });

  test('is none where include is no list', async () => {
    const faults = await faultsOf({
      'cloneform.yaml': 'cloneform: 1\ninclude: a.yaml\n',
      'a.yaml': 'x: 1\n',
    });
    expect(faults.map((fault) => fault.split(' ', 2).join(' '))).toEqual(['bad-value cloneform.yaml:2:10']);
  });
});

describe('what is remembered of files', () => {
  /** Remembers by the text of a file. */
  function aMemory(known: Readonly<Record<string, unknown>> = {}) {
    const asked: string[] = [];
    const kept: [string, unknown][] = [];
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const memory: ParseMemory = {
      recall: (bytes) => {
        asked.push(text(bytes));
        return known[text(bytes)];
      },
      remember: (bytes, values) => void kept.push([text(bytes), values]),
    };
    return { memory, asked, kept };
  }
  const values = (name: string): unknown => ({
    cloneform: 1,
    clones: { a: { source: { profile: name }, target: { scope: 'tenant' } } },
  });

  test('is what they were parsed to', async () => {
    const { memory, asked, kept } = aMemory();
    expect((await read({ 'cloneform.yaml': FILE + CLONES }, { memory })).ok).toBe(true);
    expect(asked).toEqual([FILE + CLONES]);
    expect(kept).toEqual([[FILE + CLONES, values('p')]]);
  });

  test('is not parsed, and not remembered, again', async () => {
    const { memory, kept } = aMemory({ [FILE]: values('q') });
    const result = await read({ 'cloneform.yaml': FILE }, { memory });
    expect(result.ok && result.value.desired.clones.map(({ target }) => target.name)).toEqual(['q']);
    expect(kept).toEqual([]);
  });

  test('has to meet the schema', async () => {
    const { memory, kept } = aMemory({ [FILE]: { cloneform: 1, clone: {} } });
    expect((await faultsOf({ 'cloneform.yaml': FILE }, { memory }))[0]).toMatch(/^unknown-field /);
    expect(kept).toEqual([]);
  });

  test.each([
    ['does not meet the schema', `${FILE}clone: {}\n`],
    ['is no YAML', 'cloneform: [\n'],
    ['has a credential', `${FILE}palette: { token: x }\n`],
  ])('is nothing of one that %s', async (_, text) => {
    const { memory, kept } = aMemory();
    expect((await read({ 'cloneform.yaml': text }, { memory })).ok).toBe(false);
    expect(kept).toEqual([]);
  });

  test('is not looked at for a file with the key of this run', async () => {
    const text = `cloneform: 1\n# sk-1\n${CLONES}`;
    const { memory, asked, kept } = aMemory({ [text]: values('q') });
    const redact = (given: string): string => given.replaceAll('sk-1', '***');
    expect(await faultsOf({ 'cloneform.yaml': text }, { memory, redact })).toEqual([
      'secret-in-yaml cloneform.yaml:2:3 this is the Palette API key | remove it, also from the version history, and replace the key with a new one',
    ]);
    expect([asked, kept]).toEqual([[], []]);
  });

  test('of a file whose name does not say YAML shows its lines: it was read as one of ours', async () => {
    const text = `cloneform: 1\nmoved: [ { from: a, to: nobody } ]\n`;
    const recalled = { cloneform: 1, moved: [{ from: 'a', to: 'nobody' }] };
    const { memory } = aMemory({ [text]: recalled });
    const result = await read({ 'cloneform.yaml': including('more.conf'), 'more.conf': text }, { memory });
    expect(result.ok ? [] : result.diagnostics.map(({ place }) => place?.text)).toEqual([
      'moved: [ { from: a, to: nobody } ]',
    ]);
  });
});
