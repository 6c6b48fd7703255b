// PaletteError → the failure of one change. Everything that is not Palette's word goes on up: a store that fails stops the run.
import { PaletteError } from '../palette/palette-error.ts';
import type { SagaResult } from './deps.ts';

/** Palette's own code for a natural key that is taken; its HTTP status is not documented (facts.md section 0, item 6). */
const KEY_IS_TAKEN = 'ClusterProfileAlreadyExists';

/** Code of a key that is not accepted any more: it ends the whole run. */
export const UNAUTHORIZED = 'Unauthorized';

/** Code of a Palette that gave no good answer for too long: nothing new is started. */
export const GIVEN_UP = 'GivenUp';

/** Whether the attempt certainly had no effect. A conflict is a refusal whatever status carries it. */
export function hadNoEffect(error: PaletteError): boolean {
  return error.effect === 'none' || error.code === KEY_IS_TAKEN;
}

/** A no that was said before anybody looked at the call: nothing was done, and there is nothing to look for. */
export function isRefusedUnseen(error: PaletteError): boolean {
  return error.status === null || error.status === 429;
}

/** A no to the key, which something on the way may have said after Palette had carried the call out. */
export function isAboutKey(error: PaletteError): boolean {
  return error.status === 401 || error.status === 403;
}

/** A 500 that Palette itself sent: the vendor's client does not repeat it, whatever its code (facts.md section 10, rows 6 and 18). */
export function isOwn500(error: PaletteError): boolean {
  return error.status === 500 && error.hasOwnBody;
}

/**
 * Palette refuses for want of room. Status and code of that are not documented (facts.md section 10, row 17), so this goes by the words
 * that codes for it are made of; a rate limit is another matter.
 */
export function isOverQuota({
  code,
  status,
}: {
  readonly code: string;
  readonly status?: number | null;
}): boolean {
  return status !== 429 && /quota|limit/i.test(code) && !/rate|request/i.test(code);
}

const QUOTA_HINT =
  'the tenant’s limit of cluster profiles is reached, versions counted: delete versions that nobody uses, lower retain, or ask for a higher limit; then apply again, which makes what was not started';

export function toFailure(error: PaletteError, uid: string | null, because?: string): SagaResult {
  return {
    status: 'failed',
    uid,
    error: {
      code: error.kind === 'auth' ? UNAUTHORIZED : error.code,
      message: error.message,
      ref: error.ref,
      hint: isOverQuota(error) ? QUOTA_HINT : error.hint,
    },
    ...(because === undefined ? {} : { because }),
  };
}

/** Runs a call; a PaletteError comes back as a value, anything else is thrown on. */
export async function attempt<T>(
  call: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: PaletteError }> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (error instanceof PaletteError) return { ok: false, error };
    throw error;
  }
}
