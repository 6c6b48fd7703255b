// A clone that is not there yet when its labels are to be set.
import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/fault-rules.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';
import { strikes } from '../support/serving.ts';

test('labels that met no object yet are not said to be set; the next run sets them', async () => {
  const clock = fakeClock();
  const rules: FaultRule[] = [strikes(['patchMetadata'], { kind: 'late', forMs: 60_000 })];
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), {
    clock,
    faults: { seed: 1, rules },
  });
  const house = aHouse(sandbox, clock);
  const desired = aDesired(
    aClone('one', { source: { profile: 'base' }, target: { labels: { team: 'edge' } } }),
  );
  const first = await house.apply(desired);
  expect(first.exitCode).toBe(4);
  expect(first.applied.results[0]).toMatchObject({
    status: 'failed',
    because: expect.stringContaining('not set yet'),
  });
  rules.length = 0;
  expect((await house.apply(desired)).exitCode).toBe(0);
  expect((await house.plan(desired)).summary).toMatchObject({ noop: 1, update: 0, blocked: 0 });
  const { clones } = await house.store.readRecorded();
  expect(clones.map((row) => row.labels)).toEqual([{ team: 'edge' }]);
});
