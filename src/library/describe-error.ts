// What was thrown → what it is, as a tagged value with its exit code. Nothing else does so.
import { EXIT, type ExitCode, UserError } from '../flow/user-error.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { PaletteError } from '../palette/palette-error.ts';
import type { LeaseInfo } from '../state/lease.ts';
import { StoreError } from '../state/store-error.ts';

interface Described {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
}

export type ErrorFacts =
  | (Described & { readonly kind: 'user'; readonly diagnostics: readonly Diagnostic[] })
  | (Described & {
      readonly kind: 'palette';
      readonly hint: string | null;
      readonly status: number | null;
      readonly ref: string | null;
      readonly request: string;
    })
  | (Described & {
      readonly kind: 'state';
      readonly hint: string | null;
      readonly where: string;
      readonly holder: LeaseInfo | null;
    })
  | (Described & { readonly kind: 'bug'; readonly stack: string });

/** `signal`: of the run. A request that was cut short because somebody stopped us is no failure of Palette's. */
export function describeError(thrown: unknown, signal: AbortSignal): ErrorFacts {
  const isCut = thrown instanceof PaletteError && thrown.kind === 'aborted' && signal.aborted;
  const error: unknown = isCut ? signal.reason : thrown;
  if (error instanceof UserError) {
    const { exitCode, diagnostics, message } = error;
    return { kind: 'user', exitCode, code: diagnostics[0]?.code ?? 'cli/refused', message, diagnostics };
  }
  if (error instanceof PaletteError) {
    const { message, hint, ref, method, path, status } = error;
    return {
      kind: 'palette',
      exitCode: error.kind === 'auth' ? EXIT.auth : error.kind === 'aborted' ? EXIT.interrupted : EXIT.error,
      code: `palette/${error.code}`,
      message,
      hint,
      status,
      ref,
      request: `${method} ${path}`,
    };
  }
  if (error instanceof StoreError) {
    const { kind, message, hint, holder, where } = error;
    return {
      kind: 'state',
      exitCode: kind === 'locked' ? EXIT.locked : kind === 'denied' ? EXIT.auth : EXIT.error,
      code: `store/${kind.replaceAll('_', '-')}`,
      message,
      hint,
      where,
      holder,
    };
  }
  return {
    kind: 'bug',
    exitCode: EXIT.fault,
    code: 'cli/fault',
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  };
}
