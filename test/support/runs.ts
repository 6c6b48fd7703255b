// How many histories a property runs, and from which seed: fixed, so that a run is never red by luck; both can be set from outside.
import process from 'node:process';

export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
  readonly path?: string;
  readonly endOnFailure?: boolean;
}

/** `RUNS`, `CLONEFORM_SEED` and `CLONEFORM_PATH` (of a counter-example) win over what the test asks for. */
export function runsOf(numRuns: number, seed = 20_261_125): Runs {
  const { RUNS, CLONEFORM_SEED, CLONEFORM_PATH } = process.env;
  const runs = {
    numRuns: RUNS === undefined ? numRuns : Number(RUNS),
    seed: CLONEFORM_SEED === undefined ? seed : Number(CLONEFORM_SEED),
    ...(CLONEFORM_PATH === undefined ? {} : { path: CLONEFORM_PATH, endOnFailure: true }),
  };
  console.log(`seed ${runs.seed}, ${runs.numRuns} runs`);
  return runs;
}
