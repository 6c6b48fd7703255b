// Policies as they are declared: expressions as text, and the way from a character of one back to its line.
import type { Place } from './diagnostic.ts';

/** An expression, or a text with expressions in it. */
export interface PolicyText {
  readonly text: string;
  /** Where the character at this offset of the text stands. */
  placeAt(offset: number): Place;
}

export interface DeclaredPolicy {
  readonly id: string;
  /** Judged once for each change that is not a no-op, or once for the whole plan. */
  readonly on: 'change' | 'plan';
  /** Where it is false, the policy does not apply. null: it always applies. */
  readonly when: PolicyText | null;
  readonly deny: PolicyText;
  readonly message: PolicyText;
  readonly level: 'deny' | 'warn';
  /** Of its id. */
  readonly place: () => Place;
}

export interface DeclaredPolicies {
  readonly policies: readonly DeclaredPolicy[];
  /** Whether a plan is applied where nobody can be asked. null: it is not. */
  readonly autoApprove: PolicyText | null;
}
