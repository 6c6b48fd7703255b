// Files of --var-file: a map of names to texts, YAML or JSON.
import path from 'node:path';
import { type DeclareDisk, readRegularFile } from './disk.ts';
import type { Faults } from './faults.ts';
import { MAX_FILE_BYTES, parseFile } from './parse-file.ts';
import { asRecord, describe } from './schema-check.ts';

/** Later files over earlier ones. */
export async function readVarFiles(
  rootDir: string,
  names: readonly string[],
  disk: DeclareDisk,
  faults: Faults,
): Promise<Readonly<Record<string, string>>> {
  const merged = new Map<string, string>();
  for (const name of names) {
    const bytes = await readRegularFile(disk, path.resolve(rootDir, name), MAX_FILE_BYTES);
    if (bytes === null) {
      faults.add(
        'declare/no-file',
        `the variable file ${name} cannot be read`,
        null,
        'use a YAML or JSON file of strings',
      );
      continue;
    }
    const file = parseFile(name, bytes, faults);
    if (file === null) continue;
    for (const [key, value] of Object.entries(asRecord(file.values()))) {
      if (typeof value === 'string') merged.set(key, value);
      else
        faults.add(
          'declare/bad-value',
          `${key} must be a string, not ${describe(value)}`,
          file.place([key]),
          'quote it',
        );
    }
  }
  return Object.fromEntries(merged);
}
