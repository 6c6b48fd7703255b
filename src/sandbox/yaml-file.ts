// A YAML file of the sandbox, read with the bounds of declarations.
import { createDeclareDisk } from '../declare/disk.ts';
import type { Faults } from '../declare/faults.ts';
import { MAX_FILE_BYTES, parseFile } from '../declare/parse-file.ts';
import type { SourceFile } from '../declare/source-file.ts';

/** `name`: as diagnostics show it; `what`: for the sentence when it cannot be read; `format`: the key at its top. */
export async function readYamlFile(
  filePath: string,
  name: string,
  faults: Faults,
  what: string,
  hint: string,
  format: 'sandbox' | 'faults',
): Promise<SourceFile | null> {
  try {
    return parseFile(name, await createDeclareDisk().read(filePath, MAX_FILE_BYTES), faults, format);
  } catch {
    faults.add('declare/no-file', `${what} ${filePath} cannot be read`, null, hint);
    return null;
  }
}
