// Faults of a sandbox as a list: what goes wrong, and how often it did.
import { count } from './plan-words.ts';
import type { Style } from './style.ts';
import { joinLines, layout } from './wrap.ts';

export interface FaultRow {
  readonly rule: string;
  /** Calls that it is about. */
  readonly seen: number;
  readonly struck: number;
}

export function renderFaults(rows: readonly FaultRow[], style: Style): string {
  if (rows.length === 0) return '';
  const lines = rows.flatMap(({ rule, seen, struck }) =>
    layout([{ text: `${rule} (applied to ${struck} of ${count(seen, 'call')})` }], style, {
      first: 2,
      hang: 4,
    }),
  );
  return joinLines(['', 'Injected faults:', ...lines]);
}
