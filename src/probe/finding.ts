// What a probe finds out: for each assumption what is assumed, what was seen, and where it could not be seen, why.
import type { AssumptionName } from '../palette/assumptions.ts';

export interface ProbeFinding {
  readonly name: AssumptionName;
  readonly question: string;
  readonly assumed: string;
  /** One of the assumption's values, or what else was seen; null where it could not be settled. */
  readonly seen: string | null;
  /** What was looked at, or why it could not be settled. */
  readonly detail: string;
}

export interface ProbeReport {
  readonly host: string;
  readonly tenantUid: string;
  /** Name of the project that the temporary profiles were made in. */
  readonly project: string;
  /** RFC 3339. */
  readonly at: string;
  readonly findings: readonly ProbeFinding[];
  /** Objects that this probe or an earlier one made and that are not proven to be deleted. */
  readonly left: readonly Leftover[];
}

export interface Leftover {
  /** null: its request was sent and the answer never came, and no list tells whether it exists. */
  readonly uid: string | null;
  readonly name: string;
  readonly version: string;
  /** UID of its project; null at tenant scope. */
  readonly projectUid: string | null;
}

/** What one question answers. */
export type ProbeAnswer =
  | { readonly seen: string; readonly detail: string }
  | { readonly seen: null; readonly detail: string };

export function saw(seen: string, detail: string): ProbeAnswer {
  return { seen, detail };
}

export function open(detail: string): ProbeAnswer {
  return { seen: null, detail };
}

/** Whether a probe was worth its requests: it settled at least half of the assumptions. */
export function isConclusive(findings: readonly Pick<ProbeFinding, 'seen'>[]): boolean {
  return findings.filter(({ seen }) => seen !== null).length * 2 >= findings.length;
}
