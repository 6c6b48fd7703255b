// Hundreds of kills of the real process; thousands by `npm run kills`.
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/cli.ts';
import { closeLane, newTally, openLane, runRound } from '../support/kills.ts';

const KILLS = Number(process.env['CLONEFORM_KILLS'] ?? 200);
const LANES = Number(process.env['CLONEFORM_LANES'] ?? 4);
const SEED = Number(process.env['CLONEFORM_SEED'] ?? 1);

test(
  `${KILLS} kills during create, mirror update, replace and destroy leave one right clone per address`,
  async () => {
    const tally = newTally();
    const folder = tempDir();
    const count = (): number => Object.values(tally.kills).reduce((sum, n) => sum + n, 0);
    const isEnough = (): boolean => count() >= KILLS;
    const startedAt = Date.now();
    const told = (): string =>
      `seed ${SEED}: ${count()} kills in ${Math.round((Date.now() - startedAt) / 1000)} s: ${JSON.stringify(tally)}`;
    await Promise.all(
      Array.from({ length: LANES }, async (_, n) => {
        const lane = await openLane(path.join(folder, `lane-${n}`), SEED * 100 + n, tally);
        try {
          while (!isEnough()) {
            await runRound(lane, isEnough);
            console.log(told());
          }
        } finally {
          await closeLane(lane);
        }
      }),
    );
    expect(count()).toBeGreaterThanOrEqual(KILLS);
  },
  KILLS * 5000,
);
