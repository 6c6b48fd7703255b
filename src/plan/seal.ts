// Plans as files: sealed when they are saved, checked when they are read. Tampering is noticed by two marks: the checksum, which
// people review, covers the work; the seal covers every other word of the document too, in the order in which it is written
// (sorting keys for a canonical text would cost more than planning).
import type { Settings } from '../model/settings.ts';
import { hasChecksum } from './checksum.ts';
import type { Plan, SavedPlan } from './plan.ts';

type Hash = (text: string) => string;

/** `settings` have paths relative to the folder of the run. */
export function sealPlan(plan: Plan, settings: Settings, hash: Hash): SavedPlan {
  const whole = { ...plan, settings };
  return { ...whole, seal: sealOf(whole, hash) };
}

/**
 * The plan with a signature by a key that both ends of a pipeline share: unlike the seal, nobody without the key can compute it. `mac`
 * gives `hmac-sha256:…` of a text. The seal covers the rest of the document, so it stands for it.
 */
export function signPlan(plan: SavedPlan, mac: (text: string) => string): SavedPlan {
  return { ...plan, signature: mac(`cloneform plan ${plan.seal}`) };
}

/** Whether the signature is of this document, which has passed `findSealFault`. `isEqual` compares in constant time. */
export function isSignedBy(
  plan: SavedPlan,
  mac: (text: string) => string,
  isEqual: (one: string, other: string) => boolean,
): boolean {
  return plan.signature !== undefined && isEqual(plan.signature, mac(`cloneform plan ${plan.seal}`));
}

export type SealFault = 'unsealed' | 'broken_seal' | 'wrong_checksum';

/** Why this is not the document that was saved; null when it is. */
export function findSealFault(plan: Plan, hash: Hash): SealFault | null {
  if (!hasChecksum(plan, plan.checksum, hash)) return 'wrong_checksum';
  if (!isSealed(plan)) return 'unsealed';
  return sealOf(plan, hash) === plan.seal ? null : 'broken_seal';
}

export function isSealed(plan: Plan): plan is SavedPlan {
  return plan.seal !== undefined && plan.settings !== undefined;
}

function sealOf(plan: Plan, hash: Hash): string {
  const { seal: _seal, signature: _signature, ...rest } = plan;
  return hash(JSON.stringify(rest));
}
