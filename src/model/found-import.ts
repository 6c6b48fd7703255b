// What an import can take under management: objects in Palette that no recorded clone is.
import type { OverrideLayer } from '../content/overrides/overrides.ts';

/** A profile version in Palette, by the names that people know it by. */
export interface FoundPlace {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: 'project' | 'tenant';
  readonly project: string | null;
}

/** An object that nobody manages, and what it was probably cloned from. */
export interface Found extends FoundPlace {
  /** Address of the declaration that asks for it already. */
  readonly address: string | null;
  /** Where there is no source: the object whose content is nearest, and how many values, packs or variables differ. */
  readonly closest?: { readonly place: FoundPlace; readonly differences: number } | null;
  /** false: its version cannot be declared; true where that is not said. */
  readonly isDeclarable?: boolean;
  /** null: nothing older has the same content, or a content that overrides make it of. */
  readonly source: FoundPlace | null;
  /** What overrides have to change of the source; absent: nothing, it is an exact copy. */
  readonly overrides?: OverrideLayer;
}

/** What `import --all --match GLOB` found. */
export interface FoundImports {
  readonly glob: string;
  readonly found: readonly Found[];
  readonly takenIds: readonly string[];
  /** Scopes that could not be listed. */
  readonly unread: readonly string[];
}
