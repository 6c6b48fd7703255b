// JSON as a document of its own: the whole of standard output with --json.
import type { Diagnostic } from '../model/diagnostic.ts';
import { safeJsonText } from './safe-text.ts';

/** Two spaces, keys in the order of the value. What a terminal would obey or hide is escaped; the value stays the same. */
export function renderJson(value: unknown): string {
  return `${safeJsonText(JSON.stringify(value ?? null, null, 2))}\n`;
}

/**
 * What a command prints for tools says of which format it is. Members may be added under the same major number; readers refuse another
 * major number and ignore members that they do not know.
 */
export function toJsonDocument<T extends object>(members: T): { readonly formatVersion: '1.0' } & T {
  return { formatVersion: '1.0', ...members };
}

export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

export function renderErrorJson({ code, message, diagnostics }: ErrorDocument): string {
  return renderJson({ error: { code, message, diagnostics } });
}
