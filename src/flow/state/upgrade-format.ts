// Use case: bring a state to the format of this version apart from any run, as the one who owns its tables.
import { open } from 'node:fs/promises';
import type { Settings } from '../../model/settings.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';
import { openStore } from './open-state.ts';
import { showState } from './state-transfer.ts';

export interface UpgradedFormat {
  readonly where: string;
  /** Formats; the same where there was nothing to do. */
  readonly from: number;
  readonly to: number;
}

/** Fails with UserError where there is no state, and with StoreError while a run holds it or the user lacks the right. */
export async function upgradeFormat(deps: FlowDeps, { state }: Settings): Promise<UpgradedFormat> {
  const where = showState(deps, state);
  if (state.url !== null) {
    const { upgradePgSchema } = await import('../../state/storage/postgres/pg-store.ts');
    const upgraded = await upgradePgSchema(state.url, deps);
    if (upgraded === null) throw noState(where);
    return { where, ...upgraded };
  }
  const file = state.path ?? '';
  const from = await formatOf(file);
  if (from === null) throw noState(where);
  const store = await openStore(deps, state);
  await store.close();
  return { where, from, to: (await formatOf(file)) ?? from };
}

function noState(where: string): ReturnType<typeof userError> {
  return userError(
    EXIT.error,
    'store/no-state',
    `there is no state at ${where}`,
    'the first `cloneform apply` creates it in the newest format',
  );
}

/** The format as the header of a SQLite file has it (`user_version`); null: no file, or an empty one. */
async function formatOf(file: string): Promise<number | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 60);
    return bytesRead === 4 ? buffer.readUInt32BE(0) : null;
  } finally {
    await handle.close();
  }
}
