// YAML → desired clones and settings, or everything that is wrong with them. Stage by stage: files and shape, values, meaning.

import path from 'node:path';
import { byText } from '../content/compare.ts';
import type { Desired, DesiredClone, ImportBlock, MovedBlock, RemovedBlock } from '../model/desired.ts';
import { type Diagnostic, type Result } from '../model/diagnostic.ts';
import type { Settings } from '../model/settings.ts';
import { checkNamedFiles } from './bounds.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkAddress, checkNaturalKeys, nameClones } from './cross-checks.ts';
import type { DeclareDisk } from './disk.ts';
import { Faults } from './faults.ts';
import { type Loaded, type LoadedFile, loadFiles } from './load-files.ts';
import { mergeDefaults } from './merge.ts';
import { NO_MEMORY, type ParseMemory } from './parse-memory.ts';
import { asRecord } from './schema-check.ts';
import { toGuards, toSettings } from './settings.ts';
import { type Declaration, toClones } from './to-clones.ts';
import { readVarFiles } from './var-files.ts';
import { readVariables, substitute } from './variables.ts';

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
  const loaded = putVariables(files.loaded, { flags: input.vars, files: varFiles, env: input.env }, faults);
  if (!faults.isEmpty) return refuse(faults.list());
  const { root, included } = loaded;
  const settings = toSettings(rootDir, root.file, root.values, input.env, faults);
  await checkNamedFiles(rootDir, root.file, root.values, input.env, disk, faults);
  const desired = toDesired(loaded, faults);
  if (!faults.isEmpty) return refuse(faults.list());
  const names = [root, ...included].map(({ file }) => file.name);
  return { ok: true, value: { settings, desired, files: names, rootDir }, warnings: [] };
}

function refuse(diagnostics: readonly Diagnostic[]): Result<Declarations> {
  return { ok: false, diagnostics };
}

function putVariables(loaded: Loaded, input: Parameters<typeof readVariables>[2], faults: Faults): Loaded {
  const variables = readVariables(loaded.root.file, loaded.root.values, input, faults);
  const put = ({ file, values }: LoadedFile): LoadedFile => ({
    file,
    values: asRecord(substitute(file, values, variables, faults)),
  });
  return { root: put(loaded.root), included: loaded.included.map(put) };
}

function toDesired(loaded: Loaded, faults: Faults): Desired {
  const { root, included } = loaded;
  const all = [root, ...included];
  const declared: DesiredClone[] = [];
  for (const declaration of declarationsOf(loaded, faults)) declared.push(...toClones(declaration, faults));
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
      yield { id, origin, values: mergeDefaults(defaults, clones[id]) };
    }
  }
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
