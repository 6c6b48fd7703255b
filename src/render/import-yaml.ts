// Declarations and imports for existing objects, as YAML that plan takes as it is.
import { Document, Scalar, visit, type YAMLMap } from 'yaml';
import type { OverrideLayer } from '../content/overrides/overrides.ts';
import { formatAddress, ID_PATTERN } from '../model/address.ts';
import type { Found, FoundImports, FoundPlace } from '../model/found-import.ts';
import { safeText, safeYamlText } from './safe-text.ts';

export interface ImportYaml {
  readonly text: string;
  readonly imported: number;
  readonly declared: number;
  readonly withoutSource: readonly Found[];
  /** Their versions cannot be declared. */
  readonly legacy: readonly Found[];
  /** By the id of their declaration: what is still to be written into the text. */
  readonly overrides: readonly { readonly id: string; readonly layer: OverrideLayer }[];
}

/** One declaration for equal clones in several projects. What has no source is left to the reader, as a comment. */
export function renderImportYaml({ glob, found, takenIds, unread }: FoundImports): ImportYaml {
  const known = found.filter((item) => item.address !== null);
  const fresh = found.filter((item) => item.address === null);
  const legacy = fresh.filter((item) => item.isDeclarable === false);
  const declarable = fresh.filter((item) => item.isDeclarable !== false);
  const sourced = declarable.filter((item) => item.source !== null);
  const withoutSource = declarable.filter((item) => item.source === null);
  const groups = groupClones(sourced, takenIds);
  const imports = [
    ...known.map(({ address, uid }) => ({ to: address, uid })),
    ...groups.flatMap((group) => group.imports),
  ];
  const document = new Document({
    cloneform: 1,
    ...(groups.length === 0
      ? {}
      : { clones: Object.fromEntries(groups.map(({ id, value }) => [id, value])) }),
    ...(imports.length === 0 ? {} : { imports }),
  });
  document.commentBefore = commentOf(glob, withoutSource, legacy, unread);
  flowSources(document);
  quoteUnsafe(document);
  return {
    text: safeYamlText(document.toString({ lineWidth: 120 })),
    imported: known.length + sourced.length,
    declared: groups.length,
    withoutSource,
    legacy,
    overrides: groups.flatMap(({ id, overrides }) =>
      overrides === undefined ? [] : [{ id, layer: overrides }],
    ),
  };
}

interface Group {
  readonly id: string;
  readonly value: object;
  readonly imports: readonly { readonly to: string; readonly uid: string }[];
  readonly overrides: OverrideLayer | undefined;
}

function groupClones(found: readonly Found[], takenIds: readonly string[]): readonly Group[] {
  const groups = new Map<string, Found[]>();
  for (const item of found) {
    const key = JSON.stringify([
      item.name,
      item.version,
      item.scope,
      item.source?.uid,
      layerId(item.overrides),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const taken = new Set(takenIds);
  const all = [...groups.values()].flatMap((items) => items.slice(0, 1));
  return [...groups.values()].flatMap((items) => {
    const [first] = items;
    if (first === undefined) return [];
    const isAlone = all.filter(({ name }) => name === first.name).length === 1;
    return [toGroup(first, items, freeId(first, isAlone, taken))];
  });
}

function toGroup(first: Found, items: readonly Found[], id: string): Group {
  const { source, name, version, scope } = first;
  const projects = items.flatMap(({ project }) => (project === null ? [] : [project]));
  const fansOut = scope === 'project';
  return {
    id,
    value: {
      source: {
        profile: source?.name,
        version: source?.version,
        ...(source?.scope === 'project' ? { scope: 'project', project: source.project } : {}),
      },
      target: { name, version, scope, ...(fansOut ? { projects } : {}) },
    },
    imports: items.map(({ project, uid }) => ({ to: formatAddress(id, fansOut ? project : null), uid })),
    overrides: first.overrides,
  };
}

/** Equal for equal overrides. */
function layerId(layer: OverrideLayer | undefined): string {
  return JSON.stringify(layer ?? null, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

/**
 * The name as an id where one declaration has it; else with the version, then with the place, and last with the UID. Never a number
 * that counts, which would say nothing about the clone.
 */
function freeId(found: Found, isAlone: boolean, taken: Set<string>): string {
  const { name, version, scope, project, uid } = found;
  const plain = name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const base = ID_PATTERN.test(plain) ? plain : 'clone';
  const withVersion = `${base}-${idPart(version)}`;
  const withPlace = `${withVersion}-${idPart(scope === 'tenant' ? 'tenant' : (project ?? 'project'))}`;
  const tries = [...(isAlone ? [base] : []), withVersion, withPlace];
  const id = tries.find((candidate) => !taken.has(candidate)) ?? `${withPlace}-${idPart(uid)}`;
  taken.add(id);
  return id;
}

function idPart(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]+/g, '-');
}

function placeWords(found: Found): string {
  const { closest } = found;
  const own = ` - ${keyWords(found)} (UID ${found.uid})`;
  if (closest === undefined || closest === null) return own;
  const { place, differences } = closest;
  const differs = differences === 1 ? 'one difference' : `${differences} differences`;
  return `${own}; closest source: ${keyWords(place)}, ${differs}`;
}

function keyWords({ name, version, scope, project }: FoundPlace): string {
  return `${name} ${version} ${scope === 'tenant' ? 'at tenant scope' : `in ${project ?? '?'}`}`;
}

function commentOf(
  glob: string,
  withoutSource: readonly Found[],
  legacy: readonly Found[],
  unread: readonly string[],
): string {
  const lines = [
    ` Written by: cloneform import --all --match ${glob}`,
    ' Sources are guesses: the oldest object with the same content, or the closest one, with overrides for what differs.',
    ' Check them, then run: cloneform plan',
    ' You can remove the imports once they are applied.',
  ];
  if (withoutSource.length > 0) {
    lines.push('', ' No older object has the content of these; declare them yourself if they are clones:');
    lines.push(...withoutSource.map(placeWords));
  }
  if (legacy.length > 0)
    lines.push(
      '',
      ' The versions of these are not major.minor.patch, as Palette requires for new ones, so they cannot be declared:',
      ...legacy.map(placeWords),
    );
  for (const where of unread) lines.push(` Could not be listed: ${where}`);
  return lines.map((line) => safeText(line)).join('\n');
}

/** A name of Palette's that would hide or turn what a reviewer sees is written in escapes, which need their quotes. */
function quoteUnsafe(document: Document): void {
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && safeText(node.value) !== node.value)
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

/** Short maps on one line, as people write them. */
function flowSources(document: Document): void {
  const clones = document.get('clones') as YAMLMap | undefined;
  for (const pair of clones?.items ?? []) {
    const clone = pair.value as YAMLMap | null;
    for (const member of ['source', 'target']) {
      const map = clone?.get(member) as YAMLMap | undefined;
      if (map !== undefined) map.flow = true;
    }
  }
  const imports = document.get('imports') as { items: YAMLMap[] } | undefined;
  for (const item of imports?.items ?? []) item.flow = true;
}
