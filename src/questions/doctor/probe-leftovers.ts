// Objects that probes left in Palette: known from the journals of this user's probes, and from names that only probes give.

import type { FlowDeps } from '../../flow/deps.ts';
import { type ProbeHead, prefixOf, readEndedProbes } from '../../flow/tenant/probe-journal.ts';
import { readScope } from '../../inventory/read-scope.ts';
import { projectScope, type ScopeRef, TENANT } from '../../model/natural-key.ts';
import type { ListedVersion } from '../../model/observed.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { ProbeLeftover } from './judge.ts';

export interface ReadScope {
  readonly scope: ScopeRef;
  readonly versions: readonly ListedVersion[];
}

/** Lists more scopes only where a journal says that a probe of this user was at work there. */
export async function findProbeLeftovers(
  deps: Pick<FlowDeps, 'env' | 'process' | 'clock'>,
  client: PaletteReader,
  place: Pick<ProbeHead, 'host' | 'tenantUid'>,
  read: readonly ReadScope[],
): Promise<readonly ProbeLeftover[]> {
  const { ended, running } = readEndedProbes(deps, place);
  const known = new Set(read.map(({ scope }) => scope.projectUid));
  const more = ended
    .flatMap(({ projectUid, made, doubtful }) => [
      projectUid,
      ...[...made, ...doubtful].map((item) => item.projectUid),
    ])
    .filter((projectUid) => !known.has(projectUid));
  const others = await Promise.all(
    [...new Set(more)].map(async (projectUid): Promise<readonly ReadScope[]> => {
      const scope = projectUid === null ? TENANT : projectScope(projectUid);
      const answer = await readScope(client, scope);
      return answer.status === 'listed' ? [{ scope, versions: answer.versions }] : [];
    }),
  );
  return [...read, ...others.flat()].flatMap(({ scope, versions }) =>
    versions.flatMap(({ uid, name, version }) => {
      const prefix = prefixOf(name);
      if (prefix === null || running.has(prefix)) return [];
      return [{ uid, name, version, projectUid: scope.projectUid }];
    }),
  );
}
