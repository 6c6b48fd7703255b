// The seed file: YAML that says what the sandbox holds at first, checked like declarations, export files read in.
import path from 'node:path';
import { parse } from 'yaml';
import { memoizeWeak } from '../content/memoize.ts';
import { outOfBounds } from '../declare/bounds.ts';
import { compileSchema } from '../declare/compile-schema.ts';
import { createDeclareDisk } from '../declare/disk.ts';
import { Faults } from '../declare/faults.ts';
import { MAX_FILE_BYTES } from '../declare/parse-file.ts';
import { asRecord, checkSchema } from '../declare/schema-check.ts';
import { type DataPath, decodeUtf8, type SourceFile } from '../declare/source-file.ts';
import type { Result } from '../model/diagnostic.ts';
import { nearest, suggester } from '../model/nearest.ts';
import { ASSUMPTIONS, type Assumptions } from '../palette/assumptions.ts';
import type { FaultPlan } from './fault-rules.ts';
import { readFaultPlan } from './faults-file.ts';
import { readYamlFile } from './yaml-file.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One version to be planted; members that stand for all versions of a profile are merged in. */
export interface SeedVersion {
  readonly name: string;
  readonly scope: 'tenant' | 'project' | 'system';
  readonly project: string | null;
  readonly version: string;
  /** type, cloudType, packs; as in an export's template. */
  readonly template: Fields;
  readonly variables: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  readonly published: boolean;
  readonly clusters: readonly string[];
  readonly linkedTemplates: readonly string[];
}

export interface Seed {
  readonly tenant: string;
  /** A name alone: without tags, and enabled. */
  readonly projects: readonly (string | SeedProject)[];
  readonly limits: 'documented' | 'off';
  /** project-only: the key has rights in projects, and none at tenant scope. */
  readonly keys?: 'all' | 'project-only';
  /** Cluster profiles that the tenant may have, versions counted; null or absent: any number. */
  readonly profileLimit?: number | null;
  readonly latencyMs: number;
  readonly assumptions: Partial<Assumptions>;
  readonly versions: readonly SeedVersion[];
  /** Registries of packs beside those that profiles name; absent: none. */
  readonly registries?: readonly SeedRegistry[];
  /** `project`: its name; null at tenant scope. */
  readonly macros: readonly SeedMacro[];
  /** null: none. */
  readonly faults: FaultPlan | null;
}

export interface SeedProject {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isDisabled: boolean;
}

export interface SeedRegistry {
  readonly name: string;
  /** pack, helm or oci. */
  readonly kind: string;
  /** null: made up. */
  readonly uid: string | null;
}

export interface SeedMacro {
  readonly name: string;
  readonly value: string;
  readonly project: string | null;
}

export async function readSeed(seedPath: string): Promise<Result<Seed>> {
  const faults = new Faults();
  const name = path.basename(seedPath);
  const file = await readYamlFile(
    seedPath,
    name,
    faults,
    'the sandbox file',
    'to create one, run cloneform init --sandbox',
    'sandbox',
  );
  if (file !== null) {
    const values = asRecord(file.values());
    checkSchema(await compileSchema('sandbox.v1.json'), file, values, faults);
    if (faults.isEmpty) {
      const seed = await toSeed(file, values, path.dirname(seedPath), faults);
      if (faults.isEmpty) return { ok: true, value: seed, warnings: [] };
    }
  }
  return { ok: false, diagnostics: faults.list() };
}

async function toSeed(file: SourceFile, values: Fields, dir: string, faults: Faults): Promise<Seed> {
  const seeded = list(values['projects']).map(toProject);
  const projects = seeded.map(({ name }) => name);
  const versions: SeedVersion[] = [];
  for (const [index, profile] of list(values['profiles']).map(asRecord).entries()) {
    versions.push(...(await toVersions(file, profile, ['profiles', index], projects, dir, faults)));
  }
  return {
    tenant: text(values['tenant']) ?? 'sandbox',
    projects: seeded,
    limits: values['limits'] === 'documented' ? 'documented' : 'off',
    keys: values['keys'] === 'project-only' ? 'project-only' : 'all',
    profileLimit: typeof values['profileLimit'] === 'number' ? values['profileLimit'] : null,
    latencyMs: milliseconds(text(values['latency']) ?? '0ms'),
    assumptions: toAssumptions(file, asRecord(values['assumptions']), faults),
    versions,
    faults: await faultsOf(file, text(values['faults']), dir, faults),
    registries: list(values['registries']).map((item) => {
      const registry = asRecord(item);
      return {
        name: text(registry['name']) ?? '',
        kind: text(registry['kind']) ?? 'pack',
        uid: text(registry['uid']),
      };
    }),
    macros: list(values['macros']).map((item) => {
      const macro = asRecord(item);
      return {
        name: text(macro['name']) ?? '',
        value: text(macro['value']) ?? '',
        project: text(macro['project']),
      };
    }),
  };
}

function toProject(item: unknown): SeedProject {
  if (typeof item === 'string') return { name: item, tags: {}, isDisabled: false };
  const project = asRecord(item);
  const tags = Object.entries(asRecord(project['tags'])).map(([tag, value]) => [tag, String(value)]);
  return {
    name: text(project['name']) ?? '',
    tags: Object.fromEntries(tags),
    isDisabled: project['disabled'] === true,
  };
}

async function faultsOf(
  file: SourceFile,
  name: string | null,
  dir: string,
  faults: Faults,
): Promise<FaultPlan | null> {
  if (name === null || !(await isBesideSeed(file, name, ['faults'], dir, faults))) return null;
  const read = await readFaultPlan(path.resolve(dir, name), name);
  if (read.ok) return read.value;
  faults.addAll(read.faults);
  return null;
}

