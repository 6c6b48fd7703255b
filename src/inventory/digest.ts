// Digests over content. The bytes are fixed in src/state/FORMAT.md; a change there is a change of every state file.

import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../content/canonical-json.ts';
import { byText } from '../content/compare.ts';
import type { Content, Digest, Manifest, Pack, Variable } from '../content/content.ts';
import { byManifestKey } from '../content/manifest-keys.ts';
import { type Outline, partKey, VARIABLE_ORDER } from '../content/outline.ts';
import { uniqueKeys } from '../content/unique-keys.ts';

/** `sha256:` and the hex digest of the text's UTF-8. */
export function sha256(text: string): Digest {
  return `sha256:${hex(text)}`;
}

/** The digest of everything that a clone copies. Version 2 is used only where variables are in another order than that of their names. */
export function contentDigest(content: Content): Digest {
  const { variables } = content;
  const isSorted = sorted(variables).every((variable, index) => variable === variables[index]);
  return isSorted ? unorderedDigest(content) : digestOf(content, 2, variables);
}

/** The digest as editions made it that took the order of variables for nothing. Equal to `contentDigest` where they are sorted. */
export function unorderedDigest(content: Content): Digest {
  return digestOf(content, 1, sorted(content.variables));
}

function digestOf(
  { cloudType, type, packs }: Content,
  version: 1 | 2,
  variables: readonly Variable[],
): Digest {
  return sha256(
    canonicalJson({
      v: version,
      cloudType,
      type,
      packs: packs.map((pack) => ({ ...packFacts(pack), manifests: manifestHashes(pack.manifests) })),
      variables: variables.map(variableFacts),
    }),
  );
}

function sorted(variables: readonly Variable[]): readonly Variable[] {
  return [...variables].sort(byText((item) => item.name));
}

/** The digest of the part that one GET shows: manifests by name only, no variables. */
export function shownDigest(content: Pick<Content, 'cloudType' | 'type' | 'packs'>): Digest {
  return sha256(
    canonicalJson({
      v: 'shown-1',
      cloudType: content.cloudType,
      type: content.type,
      packs: content.packs.map((pack) => ({
        ...packFacts(pack),
        manifests: pack.manifests.map((m) => m.name),
      })),
    }),
  );
}

/** Hashes of the parts of a content, cut short: they tell which part changed, and are not meant to prove anything. */
export function contentOutline(content: Content): Outline {
  const parts: [string, string][] = [
    [partKey('order'), short(content.packs.map((pack) => pack.name).join('\n'))],
  ];
  const keys = uniqueKeys(content.packs.map(({ name }) => name));
  for (const [index, pack] of content.packs.entries()) {
    const key = keys[index] ?? pack.name;
    const { values, ...facts } = packFacts(pack);
    parts.push([partKey('pack', key), short(canonicalJson(facts))]);
    parts.push([partKey('pack', key, 'values'), short(values)]);
    for (const [name, hash] of Object.entries(manifestHashes(pack.manifests)))
      parts.push([partKey('pack', key, 'manifest', name), short(hash)]);
  }
  for (const variable of content.variables)
    parts.push([partKey('variable', variable.name), short(canonicalJson(variableFacts(variable)))]);
  if (content.variables.length > 1)
    parts.push([VARIABLE_ORDER, short(content.variables.map((variable) => variable.name).join('\n'))]);
  return Object.fromEntries(parts);
}

function packFacts(
  pack: Pack,
): Readonly<Record<'name' | 'tag' | 'layer' | 'type' | 'registryUid' | 'values', string>> {
  return {
    name: pack.name,
    tag: pack.tag,
    layer: pack.layer,
    type: pack.type,
    registryUid: pack.registryUid,
    values: hashText(pack.values),
  };
}

function manifestHashes(manifests: readonly Manifest[]): { readonly [name: string]: string } {
  return Object.fromEntries([...byManifestKey(manifests)].map(([key, content]) => [key, hashText(content)]));
}

function variableFacts(variable: Variable): Json {
  return {
    name: variable.name,
    displayName: variable.displayName,
    description: variable.description,
    format: variable.format,
    regex: variable.regex,
    required: variable.required,
    immutable: variable.immutable,
    hidden: variable.hidden,
    isSensitive: variable.isSensitive,
    inputType: variable.inputType,
    options: variable.options.map((option) => [option.value, option.label, option.description]),
    defaultValue: variable.isSensitive ? undefined : variable.defaultValue,
  };
}

function short(text: string): string {
  return hex(text).slice(0, 12);
}

function hashText(text: string): string {
  return hex(text.trim());
}

function hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
