// Whether two contents say the same although Palette may have rewritten some of their texts.
import { type Document, parseAllDocuments } from 'yaml';
import type { Content } from './content.ts';
import { findDeepNesting } from './deep-nesting.ts';

/** Larger texts are not parsed: they count as different when their text is. */
const MOST_PARSED = 2 * 1024 * 1024;

/** Equal in everything but the form of values and manifests, which must have the same YAML values. Sensitive defaults are masked. */
export function sameContent(a: Content, b: Content): boolean {
  return isSame(withoutTexts(a), withoutTexts(b)) && sameTexts(textsOf(a), textsOf(b));
}

/** Texts by the pack, and in it by the manifest, that they belong to. What a tag resolves to moves by itself. */
function textsOf({ packs }: Content): readonly string[] {
  return packs.flatMap(({ values, manifests }) => [values, ...manifests.map(({ content }) => content)]);
}

function withoutTexts({ cloudType, type, packs, variables }: Content): unknown {
  return {
    cloudType,
    type,
    packs: packs.map(({ name, tag, layer, type: kind, registryUid, manifests }) => [
      [name, tag, layer, kind, registryUid],
      manifests.map((manifest) => manifest.name),
    ]),
    variables: variables.map((variable) =>
      variable.isSensitive ? { ...variable, defaultValue: '' } : variable,
    ),
  };
}

/** Of contents that have the same packs and manifests, and so as many texts. */
function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.every((text, index) => sameYaml(text, b[index] ?? ''));
}

/** What reads alike under YAML 1.1, as Helm reads, and under 1.2, as others do. What is no YAML is compared as text. */
export function sameYaml(a: string, b: string): boolean {
  if (a.trim() === b.trim()) return true;
  return (['1.1', '1.2'] as const).every((version) => {
    const [left, right] = [read(a, version), read(b, version)];
    return left !== null && isSame(left, right);
  });
}

function read(text: string, version: '1.1' | '1.2'): readonly unknown[] | null {
  if (text.length > MOST_PARSED || findDeepNesting(text) !== null) return null;
  try {
    const documents = parseAllDocuments(text, {
      version,
      intAsBigInt: true,
      prettyErrors: false,
      logLevel: 'silent',
    });
    return documents.some((document: Document.Parsed) => document.errors.length > 0)
      ? null
      : documents.map((document: Document.Parsed) => document.toJS());
  } catch {
    return null;
  }
}

/** Values as YAML reads them: scalars, lists, and maps whose keys are in any order. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isSame(item, b[index]))
    );
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
  );
}
