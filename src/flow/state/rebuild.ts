// Use case: recorded state made again from the stamps that clones carry. Finds the clones that are declared, stamped and not recorded,
// and takes them over like imports, each with the source that its stamp names; then their older versions, as superseded, where it can be
// seen what they were made of.

import { readObject } from '../../inventory/read-object.ts';
import { readScope } from '../../inventory/read-scope.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import type { Desired, DesiredClone } from '../../model/desired.ts';
import { scopeId } from '../../model/natural-key.ts';
import type { ScopeRead } from '../../model/observed.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { intendedAction } from '../../plan/document.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { type ReadingTally, readEach, whileReading } from '../reading-progress.ts';
import { type ApplyRequest, applyClones } from '../running/apply-clones.ts';
import type { ApplyEnd, RunReporter } from '../running/run-plan.ts';
import { EXIT, userError } from '../user-error.ts';
import { withLock, withReader } from './open-state.ts';
import { recordOlder, sortStamped, withOlder } from './rebuild-older.ts';
import { type ProjectUids, proveOlder, type Stamped, scopeNamed } from './rebuild-sources.ts';

const CONCURRENT_READS = 64;

export interface RebuildRequest extends Pick<ApplyRequest, 'client' | 'rateLimits' | 'desired' | 'commit'> {
  /** Take the stamps of this state only; null: of the only one there is. */
  readonly lineage: string | null;
}

/** Fails with UserError when there is nothing to take up, or stamps of several states. */
export async function rebuildState(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: RebuildRequest,
  reporter: RunReporter,
): Promise<ApplyEnd> {
  const { client, rateLimits, desired, commit } = request;
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  const isBlank = recorded.clones.length === 0 && recorded.openEntries.length === 0;
  const known = new Set(recorded.clones.map((row) => row.uid));
  const tenant = await readTenant(client);
  const projects: ProjectUids = new Map(tenant.projects.map(({ uid, name }) => [name, uid]));
  const stamped = await whileReading(deps.reading, (tally) => findStamped(client, desired, projects, tally));
  const all = stamped.filter(({ object }) => !known.has(object.uid));
  const own = isBlank ? null : (recorded.identity?.lineage ?? null);
  const lineage = chooseLineage(all, request.lineage ?? own);
  const { current: taken, older: others } = sortStamped(
    all.filter(({ stamp }) => stamp.lineage === lineage),
    new Set(recorded.clones.map((row) => row.address)),
  );
  const older = await whileReading(deps.reading, (tally) =>
    proveOlder({ client, tally }, desired, projects, others),
  );
  const addresses = new Set<string>(taken.map(({ clone }) => clone.address));
  const end = await applyClones(
    deps,
    settings,
    lockTimeoutMs,
    {
      client,
      rateLimits,
      commit,
      desired: withImports(desired, taken),
      options: JUST_LOOKING,
      command: 'state rebuild',
      only: (change) => addresses.has(change.address) && intendedAction(change) === 'adopt',
      skipBlocked: true,
      expect: null,
      parallelism: 1,
      verify: 'parts',
      message: null,
      auditNotes: false,
    },
    { ...reporter, showPlan: (plan) => reporter.showPlan(withOlder(plan, older)) },
  );
  const isDone = end.stopped === null || end.stopped === 'nothing_to_do';
  if (isDone && end.exitCode === EXIT.ok && older.proven.length > 0)
    await recordOlder(deps, settings, lockTimeoutMs, older.proven);
  if (isBlank && end.stopped === null && end.exitCode === EXIT.ok)
    await takeLineage(deps, settings, lockTimeoutMs, lineage);
  return end;
}

async function findStamped(
  client: PaletteReader,
  desired: Desired,
  projects: ProjectUids,
  tally: ReadingTally,
): Promise<readonly Stamped[]> {
  const placed = desired.clones.flatMap((clone) => {
    const scope = scopeNamed(clone.target, projects);
    return scope === null ? [] : [{ clone, scope }];
  });
  const scopes = new Map(placed.map(({ scope }) => [scopeId(scope), scope]));
  const lists = new Map(
    await readEach(
      [...scopes],
      { tally, part: 'lists', concurrency: CONCURRENT_READS },
      async ([id, scope]) => [id, await readScope(client, scope)] as const,
    ),
  );
  const found = await readEach(
    placed.flatMap((item) =>
      candidates(item.clone, lists.get(scopeId(item.scope))).map((uid) => ({ ...item, uid })),
    ),
    { tally, part: 'clones', concurrency: CONCURRENT_READS },
    async ({ clone, scope, uid }) => {
      const read = await readObject(client, uid, scope, 'existence');
      if (read.status !== 'present' || read.object.stamp === undefined) return [];
      return [{ clone, object: read.object, stamp: read.object.stamp }];
    },
  );
  return found.flat();
}

/** All versions of that name: those that are not wanted may be superseded ones. */
function candidates({ target }: DesiredClone, list: ScopeRead | undefined): readonly string[] {
  if (list?.status !== 'listed') return [];
  return list.versions.filter(({ name }) => name === target.name).map(({ uid }) => uid);
}

function chooseLineage(found: readonly Stamped[], wanted: string | null): string {
  const lineages = [...new Set(found.map(({ stamp }) => stamp.lineage))].sort();
  const [first] = lineages;
  if (first === undefined || (wanted !== null && !lineages.includes(wanted)))
    throw userError(
      EXIT.error,
      'plan/nothing-selected',
      wanted === null || first === undefined
        ? 'none of the declared but unrecorded clones has a stamp'
        : `none of the declared but unrecorded clones has the stamp of ${wanted}; their stamps name ${lineages.join(', ')}`,
      'to adopt clones without a stamp, use cloneform import --all --match GLOB --write FILE; to select another state, use --lineage',
    );
  if (wanted === null && lineages.length > 1)
    throw userError(
      EXIT.error,
      'plan/foreign-stamp',
      `the clones have stamps of several states: ${lineages.join(', ')}`,
      'select yours with --lineage ID',
    );
  return wanted ?? first;
}

/** The source as it was, and not what a range would choose today. */
function withImports(desired: Desired, taken: readonly Stamped[]): Desired {
  const stamps = new Map(taken.map(({ clone, stamp }) => [clone.address, stamp]));
  return {
    ...desired,
    clones: desired.clones.map((clone) => {
      const stamp = stamps.get(clone.address);
      const { source } = clone;
      if (stamp === undefined || source.kind === 'clone' || stamp.sourceVersion === '') return clone;
      return { ...clone, source: { ...source, version: stamp.sourceVersion } };
    }),
    imports: taken.map(({ clone, object }) => ({
      to: clone.address,
      uid: object.uid,
      place: clone.places.declaration,
    })),
  };
}

/** So that the stamps are again those of the state that owns the clones. */
async function takeLineage(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  lineage: string,
): Promise<void> {
  await withLock(deps, settings, 'state rebuild', lockTimeoutMs, async ({ store, lease }) => {
    const dump = await store.readDump();
    if (dump === null || dump.identity.lineage === lineage) return;
    await store.replaceAll(lease, { ...dump, identity: { ...dump.identity, lineage } });
  });
}
