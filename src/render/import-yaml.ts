// Declarations and imports for objects that are there already, as YAML that plan takes as it is.
import { Document, Scalar, visit, type YAMLMap } from 'yaml';
import { formatAddress, ID_PATTERN } from '../model/address.ts';
import { safeText, safeYamlText } from './safe-text.ts';

export interface FoundPlace {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: 'project' | 'tenant';
  readonly project: string | null;
}

export interface Found extends FoundPlace {
  /** Address of the declaration that asks for it already. */
  readonly address: string | null;
  /** null: nothing older has the same content. */
  readonly source: FoundPlace | null;
}

export interface FoundImports {
  readonly glob: string;
  readonly found: readonly Found[];
  readonly takenIds: readonly string[];
  /** Scopes that could not be listed. */
  readonly unread: readonly string[];
}

export interface ImportYaml {
  readonly text: string;
  readonly imported: number;
  readonly declared: number;
  readonly withoutSource: readonly Found[];
}

/** One declaration for equal clones in several projects. What has no source is left to the reader, as a comment. */
export function renderImportYaml({ glob, found, takenIds, unread }: FoundImports): ImportYaml {
  const known = found.filter((item) => item.address !== null);
  const sourced = found.filter((item) => item.address === null && item.source !== null);
  const withoutSource = found.filter((item) => item.address === null && item.source === null);
  const groups = groupClones(sourced, takenIds);
  const document = new Document({
    cloneform: 1,
    ...(groups.length === 0
      ? {}
      : { clones: Object.fromEntries(groups.map(({ id, value }) => [id, value])) }),
    imports: [
      ...known.map(({ address, uid }) => ({ to: address, uid })),
      ...groups.flatMap(({ imports }) => imports),
    ],
  });
  document.commentBefore = commentOf(glob, withoutSource, unread);
  flowSources(document);
  quoteUnsafe(document);
  return {
    text: safeYamlText(document.toString({ lineWidth: 120 })),
    imported: known.length + sourced.length,
    declared: groups.length,
    withoutSource,
  };
}

interface Group {
  readonly id: string;
  readonly value: object;
  readonly imports: readonly { readonly to: string; readonly uid: string }[];
}

function groupClones(found: readonly Found[], takenIds: readonly string[]): readonly Group[] {
  const groups = new Map<string, Found[]>();
  for (const item of found) {
    const key = JSON.stringify([item.name, item.version, item.scope, item.source?.uid]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const taken = new Set(takenIds);
  return [...groups.values()].flatMap((items) => {
    const [first] = items;
    return first === undefined ? [] : [toGroup(first, items, freeId(first, taken))];
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
  };
}

/** The name as an id; with the version where that is taken, then with a number. */
function freeId({ name, version }: Found, taken: Set<string>): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const base = ID_PATTERN.test(plain) ? plain : 'clone';
  const tries = [base, `${base}-${version.replaceAll(/[^A-Za-z0-9_.-]+/g, '-')}`];
  for (let n = 2; ; n++) {
    const id = tries.shift() ?? `${base}-${n}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

function commentOf(glob: string, withoutSource: readonly Found[], unread: readonly string[]): string {
  const lines = [
    ` Written by: cloneform import --all --match ${glob}`,
    ' Sources are guesses: the oldest object with the same content. Look at them, then: cloneform plan',
    ' The imports can go once they are applied.',
  ];
  if (withoutSource.length > 0) {
    lines.push('', ' Nothing older has the content of these; declare them yourself if they are clones:');
    for (const { name, version, scope, project, uid } of withoutSource)
      lines.push(
        ` - ${name} ${version} ${scope === 'tenant' ? 'at tenant scope' : `in ${project ?? '?'}`} (UID ${uid})`,
      );
  }
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
