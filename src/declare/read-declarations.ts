// YAML → desired clones and settings, or everything that is wrong with them. Stage by stage: files and shape, values, meaning.

import path from 'node:path';
import { byText } from '../content/compare.ts';
import type { Desired, DesiredClone, ImportBlock, MovedBlock, RemovedBlock } from '../model/desired.ts';
import { compareDiagnostics, type Diagnostic, type Result } from '../model/diagnostic.ts';
import type { Settings } from '../model/settings.ts';
import { checkNamedFiles } from './bounds.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkAddress, checkNaturalKeys, nameClones } from './cross-checks.ts';
import type { DeclareDisk } from './disk.ts';
import { Faults } from './faults.ts';
import { type Loaded, type LoadedFile, loadFiles } from './load-files.ts';
import { mergeDefaults } from './merge.ts';
import type { Origin } from './origin.ts';
import { type DeclaredLayers, declaredLayers } from './overrides/layers.ts';
import { OverrideFiles } from './overrides/override-files.ts';
import { MOST_ADDED } from './overrides/override-text.ts';
import { PerProjectCheck } from './overrides/per-project.ts';
import { OverrideResolver } from './overrides/resolve.ts';
import { NO_MEMORY, type ParseMemory } from './parse-memory.ts';
import { asRecord } from './schema-check.ts';
import { toGuards, toSettings } from './settings.ts';
import { type Declaration, toClones } from './to-clones.ts';
import { readVarFiles } from './var-files.ts';
import { readVariables, substitute, type Variables } from './variables.ts';

export interface DeclareInput {
  /** Absolute folder that `file` starts from. */
  readonly rootDir: string;
  readonly file: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly varFiles: readonly string[];
  /** CLONEFORM_VAR_*, CLONEFORM_STATE */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes the API key out of a text: no file may hold it. */
  readonly redact?: (text: string) => string;
}

export interface Declarations {
  readonly settings: Settings;
  readonly desired: Desired;
  /** All files read, relative to `rootDir`. */
  readonly files: readonly string[];
  /** Absolute folder of the root file: paths in it start there. */
  readonly rootDir: string;
}

export async function readDeclarations(
  input: DeclareInput,
  disk: DeclareDisk,
  memory: ParseMemory = NO_MEMORY,
): Promise<Result<Declarations>> {
  const full = path.resolve(input.rootDir, input.file);
  const rootDir = path.dirname(full);
  const files = await loadFiles(rootDir, path.basename(full), disk, memory, input.redact);
  if (!files.ok) return files;
  const faults = new Faults();
  const varFiles = await readVarFiles(input.rootDir, input.varFiles, disk, faults);
  const { root: read } = files.loaded;
  const given = { flags: input.vars, files: varFiles, env: input.env };
  const variables = readVariables(read.file, read.values, given, faults);
  const loaded = putVariables(files.loaded, variables, faults);
  if (!faults.isEmpty) return refuse(faults.list());
  const { root, included } = loaded;
  const settings = toSettings(rootDir, root.file, root.values, input.env, faults);
  await checkNamedFiles(rootDir, root.file, root.values, input.env, disk, faults);
  const warnings = new Map<string, Diagnostic>();
  const overrideFiles = new OverrideFiles(rootDir, disk, input.redact);
  const run = { variables, files: overrideFiles, faults, warnings, budget: MOST_ADDED };
  const desired = await toDesired(loaded, new OverrideResolver(run), warnings, faults);
  if (!faults.isEmpty) return refuse(faults.list());
  const names = [root, ...included].map(({ file }) => file.name);
  const told = [...warnings.values()].sort(compareDiagnostics);
  const whole = told.length === 0 ? desired : { ...desired, warnings: told };
  const value = { settings, desired: whole, files: names, rootDir };
  return { ok: true, value, warnings: told };
}

function refuse(diagnostics: readonly Diagnostic[]): Result<Declarations> {
  return { ok: false, diagnostics };
}

function putVariables(loaded: Loaded, variables: Variables, faults: Faults): Loaded {
  const put = ({ file, values }: LoadedFile): LoadedFile => ({
    file,
    values: asRecord(substitute(file, values, variables, faults)),
  });
  return { root: put(loaded.root), included: loaded.included.map(put) };
}

