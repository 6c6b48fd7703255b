// Overrides: what a declaration changes of its source. Layers, one after the other, as declare resolved them: variables put in, files
// read. Nothing here says how they are applied.

/** A scalar as it stands in the user's file. */
export interface OverrideScalar {
  readonly kind: 'scalar';
  /** `plain` and quoted ones are written as `source` has them; a `text` (a block scalar, or a quoted one with variables) has only a value. */
  readonly style: 'plain' | 'quoted' | 'text';
  /** The characters of the file, quotes included; for `text` the value. */
  readonly source: string;
  /** What a quoted scalar or a text means; for a plain one its characters. */
  readonly value: string;
}

export interface OverrideList {
  readonly kind: 'list';
  readonly items: readonly OverrideValue[];
}

export interface OverrideMap {
  readonly kind: 'map';
  /** In the order of the file. */
  readonly entries: readonly {
    readonly key: string;
    /** The file has it in quotes: `"on"` is a text, `on` is what Helm reads as true. */
    readonly isQuoted?: boolean;
    readonly value: OverrideValue;
  }[];
}

export type OverrideValue = OverrideScalar | OverrideList | OverrideMap;

/** `keep`: our value stays where the source changed the same place. `block`: the change waits for somebody to decide. */
export type OnConflict = 'keep' | 'block';

/** A file of the project, as its text: part of the digest by content. */
export interface OverrideFile {
  /** As the declaration names it. */
  readonly name: string;
  readonly text: string;
}

export interface Replacement {
  readonly find: string;
  readonly with: string;
  /** How often `find` must occur; at least 1. */
  readonly count: number;
}

/** A registry by its name, which is looked up, or by its UID. */
export type OverrideRegistry = { readonly name: string } | { readonly uid: string };

/** Where a pack stands: before or behind another one, which an override may have removed. */
export type PackPosition = { readonly before: string } | { readonly after: string };

export interface AddedPack {
  readonly type: string;
  readonly layer: string;
  /** "" where it has none (a pack of manifests). */
  readonly tag: string;
  /** Absent for a pack of manifests. */
  readonly registry?: OverrideRegistry;
  /** Absent: at the end. */
  readonly position?: PackPosition;
}

export type ManifestOverride =
  | { readonly kind: 'remove'; readonly optional: boolean }
  | { readonly kind: 'add'; readonly file: OverrideFile }
  /** Each member is applied like that of a pack: file, replace, unset, values. */
  | {
      readonly kind: 'change';
      readonly optional: boolean;
      readonly file?: OverrideFile;
      readonly replace?: readonly Replacement[];
    };

export interface PackOverride {
  readonly onConflict?: OnConflict;
  /** The source may lack the pack. */
  readonly optional: boolean;
  readonly remove: boolean;
  readonly add?: AddedPack;
  readonly move?: PackPosition;
  readonly tag?: string;
  readonly registry?: OverrideRegistry;
  /** The whole text of the values; `replace`, `unset` and `values` then apply to it, in this order. */
  readonly valuesFile?: OverrideFile;
  readonly replace: readonly Replacement[];
  /** Paths in the syntax of content/path.ts. */
  readonly unset: readonly string[];
  readonly values?: OverrideMap;
  /** null: what earlier layers say of the manifest is dropped. */
  readonly manifests: ReadonlyMap<string, ManifestOverride | null>;
}

/** The members of a variable that an override sets; the rest stays as the source has it, or is empty for an added one. */
export interface VariableMembers {
  readonly displayName?: string;
  readonly description?: string;
  readonly format?: string;
  readonly defaultValue?: string;
  readonly regex?: string;
  readonly required?: boolean;
  readonly immutable?: boolean;
  readonly hidden?: boolean;
  readonly inputType?: string;
  readonly options?: readonly {
    readonly value: string;
    readonly label: string;
    readonly description: string;
  }[];
}

export type VariableOverride =
  | { readonly kind: 'remove'; readonly optional: boolean }
  | { readonly kind: 'add'; readonly members: VariableMembers }
  | { readonly kind: 'change'; readonly optional: boolean; readonly members: VariableMembers };

export interface OverrideLayer {
  readonly onConflict?: OnConflict;
  /** By name or display name, as in the source. In the order of the file. null: what earlier layers say of the pack is dropped. */
  readonly packs: ReadonlyMap<string, PackOverride | null>;
  readonly variables: ReadonlyMap<string, VariableOverride | null>;
}

export interface Overrides {
  /** defaults, declaration, `perProject` globs as written, exact name; those without overrides are left out. At least one. */
  readonly layers: readonly OverrideLayer[];
}

/** A place in a layer: `['packs', 'cni-calico', 'values', 'calico', 'mtu']`, below that layer's `overrides`. */
export interface OverridePlace {
  readonly layer: number;
  readonly path: readonly (string | number)[];
}
