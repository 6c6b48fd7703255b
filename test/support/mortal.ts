// A house whose process dies, or whose answers are lost, at a chosen effect: each write to Palette and each write of state counts.

import { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { StateStore } from '../../src/state/port.ts';
import type { House } from './histories.ts';

export type Blow =
  /** The process dies before the effect. */
  | 'before'
  /** The process dies right after it. */
  | 'after'
  /** The effect happens, but its answer is lost; the process lives on. Writes of state are not concerned. */
  | 'lost'
  /** It does not happen, and nobody can tell; the process lives on. */
  | 'hung'
  /** Nobody can tell; a clone or a delete happens once somebody says so (`land`), anything else never. */
  | 'late'
  /** Palette says no. */
  | 'refused';

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
  /** What was late happens now. */
  readonly land: () => Promise<void>;
}

/** Strikes at the nth effect, counted from 0, and at the calls that follow, `times` in all. */
export function arm(house: House, nth: number, blow: Blow, times = 1): Mortal {
  const { client, applyStore } = house;
  let count = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Death('the process died');
  };
  let left = times;
  const late: (() => Promise<unknown>)[] = [];
  const around = async <T>(call: (typeof WRITES)[number] | null, effect: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Death('the process is dead');
    const isDeadly = blow === 'before' || blow === 'after';
    const isStruck = count >= nth && left > 0 && (isDeadly || call !== null || count === nth);
    count++;
    if (!isStruck) return effect();
    left--;
    if (blow === 'before') return die();
    if (call === null && blow !== 'after') return effect();
    if (blow === 'late' && (call === 'clone' || call === 'deleteProfile')) late.push(effect);
    if (blow === 'refused') throw failure('status', 'none');
    if (blow === 'hung' || blow === 'late') throw failure('network', 'unknown');
    const value = await effect();
    if (blow === 'after') return die();
    void value;
    throw failure('network', 'unknown');
  };
  const mortal: Record<string, unknown> = { ...client };
  for (const name of WRITES) {
    const call = client[name] as (...args: readonly unknown[]) => Promise<unknown>;
    mortal[name] = (...args: readonly unknown[]) => around(name, () => call(...args));
  }
  house.client = mortal as unknown as PaletteClient;
  house.applyStore = {
    ...applyStore,
    write: (lease, mutations) => around(null, () => applyStore.write(lease, mutations)),
  } satisfies StateStore;
  return {
    effects: () => count,
    isDead: () => isDead,
    disarm: () => {
      house.client = client;
      house.applyStore = applyStore;
    },
    land: async () => {
      for (const effect of late.splice(0)) await effect().catch(() => undefined);
    },
  };
}

function failure(kind: 'network' | 'status', effect: 'none' | 'unknown'): PaletteError {
  const isNo = kind === 'status';
  return new PaletteError({
    kind,
    status: isNo ? 403 : null,
    code: isNo ? 'OperationForbidden' : 'Timeout',
    method: 'POST',
    path: '/',
    effect,
    message: isNo ? 'no' : 'no answer',
  });
}
