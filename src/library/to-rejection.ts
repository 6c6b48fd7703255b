// What went wrong → the error that a function rejects with. The kind follows from the sort of error and the exit code of the command.
import type { CloneformError, Diagnostic } from '../../types/index.js';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import { assertNever } from '../model/invariant.ts';
import { defaultHint } from '../render/error-text.ts';
import { taggedError } from './cloneform-error.ts';
import type { ErrorFacts } from './describe-error.ts';

/** `documents`: what was found out before it went wrong. */
export function toRejection(facts: ErrorFacts, documents: object, cause: unknown): Error {
  const { exitCode, code, message } = facts;
  switch (facts.kind) {
    case 'user':
      return taggedError(
        { kind: rejectionKind(exitCode), exitCode, diagnostics: facts.diagnostics },
        documents,
      );
    case 'palette': {
      const { status, ref } = facts;
      const diagnostics = [failed(code, message, hintOf(facts))];
      const kind = exitCode === EXIT.error ? 'palette' : rejectionKind(exitCode);
      return taggedError({ kind, exitCode, diagnostics }, { ...documents, status, ref });
    }
    case 'state': {
      const { where, holder } = facts;
      const diagnostics = [failed(code, message, hintOf(facts))];
      const kind = exitCode === EXIT.error ? 'state' : rejectionKind(exitCode);
      return taggedError({ kind, exitCode, diagnostics }, { where, holder: holder?.holder ?? null });
    }
    case 'bug': {
      const hint =
        'please report it with the stack of `cause`; all that was done is recorded in state and journal';
      const diagnostics = [failed(code, `this is a bug in cloneform: ${message}`, hint)];
      return taggedError({ kind: 'bug', exitCode, diagnostics, cause }, documents);
    }
  }
}

export function hintOf(facts: ErrorFacts): string | undefined {
  if (facts.kind === 'user') return facts.diagnostics[0]?.hint;
  return facts.kind === 'bug' ? undefined : (facts.hint ?? defaultHint(facts));
}

/** Of what ended with an exit code and is a user's to fix. */
export function rejectionKind(exitCode: ExitCode): CloneformError['kind'] {
  switch (exitCode) {
    case EXIT.auth:
      return 'unauthorized';
    case EXIT.incomplete:
      return 'incomplete';
    case EXIT.blocked:
      return 'blocked';
    case EXIT.stale:
      return 'stale';
    case EXIT.locked:
      return 'locked';
    case EXIT.interrupted:
      return 'aborted';
    case EXIT.fault:
      return 'bug';
    case EXIT.ok:
    case EXIT.error:
    case EXIT.changes:
    case EXIT.usage:
      return 'invalid';
    default:
      return assertNever(exitCode);
  }
}

export function failed(code: string, message: string, hint?: string | null): Diagnostic {
  return { code, severity: 'error', message, ...(hint === undefined || hint === null ? {} : { hint }) };
}
