// The rules of the house as functions over files, so that they can be tried on planted faults too.

export interface HouseFile {
  /** From the root of the project, e.g. src/plan/order.ts. */
  readonly path: string;
  readonly text: string;
}

/** What each room may import, itself aside. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  content: [],
  model: ['content'],
  declare: ['model', 'content'],
  palette: ['model', 'content'],
  inventory: ['palette', 'model', 'content'],
  sandbox: ['palette', 'declare', 'model', 'content'],
  probe: ['palette', 'model', 'content'],
  store: ['model', 'content'],
  plan: ['model', 'content'],
  apply: ['plan', 'store', 'inventory', 'palette', 'model', 'content'],
  render: ['plan', 'apply', 'store', 'model', 'content'],
  flow: [
    'declare',
    'palette',
    'inventory',
    'probe',
    'sandbox',
    'store',
    'plan',
    'apply',
    'render',
    'model',
    'content',
  ],
  questions: ['flow', 'render', 'plan', 'store', 'probe', 'inventory', 'palette', 'model', 'content'],
  cli: ['questions', 'flow', 'render', 'plan', 'apply', 'store', 'sandbox', 'palette', 'model', 'content'],
};

export function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

export function importsOf(file: HouseFile): readonly string[] {
  return [...file.text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** Imports that go up or across. */
export function wrongImports(files: readonly HouseFile[]): readonly string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    return importsOf(file)
      .filter((target) => target.startsWith('../') && !target.startsWith('../../schemas'))
      .map((target) => resolveImport(file.path, target))
      .filter((target) => roomOf(target) !== room && !(ALLOWED[room] ?? []).includes(roomOf(target)))
      .map((target) => `${file.path} imports ${target}`);
  });
}

export function resolveImport(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** Circles of imports that remain at run time: type-only ones do not count. */
export function importCircles(files: readonly HouseFile[]): readonly string[] {
  const graph = new Map(
    files.map((file) => {
      const values = file.text.replaceAll(/import type [^;]+;/g, '');
      const targets = importsOf({ ...file, text: values }).filter((target) => target.startsWith('.'));
      return [file.path, targets.map((target) => resolveImport(file.path, target))] as const;
    }),
  );
  const circles = new Set<string>();
  const visit = (path: string, trail: readonly string[], done: Set<string>): void => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.add(trail.slice(at).toSorted().join(' ↔ '));
    if (at >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path], done);
    done.add(path);
  };
  const done = new Set<string>();
  for (const path of graph.keys()) visit(path, [], done);
  return [...circles];
}

const PURE_ROOMS = new Set(['content', 'model', 'plan', 'render']);
/** A question reads in files of its own; deciding and laying out are pure. */
const PURE_FILES = /^src\/questions\/[^/]+\/(?:judge|html|(?:\w+-)?text)\.ts$/;
/** Files whose trade is the outside world. */
const EFFECT_FILES = /^src\/(cli\/|palette\/clock\.ts)/;
const EFFECTS = /\b(?:Date\.now\(|Math\.random\(|setTimeout\(|process\.|new Date\(\))/;

/** Node in a pure room; hidden clocks, chance or process anywhere but where they belong. */
export function impurities(files: readonly HouseFile[]): readonly string[] {
  return files.flatMap((file) => {
    const code = withoutComments(file.text);
    const node =
      PURE_ROOMS.has(roomOf(file.path)) || PURE_FILES.test(file.path)
        ? importsOf(file).filter((target) => target.startsWith('node:'))
        : [];
    const effect = EFFECT_FILES.test(file.path)
      ? null
      : EFFECTS.exec(code.replaceAll(/deps\.process\.|readonly process:/g, ''));
    return [
      ...node.map((target) => `${file.path} imports ${target}`),
      ...(effect === null ? [] : [`${file.path} uses ${effect[0]}`]),
    ];
  });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

const BANS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:TODO|FIXME|XXX)\b/, 'an unfinished note'],
  [/\bvi\.mock\b/, 'a module mock'],
  [/\.message\.includes\(/, 'a decision by a message'],
  [/(?:^|[^a-z.])\/(?:work|root)\//, 'a path of one machine'],
  [/\bexport default\b/, 'a default export'],
];

export function bannedThings(files: readonly HouseFile[]): readonly string[] {
  return files.flatMap((file) =>
    BANS.filter(([ban]) => ban.test(file.text)).map(([, what]) => `${file.path}: ${what}`),
  );
}

/** Files over the cap, and files that do not say what lives in them. */
export function shapeFaults(files: readonly HouseFile[], cap: number): readonly string[] {
  return files.flatMap((file) => [
    ...(file.text.split('\n').length > cap ? [`${file.path} has over ${cap} lines`] : []),
    ...(/^(#!.*\n)?\/\/ \S/.test(file.text) ? [] : [`${file.path} does not say what lives in it`]),
  ]);
}

/** Room guides: at most 40 lines, and what they point to exists. */
export function guideFaults(
  guides: readonly HouseFile[],
  exists: (path: string) => boolean,
): readonly string[] {
  return guides.flatMap((guide) => {
    const folder = guide.path.split('/').slice(0, -1).join('/');
    const named = [...guide.text.matchAll(/\b((?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|md|json))\b/g)].map(
      (match) => match[1] ?? '',
    );
    const missing = named.filter(
      (name) => !exists(`${folder}/${name}`) && !exists(name) && !exists(`src/${name}`),
    );
    return [
      ...(guide.text.split('\n').length > 41 ? [`${guide.path} has over 40 lines`] : []),
      ...missing.map((name) => `${guide.path} names ${name}, which is not there`),
    ];
  });
}
