// `cloneform inventory`: what Palette has.
import { compareText } from '../../content/compare.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { whileReading } from '../../flow/reading-progress.ts';
import { withClient, withSituation } from '../../flow/tenant/with-client.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { renderProjects } from './projects-text.ts';
import { takeInventory } from './read.ts';
import { renderInventory } from './text.ts';

interface InventoryInput {
  readonly project: string | undefined;
  readonly projects: boolean;
}

/** Fails with UserError where one project is asked for, and all of them too. */
export async function inventory(
  { deps, globals }: Asker,
  { project, projects }: InventoryInput,
): Promise<Output> {
  if (projects) return listProjects({ deps, globals }, project);
  return withSituation(deps, globals, async ({ client, recorded }) => {
    const { rows, unread } = await whileReading(deps.reading, (tally) =>
      takeInventory(client, recorded.clones, project ?? null, tally),
    );
    for (const { scope, why } of unread) {
      deps.warn?.({
        severity: 'warning',
        code: 'inventory/unreadable',
        message: `${scope} cannot be read with this key: ${why}`,
        hint: 'docs/reference/rights.md lists the permissions that each command needs',
      });
    }
    return { value: toJsonDocument({ profiles: rows }), text: (style) => renderInventory(rows, style) };
  });
}

async function listProjects(
  { deps, globals }: Pick<Asker, 'deps' | 'globals'>,
  project: string | undefined,
): Promise<Output> {
  if (project !== undefined)
    throw userError(EXIT.usage, 'cli/usage', '--projects lists all projects, so it takes no --project');
  const { settings } = await loadDeclarations(deps, globals);
  return withClient(deps, globals, settings, async (client) => {
    const [found] = await whileReading(deps.reading, () =>
      Promise.all([client.countProjects(), client.whoAmI()]),
    );
    const rows = found.rows.toSorted((a, b) => compareText(a.name, b.name));
    if (found.missing > 0)
      deps.warn?.({
        severity: 'warning',
        code: 'palette/incomplete-projects',
        message: `the list of projects is incomplete: ${found.missing} are missing`,
        hint: 'try again',
      });
    return { value: toJsonDocument({ projects: rows }), text: (style) => renderProjects(rows, style) };
  });
}
