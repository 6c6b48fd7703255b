// YAML → desired clones and settings, or everything that is wrong with them. Stage by stage: files and shape, values, meaning.

import path from 'node:path';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import type { Settings } from '../model/settings.ts';
import { knownDesired } from './assemble.ts';
import { checkNamedFiles } from './bounds.ts';
import type { DeclareDisk } from './disk.ts';
import { Faults } from './faults.ts';
import { gatherClones } from './gather-clones.ts';
import { type Loaded, type LoadedFile, loadFiles } from './load-files.ts';
import { mergeDefaults } from './merge.ts';
import type { Origin } from './origin.ts';
import { type DeclaredLayers, declaredLayers } from './overrides/layers.ts';
import { OverrideFiles } from './overrides/override-files.ts';
import { NO_MEMORY, type ParseMemory } from './parse-memory.ts';
import { asRecord } from './schema-check.ts';
import { type ChosenProjects, type Selecting, selectedDesired, toSelecting } from './select-clones.ts';
import { toSettings } from './settings.ts';
import type { Declaration } from './to-clones.ts';
import { readVarFiles } from './var-files.ts';
import { readVariables, substitute, type Variables } from './variables.ts';

export interface DeclareInput {
  /** Absolute folder that `file` starts from. */
  readonly rootDir: string;
  readonly file: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly varFiles: readonly string[];
  /** CLONEFORM_VAR_*, CLONEFORM_STATE, PALETTE_CA_FILE */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes the API key out of a text: no file may hold it. */
  readonly redact?: (text: string) => string;
}

export interface Declarations {
  readonly settings: Settings;
  /** Without the clones of declarations that select their projects. */
  readonly desired: Desired;
  /** Declarations that select their projects, in the order of the files; empty: `desired` is all. */
  readonly selecting: readonly Selecting[];
  /** All of it, once the projects are known; what is wrong with it shows only then. */
  select(chosen: ChosenProjects): Promise<Result<Desired>>;
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
  const reading = {
    loaded,
    variables,
    files: new OverrideFiles(rootDir, disk, input.redact),
    faults,
    warnings: new Map<string, Diagnostic>(),
  };
  const gathered = await gatherClones(declarationsOf(loaded, faults), reading);
  const desired = knownDesired(gathered, reading);
  if (!faults.isEmpty) return refuse(faults.list());
  const names = [root, ...included].map(({ file }) => file.name);
  const value: Declarations = {
    settings,
    desired,
    selecting: gathered.selecting.map(toSelecting),
    select: (chosen) => selectedDesired(gathered, reading, chosen),
    files: names,
    rootDir,
  };
  return { ok: true, value, warnings: desired.warnings ?? [] };
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
