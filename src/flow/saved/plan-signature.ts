// The key of plan files: a secret that the run which saves a plan and the run which applies it share, out of the environment alone.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSignedBy, signPlan } from '../../plan/integrity-hash.ts';
import type { SavedPlan } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';

const VARIABLE = 'CLONEFORM_PLAN_KEY';
const SHORTEST = 16;

/** Signed where the environment has a key. Fails with UserError for a key that can be guessed. */
export function signedPlan({ env }: Pick<FlowDeps, 'env'>, plan: SavedPlan): SavedPlan {
  const mac = macOf(env);
  return mac === null ? plan : signPlan(plan, mac);
}

/** Where the environment has a key, only plans that were signed with it pass. Fails with UserError, exit 6. */
export function checkSignature({ env }: Pick<FlowDeps, 'env'>, file: string, plan: SavedPlan): void {
  const mac = macOf(env);
  if (mac === null || isSignedBy(plan, mac, isEqual)) return;
  throw userError(
    EXIT.stale,
    plan.signature === undefined ? 'plan/not-signed' : 'plan/forged',
    plan.signature === undefined
      ? `${file} is not signed, and ${VARIABLE} is set`
      : `${file} was not signed with the key in ${VARIABLE}`,
    `make and review a new plan with ${VARIABLE} set to the same key: cloneform plan -o FILE`,
  );
}

function macOf(env: FlowDeps['env']): ((text: string) => string) | null {
  const key = env[VARIABLE] ?? '';
  if (key === '') return null;
  if (key.length < SHORTEST)
    throw userError(
      EXIT.usage,
      'cli/usage',
      `the key in ${VARIABLE} has fewer than ${SHORTEST} characters`,
      'use a random key, for example from: openssl rand -hex 32',
    );
  return (text) => `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
