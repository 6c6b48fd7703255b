// Reads one profile version whole, and keeps Palette's own words beside it: an update of another object is made from them.
import type { ScopeRef } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { ProfileReads } from '../palette/port.ts';
import type { WireProfile, WireVariable } from '../palette/wire.ts';
import { toContent, toShownContent } from './content-from-wire.ts';
import { contentDigest } from './digest.ts';
import { toObservedObject, withContent } from './object-from-wire.ts';
import { readManifests } from './read-manifests.ts';

export interface WholeProfile {
  /** With content, digest and outline. */
  readonly object: ObservedObject;
  readonly profile: WireProfile;
  readonly variables: readonly WireVariable[];
}

/**
 * Three requests, side by side, and more where a draft hides the published texts; undefined: Palette denies the object to one of them.
 * Rejects with PaletteError.
 */
export async function readWhole(
  client: ProfileReads,
  uid: string,
  scope: ScopeRef,
): Promise<WholeProfile | undefined> {
  const answer = await client.getProfile(uid, scope);
  return answer === undefined ? undefined : completeProfile(client, answer.value, uid, scope);
}

/** Parts that one GET does not show. What is not read is taken to be none. */
export interface ContentParts {
  readonly manifests: boolean;
  readonly variables: boolean;
}

const ALL: ContentParts = { manifests: true, variables: true };

/** The requests that are missing once the profile itself was read: two, or fewer where not all parts are asked for. */
export async function completeProfile(
  client: ProfileReads,
  profile: WireProfile,
  uid: string,
  scope: ScopeRef,
  parts = ALL,
): Promise<WholeProfile | undefined> {
  const [manifests, variables] = await Promise.all([
    parts.manifests ? readManifests(client, profile, uid, scope) : {},
    parts.variables ? client.getVariables(uid, scope) : [],
  ]);
  if (manifests === undefined || variables === undefined) return undefined;
  const content = toContent(toShownContent(profile), manifests, variables);
  const object = withContent(toObservedObject(profile, scope), contentDigest(content), content);
  return { object, profile, variables };
}
