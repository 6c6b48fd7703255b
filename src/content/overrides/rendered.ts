// What rendering overrides onto the content of a source gives: the wanted content with every place that an override set, or all that
// cannot be done.
import type { Content } from '../content.ts';
import type { OnConflict, OverridePlace } from './overrides.ts';

/** Of what the same overrides make of the same content; state/FORMAT.md. Another one has every clone with overrides rendered again. */
export const RENDER_FORMAT = 1;

/** One place of the content that an override decides. */
export interface OverriddenPlace {
  readonly pack: string;
  /** `pack` (tag, registry, position, added, removed), `values`, `manifest NAME`, `variable NAME`. */
  readonly part: string;
  /** In the syntax of content/path.ts; "" is the part as a whole. `replace:FIND` for a replacement. */
  readonly path: string;
  /** The text that the source has there; null: nothing. Not masked: mask before showing. */
  readonly source: string | null;
  /** The text that is wanted there; null: nothing. */
  readonly wanted: string | null;
  /** What a change of the source's value at this place means for the digest of conflicts: equal exactly when nothing changed. */
  readonly sourceFact: string;
  /** Its value may be a secret: no hash of `sourceFact` alone is kept. */
  readonly isSecret: boolean;
  /** `unset`, `remove` and `replace` have no conflicts. */
  readonly mayConflict: boolean;
  readonly onConflict: OnConflict;
  /** The last layer that set it. */
  readonly place: OverridePlace;
  /** The source has the wanted value already. */
  readonly isRedundant: boolean;
}

export interface OverrideNote {
  readonly kind: 'override-stale' | 'override-unused' | 'override-redundant';
  readonly message: string;
  readonly place: OverridePlace;
}

export interface OverrideFailure {
  /** What cannot be done, and why, with names. */
  readonly message: string;
  readonly hint: string | null;
  readonly place: OverridePlace;
}

export type Rendering =
  | {
      readonly status: 'rendered';
      readonly content: Content;
      readonly places: readonly OverriddenPlace[];
      readonly notes: readonly OverrideNote[];
      /** Packs whose tag or registry an override decides, and those it adds: the source's pack UID is wrong for them. */
      readonly withoutUid: ReadonlySet<string>;
    }
  | { readonly status: 'failed'; readonly failures: readonly OverrideFailure[] }
  /** Names of registries that have to be looked up first. */
  | { readonly status: 'needs_registries'; readonly names: readonly string[] };

/** UIDs of registries by name; null: Palette has none of that name (or several). */
export type Registries = ReadonlyMap<string, string | null>;
