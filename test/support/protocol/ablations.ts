// Protocols with a piece taken out. Each loses a clone sooner or later, and the model has to notice: else it could not fail.
import { keyId } from '../../../src/model/natural-key.ts';
import { PaletteError } from '../../../src/palette/palette-error.ts';
import type { Lease } from '../../../src/state/lease.ts';
import type { Mutation } from '../../../src/state/mutation.ts';
import type { Ablation } from './world.ts';

/** The journal is written once Palette has answered: what a dead process sent, nobody knows. */
const journalAfterSend: Ablation = (house) => {
  const { client, applyStore } = house;
  let held: readonly (readonly [Lease, readonly Mutation[]])[] = [];
  const flush = async (): Promise<void> => {
    const now = held;
    held = [];
    for (const [lease, mutations] of now) await applyStore.write(lease, mutations);
  };
  house.client = {
    ...client,
    clone: async (...args) => {
      const answer = await client.clone(...args);
      await flush();
      return answer;
    },
  };
  house.applyStore = {
    ...applyStore,
    write: async (lease, mutations) => {
      const isIntent = mutations.some(
        (mutation) => mutation.kind === 'open_entry' && mutation.entry.kind === 'create',
      );
      if (isIntent) {
        held = [...held, [lease, mutations]];
        return;
      }
      await flush();
      await applyStore.write(lease, mutations);
    },
  };
};

/** A lost answer counts as a no, so nothing is looked up: what Terraform and a blind retry make of it. */
const noLookUp: Ablation = (house) => {
  const { client } = house;
  house.client = {
    ...client,
    clone: (...args) =>
      client.clone(...args).catch((error: unknown) => {
        if (!(error instanceof PaletteError)) throw error;
        const { code, method, path, message } = error;
        throw new PaletteError({ kind: 'status', status: 403, code, method, path, message, effect: 'none' });
      }),
  };
};

/** A definite no closes the entry, although an earlier attempt is in doubt. */
const refusalClosesIntent: Ablation = (house) => {
  const { client, applyStore } = house;
  let lease: Lease | null = null;
  house.applyStore = {
    ...applyStore,
    write: (own, mutations) => {
      lease = own;
      return applyStore.write(own, mutations);
    },
  };
  house.client = {
    ...client,
    clone: async (uid, scope, clone) => {
      try {
        return await client.clone(uid, scope, clone);
      } catch (error) {
        if (!(error instanceof PaletteError) || error.effect !== 'none' || lease === null) throw error;
        const projectUid = clone.target.projectUid ?? null;
        const key = keyId({
          scope: clone.target.scope,
          projectUid,
          name: clone.name,
          version: clone.version,
        });
        const { openEntries } = await house.store.readRecorded();
        const open = openEntries.find((item) => keyId(item.key) === key && item.step === 'clone');
        if (open !== undefined)
          await applyStore.write(lease, [{ kind: 'close_entry', id: open.id, outcome: 'refused' }]);
        throw error;
      }
    },
  };
};

/** Nothing watches for what is late once a clone is made. */
const noWatch: Ablation = (house) => {
  const { applyStore } = house;
  const isWatch = (mutation: Mutation): boolean =>
    mutation.kind === 'open_entry' && mutation.entry.step === 'clone' && mutation.entry.uidsBefore.length > 0;
  house.applyStore = {
    ...applyStore,
    write: (lease, mutations) =>
      applyStore.write(
        lease,
        mutations.filter((mutation) => !isWatch(mutation)),
      ),
  };
};

export const ABLATIONS: Readonly<Record<string, Ablation>> = {
  'the journal after the send': journalAfterSend,
  'no look-up after a lost answer': noLookUp,
  'a refusal that closes the intent': refusalClosesIntent,
  'no watch over what is late': noWatch,
};
