// Which layers of overrides apply to the clone of a project, and what else `perProject` says of it. Defaults come first, then the
// declaration, then globs as written, then the exact name.
import type { Place } from '../../model/diagnostic.ts';
import { matchesGlob } from '../../model/glob.ts';
import { asRecord } from '../schema-check.ts';
import type { DataPath, SourceFile } from '../source-file.ts';

type Values = Readonly<Record<string, unknown>>;

/** One `overrides`, as it was written. */
export interface LayerSource {
  readonly file: SourceFile;
  readonly path: DataPath;
  readonly values: Values;
}

/** One key of `perProject`. */
export interface ProjectEntry {
  readonly key: string;
  readonly isGlob: boolean;
  readonly file: SourceFile;
  readonly path: DataPath;
  readonly values: Values;
  /** Written in the declaration itself, not in the defaults. */
  readonly isOwn: boolean;
}

export interface DeclaredLayers {
  /** Those that apply to every project. */
  readonly common: readonly LayerSource[];
  /** In the order in which they apply. */
  readonly entries: readonly ProjectEntry[];
}

interface Written {
  readonly file: SourceFile;
  readonly path: DataPath;
  readonly values: Values;
}

/** What one clone gets beyond its declaration. */
export interface Applied {
  readonly layers: readonly LayerSource[];
  readonly sourceVersion?: { readonly text: string; place(): Place };
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly protect?: boolean;
}

export const NO_LAYERS: DeclaredLayers = { common: [], entries: [] };

/** `defaults` and `own`: a declaration as it was written, variables put in beside the overrides. */
export function declaredLayers(defaults: Written | null, own: Written): DeclaredLayers {
  const written = defaults === null ? [own] : [defaults, own];
  if (!written.some(({ values }) => 'overrides' in values || 'perProject' in values)) return NO_LAYERS;
  const entries = written.flatMap((one) => entriesOf(one, one === own));
  return {
    common: written.flatMap(layerOf),
    entries: [...entries.filter(({ isGlob }) => isGlob), ...entries.filter(({ isGlob }) => !isGlob)],
  };
}

function entriesOf({ file, path, values }: Written, isOwn: boolean): readonly ProjectEntry[] {
  return Object.entries(asRecord(values['perProject'])).map(([key, entry]) => ({
    key,
    isGlob: /[*?]/.test(key),
    file,
    path: [...path, 'perProject', key],
    values: asRecord(entry),
    isOwn,
  }));
}

function layerOf({ file, path, values }: Written): readonly LayerSource[] {
  const overrides = values['overrides'];
  return overrides === undefined ? [] : [{ file, path: [...path, 'overrides'], values: asRecord(overrides) }];
}

/** Whether a key is the name of one of the projects, or a glob that one of them fits. */
export function fitsAny({ key, isGlob }: ProjectEntry, projects: ReadonlySet<string>): boolean {
  if (!isGlob) return projects.has(key);
  for (const project of projects) if (matchesGlob(key, project)) return true;
  return false;
}

/** For each project; the same value for all of them where nothing is said of single ones. */
export function appliedTo({ common, entries }: DeclaredLayers): (project: string | null) => Applied {
  const toAll: Applied = { layers: common };
  if (entries.length === 0) return () => toAll;
  const globs = entries.filter(({ isGlob }) => isGlob);
  const byName = new Map<string, ProjectEntry[]>();
  for (const entry of entries)
    if (!entry.isGlob) byName.set(entry.key, [...(byName.get(entry.key) ?? []), entry]);
  return (project) => {
    if (project === null) return toAll;
    const fitting = [...globs.filter(({ key }) => matchesGlob(key, project)), ...(byName.get(project) ?? [])];
    return fitting.length === 0 ? toAll : fitting.reduce(withEntry, toAll);
  };
}

function withEntry(applied: Applied, { file, path, values }: ProjectEntry): Applied {
  const { sourceVersion, labels, description, protect } = values;
  return {
    ...applied,
    layers: [...applied.layers, ...layerOf({ file, path, values })],
    ...(typeof sourceVersion === 'string'
      ? { sourceVersion: { text: sourceVersion, place: () => file.place([...path, 'sourceVersion']) } }
      : {}),
    ...(labels === undefined ? {} : { labels: { ...applied.labels, ...textsOf(labels) } }),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof protect === 'boolean' ? { protect } : {}),
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}
