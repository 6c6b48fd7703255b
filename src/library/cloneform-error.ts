// The error that the functions reject with: one class, told apart by `kind` (types/index.d.ts).
import type { CloneformError, Diagnostic, Outcome } from '../../types/index.js';

type Kind = CloneformError['kind'];

class TaggedError extends Error {
  override readonly name = 'CloneformError';
  readonly kind: Kind;
  readonly code: string;
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];

  constructor(kind: Kind, exitCode: number, diagnostics: readonly Diagnostic[], cause?: unknown) {
    const first = diagnostics[0];
    super(first?.message ?? kind, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.exitCode = exitCode;
    this.diagnostics = diagnostics;
    this.code = first?.code ?? 'cli/fault';
    // Where in our code it was made says nothing to whoever has to fix it; of a bug, `cause` has the stack.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** `more`: the members that this kind has beside those of all. */
export function taggedError(
  facts: {
    readonly kind: Kind;
    readonly exitCode: number;
    readonly diagnostics: readonly Diagnostic[];
    readonly cause?: unknown;
  },
  more: object,
): Error {
  return Object.assign(new TaggedError(facts.kind, facts.exitCode, facts.diagnostics, facts.cause), more);
}

/** By its tag, not by its class: a program may have two copies of the package. */
export function isCloneformError(error: unknown): error is CloneformError {
  return error instanceof Error && error.name === 'CloneformError' && 'kind' in error && 'exitCode' in error;
}

export async function asOutcome<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    if (isCloneformError(error)) return { ok: false, error };
    throw error;
  }
}
