// What a plan says of the packs of a content, and of one change beside its work.

/** What a plan says of one pack of a content. */
export interface PackFacts {
  readonly name: string;
  readonly layer: string;
  readonly type: string;
  /** "" when absent. */
  readonly tag: string;
  /** "" when absent. */
  readonly registryUid: string;
}

/** A warning about one change, which the diagnostics of the plan say of all that it holds for. */
export interface ChangeHint {
  /** Code of the warning without `plan/`. */
  readonly code: string;
  readonly text: string;
}

/** What the codes of hints about packs and versions say behind `skew-`. */
export const SKEWS = [
  'pack-downgrade',
  'kubernetes-skip',
  'deprecated-pack',
  'disabled-pack',
  'deleted-pack',
  'edge-repave',
  'edge-reboot',
  'invalid-pack',
  'unpublished-draft',
  'missing-macro',
] as const;
