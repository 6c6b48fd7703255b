// Runs histories of one sort and says how many; a failing one is reported as the shortest list of steps that still fails.

import type { StateStore } from '../../../src/state/port.ts';
import { fc } from '../fast-check.ts';
import { history, historyWithOverrides, live } from './steps.ts';
import { aStage, aWorld } from './world.ts';

export interface Sort {
  readonly lists: 'at once' | 'late';
  readonly runs: number;
  /** Some of the clones are declared with overrides. */
  readonly overrides?: boolean;
  /** A store for each history; in memory unless given. */
  readonly openStore?: (clock: { now(): number }) => Promise<StateStore>;
}

/** A machine that is busy with other things stops early, and says so; what failed until then fails. */
const LONGEST_MS = 240_000;

/** CLONEFORM_SEED and RUNS overrule. */
export async function checkModel({ lists, runs, overrides = false, openStore }: Sort): Promise<void> {
  const seed = Number(process.env['CLONEFORM_SEED'] ?? 1);
  const numRuns = Number(process.env['RUNS'] ?? runs);
  const stage = aStage(lists);
  const property = fc.asyncProperty(overrides ? historyWithOverrides : history, async (steps) => {
    stage.reset();
    const store = await openStore?.(stage.clock);
    try {
      await live(aWorld(stage, store === undefined ? {} : { store }), steps);
    } finally {
      await store?.close();
    }
  });
  const startedAt = performance.now();
  const found = await fc.check(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: LONGEST_MS,
    markInterruptAsFailure: false,
  });
  stage.sandbox.close();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`seed ${seed}: ${found.numRuns} of ${numRuns} histories, lists ${lists}, in ${seconds} s`);
  if (found.failed) throw new Error(fc.defaultReportMessage(found), { cause: found.errorInstance });
}
