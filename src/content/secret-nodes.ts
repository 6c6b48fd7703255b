// Which scalars of parsed YAML are secrets: by the key they stand under, by the kind of the manifest, by the name beside them.
import type { YAMLMap } from 'yaml';
import { plainScalar } from './plain-scalar.ts';
import { isSecretMember, looksSecret } from './secret-keys.ts';
import { isAlias, isMap, isScalar, isSeq, Scalar, scalarText, type YamlText } from './yaml-text.ts';

interface Place {
  /** Everything from here down is a secret. */
  readonly isSecret: boolean;
  /** The key that the node stands under. */
  readonly parent: string;
  /** A map here is a Secret, whether it says so or not: an item of a SecretList. */
  readonly isManifest: boolean;
}

/** Scalars by identity. A value that an alias brings to a secret place is one where its anchor stands, too. */
export function secretNodes(yaml: YamlText): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  for (const { contents } of yaml.documents) new SecretFinder(found).visit(contents, START);
  return found;
}

const START: Place = { isSecret: false, parent: '', isManifest: false };

class SecretFinder {
  readonly #found: Set<unknown>;
  readonly #anchors = new Map<string, unknown>();
  readonly #marked = new Set<unknown>();

  constructor(found: Set<unknown>) {
    this.#found = found;
  }

  visit(node: unknown, place: Place): void {
    if (isAlias(node)) this.#alias(node.source, place);
    else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
      if (isMap(node)) this.#map(node, place);
      else if (isSeq(node)) for (const item of node.items) this.visit(item, place);
      else if (place.isSecret && !isFlag(node)) this.#found.add(node);
    }
  }

  #alias(source: string, place: Place): void {
    const target = this.#anchors.get(source);
    if (!place.isSecret || target === undefined || this.#marked.has(target)) return;
    this.#marked.add(target);
    this.visit(target, place);
  }

  #map(node: YAMLMap, place: Place): void {
    const texts = new Map<string, string | undefined>();
    for (const { key, value } of node.items) {
      // A key that comes twice: one that says Secret is believed.
      if (texts.get('kind')?.trim() !== 'Secret' || scalarText(key) !== 'kind')
        texts.set(scalarText(key) ?? '', scalarText(value));
    }
    const keys = new Set(texts.keys());
    for (const { key, value } of node.items)
      this.visit(value, member(scalarText(key) ?? '', keys, texts, place));
  }
}

function member(
  key: string,
  keys: ReadonlySet<string>,
  texts: ReadonlyMap<string, string | undefined>,
  place: Place,
): Place {
  const kind = texts.get('kind')?.trim();
  const isManifest = place.isManifest || kind === 'Secret';
  const isOfManifest = isManifest && /^(?:data|stringData|annotations)$/.test(key);
  const isNamed =
    /^value$/i.test(key) && [...NAMING].some((name) => looksSecret((texts.get(name) ?? '').slice(0, 200)));
  return {
    isSecret: place.isSecret || isOfManifest || isNamed || isSecretMember(key, keys, place.parent),
    parent: key,
    isManifest: kind === 'SecretList' ? key === 'items' : isManifest && key === 'metadata',
  };
}

/** `- name: DB_PASSWORD` beside `value: …`. */
const NAMING: readonly string[] = ['name', 'key', 'Name', 'Key'];

/** A boolean or null keeps no secret. */
function isFlag(node: Scalar): boolean {
  if (node.type !== Scalar.PLAIN) return false;
  const { type } = plainScalar(node.source ?? '');
  return type === 'bool' || type === 'null';
}
