// The content of a profile version as the sandbox keeps it.
import type { WireVariable } from '../palette/wire.ts';

export interface StoredManifest {
  readonly name: string;
  readonly uid: string;
  readonly content: string;
}

export interface StoredPack {
  readonly name: string;
  readonly tag: string;
  readonly version: string;
  readonly layer: string;
  readonly type: string;
  readonly registryUid: string;
  readonly registryName: string;
  readonly packUid: string;
  readonly values: string;
  readonly manifests: readonly StoredManifest[];
  /** Where it is on its way out; absent: it is not. */
  readonly stage?: PackStage;
}

export const PACK_STAGES = ['deprecated', 'disabled', 'deleted'] as const;
export type PackStage = (typeof PACK_STAGES)[number];

export interface StoredContent {
  readonly cloudType: string;
  readonly type: string;
  readonly packs: readonly StoredPack[];
}

export interface StoredUse {
  readonly clusters: readonly { readonly uid: string; readonly name: string }[];
  readonly templates: readonly { readonly uid: string; readonly name: string }[];
}

export const NO_USE: StoredUse = { clusters: [], templates: [] };

/** Manifests of a copy are objects of their own. */
export function copyContent(content: StoredContent, newUid: () => string): StoredContent {
  return {
    ...content,
    packs: content.packs.map((pack) => ({
      ...pack,
      manifests: pack.manifests.map((manifest) => ({ ...manifest, uid: newUid() })),
    })),
  };
}

/** Sensitive defaults never leave; facts.md section 1. */
export function maskVariables(variables: readonly WireVariable[], mask: string): readonly WireVariable[] {
  return variables.map((variable) =>
    variable.isSensitive === true ? { ...variable, defaultValue: mask } : variable,
  );
}

/** Names that pack values refer to as {{.spectro.var.NAME}}. */
export function variableReferences(content: StoredContent): ReadonlySet<string> {
  const names = new Set<string>();
  for (const pack of content.packs) {
    for (const text of [pack.values, ...pack.manifests.map((manifest) => manifest.content)]) {
      for (const match of text.matchAll(/\{\{\s*\.spectro\.var\.([A-Za-z0-9_-]+)\s*\}\}/g))
        names.add(match[1] ?? '');
    }
  }
  return names;
}
