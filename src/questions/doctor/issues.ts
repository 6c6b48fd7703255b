// Runs a step of the doctor: an error that a user can fix, or a failure of Palette or of the storage, becomes a value.
import { EXIT, type ExitCode, UserError } from '../../flow/user-error.ts';
import { PaletteError } from '../../palette/palette-error.ts';
import { StoreError } from '../../state/store-error.ts';
import type { Issue } from './judge.ts';

export interface Failed {
  readonly ok: false;
  readonly issues: readonly Issue[];
  readonly exitCode: ExitCode;
}

/** A bug of ours, and an interruption, continue up. */
export async function orIssues<T>(
  run: () => Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | Failed> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof UserError && error.exitCode !== EXIT.interrupted) {
      const issues = error.diagnostics.map(({ code, message, hint, place }) => ({
        code,
        message: place === undefined ? message : `${place.file}:${place.line}:${place.column}: ${message}`,
        hint: hint ?? null,
      }));
      return { ok: false, issues, exitCode: error.exitCode };
    }
    if (error instanceof PaletteError && error.kind !== 'aborted') {
      const exitCode = error.kind === 'auth' ? EXIT.auth : EXIT.error;
      return {
        ok: false,
        issues: [{ code: `palette/${error.code}`, message: error.message, hint: error.hint }],
        exitCode,
      };
    }
    if (error instanceof StoreError) {
      const code = `store/${error.kind.replaceAll('_', '-')}`;
      return {
        ok: false,
        issues: [{ code, message: error.message, hint: error.hint }],
        exitCode: EXIT.error,
      };
    }
    throw error;
  }
}
