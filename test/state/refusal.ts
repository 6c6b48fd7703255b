// Waits for a refusal and gives it back, so that its facts can be looked at.
import { expect } from 'vitest';
import type { StoreError, StoreErrorKind } from '../../src/state/store-error.ts';

export async function refused(doing: Promise<unknown>, kind: StoreErrorKind): Promise<StoreError> {
  const error: unknown = await doing.then(
    () => 'it was not refused',
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'StoreError', kind });
  return error as StoreError;
}