const projectGuesses = memoizeWeak((projects: readonly string[]) => suggester(projects));

async function toVersions(
  file: SourceFile,
  profile: Fields,
  at: DataPath,
  projects: readonly string[],
  dir: string,
  faults: Faults,
): Promise<readonly SeedVersion[]> {
  const scope = profile['scope'] === 'project' || profile['scope'] === 'system' ? profile['scope'] : 'tenant';
  const project = text(profile['project']);
  if ((scope === 'project') !== (project !== null)) {
    faults.add(
      'declare/no-project',
      'scope: project and project must be used together',
      file.place(at),
      'add the missing one',
    );
  } else if (project !== null && !projects.includes(project)) {
    const guess = projectGuesses(projects)(project);
    faults.add(
      'declare/unknown-project',
      `the seed has no project ${JSON.stringify(project)}`,
      file.place([...at, 'project']),
      guess === undefined ? 'add it to projects' : `did you mean ${JSON.stringify(guess)}?`,
    );
  }
  const listed = profile['versions'] === undefined ? ['1.0.0'] : list(profile['versions']);
  const { versions: _versions, ...shared } = profile;
  const made: SeedVersion[] = [];
  for (const item of listed) {
    const facts: Fields = { ...shared, ...(typeof item === 'string' ? { version: item } : asRecord(item)) };
    const exported = await readExport(file, text(facts['export']), at, dir, faults);
    const name = text(profile['name']) ?? text(asRecord(exported['metadata'])['name']);
    if (name === null) {
      faults.add(
        'declare/missing-key',
        'a profile needs a name',
        file.place(at),
        'add name, or an export file that contains one',
      );
      continue;
    }
    made.push({ ...toVersion(facts, exported), name, scope, project });
  }
  return made;
}

function toVersion(facts: Fields, exported: Fields): Omit<SeedVersion, 'name' | 'scope' | 'project'> {
  const spec = asRecord(exported['spec']);
  const meta = asRecord(exported['metadata']);
  const inUse = asRecord(facts['inUse']);
  return {
    version: text(facts['version']) ?? '1.0.0',
    template: {
      type: 'add-on',
      cloudType: 'all',
      packs: [],
      ...asRecord(spec['template']),
      ...pick(facts, ['type', 'cloudType', 'packs']),
    },
    variables: facts['variables'] ?? spec['variables'] ?? [],
    labels: asRecord(facts['labels'] ?? meta['labels']) as Readonly<Record<string, string>>,
    description: text(facts['description']) ?? text(meta['description']) ?? '',
    published: facts['published'] !== false,
    clusters: list(inUse['clusters']).map(String),
    linkedTemplates: list(inUse['templates']).map(String),
  };
}

/** A seed file is declared in YAML, too: what it names lies below its folder. */
async function isBesideSeed(
  file: SourceFile,
  name: string,
  at: DataPath,
  dir: string,
  faults: Faults,
): Promise<boolean> {
  const why = await outOfBounds(dir, name, createDeclareDisk());
  if (why === null) return true;
  const message = `${name} ${why === 'hidden' ? 'is hidden' : `is outside the folder of ${file.name}`}`;
  faults.add('declare/file-outside', message, file.place(at), 'move it into the folder of this file');
  return false;
}

/** A genuine export is JSON or YAML; YAML reads both. */
async function readExport(
  file: SourceFile,
  name: string | null,
  at: DataPath,
  dir: string,
  faults: Faults,
): Promise<Fields> {
  if (name === null || !(await isBesideSeed(file, name, [...at, 'export'], dir, faults))) return {};
  try {
    const content = decodeUtf8(await createDeclareDisk().read(path.resolve(dir, name), MAX_FILE_BYTES));
    const value: unknown = /^\s*\{/.test(content) ? JSON.parse(content) : parse(content);
    if (asRecord(asRecord(value)['spec'])['template'] !== undefined) return asRecord(value);
    faults.add(
      'declare/bad-export',
      `${name} is not a profile export: it has no spec.template`,
      file.place([...at, 'export']),
    );
  } catch {
    faults.add(
      'declare/bad-export',
      `the export file ${name} cannot be read`,
      file.place([...at, 'export']),
      'the path is relative to this file',
    );
  }
  return {};
}

function toAssumptions(file: SourceFile, chosen: Fields, faults: Faults): Partial<Assumptions> {
  for (const [name, value] of Object.entries(chosen)) {
    const known: Readonly<Record<string, { readonly values: readonly string[] }>> = ASSUMPTIONS;
    const assumption = Object.hasOwn(known, name) ? known[name] : undefined;
    if (assumption === undefined) {
      const guess = nearest(name, Object.keys(ASSUMPTIONS));
      const hint =
        guess === undefined
          ? `known: ${Object.keys(ASSUMPTIONS).join(', ')}`
          : `did you mean ${JSON.stringify(guess)}?`;
      faults.add(
        'declare/unknown-field',
        `there is no assumption ${JSON.stringify(name)}`,
        file.place(['assumptions', name], 'key'),
        hint,
      );
    } else if (!assumption.values.includes(String(value))) {
      faults.add(
        'declare/bad-value',
        `${name} must be ${assumption.values.join(' or ')}`,
        file.place(['assumptions', name]),
      );
    }
  }
  return chosen;
}

function pick(facts: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.flatMap((key) => (facts[key] === undefined ? [] : [[key, facts[key]]])));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function milliseconds(time: string): number {
  return Number.parseFloat(time) * (time.endsWith('ms') ? 1 : 1000);
}
