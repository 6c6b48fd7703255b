// Request and response shapes of the Palette API as far as we use them, written from facts.md and the published API.
// Everything that Palette may leave out is optional; null stands for absent too.

export type Maybe<T> = T | null | undefined;

export interface WireMeta {
  readonly name: string;
  readonly uid: string;
  readonly labels?: Maybe<Readonly<Record<string, Maybe<string>>>>;
  /** `description`, `scope` (project | tenant | system) and `projectUid` live here (facts.md section 1). */
  readonly annotations?: Maybe<Readonly<Record<string, Maybe<string>>>>;
  readonly creationTimestamp?: Maybe<string>;
  readonly lastModifiedTimestamp?: Maybe<string>;
}

export interface WireRef {
  readonly uid: string;
  readonly name?: Maybe<string>;
}

export interface WirePackRef {
  readonly name: string;
  readonly tag?: Maybe<string>;
  readonly version?: Maybe<string>;
  readonly layer?: Maybe<string>;
  readonly type?: Maybe<string>;
  readonly registryUid?: Maybe<string>;
  readonly packUid?: Maybe<string>;
  readonly values?: Maybe<string>;
  readonly manifests?: Maybe<readonly { readonly name?: Maybe<string>; readonly uid?: Maybe<string> }[]>;
  readonly isInvalid?: Maybe<boolean>;
  readonly inValidReason?: Maybe<string>;
}

export interface WireTemplate {
  readonly name?: Maybe<string>;
  readonly cloudType?: Maybe<string>;
  readonly type?: Maybe<string>;
  readonly profileVersion?: Maybe<string>;
  readonly packs?: Maybe<readonly WirePackRef[]>;
}

/** GET /v1/clusterprofiles/{uid} */
export interface WireProfile {
  readonly metadata: WireMeta;
  readonly spec: {
    readonly version?: Maybe<string>;
    readonly versions?: Maybe<readonly { readonly uid: string; readonly version: string }[]>;
    readonly published?: Maybe<WireTemplate>;
    readonly draft?: Maybe<WireTemplate>;
  };
  readonly status?: Maybe<{
    readonly isPublished?: Maybe<boolean>;
    readonly inUseClusters?: Maybe<readonly WireRef[]>;
    readonly inUseClusterUids?: Maybe<readonly string[]>;
    readonly inUseClusterTemplates?: Maybe<readonly WireRef[]>;
    readonly hasUserMacros?: Maybe<boolean>;
  }>;
}

/** Packs without their values. */
export interface WireSummaryTemplate {
  readonly cloudType?: Maybe<string>;
  readonly type?: Maybe<string>;
  readonly packs?: Maybe<readonly Pick<WirePackRef, 'name' | 'tag' | 'version' | 'layer' | 'type'>[]>;
}

/** One row of POST /v1/dashboard/clusterprofiles: one per name, all its versions inside. */
export interface WireProfileRow {
  readonly metadata: WireMeta;
  readonly specSummary?: Maybe<{
    readonly version?: Maybe<string>;
    readonly versions?: Maybe<readonly { readonly uid: string; readonly version: string }[]>;
    readonly published?: Maybe<WireSummaryTemplate>;
    readonly draft?: Maybe<WireSummaryTemplate>;
  }>;
  readonly status?: Maybe<{
    readonly isPublished?: Maybe<boolean>;
    readonly inUseClusters?: Maybe<readonly WireRef[]>;
    readonly inUseClusterUids?: Maybe<readonly string[]>;
    readonly inUseClusterTemplates?: Maybe<readonly WireRef[]>;
    /** Numbers of packs in these stages. */
    readonly pack?: Maybe<{
      readonly deprecated?: Maybe<number>;
      readonly disabled?: Maybe<number>;
      readonly deleted?: Maybe<number>;
    }>;
  }>;
}

/** GET /v1/clusterprofiles/{uid}/packs/manifests: values and manifest text, but no tag. */
export interface WirePackManifests {
  readonly spec?: Maybe<{
    readonly packs?: Maybe<
      readonly {
        readonly metadata?: Maybe<WireRef>;
        readonly spec?: Maybe<{
          readonly name?: Maybe<string>;
          readonly displayName?: Maybe<string>;
          readonly values?: Maybe<string>;
          readonly manifests?: Maybe<
            readonly {
              readonly name?: Maybe<string>;
              readonly uid?: Maybe<string>;
              readonly content?: Maybe<string>;
            }[]
          >;
        }>;
      }[]
    >;
  }>;
}

/** GET /v1/clusterprofiles/{uid}/packs/{packName}/manifests: one manifest, its published text and that of its draft. */
export interface WireManifest {
  readonly metadata?: Maybe<{ readonly name?: Maybe<string>; readonly uid?: Maybe<string> }>;
  readonly spec?: Maybe<{
    readonly published?: Maybe<{ readonly content?: Maybe<string> }>;
    readonly draft?: Maybe<{ readonly content?: Maybe<string> }>;
  }>;
}

export interface WireVariable {
  readonly name: string;
  readonly displayName?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly format?: Maybe<string>;
  readonly defaultValue?: Maybe<string>;
  readonly regex?: Maybe<string>;
  readonly required?: Maybe<boolean>;
  readonly immutable?: Maybe<boolean>;
  readonly hidden?: Maybe<boolean>;
  readonly isSensitive?: Maybe<boolean>;
  readonly inputType?: Maybe<string>;
  readonly options?: Maybe<
    readonly {
      readonly value: string;
      readonly label?: Maybe<string>;
      readonly description?: Maybe<string>;
    }[]
  >;
}

/** Body of clone (below `metadata`) and of clone/validate (bare). */
export interface WireCloneTarget {
  readonly name: string;
  readonly version: string;
  readonly target: { readonly scope: 'project' | 'tenant'; readonly projectUid?: string };
}

/** Body of PATCH /v1/clusterprofiles/{uid}/metadata. Labels replace the whole set (assumption, facts.md section 9 e). */
export interface WireMetadataPatch {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly version: string };
}

/** One thing that `validate/packs` finds wrong. */
export interface WirePackFault {
  readonly pack: string;
  readonly message: string;
}

/** Body of PUT /v1/clusterprofiles/{uid}. Manifests without a UID are new ones. */
export interface WireProfileUpdate {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly template: {
      readonly type: string;
      readonly packs: readonly {
        readonly name: string;
        readonly tag?: string;
        readonly layer?: string;
        readonly type?: string;
        readonly registryUid?: string;
        /** The pack's own UID. */
        readonly uid?: string;
        readonly values: string;
        readonly manifests: readonly {
          readonly name: string;
          readonly uid?: string;
          readonly content: string;
        }[];
      }[];
    };
    readonly version: string;
  };
}

export interface WireUserInfo {
  readonly tenantUid: string;
  readonly orgName?: Maybe<string>;
  readonly userUid?: Maybe<string>;
}
