// Declarations → the clones that they ask for, as far as that is known without Palette. What a declaration with a selector says is
// checked with projects of the kinds that it names: whatever is wrong with it is wrong whichever projects there are.
import type { DesiredClone } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Faults } from './faults.ts';
import type { Loaded } from './load-files.ts';
import type { OverrideFiles } from './overrides/override-files.ts';
import { MOST_ADDED } from './overrides/override-text.ts';
import { PerProjectCheck } from './overrides/per-project.ts';
import { OverrideResolver } from './overrides/resolve.ts';
import type { DeclaredSelector } from './project-selector.ts';
import { type Declaration, type Spread, toSpread } from './to-clones.ts';
import type { Variables } from './variables.ts';

export interface GatherContext {
  readonly loaded: Loaded;
  readonly variables: Variables;
  readonly files: OverrideFiles;
  readonly faults: Faults;
  readonly warnings: Map<string, Diagnostic>;
}

export type SelectingSpread = Spread & { readonly selector: DeclaredSelector };

export interface Gathered {
  readonly clones: readonly DesiredClone[];
  readonly selecting: readonly SelectingSpread[];
  /** Of each selector a few clones, in projects that there may not be: for checks across declarations. */
  readonly samples: readonly DesiredClone[];
  readonly perProject: PerProjectCheck;
}

export async function gatherClones(
  declarations: Iterable<Declaration>,
  reading: GatherContext,
): Promise<Gathered> {
  const { faults, warnings } = reading;
  const resolver = resolverFor(reading);
  const perProject = new PerProjectCheck(faults, warnings);
  const clones: DesiredClone[] = [];
  const selecting: SelectingSpread[] = [];
  const samples: DesiredClone[] = [];
  for (const declaration of declarations) {
    const spread = toSpread(declaration, faults);
    if (spread === null) continue;
    if (isSelecting(spread)) {
      selecting.push(spread);
      samples.push(...(await sampleClones(spread, reading)));
      continue;
    }
    const asked = spread.clonesIn([]);
    perProject.check(declaration, asked);
    clones.push(...(await resolver.resolveAll(asked)));
  }
  if (selecting.length === 0) perProject.checkDefaults();
  return { clones, selecting, samples, perProject };
}

export function resolverFor({
  variables,
  files,
  faults,
  warnings,
}: Omit<GatherContext, 'loaded'>): OverrideResolver {
  return new OverrideResolver({ variables, files, faults, warnings, budget: MOST_ADDED });
}

function isSelecting(spread: Spread): spread is SelectingSpread {
  return spread.selector !== null;
}

/** One for each key of `perProject`, so that all that is written is read. */
async function sampleClones(
  spread: SelectingSpread,
  reading: GatherContext,
): Promise<readonly DesiredClone[]> {
  const keys = spread.declaration.layers.entries.map(({ key }) => key);
  const faults = new Faults();
  const resolver = resolverFor({ ...reading, faults });
  const names = [...new Set(keys)];
  const clones = await resolver.resolveAll(spread.clonesIn(names.length === 0 ? ['project'] : names));
  // Which files a name of a project stands for is known only once there is one.
  reading.faults.addAll(faults, ({ place }) => place?.text.includes('${project}') !== true);
  return clones;
}
