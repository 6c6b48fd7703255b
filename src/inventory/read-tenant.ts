// Who the key belongs to, and which projects it sees: what every command that reads a tenant begins with.
import type { ListedProject, NamedProject } from '../model/project.ts';
import type { PaletteReader } from '../palette/port.ts';
import type { WireUserInfo } from '../palette/wire.ts';

/**
 * All projects with their tags, in pages. null: Palette counts more than it gave, or does not count, so that a project that is not
 * among them may be there (facts.md section 10, row 10).
 */
export async function readProjectsWhole(
  client: Pick<PaletteReader, 'countProjects'>,
): Promise<readonly ListedProject[] | null> {
  const { rows, missing, isCounted } = await client.countProjects();
  return missing > 0 || !isCounted ? null : rows;
}

export interface TenantRead {
  readonly user: WireUserInfo;
  readonly projects: readonly NamedProject[];
}

/**
 * Two requests, side by side, or one where the projects are `known`. A key that is refused fails here, and before anything else is asked
 * (see PaletteClient.whoAmI).
 */
export async function readTenant(
  client: Pick<PaletteReader, 'whoAmI' | 'listProjects'>,
  known?: readonly NamedProject[],
): Promise<TenantRead> {
  const [user, projects] = await Promise.all([client.whoAmI(), known ?? client.listProjects()]);
  return { user, projects };
}
