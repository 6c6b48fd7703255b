// Histories of runs that die, of lost and late answers and of hands at the console, with overrides that are declared, changed and dropped:
// in the end each clone shows exactly what its declaration sets.
import { test } from 'vitest';
import { checkModel } from '../support/protocol/check-model.ts';

test('histories of clones with overrides', async () => {
  await checkModel({ lists: 'at once', runs: 300, overrides: true });
}, 1_200_000);
