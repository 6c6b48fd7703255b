// Overrides of a desired clone, written as in a declaration.
import { sha256 } from '../../src/inventory/digest.ts';
import type { DesiredOverrides } from '../../src/model/desired.ts';
import { overridesOf } from './overrides.ts';

/** One layer, with its files by name. */
export function desiredOverrides(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
): DesiredOverrides {
  return { ...overridesOf([yaml], files), digest: sha256(JSON.stringify([yaml, files])) };
}
