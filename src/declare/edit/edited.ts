// What an edit of a declaration file gives: its new text, or why it is not made.

export type EditedFile = { readonly ok: true; readonly text: string } | Refused;

export interface Refused {
  readonly ok: false;
  /** Why the text stays as it is, in a sentence without its period. */
  readonly reason: string;
  /** Where in the text; absent: nowhere in particular. */
  readonly line?: number;
}

export function refused(reason: string, line?: number): Refused {
  return { ok: false, reason, ...(line === undefined ? {} : { line }) };
}
