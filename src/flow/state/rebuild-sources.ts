// What each superseded version was made of, as far as that can be seen: a stamp names the content of the clone, and that is the
// content of its source only where there were no overrides. What cannot be shown today is not recorded.

import { readObject } from '../../inventory/read-object.ts';
import { formatAddress } from '../../model/address.ts';
import type { Desired, DesiredClone } from '../../model/desired.ts';
import { projectScope, type ScopeRef, TENANT } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Stamp } from '../../model/stamp.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { registriesByName } from '../planning/registries.ts';
import { createRenderer } from '../planning/renderer.ts';
import { type ReadingTally, readEach } from '../reading-progress.ts';

const CONCURRENT_READS = 16;

export interface Stamped {
  readonly clone: DesiredClone;
  readonly object: ObservedObject;
  readonly stamp: Stamp;
}

/** UIDs of projects by name. */
export type ProjectUids = ReadonlyMap<string, string>;

/** A version whose stamp names exactly what its source has today, or what the overrides of today make of that. */
export interface ProvenVersion extends Stamped {
  readonly made: Pick<RecordedClone, 'source' | 'overrides'>;
}

/** A version that is not recorded, and why. */
export interface UnprovenVersion extends Stamped {
  readonly reason: string;
}

export interface OlderVersions {
  readonly proven: readonly ProvenVersion[];
  readonly unproven: readonly UnprovenVersion[];
}

/** Reads the source of each version whole, once. */
export async function proveOlder(
  { client, tally }: { readonly client: PaletteReader; readonly tally: ReadingTally },
  desired: Desired,
  projects: ProjectUids,
  older: readonly Stamped[],
): Promise<OlderVersions> {
  const prove = prover(client, desired, projects);
  const all = await readEach(
    older,
    { tally, part: 'profiles', concurrency: CONCURRENT_READS },
    async (item) => ({ item, found: await prove(item) }),
  );
  return {
    proven: all.flatMap(({ item, found }) => (typeof found === 'string' ? [] : [{ ...item, made: found }])),
    unproven: all.flatMap(({ item, found }) =>
      typeof found === 'string' ? [{ ...item, reason: found }] : [],
    ),
  };
}

/** Gives what a version was made of, or the reason why that is not known. */
function prover(
  client: PaletteReader,
  desired: Desired,
  projects: ProjectUids,
): (item: Stamped) => Promise<ProvenVersion['made'] | string> {
  const reads = new Map<string, Promise<ObservedObject | null>>();
  const matches = matcher(client);
  return async ({ clone, stamp }) => {
    const scope = sourceScope(clone, desired, projects);
    if (scope === null) return 'its source is declared in a place that is not there';
    const id = `${stamp.sourceUid} ${JSON.stringify(scope)}`;
    const read = reads.get(id) ?? readSource(client, stamp.sourceUid, scope);
    reads.set(id, read);
    const source = await read;
    if (source === null) return `its source (UID ${stamp.sourceUid}) cannot be read`;
    const made = await matches(clone, source, stamp.digest);
    const { name, version } = source.key;
    return made ?? `it is neither a copy of ${name} ${version} nor what the overrides make of that today`;
  };
}

async function readSource(
  client: PaletteReader,
  uid: string,
  scope: ScopeRef,
): Promise<ObservedObject | null> {
  const read = await readObject(client, uid, scope, 'whole');
  return read.status === 'present' ? read.object : null;
}

/** null: the source does not give the content with that digest. */
function matcher(
  client: PaletteReader,
): (clone: DesiredClone, source: ObservedObject, digest: string) => Promise<ProvenVersion['made'] | null> {
  const render = createRenderer();
  let registries: ReturnType<typeof registriesByName> | null = null;
  return async ({ overrides }, object, digest) => {
    const { content } = object;
    if (object.digest === null || content === null) return null;
    const source = { uid: object.uid, ...object.key, digest: object.digest };
    if (object.digest === digest) return { source };
    if (overrides === undefined) return null;
    const whole = { content, digest: object.digest };
    const first = render(whole, overrides, new Map());
    const rendered =
      first.status === 'needs_registries'
        ? render(whole, overrides, await (registries ??= registriesByName(client)))
        : first;
    if (rendered.status !== 'rendered' || rendered.rendering.wanted !== digest) return null;
    const { shown: _shown, ...recorded } = rendered.rendering;
    return { source, overrides: recorded };
  };
}

/** null: its project, or the clone that is its source, is not there. */
function sourceScope({ source }: DesiredClone, desired: Desired, projects: ProjectUids): ScopeRef | null {
  if (source.kind === 'profile') return scopeNamed(source, projects);
  const address = formatAddress(source.clone, source.project);
  const upstream = desired.clones.find((clone) => clone.address === address);
  return upstream === undefined ? null : scopeNamed(upstream.target, projects);
}

/** null: there is no project of that name. */
export function scopeNamed(
  { scope, project }: Pick<DesiredClone['target'], 'scope' | 'project'>,
  projects: ProjectUids,
): ScopeRef | null {
  if (scope === 'tenant') return TENANT;
  const uid = project === null ? undefined : projects.get(project);
  return uid === undefined ? null : projectScope(uid);
}
