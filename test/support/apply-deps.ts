// What apply needs, made by hand: for what a whole run does not lead to.
import { witnessesFor } from '../../src/apply/confirm-gone.ts';
import type { ApplyDeps } from '../../src/apply/deps.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import { viewOf } from '../../src/state/view.ts';
import type { Scene } from './scene.ts';

/** Under a lock and in a run of their own; `client` stands for that of the scene where a call is to be answered otherwise. */
export async function depsOn(
  { house }: Scene,
  client: Partial<PaletteClient> = {},
  facts: Partial<ApplyDeps> = {},
): Promise<ApplyDeps> {
  const { store, clock } = house;
  const run = { id: 'run', command: 'apply', user: 'u', host: 'h' };
  const lease = await store.acquire({ runId: run.id, user: 'u', host: 'h', pid: 1, command: 'apply' });
  await store.write(lease, [
    {
      kind: 'start_run',
      run: { ...run, startedAt: '', commit: null, message: null, toolVersion: '', planChecksum: null },
    },
  ]);
  const recorded = await store.readRecorded();
  let ids = 0;
  const answering = { ...house.client, ...client };
  return {
    client: answering,
    store,
    lease,
    runId: run.id,
    recorded,
    state: viewOf(recorded, run.id),
    clock,
    knownUids: new Set(),
    newId: () => `entry-${++ids}`,
    emit: () => undefined,
    witnesses: witnessesFor(answering),
    isStopping: () => false,
    allowDeleteInUse: false,
    outlines: new Map(),
    sources: new Map(),
    verify: 'parts',
    renderWanted: async () => null,
    checksPacks: true,
    ...facts,
  };
}
