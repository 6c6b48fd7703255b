// The hash that lets a page run its own style and script, and nothing else.
import { createHash } from 'node:crypto';

/** SHA-256 in base64, as a Content-Security-Policy has it. */
export function pageHash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
