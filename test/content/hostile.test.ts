// Texts that are large, or made to take long, are compared in bounded time.
import { expect, test } from 'vitest';
import { compareValues } from '../../src/content/compare-values.ts';
import { editLines } from '../../src/content/edit-lines.ts';

test('large and hostile texts take no time', () => {
  const started = performance.now();
  const lines = (seed: number): string =>
    Array.from({ length: 5000 }, (_, n) => `k${(n * seed) % 7919}: ${n * seed}`).join('\n');
  const edits = compareValues(`${lines(3)}\nx: y: z`, `${lines(7)}\nx: y: z`)?.edits ?? [];
  expect(editLines(edits)).toContain('more places @@');
  expect(compareValues('? '.repeat(2000), `${'? '.repeat(2000)}x`)).not.toBeNull();
  expect(performance.now() - started).toBeLessThan(5000);
});
