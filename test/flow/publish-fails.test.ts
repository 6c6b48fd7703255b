// A publish that fails on content leaves a draft: the message says which pack and why, and the next run goes on with it.
import { expect, test } from 'vitest';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const WHY = 'Pack hello: pack.namespace is required';

test('a mirror whose publish is refused', async () => {
  const clock = fakeClock();
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), {
    clock,
    faults: {
      seed: 1,
      rules: [
        {
          calls: ['publish'],
          turn: { kind: 'nth', calls: [1] },
          times: null,
          fault: {
            kind: 'status',
            status: 400,
            committed: false,
            body: 'palette',
            code: 'PackValuesInvalid',
            message: WHY,
          },
        },
      ],
    },
  });
  const house = aHouse(sandbox, clock);
  const mirror = aDesired(aClone('edge', { content: 'mirror' }));
  expect((await house.apply(mirror)).exitCode).toBe(0);
  const base = sandbox.describe().profiles.find(({ name }) => name === 'base')?.uid ?? '';
  const template = { type: 'add-on', packs: [{ name: 'hello', values: 'changed: true' }] };
  await call(sandbox, 'PUT', `/v1/clusterprofiles/${base}`, {
    body: { metadata: { name: 'base' }, spec: { template } },
  });
  await call(sandbox, 'PATCH', `/v1/clusterprofiles/${base}/publish`, {});
  clock.advance(60_000);
  const failed = await house.apply(mirror);
  expect(failed.exitCode).toBe(4);
  expect(failed.applied.results).toMatchObject([
    {
      status: 'failed',
      error: { code: 'PackValuesInvalid', message: WHY },
      because: expect.stringContaining(WHY),
    },
  ]);
  expect((await house.store.readRecorded()).openOperations).toHaveLength(1);
  clock.advance(60_000);
  expect((await house.apply(mirror)).exitCode).toBe(0);
  expect((await house.store.readRecorded()).openOperations).toEqual([]);
  expect((await house.plan(mirror)).changes.map((change) => change.action)).toEqual(['noop']);
});
