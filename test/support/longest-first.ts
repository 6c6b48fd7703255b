// The order of test files: the longest begin, so that no worker is left alone with one of them in the end. Vitest remembers how long
// a file took, but a fresh clone has nothing to remember. Files that share a process come last, one after the other.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ROOT } from './root.ts';

/** What takes more than ten seconds of a core, the longest first. */
const LONGEST = [
  'flow/histories',
  'docs/pages',
  'cli/kills',
  'flow/protocol-lists-late',
  'flow/protocol-lists-at-once',
  'examples/readmes',
  'flow/protocol-ablated',
  'action/upgrade',
  'browser/pages',
  'cli/bad-world',
  'cli/stops',
  'cli/lock',
  'cli/content',
  'cli/probe-stops',
  'cli/state-taken',
  'action/attack',
  'cli/older-state',
  'cli/pg-state',
  'flow/protocol-overrides',
  'cli/forged-plans',
  'action/comment',
  'cli/rebuild',
  'cli/pg-crash',
  'cli/first-steps',
  'cli/interrupted-create',
  'action/action',
  'cli/main-job',
  'flow/override-crashes',
  'state/pg-processes',
  'cli/bad-declarations',
  'cli/plan-file',
  'cli/terminal',
  'action/examples',
  'cli/doctor',
  'cli/completion',
  'cli/who-changed',
  'cli/reading-progress',
  'cli/secrets',
  'cli/daily-use',
  'browser/status-page',
].map((name) => path.join(ROOT, 'test', `${name}.test.ts`));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(file));
    if (gone.length > 0) throw new Error(`test/support/longest-first.ts names ${gone.join(', ')}`);
    const place = ({ moduleId, project }: TestSpecification): number => {
      const at = LONGEST.indexOf(moduleId);
      if (at !== -1) return at;
      return project.config.isolate ? LONGEST.length : LONGEST.length + 1;
    };
    return files.toSorted(
      (one, other) => place(one) - place(other) || (one.moduleId < other.moduleId ? -1 : 1),
    );
  }
}
