// A profile version that can be copied, and what a clone offers to chains: its versions as this plan leaves them.

import type { Content, Digest } from '../content/content.ts';
import type { Address } from '../model/address.ts';
import type { NaturalKey } from '../model/natural-key.ts';
import type { ObservedObject } from '../model/observed.ts';

/** A profile version that can be copied, whether it is there or will be. */
export interface Source {
  /** null until this plan has made it. */
  readonly uid: string | null;
  readonly key: NaturalKey;
  readonly digest: Digest;
  readonly shown: Digest;
  readonly content: Content | null;
  /** It has this content, or what overrides make this content of; of a link that this plan makes, the object that it is copied from. */
  readonly object: ObservedObject;
  /** False for a clone whose content nobody published: Palette copies published content only. */
  readonly isPublished: boolean;
  /** It has a draft that is newer than what is published, and that no clone copies. */
  readonly hasDraft: boolean;
  /** The clone that it is, for a chain; null for a profile that nobody declares. */
  readonly clone: Address | null;
  /** This plan makes or changes it, so that it must come first. */
  readonly isPending: boolean;
}

export interface Upstream {
  /** null: it is not there, and this plan does not make it. */
  readonly current: Source | null;
  readonly older: readonly Source[];
  /** Why `current` is null. */
  readonly missing: { readonly unreadable: boolean; readonly detail: string } | null;
}
