// A diagnostic is something the user can fix: what is wrong, where, and what to do about it.

/** Where in a file a diagnostic points. Lines and columns count from 1. */
export interface Place {
  /** Path as the user would write it: relative to the root folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source line itself, without its line break; cut at 200 characters. */
  readonly text: string;
}

export type DiagnosticRoom =
  | 'declare'
  | 'palette'
  | 'inventory'
  | 'store'
  | 'plan'
  | 'apply'
  | 'sandbox'
  | 'cli'
  | 'policy';

/** `room/what`, e.g. `declare/unknown-field`. */
export type DiagnosticCode = `${DiagnosticRoom}/${string}`;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** A hint is worth knowing, and nothing comes of leaving it. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** What is wrong, in the user's words, with the value seen. Plain text, unescaped: sinks escape. */
  readonly message: string;
  readonly place?: Place;
  /** What to do, as an edit or a command. */
  readonly hint?: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Orders diagnostics by file, line, column; those without a place come last. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  if (a.place === undefined || b.place === undefined) {
    return Number(a.place === undefined) - Number(b.place === undefined);
  }
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.line - b.place.line || a.place.column - b.place.column;
}
