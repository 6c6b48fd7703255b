// Registries by name, as overrides name them.
import type { Registries } from '../../content/overrides/rendered.ts';
import type { PaletteReader } from '../../palette/port.ts';

/** One request. A name that several registries have stands for none of them. */
export async function registriesByName(client: PaletteReader): Promise<Registries> {
  const byName = new Map<string, string | null>();
  for (const { name, uid } of await client.listRegistries()) byName.set(name, byName.has(name) ? null : uid);
  return byName;
}
