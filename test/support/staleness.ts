// A saved plan, and what exists when it is to be applied.
import { expect } from 'vitest';
import { keyId, type NaturalKey } from '../../src/model/natural-key.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { OpenEntry, RecordedClone } from '../../src/model/recorded.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { findStale, type Holder, type NowRead } from '../../src/plan/stale.ts';
import { BASE } from './a-world.ts';

const failure = { code: 'Forbidden', message: 'not allowed' };

export interface NowFacts {
  readonly rows?: readonly RecordedClone[];
  readonly operations?: readonly OpenEntry[];
  /** Beside `BASE`. */
  readonly objects?: readonly ObservedObject[];
  readonly unreadable?: readonly string[];
  /** UIDs that nobody read. */
  readonly unread?: readonly string[];
  /** Who has every key; absent: the object that has it. */
  readonly holder?: Holder;
}

/** What no longer holds. */
export function staleness(plan: Plan, facts: NowFacts): readonly string[] {
  const objects = [...(facts.objects ?? []), ...BASE];
  const object = (uid: string): NowRead | undefined => {
    if (facts.unread?.includes(uid) === true) return undefined;
    if (facts.unreadable?.includes(uid) === true) return { status: 'unreadable', failure };
    const found = objects.find((one) => one.uid === uid);
    return found === undefined ? { status: 'not_found' } : { status: 'present', object: found };
  };
  const holder = (wanted: NaturalKey): Holder =>
    facts.holder !== undefined
      ? facts.holder
      : (objects.find((one) => keyId(one.key) === keyId(wanted))?.uid ?? null);
  return findStale(plan, {
    rows: facts.rows ?? [],
    openEntries: facts.operations ?? [],
    serverDate: '2026-01-01T00:00:20.000Z',
    object,
    holder,
  }).map(({ code, severity, message }) => {
    expect(severity).toBe('error');
    return `${code} ${message}`;
  });
}
