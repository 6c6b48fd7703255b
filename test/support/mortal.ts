// A house whose process dies, or whose answers are lost, at a chosen effect: each write to Palette and each write of state counts.

import { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { StateStore } from '../../src/store/port.ts';
import type { House } from './histories.ts';

export type Blow =
  /** The process dies before the effect. */
  | 'before'
  /** The process dies right after it. */
  | 'after'
  /** The effect happens, but its answer is lost; the process lives on. Writes of state are not concerned. */
  | 'lost'
  /** It does not happen, and nobody can tell; the process lives on. */
  | 'hung';

const WRITES = [
  'clone',
  'putProfile',
  'publish',
  'patchVariables',
  'deleteVariables',
  'patchMetadata',
  'deleteProfile',
] as const;

export class Death extends Error {
  override readonly name = 'Death';
}

export interface Mortal {
  /** Effects seen since it was armed. */
  readonly effects: () => number;
  /** Nothing works any more. */
  readonly isDead: () => boolean;
  readonly disarm: () => void;
}

/** Strikes at the nth effect, counted from 0. */
export function arm(house: House, nth: number, blow: Blow): Mortal {
  const { client, applyStore } = house;
  let count = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Death('the process died');
  };
  const around = async <T>(isCall: boolean, effect: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Death('the process is dead');
    const isStruck = count++ === nth;
    if (!isStruck) return effect();
    if (blow === 'before') return die();
    if (!isCall && blow !== 'after') return effect();
    if (blow === 'hung') throw doubt();
    const value = await effect();
    if (blow === 'after') return die();
    void value;
    throw doubt();
  };
  const mortal: Record<string, unknown> = { ...client };
  for (const name of WRITES) {
    const call = client[name] as (...args: readonly unknown[]) => Promise<unknown>;
    mortal[name] = (...args: readonly unknown[]) => around(true, () => call(...args));
  }
  house.client = mortal as unknown as PaletteClient;
  house.applyStore = {
    ...applyStore,
    write: (lease, mutations) => around(false, () => applyStore.write(lease, mutations)),
  } satisfies StateStore;
  return {
    effects: () => count,
    isDead: () => isDead,
    disarm: () => {
      house.client = client;
      house.applyStore = applyStore;
    },
  };
}

function doubt(): PaletteError {
  return new PaletteError({
    kind: 'network',
    code: 'Timeout',
    method: 'POST',
    path: '/',
    effect: 'unknown',
    message: 'no answer',
  });
}
