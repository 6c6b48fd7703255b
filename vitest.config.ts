import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * Folders whose tests call functions: their files share a process, because loading the modules again for each file takes longer than
 * most of them.
 */
const SHARED = [
  'apply',
  'content',
  'declare',
  'flow',
  'inventory',
  'model',
  'palette',
  'plan',
  'policy',
  'probe',
  'questions',
  'render',
  'sandbox',
];
/** What measures time or memory in them, or takes long, has a process of its own. */
const APART = [
  'test/**/{glob,growth,hostile,parse-memory}.test.ts',
  'test/flow/{crashes,histories,limits,override-crashes,protocol-*,rate-and-outage}.test.ts',
];
const others = readdirSync(path.join(import.meta.dirname, 'test')).filter((folder) => !SHARED.includes(folder));

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Tests wait for processes, sockets and disks: with one worker more than there are cores, none is idle meanwhile.
    maxWorkers: availableParallelism() + 1,
    setupFiles: ['test/support/clean-up.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: SHARED.map((folder) => `test/${folder}/**/*.test.ts`),
          exclude: APART,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'apart', include: [...others.map((folder) => `test/${folder}/**/*.test.ts`), ...APART] },
      },
    ],
  },
});
