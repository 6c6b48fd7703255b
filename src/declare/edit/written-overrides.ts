// A layer of overrides as YAML values, as a person would write it: the inverse of reading one (overrides/read-layer.ts).
import type {
  AddedPack,
  ManifestOverride,
  OverrideLayer,
  OverrideMap,
  OverrideRegistry,
  OverrideScalar,
  OverrideValue,
  PackOverride,
  PackPosition,
  Replacement,
  VariableOverride,
} from '../../content/overrides/overrides.ts';
import { withoutMarks } from '../overrides/override-text.ts';

type Members = readonly (readonly [string, OverrideValue | undefined])[];

/** Names are quoted where YAML would read something else than a text; texts that would be variables are escaped. */
export function writtenLayer({ onConflict, packs, variables }: OverrideLayer): OverrideMap {
  return map([
    ['onConflict', word(onConflict)],
    ['packs', named([...packs].map(([name, pack]) => [name, pack === null ? NULL : writtenPack(pack)]))],
    [
      'variables',
      named(
        [...variables].map(([name, variable]) => [
          name,
          variable === null ? NULL : writtenVariable(variable),
        ]),
      ),
    ],
  ]);
}

function writtenPack(pack: PackOverride): OverrideMap {
  const { onConflict, optional, remove, add, move, tag, registry, valuesFile, replace, unset, values } = pack;
  return map([
    ['onConflict', word(onConflict)],
    ['optional', flag(optional)],
    ['remove', flag(remove)],
    ['add', add === undefined ? undefined : writtenAdd(add)],
    ['move', move === undefined ? undefined : map(position(move))],
    ['tag', optionalText(tag)],
    ...writtenRegistry(registry),
    ['valuesFile', optionalText(valuesFile?.name)],
    ['replace', list(replace.map(writtenReplacement))],
    ['unset', list(unset.map(text))],
    ['values', values === undefined ? undefined : escaped(values)],
    [
      'manifests',
      named(
        [...pack.manifests].map(([name, manifest]) => [
          name,
          manifest === null ? NULL : writtenManifest(manifest),
        ]),
      ),
    ],
  ]);
}

function writtenAdd({ type, layer, tag, registry, position: at }: AddedPack): OverrideMap {
  return map([
    ['type', text(type)],
    ['layer', text(layer)],
    ...writtenRegistry(registry),
    ['tag', tag === '' ? undefined : text(tag)],
    ...(at === undefined ? [] : position(at)),
  ]);
}

function writtenRegistry(registry: OverrideRegistry | undefined): Members {
  if (registry === undefined) return [];
  return 'name' in registry ? [['registry', text(registry.name)]] : [['registryUid', text(registry.uid)]];
}

function position(at: PackPosition): Members {
  return 'before' in at ? [['before', text(at.before)]] : [['after', text(at.after)]];
}

function writtenReplacement({ find, with: to, count }: Replacement): OverrideMap {
  return map([
    ['find', text(find)],
    ['with', text(to)],
    ['count', count === 1 ? undefined : plain(String(count))],
  ]);
}

function writtenManifest(manifest: ManifestOverride): OverrideMap {
  if (manifest.kind === 'remove')
    return map([
      ['remove', flag(true)],
      ['optional', flag(manifest.optional)],
    ]);
  if (manifest.kind === 'add')
    return map([
      ['add', flag(true)],
      ['file', text(manifest.file.name)],
    ]);
  return map([
    ['optional', flag(manifest.optional)],
    ['file', optionalText(manifest.file?.name)],
    ['replace', list((manifest.replace ?? []).map(writtenReplacement))],
  ]);
}

function writtenVariable(variable: VariableOverride): OverrideMap {
  if (variable.kind === 'remove')
    return map([
      ['remove', flag(true)],
      ['optional', flag(variable.optional)],
    ]);
  const { options, ...members } = variable.members;
  return map([
    ['add', flag(variable.kind === 'add')],
    ['optional', variable.kind === 'add' ? undefined : flag(variable.optional)],
    ...Object.entries(members).map(
      ([key, value]) => [key, typeof value === 'string' ? text(value) : plain(String(value))] as const,
    ),
    [
      'options',
      options?.length === 0
        ? { kind: 'list', items: [] }
        : list(
            (options ?? []).map(({ value, label, description }) =>
              map([
                ['value', text(value)],
                ['label', label === '' ? undefined : text(label)],
                ['description', description === '' ? undefined : text(description)],
              ]),
            ),
          ),
    ],
  ]);
}

const NULL = plain('null');

function plain(source: string): OverrideScalar {
  return { kind: 'scalar', style: 'plain', source, value: source };
}

function flag(isSet: boolean): OverrideScalar | undefined {
  return isSet ? plain('true') : undefined;
}

/** One of ours, which needs no quotes. */
function word(value: string | undefined): OverrideScalar | undefined {
  return value === undefined ? undefined : plain(value);
}

function optionalText(value: string | undefined): OverrideScalar | undefined {
  return value === undefined ? undefined : text(value);
}

/** What YAML reads as a text in any version, and versions of three parts. */
const PLAIN = /^(?:[A-Za-z][A-Za-z0-9_./-]{4,}|\d+\.\d+\.\d+[A-Za-z0-9.+-]*)$/;
const NOT_PLAIN = /^(?:true|false|null)$/i;

/** Without quotes where everybody sees that it is a text. */
function text(value: string): OverrideScalar {
  if (PLAIN.test(value) && !NOT_PLAIN.test(value)) return plain(value);
  const written = withoutMarks(value);
  return { kind: 'scalar', style: 'text', source: written, value: written };
}

function list(items: readonly OverrideValue[]): OverrideValue | undefined {
  return items.length === 0 ? undefined : { kind: 'list', items };
}

function map(members: Members): OverrideMap {
  return {
    kind: 'map',
    entries: members.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  };
}

/** A map whose keys are names of users. */
function named(members: readonly (readonly [string, OverrideValue])[]): OverrideMap | undefined {
  if (members.length === 0) return undefined;
  return { kind: 'map', entries: members.map(([key, value]) => ({ key, isQuoted: true, value })) };
}

/** Texts of a clone in which nothing is a variable. */
function escaped(value: OverrideMap): OverrideMap;
function escaped(value: OverrideValue): OverrideValue;
function escaped(value: OverrideValue): OverrideValue {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => escaped(item)) };
  if (value.kind === 'map')
    return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: escaped(entry.value) })) };
  return { ...value, source: withoutMarks(value.source), value: withoutMarks(value.value) };
}
