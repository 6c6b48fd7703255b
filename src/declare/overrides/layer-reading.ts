// What the parts of an override are read with: where it stands, whose clone it is for, and where faults go.

import { maskRanges, secretsInText } from '../../content/secret-text.ts';
import type { Diagnostic, Place } from '../../model/diagnostic.ts';
import type { Faults } from '../faults.ts';
import type { DataPath } from '../source-file.ts';
import type { Variables } from '../variables.ts';
import type { LayerSource } from './layers.ts';
import type { OverrideFiles } from './override-files.ts';

/** What is the same for all overrides of a run. */
export interface OverrideRun {
  readonly variables: Variables;
  readonly files: OverrideFiles;
  readonly faults: Faults;
  readonly warnings: Map<string, Diagnostic>;
  /** Characters that variables may still add. */
  budget: number;
}

/** One layer, read for the clone in one project. */
export interface LayerReading {
  readonly run: OverrideRun;
  readonly layer: LayerSource;
  /** Name of the target project; null at tenant scope. */
  readonly project: string | null;
  /** Set once `${project}` was met: another project has another layer. */
  usesProject: boolean;
}

/** `path`: below the layer. */
export function layerPlace({ file, path }: LayerSource, below: DataPath, at?: 'key' | 'value'): Place {
  const place = file.place([...path, ...below], at);
  return { ...place, text: maskRanges(place.text, secretsInText(place.text)) };
}

export function tellFault(
  { run, layer }: LayerReading,
  code: `declare/${string}`,
  message: string,
  path: DataPath,
  hint: string,
  at: 'key' | 'value' = 'key',
): void {
  run.faults.add(code, message, layerPlace(layer, path, at), hint);
}
