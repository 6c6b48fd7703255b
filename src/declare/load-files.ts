// The root file and what it includes, read, parsed and checked against the schema.
import path from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { compileSchema } from './compile-schema.ts';
import type { DeclareDisk } from './disk.ts';
import { Faults } from './faults.ts';
import { findIncluded } from './include.ts';
import { MAX_FILE_BYTES, MAX_TOTAL_BYTES, parseFile } from './parse-file.ts';
import type { ParseMemory } from './parse-memory.ts';
import { EntryReader } from './read-entries.ts';
import { asRecord, checkSchema } from './schema-check.ts';
import { findKeyItself, findSecrets } from './secrets.ts';
import { SourceFile } from './source-file.ts';

export interface LoadedFile {
  readonly file: SourceFile;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Loaded {
  readonly root: LoadedFile;
  readonly included: readonly LoadedFile[];
}

/** What an included file may hold, and what only the root file may. Other keys are none: the schema refuses them. */
const INCLUDED_KEYS = ['cloneform', 'clones', 'moved', 'removed', 'imports'];
const ROOT_KEYS = new Set([
  'include',
  'palette',
  'state',
  'variables',
  'guards',
  'defaults',
  'policies',
  'autoApprove',
  'stamp',
]);

export async function loadFiles(
  rootDir: string,
  rootName: string,
  disk: DeclareDisk,
  memory: ParseMemory,
  redact: ((text: string) => string) | undefined,
): Promise<{ ok: true; loaded: Loaded } | { ok: false; diagnostics: readonly Diagnostic[] }> {
  const faults = new Faults();
  const validate = await compileSchema('declaration.v1.json');
  const budget = { left: MAX_TOTAL_BYTES };
  const entries = new EntryReader();
  const parsedOf = (name: string, bytes: Uint8Array, own: Faults): Parsed | null => {
    if (redact !== undefined) findKeyItself(name, bytes, redact, own);
    const known = own.isEmpty ? memory.recall(bytes) : undefined;
    const parsed = known === undefined ? parse(name, bytes, entries, own) : withoutTree(name, bytes, known);
    if (parsed === null) return null;
    checkSchema(validate, parsed.file, parsed.values, own);
    if (known === undefined && own.isEmpty) memory.remember(bytes, parsed.values);
    return parsed;
  };
  const load = async (name: string): Promise<LoadedFile | null> => {
    const own = new Faults();
    const bytes = await readOne(rootDir, name, disk, budget, own);
    const parsed = bytes === null ? null : parsedOf(name, bytes, own);
    faults.addAll(own);
    parsed?.file.release();
    return parsed === null ? null : { file: parsed.file, values: asRecord(parsed.values) };
  };
  const root = await load(rootName);
  const included: LoadedFile[] = [];
  if (root !== null) {
    const globs = root.values['include'];
    const names = Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : [];
    for (const name of await findIncluded(rootDir, root.file, names, disk, faults)) {
      const loaded = await load(name);
      if (loaded !== null) {
        checkIncludedKeys(loaded, faults);
        included.push(loaded);
      }
    }
  }
  if (root === null || !faults.isEmpty) return { ok: false, diagnostics: faults.list() };
  return { ok: true, loaded: { root, included } };
}

async function readOne(
  rootDir: string,
  name: string,
  disk: DeclareDisk,
  budget: { left: number },
  faults: Faults,
): Promise<Uint8Array | null> {
  const place = { file: name, line: 1, column: 1, text: '' };
  const full = path.resolve(rootDir, name);
  const facts = await disk.inspect(full);
  if (facts === null) {
    faults.add(
      'declare/no-file',
      `there is no ${name} in ${rootDir}`,
      null,
      'to create one, run cloneform init; to use another folder or file, use -C or -f',
    );
    return null;
  }
  if (facts.kind !== 'file') {
    faults.add('declare/not-a-file', `${name} is not a file`, null, 'use the path of a YAML file');
    return null;
  }
  budget.left -= facts.bytes;
  if (facts.bytes > MAX_FILE_BYTES || budget.left < 0) {
    const limit =
      facts.bytes > MAX_FILE_BYTES
        ? `${megabytes(MAX_FILE_BYTES)} per file`
        : `${megabytes(MAX_TOTAL_BYTES)} in total`;
    faults.add(
      'declare/too-large',
      `${name} has ${megabytes(facts.bytes)}; the limit is ${limit}`,
      place,
      'split it into several files with include',
    );
    return null;
  }
  const bytes = await readBytes(full, disk);
  if (bytes === null)
    faults.add(
      'declare/not-read',
      `${name} cannot be read`,
      null,
      'check its mode, and that no other program replaces it',
    );
  return bytes;
}

interface Parsed {
  readonly file: SourceFile;
  readonly values: unknown;
}

function parse(name: string, bytes: Uint8Array, entries: EntryReader, faults: Faults): Parsed | null {
  const read = faults.isEmpty ? entries.read(name, bytes) : undefined;
  if (read !== undefined) return withoutTree(name, bytes, read);
  const file = parseFile(name, bytes, faults, 'cloneform');
  if (file === null) return null;
  findSecrets(file, faults);
  return faults.isEmpty ? { file, values: file.values('file') } : null;
}

/** Of a file of our format, whose lines may be shown. */
function withoutTree(name: string, bytes: Uint8Array, values: unknown): Parsed {
  return { file: new SourceFile(name, bytes, true), values };
}

/** null: it cannot be read, or it is not what was inspected any more. */
async function readBytes(full: string, disk: DeclareDisk): Promise<Uint8Array | null> {
  try {
    return await disk.read(full, MAX_FILE_BYTES);
  } catch {
    return null;
  }
}

function checkIncludedKeys({ file, values }: LoadedFile, faults: Faults): void {
  for (const key of Object.keys(values)) {
    if (!ROOT_KEYS.has(key)) continue;
    faults.add(
      'declare/root-only',
      `${JSON.stringify(key)} belongs in the root file`,
      file.place([key], 'key'),
      `an included file can contain only ${INCLUDED_KEYS.join(', ')}`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(bytes < 1024 * 1024 ? 2 : 1)} MiB`;
}
