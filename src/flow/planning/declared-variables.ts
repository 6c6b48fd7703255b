// Names of the variables that the root file declares, without reading anything else: what completion offers at each TAB.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Faults } from '../../declare/faults.ts';
import { parseFile } from '../../declare/parse-file.ts';
import { asRecord } from '../../declare/schema-check.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';

/** Empty where the file does not read as YAML. */
export async function declaredVariables(
  { cwd }: Pick<FlowDeps, 'cwd'>,
  { file }: Pick<CommonOptions, 'file'>,
): Promise<readonly string[]> {
  const bytes = await readFile(path.resolve(cwd, file));
  const parsed = parseFile(file, bytes, new Faults(), null);
  return parsed === null ? [] : Object.keys(asRecord(asRecord(parsed.values())['variables']));
}
