// Use case: back to what a run had recorded. An ordinary plan whose declarations are the rows of then; clones made since go.

import { byText } from '../../content/compare.ts';
import { readTenant } from '../../inventory/read-tenant.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import type { Desired, DesiredClone, DesiredSource } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Plan } from '../../plan/plan.ts';
import { baseAddress } from '../../plan/supersede.ts';
import type { RunRecord, StateReader } from '../../store/port.ts';
import type { FlowDeps } from '../deps.ts';
import { planClones } from '../planning/plan-clones.ts';
import { EXIT, refusal } from '../refusal.ts';
import { withLock, withReader } from '../state/open-state.ts';
import { findRun, HISTORY_RUNS } from '../views/history.ts';
import { type ApplyRequest, runApply } from './apply-clones.ts';
import type { ApplyEnd, ApplyTalk } from './run-plan.ts';

export interface RollbackRequest extends Omit<ApplyRequest, 'desired'> {
  /** Id of the run, or the beginning of one. */
  readonly run: string;
  /** The declarations of today: guards, and how each clone is to be changed. */
  readonly declared: Desired;
}

/** Fails with Refusal for a run that is not known. */
export function rollbackClones(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: RollbackRequest,
  talk: ApplyTalk,
): Promise<ApplyEnd> {
  const { run: wanted, declared, ...rest } = request;
  return withLock(deps, settings, 'rollback', lockTimeoutMs, async (locked) => {
    const { run, desired } = await readGoal(locked.store, request.client, wanted, declared);
    const message = rest.message ?? `back to run ${run.id}`;
    return runApply(deps, { ...rest, message, desired }, talk, locked);
  });
}

/** The same plan, only looked at: takes no lock and writes nothing. Fails with Refusal for a run that is not known. */
export function planRollback(
  deps: FlowDeps,
  settings: Settings,
  request: Pick<RollbackRequest, 'client' | 'rateLimits' | 'options' | 'run' | 'declared'>,
): Promise<Plan> {
  const { client, rateLimits, options, run, declared } = request;
  return withReader(deps, settings, async (reader) => {
    const { desired } = await readGoal(reader, client, run, declared);
    const recorded = await reader.readRecorded();
    return (await planClones(deps, { client, desired, recorded, rateLimits, options })).plan;
  });
}

async function readGoal(
  reader: StateReader,
  client: PaletteReader,
  wanted: string,
  declared: Desired,
): Promise<{ readonly run: RunRecord; readonly desired: Desired }> {
  const run = findRun(await reader.readRuns(HISTORY_RUNS), wanted);
  const rows = await reader.readClonesAfter(run.id);
  invariant(rows !== null, `run ${run.id} is known, but not what it recorded`);
  if (rows.length === 0)
    throw refusal(
      EXIT.error,
      'plan/nothing-recorded',
      `nothing was recorded when run ${run.id} ended`,
      'to delete all that is recorded now: cloneform destroy',
    );
  const { projects } = await readTenant(client);
  const names = new Map(projects.map(({ uid, name }) => [uid, name]));
  return { run, desired: desiredOf(run, rows, names, declared) };
}

/** Superseded versions of then are left as they are: wanted is what was current. */
export function desiredOf(
  run: Pick<RunRecord, 'id'>,
  rows: readonly RecordedClone[],
  projects: ReadonlyMap<string, string>,
  declared: Desired,
): Desired {
  const today = new Map(declared.clones.map((clone) => [clone.address as string, clone]));
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  const projectOf = (uid: string | null): string | null => (uid === null ? null : (projects.get(uid) ?? uid));
  const current = rows.filter((row) => row.status === 'current');
  const clones = current.map((row): DesiredClone => {
    const { key, labels, description, digest, declaredVersion, isProtected } = row;
    const project = key.projectUid === null ? null : (projects.get(key.projectUid) ?? row.projectName);
    return {
      address: row.address,
      id: partsOf(row.address).id,
      source: sourceOf(row, byUid, projectOf),
      target: { name: key.name, version: key.version, scope: key.scope, project, labels, description },
      // Whatever was done to it since goes: the plan shows what that is.
      content: 'mirror',
      mirrorBy: today.get(row.address)?.mirrorBy === 'recreate' ? 'recreate' : 'update',
      retain: 'all',
      protect: isProtected,
      adopt: true,
      places: { declaration: { file: `run ${run.id}`, line: 1, column: 1, text: '' } },
      recorded: { digest, declaredVersion },
    };
  });
  const sorted = clones.toSorted(byText(({ address }) => address));
  return { ...declared, clones: sorted, moved: [], removed: [], imports: [] };
}

/** A source that was a clone of ours is copied as one, so that it is put right before its copies. */
function sourceOf(
  { source }: RecordedClone,
  byUid: ReadonlyMap<string, RecordedClone>,
  projectOf: (uid: string | null) => string | null,
): DesiredSource {
  const { version } = source;
  const above = byUid.get(source.uid);
  if (above !== undefined) {
    const { id, project } = partsOf(baseAddress(above.address));
    return { kind: 'clone', clone: id, project, version };
  }
  return {
    kind: 'profile',
    profile: source.name,
    version,
    scope: source.scope,
    project: projectOf(source.projectUid),
  };
}

function partsOf(address: Address): { readonly id: string; readonly project: string | null } {
  const parts = parseAddress(address);
  invariant(parts !== undefined, `not an address: ${address}`);
  return parts;
}
