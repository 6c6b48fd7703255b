// A check that fails at its work is not asked about every change of a large plan.
import { expect, test } from 'vitest';
import { askPreflight } from '../../src/flow/planning/preflight.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteReader } from '../../src/palette/port.ts';
import type { PlannedChange } from '../../src/plan/change.ts';

const CREATES = 500;

function creates(): readonly PlannedChange[] {
  const scope = { scope: 'tenant', projectUid: null };
  return [...Array(CREATES).keys()].map((index) => ({
    kind: 'create',
    address: `clone-${index}`,
    source: { uid: 'source', ...scope },
    clone: { name: `clone-${index}`, version: '1.0.0', ...scope },
  })) as unknown as readonly PlannedChange[];
}

function aPalette(answer: (asked: number) => void): { readonly client: PaletteReader; asked: number } {
  const palette = {
    asked: 0,
    client: {
      validateClone: async () => {
        palette.asked++;
        answer(palette.asked);
      },
    } as unknown as PaletteReader,
  };
  return palette;
}

function failure(): PaletteError {
  return new PaletteError({
    kind: 'status',
    code: 'ServiceUnavailable',
    status: 503,
    method: 'POST',
    path: '/v1/clusterprofiles/source/clone/validate',
    effect: 'none',
    message: '503 Service Unavailable',
  });
}

test('a check that never answers is asked about the first changes only, and all are unanswered', async () => {
  const palette = aPalette(() => {
    throw failure();
  });
  const answers = await askPreflight(palette.client, creates());
  expect(palette.asked).toBeLessThan(100);
  expect(answers.size).toBe(CREATES);
  expect(new Set([...answers.values()].map(({ status }) => status))).toEqual(new Set(['unanswered']));
});

test('a check that fails now and then is asked about every change', async () => {
  const palette = aPalette((asked) => {
    if (asked % 3 === 0) throw failure();
  });
  const answers = await askPreflight(palette.client, creates());
  expect(palette.asked).toBe(CREATES);
  expect([...answers.values()].filter(({ status }) => status === 'unanswered')).toHaveLength(166);
});
