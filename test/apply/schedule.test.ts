// The scheduler alone: nodes, needs, and how many at once.

import { expect, test } from 'vitest';
import { runSchedule, type ScheduleNode } from '../../src/apply/schedule.ts';
import { fc } from '../support/fast-check.ts';

function nodes(...needs: readonly (readonly number[])[]): readonly ScheduleNode<number>[] {
  return needs.map((need, value) => ({ value, needs: need }));
}

const never = (): boolean => false;

test('a failure skips what waits for it, at any distance, and nothing else', async () => {
  const skipped: [number, number][] = [];
  const outcomes = await runSchedule(nodes([], [0], [1], []), 4, {
    run: async (value) => value !== 0,
    skip: (value, because) => void skipped.push([value, because]),
    isStopping: never,
  });
  expect(outcomes).toEqual(['failed', 'skipped', 'skipped', 'done']);
  expect(skipped).toEqual([
    [1, 0],
    [2, 1],
  ]);
});

test('nothing new starts once it is stopping, and what runs is waited for', async () => {
  let isStopping = false;
  const ended: number[] = [];
  const outcomes = await runSchedule(nodes([], [], []), 1, {
    run: async (value) => {
      isStopping = true;
      await Promise.resolve();
      ended.push(value);
      return true;
    },
    skip: () => undefined,
    isStopping: () => isStopping,
  });
  expect(ended).toEqual([0]);
  expect(outcomes).toEqual(['done', 'not_started', 'not_started']);
});

test('an error of a hook ends the run after what is under way', async () => {
  const ended: number[] = [];
  const running = runSchedule(nodes([], [], []), 2, {
    run: async (value) => {
      if (value === 0) throw new Error('disk full');
      await Promise.resolve();
      ended.push(value);
      return true;
    },
    skip: () => undefined,
    isStopping: never,
  });
  await expect(running).rejects.toThrow('disk full');
  expect(ended).toEqual([1]);
});

test('whatever the graph: needs come first, nothing runs twice, never more at once than allowed', async () => {
  const graph = fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(graph, fc.integer({ min: 1, max: 8 }), async (raw, parallelism) => {
      const list = raw.map((needs, value) => ({
        value,
        needs: [...new Set(needs.filter((need) => need < value))],
      }));
      const ended: number[] = [];
      let running = 0;
      let most = 0;
      const outcomes = await runSchedule(list, parallelism, {
        run: async (value) => {
          most = Math.max(most, ++running);
          for (const need of list[value]?.needs ?? []) expect(ended).toContain(need);
          await new Promise<void>((resolve) => setImmediate(resolve));
          running--;
          ended.push(value);
          return true;
        },
        skip: () => undefined,
        isStopping: never,
      });
      expect(ended.toSorted((a, b) => a - b)).toEqual(list.map((node) => node.value));
      expect(outcomes.every((outcome) => outcome === 'done')).toBe(true);
      expect(most).toBeLessThanOrEqual(parallelism);
    }),
    { numRuns: 100 },
  );
});
