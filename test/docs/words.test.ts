// Words and phrases that must not come back: an unusual wording that a reader has to decode, where a plain one exists.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';

/** Each with the wording to use instead. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bshall\b/i, 'must, should or will'],
  [/\banew\b/i, 'again'],
  [/\bas yet\b/i, 'yet'],
  [/\bto be seen\b/i, 'found, visible'],
  [/\b(?:goes|go|went|going) on\b/i, 'continues'],
  [/\bfor good\b/i, 'permanently'],
  [/\b(?:puts?|putting) right\b/i, 'fixes, reverts'],
  [/\bback again\b/i, 'back'],
  [/\bwhat is there\b/i, 'existing'],
  [/\b(?:is|are|was|were) (?:not )?there (?:already|any more)\b/i, 'already exists, no longer exists'],
  [/\bthrow-?away\b/i, 'temporary, ephemeral'],
  [/\bsurely\b/i, 'certainly, or nothing'],
  [/\bhand edits?\b/i, 'manual edit'],
  [/\b(?:is|are|was|were) told\b/i, 'is reported'],
  [/\bdoes not hold any\b/i, 'no longer applies'],
  [/\bnot all is\b/i, 'say what differs'],
  [/\bcame? out as planned\b/i, 'turn out as planned'],
  [/\bas it is wanted\b/i, 'as declared'],
  [/\bhas not the rights\b/i, 'has insufficient privileges'],
  [/\bare followed too far\b/i, 'too many'],
  [
    /\bcolours?\b|\bbehaviours?\b|\bcancell(?:ed|ing)\b|\b(?:recogn|organ|initial)is(?:e|ed|es|ing|ation)\b|\blicences?\b|\bjudgement\b/i,
    'American spelling',
  ],
];

/** Not swept yet: comments of these modules, and the names and comments of tests. It shrinks, and is empty at the end. */
const COMMENTS_NOT_SWEPT: readonly string[] = [];

interface Text {
  readonly path: string;
  readonly text: string;
}

function filesBelow(folder: string, ends: RegExp): readonly Text[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ends.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(?:^|\/)(?:node_modules|exports|state)\//.test(file))
    .map(read);
}

function read(file: string): Text {
  return { path: file, text: readFileSync(path.join(ROOT, file), 'utf8') };
}

const TOKENS =
  /(\/\/.*|\/\*[\s\S]*?\*\/)|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/[a-z]*(?=[\s,;.)])/g;

/** Comments or string literals of a TypeScript file. */
function partOf({ path: file, text }: Text, part: 'comments' | 'strings'): Text {
  const found = [...text.matchAll(TOKENS)].filter(
    ([whole, comment]) => (comment !== undefined) === (part === 'comments') && !/^\/[^/*]/.test(whole),
  );
  return { path: file, text: found.map(([whole]) => whole).join('\n') };
}

function unplain(texts: readonly Text[]): readonly string[] {
  return texts.flatMap(({ path: file, text }) => {
    return WORDS.flatMap(([word, instead]) => {
      const found = word.exec(text);
      return found === null ? [] : [`${file}: "${found[0]}" (${instead})`];
    });
  });
}

const sources = filesBelow('src', /\.ts$/);

test('messages and help texts of the command', () => {
  expect(unplain(sources.map((file) => partOf(file, 'strings')))).toEqual([]);
});

test('documentation, schemas, examples and the action', () => {
  const unreleased = read('CHANGELOG.md').text.split('\n## 0.1.0')[0] ?? '';
  const pages = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'action.yml'].map(read);
  expect(
    unplain([
      ...pages,
      { path: 'CHANGELOG.md', text: unreleased },
      ...filesBelow('docs', /\.md$/),
      ...filesBelow('schemas', /\.json$/),
      ...filesBelow('examples', /\.(?:md|ya?ml|mjs|json)$/),
      ...filesBelow('action', /\.mjs$/),
      ...filesBelow('state', /\.md$/),
      ...filesBelow('src', /\.md$/),
    ]),
  ).toEqual([]);
});

test('comments of the code', () => {
  const swept = sources.filter(
    ({ path: file }) => !COMMENTS_NOT_SWEPT.some((folder) => file.startsWith(folder)),
  );
  expect(unplain(swept.map((file) => partOf(file, 'comments')))).toEqual([]);
});

test('names and comments of tests', () => {
  const tests = filesBelow('test', /\.ts$/).filter(({ path: file }) => !file.endsWith('words.test.ts'));
  const swept = tests.filter(
    ({ path: file }) => !COMMENTS_NOT_SWEPT.some((folder) => file.startsWith(folder)),
  );
  expect(
    unplain([
      ...swept.map((file) => partOf(file, 'comments')),
      ...swept.map((file) => partOf(file, 'strings')),
    ]),
  ).toEqual([]);
});

test('a forbidden word is found in a string and in a comment, and code is left alone', () => {
  const text = "const mend = 1; // we mend it\nconst a = 'it shall';\n";
  expect(unplain([partOf({ path: 'a.ts', text }, 'strings')])).toEqual([
    'a.ts: "shall" (must, should or will)',
  ]);
  expect(unplain([partOf({ path: 'a.ts', text }, 'comments')])).toEqual(['a.ts: "mend" (fix)']);
});
