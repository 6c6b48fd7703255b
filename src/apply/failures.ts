// PaletteError → the failure of one change. Everything that is not Palette's word continues up: a store that fails stops the run.
import { PaletteError } from '../palette/palette-error.ts';
import type { FailedSaga } from './deps.ts';

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

const ROOM = /quota|limit/i;
/** In a message, the word alone says too little: it must be about how many profiles or resources there may be. */
const ROOM_IN_WORDS = /\bquotas?\b|\blimit(s|ed)?\b|\bmaximum (number|allowed|of)\b|\bno more\b/i;
const IS_PASSED = /\b(reach|exceed|exhaust)|\bused up\b|\ballowed\b|\bno more\b|\bmore than\b|\bfull\b/i;
const OF_PROFILES = /cluster[ _-]?profiles?|\bresources?\b|\btenant\b/i;
/** Other limits: of calls in time, or of what one object may hold. */
const OTHER_CODE = /rate|request|length|size|name|label|tag|variable|pack|manifest|value|depth|memory/i;
const OTHER_WORDS =
  /\b(rate|requests?|retry|seconds?|minutes?|characters?|length|long(er)?|size|bytes?|[KM]i?B|names?|labels?|tags?|annotations?|variables?|packs?|manifests?|layers?|values?|depth|memory|cpu)\b/i;

/**
 * Palette refuses for want of room. Status and code of that are not documented (facts.md section 10, row 17), and a code can be a
 * number (row 11): this goes by the words of the code, then by those of the message. A wrong yes would keep clones from being made,
 * so other limits are left out by the words of their messages.
 */
export function isOverQuota({
  code,
  message,
  status,
}: {
  readonly code: string;
  readonly message: string;
  readonly status?: number | null;
}): boolean {
  if (status === 429) return false;
  if (ROOM.test(code)) return !OTHER_CODE.test(code);
  const isPassed = [ROOM_IN_WORDS, IS_PASSED, OF_PROFILES].every((words) => words.test(message));
  return isPassed && !OTHER_WORDS.test(message);
}

const QUOTA_HINT =
  'the tenant’s quota of cluster profiles (including versions) is used up: delete unused versions, lower retain, or request a higher quota; then apply again to create the rest';

export function toFailure(error: PaletteError, uid: string | null, because?: string): FailedSaga {
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
