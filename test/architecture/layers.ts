// Modules and what they may import: down only, and only what the other module has made public.
import { importedFiles, moduleOf, type SourceFile, type Violation } from './source-file.ts';

/** What each module may import, itself aside. A new module is a line here, and a guide with its public files. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  content: [],
  model: ['content'],
  declare: ['model', 'content'],
  palette: ['model', 'content'],
  inventory: ['palette', 'model', 'content'],
  sandbox: ['palette', 'declare', 'model', 'content'],
  probe: ['palette', 'model', 'content'],
  state: ['model', 'content'],
  plan: ['state', 'model', 'content'],
  policy: ['plan', 'model', 'content'],
  apply: ['plan', 'state', 'inventory', 'palette', 'model', 'content'],
  render: ['plan', 'apply', 'state', 'model', 'content'],
  flow: [
    'declare',
    'palette',
    'inventory',
    'probe',
    'sandbox',
    'state',
    'plan',
    'policy',
    'apply',
    'render',
    'model',
    'content',
  ],
  questions: ['flow', 'render', 'plan', 'state', 'probe', 'inventory', 'palette', 'model', 'content'],
  library: ['questions', 'flow', 'render', 'plan', 'apply', 'state', 'palette', 'model', 'content'],
  cli: [
    'library',
    'questions',
    'flow',
    'render',
    'plan',
    'apply',
    'state',
    'sandbox',
    'palette',
    'model',
    'content',
  ],
};

/** Imports that go up or across; one question is not another's business, either. What all have in common lies beside their folders. */
export function upwardImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const module = moduleOf(file.path);
    return importedFiles(file)
      .filter((target) =>
        moduleOf(target) === module
          ? module === 'questions' && ![folderOf(file.path), 'src/questions'].includes(folderOf(target))
          : !(MAY_IMPORT[module] ?? []).includes(moduleOf(target)),
      )
      .map((target) => `${file.path} may not import ${target}`);
  });
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/**
 * The public files of each module, as its guide lists them between "Public" and "May import". `{a,b}.ts` stands for a.ts and b.ts;
 * "every file" for all, in the modules that ALL_PUBLIC names.
 */
export function publicFiles(guide: SourceFile): readonly string[] | 'every file' {
  const block = /^Public\s+([\s\S]*?)^May import/m.exec(guide.text)?.[1] ?? '';
  if (block.startsWith('every file')) return 'every file';
  const folder = folderOf(guide.path);
  return [...block.matchAll(/([\w/-]*)(?:\{([\w,\s-]+)\}([\w/-]*))?\.ts\b/g)].flatMap(
    ([, before = '', choices, after = '']) =>
      (choices ?? '').split(',').map((choice) => `${folder}/${before}${choice.trim()}${after}.ts`),
  );
}

/** All of model is vocabulary; a command joins the files of one question, which no other module imports. */
const ALL_PUBLIC = new Set(['model', 'questions']);
/** Each of their files is the entry of one use case or one output. */
const COLLECTIONS = new Set(['flow', 'render']);
const FEW = 16;

/** Imports of files that are not public, and public files that nobody outside imports. */
export function publicFileViolations(
  files: readonly SourceFile[],
  guides: readonly SourceFile[],
): readonly Violation[] {
  const listed = new Map(guides.map((guide) => [moduleOf(guide.path), publicFiles(guide)] as const));
  const used = new Set<string>();
  const violations: Violation[] = [];
  for (const file of files) {
    for (const target of importedFiles(file)) {
      const module = moduleOf(target);
      if (module === moduleOf(file.path)) continue;
      used.add(target);
      const open = listed.get(module) ?? [];
      if (open !== 'every file' && !open.includes(target))
        violations.push({
          key: target,
          message: `${file.path} imports ${target}, which is not among the public files in src/${module}/README.md`,
        });
    }
  }
  for (const [module, open] of listed) {
    if (open === 'every file') {
      if (!ALL_PUBLIC.has(module))
        violations.push(toViolation(module, `${module} must list its public files`));
      continue;
    }
    for (const path of open.filter((each) => !used.has(each)))
      violations.push(toViolation(path, `${path} is listed as public, but no other module imports it`));
    const count = files.filter((file) => moduleOf(file.path) === module).length;
    const most = Math.max(FEW, Math.floor(count / 3));
    if (!COLLECTIONS.has(module) && open.length > most)
      violations.push(
        toViolation(module, `${module} has ${open.length} public files of ${count}; at most ${most} may be`),
      );
  }
  return violations;
}

function toViolation(key: string, message: string): Violation {
  return { key, message };
}
