// Overrides for tests, written as in a declaration: one layer is the YAML of its `overrides`.
import { isMap, isScalar, isSeq, type Node, parseDocument, Scalar } from 'yaml';
import type {
  AddedPack,
  ManifestOverride,
  OverrideLayer,
  OverrideMap,
  Overrides,
  OverrideValue,
  PackOverride,
  PackPosition,
  Replacement,
  VariableOverride,
} from '../../src/content/overrides/overrides.ts';

/** Files are by name in `files`. */
export function overridesOf(
  layers: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Overrides {
  return { layers: layers.map((yaml) => layerOf(yaml, files)) };
}

export function valueOf(yaml: string): OverrideValue {
  const { contents } = parseDocument(yaml, { schema: 'failsafe', logLevel: 'silent' });
  return value(contents, yaml);
}

export function mapOf(yaml: string): OverrideMap {
  const map = valueOf(yaml);
  if (map.kind !== 'map') throw new Error(`no map: ${yaml}`);
  return map;
}

function value(node: unknown, yaml: string): OverrideValue {
  if (isMap<Scalar>(node))
    return {
      kind: 'map',
      entries: node.items.map((pair) => ({
        key: String(pair.key.value),
        ...(pair.key.type === Scalar.PLAIN ? {} : { isQuoted: true }),
        value: value(pair.value, yaml),
      })),
    };
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => value(item, yaml)) };
  if (!isScalar(node)) throw new Error(`no value: ${yaml}`);
  const text = String(node.value);
  const source = yaml.slice(node.range?.[0], node.range?.[1]);
  if (node.type === Scalar.PLAIN) return { kind: 'scalar', style: 'plain', source, value: source };
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  return isBlock
    ? { kind: 'scalar', style: 'text', source: text, value: text }
    : { kind: 'scalar', style: 'quoted', source, value: text };
}

type Json = Record<string, unknown>;

/** As the file spells it, near enough. */
function word(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function layerOf(yaml: string, files: Readonly<Record<string, string>>): OverrideLayer {
  const document = parseDocument(yaml);
  const failsafe = parseDocument(yaml, { schema: 'failsafe', logLevel: 'silent' });
  const { onConflict, packs, variables } = (document.toJS() ?? {}) as {
    onConflict?: 'keep' | 'block';
    packs?: Record<string, Json | null>;
    variables?: Record<string, Json | null>;
  };
  const file = (name: unknown) => ({ name: word(name), text: files[word(name)] ?? '' });
  const packOf = (name: string, given: Json): PackOverride => {
    const values = failsafe.getIn(['packs', name, 'values'], true) as Node | undefined;
    const { add, move, tag, registry, registryUid, valuesFile, replace = [], unset = [] } = given;
    return {
      ...(given['onConflict'] === undefined ? {} : { onConflict: given['onConflict'] as 'keep' }),
      optional: given['optional'] === true,
      remove: given['remove'] === true,
      ...(add === undefined ? {} : { add: addedOf(add as Json) }),
      ...(move === undefined ? {} : { move: move as PackPosition }),
      ...(tag === undefined ? {} : { tag: word(tag) }),
      ...registryOf(registry, registryUid),
      ...fileOf('valuesFile', valuesFile ?? (add as Json | undefined)?.['valuesFile']),
      replace: (replace as Partial<Replacement>[]).map((one) => ({ find: '', with: '', count: 1, ...one })),
      unset: unset as string[],
      ...(values === undefined ? {} : { values: value(values, yaml) as OverrideMap }),
      manifests: new Map(
        Object.entries((given['manifests'] as Record<string, Json | null> | undefined) ?? {}).map(
          ([key, of]) => [key, of === null ? null : manifestOf(of)],
        ),
      ),
    };
  };
  const fileOf = (key: string, name: unknown) => (name === undefined ? {} : { [key]: file(name) });
  const manifestOf = (given: Json): ManifestOverride => {
    if (given['remove'] === true) return { kind: 'remove', optional: given['optional'] === true };
    if (given['add'] === true) return { kind: 'add', file: file(given['file']) };
    const replace = given['replace'] as Partial<Replacement>[] | undefined;
    return {
      kind: 'change',
      optional: given['optional'] === true,
      ...fileOf('file', given['file']),
      ...(replace === undefined
        ? {}
        : { replace: replace.map((one) => ({ find: '', with: '', count: 1, ...one })) }),
    };
  };
  return {
    ...(onConflict === undefined ? {} : { onConflict }),
    packs: new Map(
      Object.entries(packs ?? {}).map(([name, of]) => [name, of === null ? null : packOf(name, of)]),
    ),
    variables: new Map(
      Object.entries(variables ?? {}).map(([name, of]) => [name, of === null ? null : variableOf(of)]),
    ),
  };
}

function registryOf(name: unknown, uid: unknown): Pick<PackOverride, 'registry'> {
  if (name !== undefined) return { registry: { name: word(name) } };
  return uid === undefined ? {} : { registry: { uid: word(uid) } };
}

function addedOf(given: Json): AddedPack {
  const { type = 'spectro', layer = 'addon', tag = '', registry, registryUid, before, after } = given;
  return {
    type: word(type),
    layer: word(layer),
    tag: word(tag),
    ...registryOf(registry, registryUid),
    ...(before === undefined ? {} : { position: { before: word(before) } }),
    ...(after === undefined ? {} : { position: { after: word(after) } }),
  };
}

function variableOf(given: Json): VariableOverride {
  const { add, remove, optional, ...members } = given;
  if (remove === true) return { kind: 'remove', optional: optional === true };
  if (add === true) return { kind: 'add', members: members };
  return { kind: 'change', optional: optional === true, members: members };
}
