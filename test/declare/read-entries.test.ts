// A file that is read entry by entry has the values that it has as a whole; whatever is unusual is left to the whole.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import { parseFile } from '../../src/declare/parse-file.ts';
import { EntryReader } from '../../src/declare/read-entries.ts';
import { findSecrets } from '../../src/declare/secrets.ts';
import { read } from '../support/declared.ts';
import { corpus, mutateText, pick, type Random, rounds, upTo } from '../support/fuzzing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const byEntry = (text: string): unknown => new EntryReader().read('a.yaml', bytes(text));

/** undefined: something is wrong with it. */
function asWhole(text: string): unknown {
  const faults = new Faults();
  const file = parseFile('a.yaml', bytes(text), faults, 'cloneform');
  if (file !== null) findSecrets(file, faults);
  return file === null || !faults.isEmpty ? undefined : file.values('file');
}

const CLONE = '  a:\n    source: { profile: p }\n    content: mirror\n';

describe('a map of entries', () => {
  test.each([
    ['as most are', `cloneform: 1\nclones:\n${CLONE}`],
    ['behind a document mark', `# head\n\n---\ncloneform: 1\nclones:\n${CLONE}`],
    ['behind a mark of the byte order', `\uFEFFcloneform: 1\nclones:\n${CLONE}`],
    ['with comments', `cloneform: 1 # one\nclones: # all\n# a\n${CLONE}      # deep\n  # less\n    x: y\n`],
    ['with blank lines', `\ncloneform: 1\n\nclones:\n\n${CLONE}   \n\n    x: y\n\n\n`],
    ['without a line end', `cloneform: 1\nclones:\n${CLONE.trimEnd()}`],
    ['with defaults', `defaults:\n  content: mirror\nclones:\n${CLONE}`],
    [
      'with blocks of text',
      `clones:\n  a:\n    description: |+\n      b:\n      # c\n\n    content: mirror\n`,
    ],
    ['with text that looks like keys', `clones:\n  a:\n    description: >\n     clones:\n     b: c\n`],
    ['with text over several lines', `clones:\n  a:\n    description: b\n      c\n    x: 'e\n      f: g'\n`],
    [
      'with numbers as they are spelled',
      `clones:\n  a:\n    overrides: { packs: { b: { values: { c: 1.10 } } } }\n`,
    ],
    [
      'with lists and maps of several lines',
      `clones:\n  a:\n    b:\n      - c\n    d: [e,\n      f]\nmoved:\n  - { from: g }\n`,
    ],
    ['in another indent', `clones:\n      a:\n             source: { profile: p }\n      b: {}\n`],
    [
      'with what looks like a secret below an override',
      `clones:\n  a:\n    overrides: { packs: { b: { values: { password: c } } } }\n`,
    ],
    ['with ids that are numbers behind letters', `clones:\n  x1.0:\n    source: {}\n`],
  ])('%s', (_name, text) => {
    expect(asWhole(text)).toBeDefined();
    expect(JSON.stringify(byEntry(text))).toBe(JSON.stringify(asWhole(text)));
  });

  test('shares what is written in the same words', () => {
    const reader = new EntryReader();
    const text = `clones:\n${CLONE}${CLONE.replace('a:', 'b:')}`;
    const { clones } = reader.read('a.yaml', bytes(text)) as {
      clones: Record<'a' | 'b', { source: object }>;
    };
    expect(clones.a.source).toBe(clones.b.source);
    const again = reader.read('b.yaml', bytes(text)) as { clones: Record<'a' | 'b', { source: object }> };
    expect(again.clones.a.source).toBe(clones.a.source);
  });
});

