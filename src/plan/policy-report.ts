// What policies said of a plan, as its document has it.
import type { Address } from '../model/address.ts';

/** A policy, and where it is declared. */
export interface PolicyRef {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/** What policies said of a plan. */
export interface PolicyReport {
  /** All that judged it. `digest`: of the text of the policy. */
  readonly policies: readonly (PolicyRef & { readonly digest?: string })[];
  readonly findings: readonly PolicyFinding[];
  /** The expression that allows the plan without a question; absent: none does. */
  readonly autoApproved?: PolicyRef;
}

export interface PolicyFinding {
  readonly policy: PolicyRef;
  /** `failed`: its expression has an error, which denies. */
  readonly outcome: 'denied' | 'failed' | 'warned';
  readonly message: string;
  /** Its expression has an error, which the message names. Also of a policy that only warns. */
  readonly hasError?: true;
  /** null: of the plan as a whole, of which nothing is applied then. */
  readonly address: Address | null;
  /** What the change does; null as the address is. */
  readonly action: string | null;
}
