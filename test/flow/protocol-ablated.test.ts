// The model of protocol.test.ts has to be able to fail: each of these protocols lacks one piece, and it finds out.

import { expect, test } from 'vitest';
import { fc } from '../support/fast-check.ts';
import { ABLATIONS } from '../support/protocol/ablations.ts';
import { history, live } from '../support/protocol/steps.ts';
import { aStage, aWorld } from '../support/protocol/world.ts';

/**
 * Which history of the seed finds it: tried first, because the others before it take a minute. Where steps are generated otherwise by
 * now, the search says which one it is.
 */
const FOUND_AT: Readonly<Record<string, string>> = {
  'a refusal that closes the intent': '1186',
  'no watch over what is late': '921',
};

test.each(Object.entries(ABLATIONS))(
  '%s is caught',
  async (name, ablation) => {
    const stage = aStage('at once');
    const property = fc.asyncProperty(history, async (steps) => {
      stage.reset();
      await live(aWorld(stage, { ablation }), steps);
    });
    const search = { seed: 1, numRuns: 2000, endOnFailure: true };
    const path = FOUND_AT[name];
    const first = path === undefined ? null : await fc.check(property, { ...search, path, numRuns: 1 });
    const found = first?.failed === true ? first : await fc.check(property, search);
    if (first !== null && found !== first)
      console.log(`${name}: found by history ${found.counterexamplePath}`);
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/was made by the tool|not settled|left behind/);
    stage.sandbox.close();
  },
  1_200_000,
);
