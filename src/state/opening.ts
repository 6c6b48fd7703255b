// What opening a state needs, whatever keeps it, and what is read where nothing was ever written.

import type { Recorded } from '../model/recorded.ts';
import type { StateReader, StoreDeps } from './port.ts';

/** What a new state begins with. */
export interface Seed {
  readonly lineage: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly tool: string;
}

export function makeSeed(deps: StoreDeps): Seed {
  return {
    lineage: deps.newId(),
    createdAt: new Date(deps.clock.now()).toISOString(),
    tool: deps.tool,
  };
}

/** The newest format that these steps lead to. */
export function latest(migrations: readonly { readonly version: number }[]): number {
  return Math.max(0, ...migrations.map((step) => step.version));
}

export const NOTHING_RECORDED: Recorded = {
  identity: null,
  clones: [],
  openEntries: [],
  outlines: new Map(),
};

/** What is read where nothing was ever written. */
export const NO_STATE: StateReader = {
  readRecorded: async () => NOTHING_RECORDED,
  readIdentity: async () => null,
  readLease: async () => null,
  readRuns: async () => [],
  readClonesAfter: async () => null,
  readDump: async () => null,
  close: async () => undefined,
};