async function toDesired(
  loaded: Loaded,
  resolver: OverrideResolver,
  warnings: Map<string, Diagnostic>,
  faults: Faults,
): Promise<Desired> {
  const { root, included } = loaded;
  const all = [root, ...included];
  const declared: DesiredClone[] = [];
  const perProject = new PerProjectCheck(faults, warnings);
  for (const declaration of declarationsOf(loaded, faults)) {
    const asked = toClones(declaration, faults);
    perProject.check(declaration, asked);
    for (const { clone, layers } of asked) {
      const overrides = await resolver.resolve(layers, clone.target.project);
      declared.push(overrides === undefined ? clone : { ...clone, overrides });
    }
  }
  perProject.checkDefaults();
  const asked = root.values['stamp'];
  const stamp: Desired['stamp'] = asked === 'labels' || asked === 'annotations' ? asked : 'off';
  const named = nameClones(declared, faults).toSorted(byText((clone) => clone.address));
  const clones = stamp === 'off' ? named : named.map((clone) => ({ ...clone, stamp }));
  checkNaturalKeys(clones, faults);
  const desired: Desired = {
    clones,
    moved: all.flatMap((file) =>
      blocks(file, 'moved', ['from', 'to'], faults),
    ) as readonly unknown[] as readonly MovedBlock[],
    removed: all.flatMap((file) =>
      blocks(file, 'removed', ['clone'], faults),
    ) as readonly unknown[] as readonly RemovedBlock[],
    imports: all.flatMap((file) =>
      blocks(file, 'imports', ['to'], faults),
    ) as readonly unknown[] as readonly ImportBlock[],
    guards: toGuards(root.values),
    stamp,
  };
  checkBlocks(desired, faults);
  return desired;
}

/** Ids are unique across files; the second one is at fault. One by one: all of them at once would fill the memory. */
function* declarationsOf(loaded: Loaded, faults: Faults): Generator<Declaration> {
  const { root, included } = loaded;
  const defaults = root.values['defaults'];
  const seen = new Map<string, LoadedFile>();
  for (const loadedFile of [root, ...included]) {
    const { file, values } = loadedFile;
    const clones = asRecord(values['clones']);
    for (const id of Object.keys(clones)) {
      const first = seen.get(id);
      if (first !== undefined) {
        const before = first.file.place(['clones', id], 'key');
        const hint = `the first is at ${before.file}:${before.line}; ids are unique across files`;
        const place = file.place(['clones', id], 'key');
        faults.add('declare/duplicate-id', `the id ${JSON.stringify(id)} is declared twice`, place, hint);
        continue;
      }
      seen.set(id, loadedFile);
      const origin = { file, path: ['clones', id], root: root.file };
      const layers = layersOf(root, origin, asRecord(clones[id]));
      yield { id, origin, values: mergeDefaults(defaults, clones[id]), layers };
    }
  }
}

function layersOf(
  root: LoadedFile,
  { file, path: at }: Origin,
  values: LoadedFile['values'],
): DeclaredLayers {
  const defaults = root.values['defaults'];
  const below =
    defaults === undefined ? null : { file: root.file, path: ['defaults'], values: asRecord(defaults) };
  return declaredLayers(below, { file, path: at, values });
}

/** Entries of moved, removed and imports, with their places; `addresses` names the members that must be addresses. */
function blocks(
  { file, values }: LoadedFile,
  key: string,
  addresses: readonly string[],
  faults: Faults,
): readonly Readonly<Record<string, unknown>>[] {
  const list = values[key];
  if (!Array.isArray(list)) return [];
  return list.map((item, index) => {
    const block = asRecord(item);
    for (const member of addresses) {
      const address = block[member];
      if (typeof address === 'string' && !checkAddress(address)) {
        const hint = 'use id or id["project"]; in YAML, put it in single quotes';
        faults.add(
          'declare/bad-address',
          `${JSON.stringify(address)} is not an address`,
          file.place([key, index, member]),
          hint,
        );
      }
    }
    return {
      ...block,
      get place() {
        return file.place([key, index]);
      },
    };
  });
}
