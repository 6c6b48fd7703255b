// Who overrides a pack, and what of it: from the declarations alone.
import { byText } from '../../content/compare.ts';
import type { OverrideMap, OverrideValue, PackOverride } from '../../content/overrides/overrides.ts';
import { namesOfPack } from '../../content/pack-names.ts';
import { below } from '../../content/path.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import { matchesGlob } from '../../model/glob.ts';

/** One override of a pack, and the clones that it holds for. */
export interface OverrideRow {
  readonly pack: string;
  /** What it sets, without values. */
  readonly sets: readonly string[];
  readonly place: Pick<Place, 'file' | 'line'> | null;
  readonly addresses: readonly string[];
}

export interface WhereOverridden {
  readonly rows: readonly OverrideRow[];
  /** Declared clones with overrides of any pack. */
  readonly overridden: number;
  /** Names of all packs that are overridden. */
  readonly packs: readonly string[];
}

/** `glob`: over names of packs and of their charts. */
export function findOverrides(clones: readonly DesiredClone[], glob: string): WhereOverridden {
  const all = clones.flatMap(overridesOf);
  const rows = new Map<string, OverrideRow>();
  for (const { addresses, ...found } of all.filter(({ pack }) => isNamed(glob, pack))) {
    const key = JSON.stringify([found.pack, found.sets, found.place]);
    rows.set(key, { ...found, addresses: [...(rows.get(key)?.addresses ?? []), ...addresses] });
  }
  return {
    rows: [...rows.values()].toSorted(byText(({ pack }) => pack)),
    overridden: clones.filter(({ overrides }) => overrides !== undefined).length,
    packs: [...new Set(all.map(({ pack }) => pack))].sort(),
  };
}

function isNamed(glob: string, pack: string): boolean {
  return namesOfPack(pack).some((name) => matchesGlob(glob, name));
}

/** What a later layer drops is overridden by nobody. */
function overridesOf({ address, overrides, places }: DesiredClone): readonly OverrideRow[] {
  const layers = overrides?.layers ?? [];
  return layers.flatMap(({ packs }, layer) =>
    [...packs].flatMap(([pack, override]): readonly OverrideRow[] => {
      const isDropped = layers.slice(layer + 1).some((later) => later.packs.get(pack) === null);
      if (override === null || isDropped) return [];
      const at = places.override?.({ layer, path: ['packs', pack] });
      const place = at === undefined ? null : { file: at.file, line: at.line };
      return [{ pack, sets: setBy(override), place, addresses: [address] }];
    }),
  );
}

function setBy(override: PackOverride): readonly string[] {
  const { remove, add, move, tag, registry, valuesFile, replace, unset, values, manifests } = override;
  return [
    ...(remove ? ['removed'] : []),
    ...(add === undefined ? [] : ['added']),
    ...(move === undefined ? [] : ['moved']),
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(registry === undefined ? [] : ['registry']),
    ...(valuesFile === undefined ? [] : [`values from ${valuesFile.name}`]),
    ...(replace.length === 0 ? [] : [`replace (${replace.length})`]),
    ...unset.map((path) => `unset ${path}`),
    ...(values === undefined ? [] : leaves(values, '')),
    ...[...manifests.keys()].map((name) => `manifest ${name}`),
  ];
}

function leaves({ entries }: OverrideMap, path: string): readonly string[] {
  return entries.flatMap(({ key, value }) => leavesOf(value, below(path, key)));
}

function leavesOf(value: OverrideValue, path: string): readonly string[] {
  return value.kind === 'map' && value.entries.length > 0 ? leaves(value, path) : [path];
}
