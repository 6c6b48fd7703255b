// Each rule of the architecture can fail, and lets pass what is right.
import { describe, expect, test } from 'vitest';
import { importCycles } from './cycles.ts';
import { publicFiles, publicFileViolations, upwardImports } from './layers.ts';
import { namesExportedTwice } from './names.ts';
import { impurities } from './purity.ts';
import { notAllowed, type SourceFile } from './source-file.ts';
import { bannedThings, longGuides, medianLines, missingFiles, shapeViolations } from './text-rules.ts';

const file = (path: string, text: string): SourceFile => ({ path, text });
const guide = (module: string, listed: string): SourceFile =>
  file(`src/${module}/README.md`, `# ${module}\nPublic ${listed}\nMay import  model\n`);
const none = (): boolean => false;
const letters = 'a b c d e f g h i j k l m n o p q'.split(' ');

describe('a rule that is broken says so', () => {
  test.each<[string, readonly unknown[]]>([
    ['an import upwards', upwardImports([file('src/plan/a.ts', "import { x } from '../flow/b.ts';")])],
    ['a lazy import upwards', upwardImports([file('src/model/a.ts', "await import('../cli/b.ts')")])],
    [
      'an import from a deeper folder upwards',
      upwardImports([file('src/plan/x/a.ts', "import '../../cli/b.ts'")]),
    ],
    [
      'a module that the table does not know',
      upwardImports([file('src/new/a.ts', "import '../model/b.ts'")]),
    ],
    [
      'a question that imports another',
      upwardImports([file('src/questions/where/a.ts', "import { x } from '../status/judge.ts';")]),
    ],
    [
      'an import of a file that is not public',
      publicFileViolations(
        [file('src/flow/a.ts', "import { x } from '../plan/b.ts';\nimport { y } from '../plan/rules/c.ts';")],
        [guide('plan', 'b.ts')],
      ),
    ],
    ['a public file that nobody imports', publicFileViolations([], [guide('plan', 'b.ts')])],
    ['a module that makes every file public', publicFileViolations([], [guide('plan', 'every file')])],
    [
      'too many public files',
      publicFileViolations(
        [file('src/flow/a.ts', letters.map((name) => `import '../plan/${name}.ts';`).join('\n'))],
        [guide('plan', `{${letters.join(',')}}.ts`)],
      ),
    ],
    [
      'a cycle',
      importCycles([
        file('src/a/a.ts', "import { b } from './b.ts';"),
        file('src/a/b.ts', "import { c } from '../c/c.ts';"),
        file('src/c/c.ts', "import { a } from '../a/a.ts';"),
      ]),
    ],
    [
      'a cycle by types only',
      importCycles([
        file('src/a/a.ts', "import type { b } from './b.ts';"),
        file('src/a/b.ts', "import type { a } from './a.ts';"),
      ]),
    ],
    ['a file that imports itself', importCycles([file('src/a/a.ts', "import { b } from './a.ts';")])],
    ['Node in a pure module', impurities([file('src/plan/a.ts', "import fs from 'node:fs';")])],
    [
      'Node in the text of a question',
      impurities([file('src/questions/status/text.ts', "import fs from 'node:fs';")]),
    ],
    ['a hidden clock', impurities([file('src/apply/a.ts', 'const now = Date.now();')])],
    ['a timer', impurities([file('src/flow/a.ts', 'setInterval(beat, 10);')])],
    [
      'a timer that is imported',
      impurities([file('src/flow/a.ts', "import { setTimeout as wait } from 'node:timers/promises';")]),
    ],
    ['chance', impurities([file('src/state/a.ts', 'const id = randomUUID();')])],
    ['the process', impurities([file('src/flow/a.ts', 'process.exit(1);')])],
    ['the process, imported', impurities([file('src/flow/a.ts', "import { pid } from 'node:process';")])],
    ['a flag of V8', impurities([file('src/flow/a.ts', "setFlagsFromString('--x');")])],
    ['V8', impurities([file('src/flow/a.ts', "await import('node:v8');")])],
    [
      'a name exported twice',
      namesExportedTwice([
        file('src/a/a.ts', 'export interface Page {}'),
        file('src/b/b.ts', 'export type Page = string;'),
      ]),
    ],
    ['a long file', shapeViolations([file('src/a/a.ts', `// a\n${'b;\n'.repeat(401)}`)])],
    ['a file without a word', shapeViolations([file('src/a/a.ts', 'export const a = 1;')])],
    ['an unfinished note', bannedThings([file('src/a/a.ts', '// TODO later')])],
    ['a decision by a message', bannedThings([file('src/a/a.ts', "if (e.message.includes('429'))")])],
    ['a comment that names a missing file', missingFiles([file('src/a/a.ts', '// see gone.ts')], none)],
    ['a guide that names a missing file', missingFiles([file('src/a/README.md', 'see x/gone.ts')], none)],
    ['a long guide', longGuides([file('src/a/README.md', 'a\n'.repeat(41))])],
    ['an allowance that nothing needs', notAllowed([], { page: 'once needed' })],
    ['what no allowance names', notAllowed([{ key: 'page', message: 'page' }], {})],
  ])('%s', (_, violations) => {
    expect(violations).toHaveLength(1);
  });
});

test('what is right passes', () => {
  const right: readonly (readonly unknown[])[] = [
    upwardImports([file('src/flow/a.ts', "import { x } from '../plan/b.ts';\n// import '../cli/c.ts'")]),
    publicFileViolations(
      [file('src/flow/a.ts', "import { x } from '../plan/b.ts';")],
      [guide('plan', 'b.ts')],
    ),
    publicFileViolations([file('src/plan/a.ts', "import { x } from './rules/b.ts';")], [guide('plan', '')]),
    importCycles([file('src/a/a.ts', "import './b.ts';"), file('src/a/b.ts', "import './c.ts';")]),
    impurities([file('src/apply/a.ts', '// Date.now() would be hidden\nconst x = deps.process.pid;')]),
    impurities([file('src/cli/a.ts', "import process from 'node:process';\nprocess.exit(Date.now());")]),
    namesExportedTwice([file('src/a/a.ts', 'export interface A {}\nexport const B = 1;')]),
    shapeViolations([file('src/a/a.ts', `// a\n${'b;\n'.repeat(399)}`)]),
    bannedThings([file('src/a/a.ts', '// see docs/work/x')]),
    missingFiles(
      [file('src/a/a.ts', "// see b.ts, facts.md\nconst name = 'gone.ts';")],
      (name) => name === 'src/a/b.ts',
    ),
    longGuides([file('src/a/README.md', 'a\n'.repeat(40))]),
    notAllowed([{ key: 'page', message: 'page' }], { page: 'because' }),
  ];
  expect(right.flat()).toEqual([]);
  expect(medianLines([file('a', 'a\nb\n'), file('b', 'a\n'), file('c', 'a\nb\nc\n')])).toBe(2);
});

test('a guide lists public files one by one or with braces', () => {
  expect(publicFiles(guide('plan', ' plan.ts  rules/{a,b-c}.ts\n        {d, e}-text.ts (types)'))).toEqual([
    'src/plan/plan.ts',
    'src/plan/rules/a.ts',
    'src/plan/rules/b-c.ts',
    'src/plan/d-text.ts',
    'src/plan/e-text.ts',
  ]);
});
