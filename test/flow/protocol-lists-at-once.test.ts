// Whole histories of runs that die, answers that are lost or late, hands at the console and restored backups: what must hold after
// every run and in the end is in test/support/protocol/world.ts. That it can fail: protocol-ablated.test.ts.
import { test } from 'vitest';
import { checkModel } from '../support/protocol/check-model.ts';

test('histories where lists show new objects at once', async () => {
  await checkModel({ lists: 'at once', runs: 5000 });
}, 1_200_000);
