// What apply sends for a clone with overrides: they are rendered again from the source as it reads it, and must come to what was planned.
import type { RenderWanted } from '../../apply/deps.ts';
import type { Registries } from '../../content/overrides/rendered.ts';
import type { DesiredClone, DesiredOverrides } from '../../model/desired.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { registriesByName } from '../planning/registries.ts';
import { createRenderer } from '../planning/renderer.ts';

/** `overrides`: by address. `registries`: where the plan looked them up; else they are, once, when an override names one. */
export function createRenderWanted(
  client: PaletteReader,
  overrides: ReadonlyMap<string, DesiredOverrides>,
  registries: Registries | undefined,
): RenderWanted {
  const render = createRenderer();
  let known: Promise<Registries> | undefined =
    registries === undefined ? undefined : Promise.resolve(registries);
  return async (address, source) => {
    const own = overrides.get(address);
    if (own === undefined) return null;
    const result = render(source, own, (await known) ?? NONE);
    if (result.status !== 'needs_registries' || known !== undefined) return result;
    known = registriesByName(client);
    return render(source, own, await known);
  };
}

const NONE: Registries = new Map();

/** By address. */
export function overridesOf(
  clones: readonly Pick<DesiredClone, 'address' | 'overrides'>[],
): ReadonlyMap<string, DesiredOverrides> {
  return new Map(
    clones.flatMap(({ address, overrides }) =>
      overrides === undefined ? [] : [[address, overrides] as const],
    ),
  );
}
