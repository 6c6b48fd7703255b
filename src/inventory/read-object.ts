// Reads one profile version by its UID: one GET, and two more only when its content has to be known again.
import type { Digest } from '../content/content.ts';
import type { ScopeRef } from '../model/natural-key.ts';
import type { ObservedObject, ReadFailure } from '../model/observed.ts';
import { endsRun, PaletteError } from '../palette/palette-error.ts';
import type { ProfileReads } from '../palette/port.ts';
import { toObservedObject, withContent } from './object-from-wire.ts';
import { type ContentParts, completeProfile } from './read-whole.ts';

/** What state knows of the object's content; while Palette shows the same, the digest is taken from here. */
export interface KnownContent {
  readonly digest: Digest;
  readonly shown: Digest;
  readonly lastModified: string;
}

export type RawRead =
  | { readonly status: 'present'; readonly object: ObservedObject }
  /** Palette itself says that it has no such object; whether that means gone is decided in model/absence.ts. */
  | { readonly status: 'not_found' }
  | { readonly status: 'unreadable'; readonly failure: ReadFailure };

/**
 * `known`: skip the content when neither `lastModified` nor the shown part moved. `'whole'`: always read it.
 * Parts: read these, and take the others to be none. `'existence'`: never read it. Where edits of variables do not move the timestamp (a named assumption), `known` reads all.
 */
export async function readObject(
  client: ProfileReads,
  uid: string,
  scope: ScopeRef,
  want: KnownContent | ContentParts | 'whole' | 'existence',
): Promise<RawRead> {
  try {
    return await readOrThrow(client, uid, scope, want);
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) {
      return { status: 'unreadable', failure: toReadFailure(error) };
    }
    throw error;
  }
}

async function readOrThrow(
  client: ProfileReads,
  uid: string,
  scope: ScopeRef,
  want: KnownContent | ContentParts | 'whole' | 'existence',
): Promise<RawRead> {
  const answer = await client.getProfile(uid, scope);
  if (answer === undefined) return { status: 'not_found' };
  const object = toObservedObject(answer.value, scope);
  if (want === 'existence') return { status: 'present', object };
  const isTold = client.facts.variablesMoveTimestamp === 'yes';
  const isKnown = want !== 'whole' && 'digest' in want;
  if (isKnown && isTold && isUnmoved(object, want)) {
    return { status: 'present', object: withContent(object, want.digest, null) };
  }
  const parts = want === 'whole' || isKnown ? undefined : want;
  const whole = await completeProfile(client, answer.value, uid, scope, parts);
  return whole === undefined ? { status: 'not_found' } : { status: 'present', object: whole.object };
}

function isUnmoved(object: ObservedObject, known: KnownContent): boolean {
  return (
    object.shown === known.shown && object.lastModified === known.lastModified && object.lastModified !== ''
  );
}

export function toReadFailure(error: PaletteError): ReadFailure {
  return { code: error.code, message: error.message };
}
