// Declarations that were damaged by chance: whatever comes out, the reader refuses or reads it, soon, and lets nothing through to a
// terminal. `npm run fuzz` makes many more; RUNS and CLONEFORM_SEED say how many and which.
import { expect, test } from 'vitest';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import { renderDiagnostics } from '../../src/render/diagnostics-text.ts';
import { findRawControls } from '../render/golden.ts';
import { corpus, fuzzed, inMemory, mutateText, rounds } from '../support/fuzzing.ts';

const SEEDS = corpus('.yaml');

test('no text breaks the reader, holds it up, or comes through', async () => {
  for (const { random, name } of rounds(250)) {
    const text = mutateText(SEEDS, random);
    await fuzzed(name, text, async () => {
      const disk = inMemory({ 'cloneform.yaml': text });
      const input = { rootDir: '/p', file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
      const result = await readDeclarations(input, disk);
      if (result.ok) {
        for (const { address, target } of result.value.desired.clones) {
          expect(/[\p{Cc}\p{Cs}]/u.test(`${address}${target.name}${target.version}`)).toBe(false);
          expect(Object.getPrototypeOf(target.labels ?? {})).toBe(Object.prototype);
        }
        return;
      }
      expect(result.diagnostics.length).toBeGreaterThan(0);
      const told = renderDiagnostics(result.diagnostics, { width: 80, color: false });
      expect(findRawControls(told)).toEqual([]);
    });
  }
  expect(({} as Record<string, unknown>)['protect']).toBeUndefined();
});
