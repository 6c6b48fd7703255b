// Faults of the tool itself: nobody outside can fix them, so they end in exit code 70.

export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

export function assertNever(value: never): never {
  throw new InvariantError(`unhandled case: ${JSON.stringify(value)}`);
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
