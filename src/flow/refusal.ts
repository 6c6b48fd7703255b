// Why a use case did not do what it was asked: something for the user to fix, with the exit code that says which sort.
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

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly exitCode: ExitCode;
  readonly diagnostics: readonly Diagnostic[];

  constructor(exitCode: ExitCode, diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? 'refused');
    this.exitCode = exitCode;
    this.diagnostics = diagnostics;
  }
}

export function refusal(
  exitCode: ExitCode,
  code: Diagnostic['code'],
  message: string,
  hint?: string,
): Refusal {
  return new Refusal(exitCode, [
    { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) },
  ]);
}
