// What a storage refuses, worded once for all of them.
import type { LeaseInfo } from './lease.ts';
import { StoreError } from './store-error.ts';

export function lockedError(where: string, held: LeaseInfo | null): StoreError {
  if (held === null) {
    return new StoreError('locked', where, 'another process holds the lock on the state', {
      hint: 'wait for it to end, or use --lock-timeout',
    });
  }
  const { user, host, pid, command } = held.holder;
  const message = `the state is locked by ${user}@${host} (process ${pid}, ${command}, since ${held.acquiredAt})`;
  return new StoreError('locked', where, message, {
    hint: 'wait for it to end, use --lock-timeout, or run `cloneform state unlock` if you are sure it has ended',
    holder: held,
  });
}

export function fencedError(where: string): StoreError {
  return new StoreError('fenced', where, 'this run no longer holds the lock on the state', {
    hint: 'another run took over the lock; run the command again when that run has ended',
  });
}

export function otherTenant(where: string, bound: string, asked: string): StoreError {
  return new StoreError('other_tenant', where, `this state belongs to tenant ${bound}, not to ${asked}`, {
    hint: 'use an API key of that tenant, or another state.path for this tenant',
  });
}

export function movedError(where: string, to: string): StoreError {
  return new StoreError('moved', where, `this state was moved to ${to}`, {
    hint: 'set state.url or state.path in the root file, or CLONEFORM_STATE, to that place. If that state is lost, run `cloneform state pull -o FILE` and then `cloneform state push --force FILE` here',
  });
}

export function conflict(where: string, message: string): StoreError {
  return new StoreError('conflict', where, message, { hint: 'the state has changed; make a new plan' });
}

export const noOpenEntry = (where: string, id: string): StoreError =>
  conflict(where, `the journal has no open entry ${id}`);
export const noRun = (where: string, id: string): StoreError => conflict(where, `the state has no run ${id}`);
export const noSuchRow = (where: string, address: string): StoreError =>
  conflict(where, `the state has no ${address}`);
export const addressTaken = (where: string, address: string): StoreError =>
  conflict(where, `the state already has ${address}`);