test.each([
  ['an anchor', `clones:\n  a: &x {}\n  b: *x\n`],
  ['an alias to nothing', `clones:\n${CLONE}    target: *x\n`],
  ['a tab', `clones:\n${CLONE}\t\n`],
  ['other line ends', `clones:\r\n${CLONE}`],
  ['a second document', `clones:\n${CLONE}---\nclones: {}\n`],
  ['an end of the document', `clones:\n${CLONE}...\n`],
  ['a directive', `%YAML 1.1\n---\nclones:\n${CLONE}`],
  ['an id twice', `clones:\n${CLONE}${CLONE}`],
  ['a member twice', `clones:\n${CLONE}    content: mirror\n`],
  ['a key twice in a map of one line', `clones:\n  a:\n    source: { x: 1, x: 2 }\n`],
  ['a key in quotes', `clones:\n${CLONE}    "content": mirror\n`],
  ['a list in place of a map', `clones:\n  - a\n`],
  ['a list at the indent of its key', `clones:\n- a\n`],
  ['a text in place of a map', `clones:\n  a\n`],
  ['a key without a value', `clones:\n  a:\n  b: {}\n`],
  ['an explicit key', `clones:\n  ? a\n  : {}\n`],
  ['an entry that is less indented', `clones:\n    a: {}\n  b: {}\n`],
  ['a bracket that does not end', `clones:\n  a:\n    source: { profile: p\n    content: mirror\n  }\n`],
  ['a quote that does not end', `clones:\n  a:\n    source: "p\n    content: mirror"\n`],
  ['a forbidden id', `clones:\n  constructor:\n    content: mirror\n`],
  ['an id that is no text', `clones:\n  null:\n    content: mirror\n`],
  ['an id that is another text', `clones:\n  True:\n    content: mirror\n`],
  ['a credential', `clones:\n  a:\n    source: { token: x }\n`],
  ['a credential for an id', `clones:\n  token:\n    content: mirror\n`],
  ['an id that is another text, on one line', `clones:\n  True: {}\n`],
  ['what is nested too deep', `clones:\n  a: ${'['.repeat(700)}${']'.repeat(700)}\n`],
  ['more marks than are looked at', `clones:\n  a: '${','.repeat(200_001)}'\n`],
  ['an anchor that nobody uses', `clones:\n  a: &x {}\n`],
  ['nothing', '# nothing\n'],
])('is left to the whole: %s', (_name, text) => {
  expect(byEntry(text)).toBeUndefined();
});

test('what is not UTF-8 is left to the whole', () => {
  expect(new EntryReader().read('a.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xff]))).toBeUndefined();
});

test('only names of YAML and JSON are looked at', () => {
  expect(new EntryReader().read('a.txt', bytes('cloneform: 1\n'))).toBeUndefined();
});

const GOOD = `cloneform: 1
clones:
  a:
    source: { profile: p }
    description: |
      b: c

    content: mirror
  # d
  e:
    overrides:
      packs: { f: { values: { g: 1.10 } } }
    target:
      labels: { h: i,
        j: k }
imports:
  - { to: a }
`.split('\n');

/** Lines that could end or begin an entry. */
const LINES = [
  ...GOOD,
  'defaults:',
  '  null:',
  '    source: { profile: p,',
  '      version: 1.0.0 }',
  '    }',
  '    description: |2-',
  '    description: >+',
  '    description: "x',
  '    description: x',
  '      more: y',
  '      - z"',
  '    - w',
  '    # e',
  '  ',
  '---',
  '...',
  "    'q': r",
  '    ? s',
  '    x: *y',
  '    x: !!str 1',
  '- { to: a }',
];

function someLines(random: Random): string {
  const lines = [...GOOD];
  for (let changes = 1 + upTo(random, 3); changes > 0; changes--) {
    const at = upTo(random, lines.length);
    const line = pick(random, LINES);
    const indented = pick(random, [line, line, ` ${line}`, line.slice(1), line.slice(2)]);
    lines.splice(at, upTo(random, 2), ...(upTo(random, 4) === 0 ? [] : [indented]));
  }
  return lines.join('\n');
}

test('whatever is damaged is read as the whole, or left to it', () => {
  const seeds = corpus('.yaml');
  let [wasRead, left] = [0, 0];
  for (const { random, name } of rounds(1000)) {
    const text = upTo(random, 5) === 0 ? mutateText(seeds, random) : someLines(random);
    const found = byEntry(text);
    if (found === undefined) {
      left++;
      continue;
    }
    wasRead++;
    expect(JSON.stringify(found), `${name}: ${JSON.stringify(text)}`).toBe(JSON.stringify(asWhole(text)));
  }
  expect(wasRead).toBeGreaterThanOrEqual(Math.floor(left / 20));
});

test('what is wrong with an override is reported wherever it stands', async () => {
  const one = (id: string): string =>
    `  ${id}:\n    source: { profile: p }\n    target: { scope: tenant, name: ${id} }\n    overrides: { packs: { b: { values: { password: hunter2 } } } }\n`;
  const result = await read({ 'cloneform.yaml': `cloneform: 1\nclones:\n${one('a')}${one('b')}` });
  expect(result.ok && result.warnings?.map(({ place }) => place?.line)).toEqual([6, 10]);
});
