// A YAML file of the sandbox, read with the bounds of declarations.
import { readFile, stat } from 'node:fs/promises';
import type { Faults } from '../declare/faults.ts';
import { MAX_FILE_BYTES, parseFile } from '../declare/parse-file.ts';
import type { SourceFile } from '../declare/source-file.ts';

/** `name`: as diagnostics show it; `what`: for the sentence when it cannot be read. */
export async function readYamlFile(
  filePath: string,
  name: string,
  faults: Faults,
  what: string,
  hint: string,
): Promise<SourceFile | null> {
  try {
    if ((await stat(filePath)).size > MAX_FILE_BYTES) throw new Error('too large');
    return parseFile(name, await readFile(filePath), faults);
  } catch {
    faults.add('declare/no-file', `${what} ${filePath} cannot be read`, null, hint);
    return null;
  }
}
