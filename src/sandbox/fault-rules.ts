// Which calls are struck by which fault: rules, their turns, and the pure decision for one call.
import type { OperationName } from './operations.ts';

/** What happens to a call, or to its answer. `committed`: the call took effect nevertheless. */
export type Blow =
  /** The connection is cut, and for so long nothing listens. */
  | { readonly kind: 'refuse'; readonly forMs: number }
  | { readonly kind: 'reset'; readonly committed: boolean }
  | { readonly kind: 'close'; readonly committed: boolean }
  /** null: until the client gives up. */
  | { readonly kind: 'hang'; readonly committed: boolean; readonly forMs: number | null }
  | { readonly kind: 'throttle'; readonly retryAfterMs: number | null; readonly as: 'seconds' | 'date' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly committed: boolean;
      /** `text`: as the ingress words a 404 while routes are missing (facts.md section 10, 12). */
      readonly body: 'palette' | 'html' | 'text' | 'empty';
      /** Some of Palette's codes are numbers. */
      readonly code: string | number;
      readonly message?: string;
    }
  | { readonly kind: 'loginPage'; readonly committed: boolean }
  | { readonly kind: 'truncate' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'slow'; readonly pauseMs: number }
  | { readonly kind: 'delay'; readonly forMs: number }
  /** A list without the rows of these names, whose count tells the truth (facts.md section 10, 10). */
  | { readonly kind: 'loseRows'; readonly names: readonly string[] };

/** What holds for a call while it is answered as ever. */
export type Condition =
  /** Objects younger than this are not there yet. */
  | { readonly kind: 'late'; readonly forMs: number }
  /** Profiles that this key is not shown, by name or by project; their names stay taken (facts.md section 10, 19). */
  | { readonly kind: 'hidden'; readonly names: readonly string[]; readonly project: string | null }
  | { readonly kind: 'skew'; readonly byMs: number }
  | { readonly kind: 'noDate' }
  /** What the call writes comes out otherwise than it should. */
  | { readonly kind: 'differ'; readonly in: DifferingPart };

/** `text`: other text with the same YAML values. `source`: somebody edits the source just before it is cloned. */
export const DIFFERING_PARTS = [
  'values',
  'text',
  'packs',
  'manifests',
  'variables',
  'publication',
  'labels',
  'description',
  'source',
] as const;
export type DifferingPart = (typeof DIFFERING_PARTS)[number];

export type Turn =
  | { readonly kind: 'each' }
  | { readonly kind: 'nth'; readonly calls: readonly number[] }
  | { readonly kind: 'from'; readonly n: number }
  | { readonly kind: 'every'; readonly n: number }
  | { readonly kind: 'chance'; readonly probability: number };

export interface FaultRule {
  /** null: any. */
  readonly calls: readonly OperationName[] | null;
  readonly turn: Turn;
  /** Strikes at most; null: no end. */
  readonly times: number | null;
  readonly fault: Blow | Condition;
}

export interface FaultPlan {
  /** Of what is left to chance. */
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/** Calls that a rule is about, and how many of them it struck. */
export interface FaultCount {
  readonly seen: number;
  readonly struck: number;
}

export interface Strike {
  /** Index of the rule. */
  readonly rule: number;
  /** Which of the calls that the rule is about this was, from 1. */
  readonly call: number;
}

export interface Struck {
  /** One blow at most: that of the first rule whose turn it is. */
  readonly blow: Blow | null;
  readonly conditions: readonly Condition[];
  readonly strikes: readonly Strike[];
  readonly counts: readonly FaultCount[];
}

/** Every rule counts the calls that it is about, also those that an earlier rule struck. */
export function decideFaults(
  plan: FaultPlan,
  counts: readonly FaultCount[],
  operation: OperationName,
): Struck {
  const conditions: Condition[] = [];
  const strikes: Strike[] = [];
  let blow: Blow | null = null;
  const next = plan.rules.map((rule, index): FaultCount => {
    const { seen, struck } = counts[index] ?? { seen: 0, struck: 0 };
    if (rule.calls !== null && !rule.calls.includes(operation)) return { seen, struck };
    const call = seen + 1;
    const isSpent = rule.times !== null && struck >= rule.times;
    if (isSpent || !isTurn(rule.turn, call, plan.seed + index)) return { seen: call, struck };
    const { fault } = rule;
    if (isCondition(fault)) conditions.push(fault);
    else if (blow !== null) return { seen: call, struck };
    else blow = fault;
    strikes.push({ rule: index, call });
    return { seen: call, struck: struck + 1 };
  });
  return { blow, conditions, strikes, counts: next };
}

const CONDITIONS: readonly FaultRule['fault']['kind'][] = ['late', 'hidden', 'skew', 'noDate', 'differ'];

export function isCondition(fault: Blow | Condition): fault is Condition {
  return CONDITIONS.includes(fault.kind);
}

function isTurn(turn: Turn, call: number, seed: number): boolean {
  switch (turn.kind) {
    case 'each':
      return true;
    case 'nth':
      return turn.calls.includes(call);
    case 'from':
      return call >= turn.n;
    case 'every':
      return call % turn.n === 0;
    case 'chance':
      return chance(seed, call) < turn.probability;
  }
}

/** In [0, 1), of seed and call alone: a rehearsal that is repeated, or continues in another process, strikes alike. (mulberry32) */
function chance(seed: number, call: number): number {
  let t = (Math.imul(seed, 0x9e3779b1) + Math.imul(call, 0x6d2b79f5)) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
