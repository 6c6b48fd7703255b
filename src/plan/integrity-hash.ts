// Plans as files: they get an integrity hash when they are saved, and are checked when they are read. Two marks show tampering: the
// checksum, which people review, covers the work; the integrity hash (`seal`) covers every other word of the document too, in its order
// (sorting keys for a canonical text would cost more than planning).
import type { Settings } from '../model/settings.ts';
import { hasChecksum } from './checksum.ts';
import type { Plan, SavedPlan } from './plan.ts';

type Hash = (text: string) => string;

/** `settings` have paths relative to the folder of the run. */
export function addIntegrityHash(plan: Plan, settings: Settings, hash: Hash): SavedPlan {
  const whole = { ...plan, settings };
  return { ...whole, seal: integrityHashOf(whole, hash) };
}

/**
 * The plan with a signature by a key that both ends of a pipeline share: unlike the integrity hash, nobody without the key can compute it.
 * `mac` gives `hmac-sha256:…` of a text. The integrity hash covers the rest of the document, so it stands for it.
 */
export function signPlan(plan: SavedPlan, mac: (text: string) => string): SavedPlan {
  return { ...plan, signature: mac(`cloneform plan ${plan.seal}`) };
}

/** Whether the signature is of this document, which has passed `findIntegrityFault`. `isEqual` compares in constant time. */
export function isSignedBy(
  plan: SavedPlan,
  mac: (text: string) => string,
  isEqual: (one: string, other: string) => boolean,
): boolean {
  return plan.signature !== undefined && isEqual(plan.signature, mac(`cloneform plan ${plan.seal}`));
}

export type IntegrityFault = 'no_integrity_hash' | 'broken_integrity' | 'wrong_checksum';

/** Why this is not the document that was saved; null when it is. */
export function findIntegrityFault(plan: Plan, hash: Hash): IntegrityFault | null {
  if (!hasChecksum(plan, plan.checksum, hash)) return 'wrong_checksum';
  if (!hasIntegrityHash(plan)) return 'no_integrity_hash';
  return integrityHashOf(plan, hash) === plan.seal ? null : 'broken_integrity';
}

export function hasIntegrityHash(plan: Plan): plan is SavedPlan {
  return plan.seal !== undefined && plan.settings !== undefined;
}

function integrityHashOf(plan: Plan, hash: Hash): string {
  const { seal: _seal, signature: _signature, ...rest } = plan;
  return hash(JSON.stringify(rest));
}
