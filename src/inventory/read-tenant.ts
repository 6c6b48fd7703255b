// Who the key belongs to, and which projects it sees: what every command that reads a tenant begins with.
import type { PaletteReader } from '../palette/port.ts';
import type { WireUserInfo } from '../palette/wire.ts';

export interface TenantRead {
  readonly user: WireUserInfo;
  readonly projects: readonly { readonly uid: string; readonly name: string }[];
}

/** Two requests, side by side. A key that is refused fails here, and before anything else is asked (see PaletteClient.whoAmI). */
export async function readTenant(
  client: Pick<PaletteReader, 'whoAmI' | 'listProjects'>,
): Promise<TenantRead> {
  const [user, projects] = await Promise.all([client.whoAmI(), client.listProjects()]);
  return { user, projects };
}
