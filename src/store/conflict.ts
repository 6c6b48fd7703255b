// The refusals of single mutations, worded once for every store.
import { StoreError } from './store-error.ts';

export function otherTenant(where: string, bound: string, asked: string): StoreError {
  return new StoreError('other_tenant', where, `this state belongs to tenant ${bound}, not to ${asked}`, {
    hint: 'use the API key of that tenant, or another state.path for this one',
  });
}

export function movedError(where: string, to: string): StoreError {
  return new StoreError('moved', where, `this state was moved to ${to}`, {
    hint: 'name that one in the root file (state.url, state.path) or CLONEFORM_STATE. If it is lost for good: `cloneform state pull -o FILE`, then `cloneform state push --force FILE` here',
  });
}

export function conflict(where: string, message: string): StoreError {
  return new StoreError('conflict', where, message, { hint: 'plan again; the state has moved on' });
}

export const noOpenOperation = (where: string, id: string): StoreError =>
  conflict(where, `the journal has no open operation ${id}`);
export const noRun = (where: string, id: string): StoreError => conflict(where, `the state has no run ${id}`);
export const noSuchRow = (where: string, address: string): StoreError =>
  conflict(where, `the state has no ${address}`);
export const addressTaken = (where: string, address: string): StoreError =>
  conflict(where, `the state already has ${address}`);
