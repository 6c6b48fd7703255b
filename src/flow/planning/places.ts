// Hosts and state URLs that no command could use, found without a network.
import type { Settings } from '../../model/settings.ts';
import { resolveHost } from '../../palette/host.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';

/** Fails with UserError or StoreError, as every command that connects would. Whether a host may have the key is for those to say. */
export async function checkPlaces({ env, cwd }: FlowDeps, { palette, state }: Settings): Promise<void> {
  if (palette.sandbox === null) {
    const resolved = resolveHost({ declared: palette.host, env });
    if (resolved.kind === 'bad')
      throw userError(EXIT.error, 'palette/bad-host', resolved.problem, resolved.hint);
  }
  if (state.url === null) return;
  const { parsePgUrl } = await import('../../state/storage/postgres/pg-url.ts');
  parsePgUrl(state.url, env, cwd);
}
