// The digest of overrides: of what they come to, so that a variable or a file of other content is another digest, and a file of another
// name is not. The bytes are fixed in src/state/FORMAT.md.
import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../content/canonical-json.ts';
import type { Digest } from '../../content/content.ts';
import type {
  ManifestOverride,
  OverrideFile,
  OverrideLayer,
  OverrideValue,
  PackOverride,
  Replacement,
  VariableOverride,
} from '../../content/overrides/overrides.ts';

/** Raised when the same overrides come to other content. */
const VERSION = 1;

/** `layers`: the digests of the layers, in their order. */
export function overridesDigest(layers: readonly string[]): Digest {
  return digestOf({ v: VERSION, layers });
}

export function layerDigest({ onConflict, packs, variables }: OverrideLayer): Digest {
  return digestOf({
    onConflict,
    packs: [...packs].map(([name, pack]) => [name, pack === null ? null : packJson(pack)]),
    variables: [...variables].map(([name, variable]) => [
      name,
      variable === null ? null : variableJson(variable),
    ]),
  });
}

function packJson(pack: PackOverride): Json {
  const { onConflict, optional, remove, add, move, tag, registry, valuesFile, replace, unset } = pack;
  return {
    onConflict,
    optional,
    remove,
    add: add === undefined ? undefined : { ...add },
    move: move === undefined ? undefined : { ...move },
    tag,
    registry: registry === undefined ? undefined : { ...registry },
    valuesFile: fileJson(valuesFile),
    replace: replaceJson(replace),
    unset,
    values: pack.values === undefined ? undefined : valueJson(pack.values),
    manifests: [...pack.manifests].map(([name, manifest]) => [
      name,
      manifest === null ? null : manifestJson(manifest),
    ]),
  };
}

function manifestJson(manifest: ManifestOverride): Json {
  if (manifest.kind === 'remove') return { ...manifest };
  if (manifest.kind === 'add') return { kind: manifest.kind, file: fileJson(manifest.file) };
  const { kind, optional, file, replace } = manifest;
  return { kind, optional, file: fileJson(file), replace: replaceJson(replace ?? []) };
}

function variableJson(variable: VariableOverride): Json {
  if (variable.kind === 'remove') return { ...variable };
  const { options, ...members } = variable.members;
  return {
    ...variable,
    members: { ...members, options: options?.map((option) => ({ ...option })) },
  };
}

/** The order of a map counts: keys that are new to the source are written in it. */
function valueJson(value: OverrideValue): Json {
  if (value.kind === 'scalar') return [value.style, value.source, value.value];
  if (value.kind === 'list') return { list: value.items.map(valueJson) };
  return {
    map: value.entries.map(({ key, isQuoted, value: item }) =>
      isQuoted === true ? [key, valueJson(item), 'quoted'] : [key, valueJson(item)],
    ),
  };
}

function fileJson(file: OverrideFile | undefined): Json | undefined {
  return file === undefined ? undefined : hashOf(file.text);
}

function replaceJson(replace: readonly Replacement[]): Json {
  return replace.map(({ find, with: text, count }) => [find, text, count]);
}

function digestOf(value: Json): Digest {
  return `sha256:${hashOf(canonicalJson(value))}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
