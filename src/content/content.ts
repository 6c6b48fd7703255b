// What a profile version holds: the thing that a clone copies. Digests over it: src/state/FORMAT.md.

export interface Manifest {
  readonly name: string;
  readonly content: string;
}

export interface Pack {
  readonly name: string;
  /** "" when absent. May be a train such as 1.25.x. */
  readonly tag: string;
  readonly layer: string;
  readonly type: string;
  /** "" when absent. */
  readonly registryUid: string;
  readonly values: string;
  readonly manifests: readonly Manifest[];
  /** What the tag resolves to today. Shown, never part of a digest: Palette moves it by itself. */
  readonly resolvedVersion: string;
  readonly isInvalid: boolean;
}

export interface VariableOption {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

export interface Variable {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly format: string;
  /** Masked by Palette when `isSensitive`; never part of a digest then, never written, never shown. */
  readonly defaultValue: string;
  readonly regex: string;
  readonly required: boolean;
  readonly immutable: boolean;
  readonly hidden: boolean;
  readonly isSensitive: boolean;
  readonly inputType: string;
  readonly options: readonly VariableOption[];
}

export interface Content {
  readonly cloudType: string;
  readonly type: string;
  /** In Palette's order, which matters. */
  readonly packs: readonly Pack[];
  readonly variables: readonly Variable[];
}

/** `sha256:` and 64 hex digits. */
export type Digest = `sha256:${string}`;
