// What the text of a file must and must not hold: size, a first line, nothing banned, and no name of a file that is not there.
import { commentsOf, moduleOf, type SourceFile } from './source-file.ts';

const MOST_LINES = 400;
const MOST_GUIDE_LINES = 40;

/** Functions have a limit, too: `max-lines-per-function` of the linter. */
export function shapeViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => [
    ...(linesOf(file) > MOST_LINES ? [`${file.path} has over ${MOST_LINES} lines`] : []),
    ...(/^(#!.*\n)?\/\/ \S/.test(file.text) ? [] : [`${file.path} does not say what is in it`]),
  ]);
}

export function medianLines(files: readonly SourceFile[]): number {
  const lines = files.map(linesOf).sort((a, b) => a - b);
  return lines[Math.floor(lines.length / 2)] ?? 0;
}

function linesOf(file: SourceFile): number {
  return file.text.trimEnd().split('\n').length;
}

const BANS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:TODO|FIXME|XXX)\b/, 'an unfinished note'],
  [/\bvi\.mock\b/, 'a module mock'],
  [/\.message\.includes\(/, 'a decision by a message'],
  [/(?:^|[^a-z.])\/(?:work|root)\//, 'a path of one machine'],
  [/\bexport default\b/, 'a default export'],
];

export function bannedThings(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    BANS.filter(([ban]) => ban.test(file.text)).map(([, what]) => `${file.path}: ${what}`),
  );
}

/** What is spoken of and not ours to have: the notes on Palette, and files of users. */
const ELSEWHERE = new Set(['facts.md', 'plan.json', 'sandbox.yaml', 'cloneform.yaml']);
const FILE_NAME = /(?<![\w./<}-])((?:[\w.-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|md|mjs|cjs|json|yaml))\b/g;

/** Files that comments or a guide name, but that are not there: beside it, in its module, in src or schemas, or from the root. */
export function missingFiles(
  files: readonly SourceFile[],
  exists: (path: string) => boolean,
): readonly string[] {
  return files.flatMap((file) => {
    const folder = file.path.split('/').slice(0, -1).join('/');
    const text = file.path.endsWith('.ts') ? commentsOf(file.text) : file.text;
    return [...new Set([...text.matchAll(FILE_NAME)].map(([, name = '']) => name))]
      .filter((name) => !ELSEWHERE.has(name))
      .filter(
        (name) =>
          ![folder, `src/${moduleOf(file.path)}`, 'src', 'schemas', '.'].some((base) =>
            exists(`${base}/${name}`),
          ),
      )
      .map((name) => `${file.path} names ${name}, which is not there`);
  });
}

export function longGuides(guides: readonly SourceFile[], mostLines = MOST_GUIDE_LINES): readonly string[] {
  return guides
    .filter((guide) => linesOf(guide) > mostLines)
    .map((guide) => `${guide.path} has over ${mostLines} lines`);
}
