// An entry of `imports:` as YAML, on one line.
import type { ImportEntry } from './plan.ts';

export function importWords({ to, uid }: ImportEntry): string {
  // A UID of digits, perhaps with an `e` among them, would be read as a number.
  const isText = /^[A-Za-z]|[A-DF-Za-df-z]/.test(uid);
  return `{ to: ${quoted(to)}, uid: ${isText ? uid : quoted(uid)} }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
