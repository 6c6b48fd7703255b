// The model of protocol.test.ts has to be able to fail: each of these protocols lacks one piece, and it finds out.

import { expect, test } from 'vitest';
import { fc } from '../support/fast-check.ts';
import { ABLATIONS } from '../support/protocol/ablations.ts';
import { history, live } from '../support/protocol/steps.ts';
import { aStage, aWorld } from '../support/protocol/world.ts';

test.each(Object.entries(ABLATIONS))(
  '%s is caught',
  async (_, ablation) => {
    const stage = aStage('at once');
    const property = fc.asyncProperty(history, async (steps) => {
      stage.reset();
      await live(aWorld(stage, { ablation }), steps);
    });
    const found = await fc.check(property, { seed: 1, numRuns: 2000, endOnFailure: true });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toMatch(/was made by the tool|not settled|left behind/);
    stage.sandbox.close();
  },
  1_200_000,
);
