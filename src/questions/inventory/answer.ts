// `cloneform inventory`: what Palette has.
import { withSituation } from '../../flow/tenant/with-client.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { takeInventory } from './read.ts';
import { renderInventory } from './text.ts';

interface InventoryInput {
  readonly project: string | undefined;
}

export async function inventory({ deps, globals }: Asker, { project }: InventoryInput): Promise<Output> {
  return withSituation(deps, globals, async ({ client, recorded }) => {
    const { rows, unread } = await takeInventory(client, recorded.clones, project ?? null);
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
