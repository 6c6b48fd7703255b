// A user error: why a use case did not do what it was asked, for the user to fix, with the exit code that says which sort.
import type { Diagnostic } from '../model/diagnostic.ts';

/** The exit codes of the contract that a use case can end in. */
export const EXIT = {
  ok: 0,
  error: 1,
  changes: 2,
  auth: 3,
  incomplete: 4,
  blocked: 5,
  stale: 6,
  locked: 7,
  usage: 64,
  fault: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One that the user can fix: exit 1, 3, 5, 6, 7, 64 or 130. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Diagnostic[];

  constructor(exitCode: ExitCode, diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? 'refused');
    this.exitCode = exitCode;
    this.diagnostics = diagnostics;
  }
}

/** A user error of one diagnostic. */
export function userError(
  exitCode: ExitCode,
  code: Diagnostic['code'],
  message: string,
  hint?: string,
): UserError {
  return new UserError(exitCode, [
    { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) },
  ]);
}
