// What a rollback aims at: the clones as a run left them (`--to`), or as they were before it, for what that run changed (`--undo`).
import { readTenant } from '../../inventory/read-tenant.ts';
import type { Desired, DesiredClone } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { invariant } from '../../model/invariant.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { PlanOptions } from '../../plan/plan.ts';
import { isSelected } from '../../plan/select.ts';
import { baseAddress } from '../../plan/supersede.ts';
import type { RunRecord } from '../../state/mutation.ts';
import type { StateReader } from '../../state/port.ts';
import { findRun, HISTORY_RUNS } from '../state/runs.ts';
import { EXIT, userError } from '../user-error.ts';
import { changedBetween } from './changed-rows.ts';
import { desiredOf } from './desired-from-rows.ts';

/** `run`: the id of a run, or the beginning of one. `plain`: the user named a run and not what to do with it. */
export interface RollbackAim {
  readonly kind: 'to' | 'undo' | 'plain';
  readonly run: string;
}

export interface Goal {
  readonly desired: Desired;
  readonly options: PlanOptions;
  /** What history says of the run that goes there. */
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface Ask {
  readonly aim: RollbackAim;
  /** The declarations of today: guards, and how each clone is to be changed. */
  readonly declared: Desired;
  readonly options: PlanOptions;
}

/** Fails with a user error for a run that is not known, and where there is nothing to go back to. */
export async function readGoal(reader: StateReader, client: PaletteReader, ask: Ask): Promise<Goal> {
  const runs = await reader.readRuns(HISTORY_RUNS);
  const run = findRun(runs, ask.aim.run);
  const after = await reader.readClonesAfter(run.id);
  invariant(after !== null, `the results of run ${run.id} are no longer kept`);
  const now = (await reader.readRecorded()).clones;
  const tenant = await readTenant(client);
  const projects = new Map(tenant.projects.map(({ uid, name }) => [uid, name]));
  if (ask.aim.kind !== 'undo') return goalAfter(run, { after, now, projects }, ask);
  return goalBefore(run, { before: await readBefore(reader, runs, run), after, now, projects }, ask);
}

type Rows = readonly RecordedClone[];

interface Pictures {
  readonly after: Rows;
  readonly now: Rows;
  readonly projects: ReadonlyMap<string, string>;
}

/** What was recorded when the run before it ended. */
async function readBefore(reader: StateReader, runs: readonly RunRecord[], run: RunRecord): Promise<Rows> {
  const previous = runs[runs.findIndex(({ id }) => id === run.id) + 1];
  if (previous !== undefined) {
    const rows = await reader.readClonesAfter(previous.id);
    invariant(rows !== null, `the results of run ${previous.id} are no longer kept`);
    return rows;
  }
  if (runs.length < HISTORY_RUNS) return [];
  throw userError(
    EXIT.error,
    'store/no-such-run',
    `the records from before run ${run.id} are no longer kept: it is the oldest of the last ${HISTORY_RUNS} runs`,
    `cloneform rollback --to ${run.id} returns to the result of that run`,
  );
}

function goalAfter(run: RunRecord, { after, now, projects }: Pictures, ask: Ask): Goal {
  const { declared, options, aim } = ask;
  if (after.length === 0)
    throw userError(
      EXIT.error,
      'plan/nothing-recorded',
      `nothing was recorded when run ${run.id} ended`,
      'to delete everything that is recorded now: cloneform destroy',
    );
  const isPresent = aim.kind === 'plain' && changedBetween(after, now).size === 0;
  const desired = desiredOf(run, after, projects, declared);
  return {
    desired: { ...desired, removed: letGo(run, desired, now, after) },
    options: { ...options, rollback: { kind: 'to', run: run.id } },
    message: `back to run ${run.id}`,
    diagnostics: isPresent ? [presentNote(run)] : [],
  };
}

/** `rollback RUN` restores what RUN left; of the last run that is what is recorded already. */
function presentNote({ id }: RunRecord): Diagnostic {
  return {
    code: 'plan/rollback-present',
    severity: 'warning',
    message: `nothing was recorded since run ${id}, so returning to its result changes nothing`,
    hint: `to undo that run: cloneform rollback --undo ${id}`,
  };
}

function goalBefore(run: RunRecord, pictures: Pictures & { readonly before: Rows }, ask: Ask): Goal {
  const { before, after, now, projects } = pictures;
  const { declared, options } = ask;
  const undone = whatToUndo(run, pictures, options);
  const wanted = new Set<string>(undone);
  const rows = [
    ...before.filter((row) => wanted.has(baseAddress(row.address))),
    ...now.filter((row) => !wanted.has(baseAddress(row.address))),
  ];
  const later = [...changedBetween(after, now)].filter((address) => wanted.has(address)).sort();
  const desired = desiredOf(run, rows, projects, declared);
  const touched = now.filter((row) => wanted.has(baseAddress(row.address)));
  return {
    desired: { ...desired, removed: letGo(run, desired, touched, before) },
    options: { ...options, target: undone, rollback: { kind: 'undo', run: run.id } },
    message: `undo of run ${run.id}`,
    diagnostics: later.length === 0 ? [] : [laterNote(run, later)],
  };
}

/** Addresses that the run changed, that are selected, and of which something is left or was there. */
function whatToUndo(
  run: RunRecord,
  { before, after, now }: Pictures & { readonly before: Rows },
  options: PlanOptions,
): readonly string[] {
  const known = new Set<string>([...before, ...now].map((row) => baseAddress(row.address)));
  const changed = [...changedBetween(before, after)].filter((address) => known.has(address)).sort();
  if (changed.length === 0)
    throw userError(
      EXIT.error,
      'plan/nothing-to-undo',
      `run ${run.id} changed no recorded clone, so there is nothing to undo`,
      `cloneform history ${run.id} shows what it did`,
    );
  const undone = changed.filter((address) => isSelected(options, new Map(), address));
  if (undone.length > 0) return undone;
  const names = changed.slice(0, 5).join(', ');
  throw userError(
    EXIT.error,
    'plan/nothing-selected',
    `--target and --exclude match none of the clones that run ${run.id} changed`,
    `it changed ${names}${changed.length > 5 ? ', …' : ''}`,
  );
}

function laterNote({ id }: RunRecord, later: readonly string[]): Diagnostic {
  const names = later.slice(0, 5).join(', ');
  const more = later.length > 5 ? ` and ${later.length - 5} more` : '';
  return {
    code: 'plan/rollback-later',
    severity: 'warning',
    message: `later runs changed ${names}${more} again; those changes are undone as well`,
    hint: `to keep them, use --exclude; cloneform history lists the runs since ${id}`,
  };
}

/** What was taken over, and not made, is let go of again: going back never deletes such an object. */
function letGo(run: RunRecord, { clones }: Desired, now: Rows, then: Rows): Desired['removed'] {
  const owned = new Set(then.map(({ uid }) => uid));
  const wanted = new Set<string>(clones.map(({ address }) => address));
  const isTaken = ({ provenance }: RecordedClone): boolean =>
    provenance === 'adopted' || provenance === 'imported';
  return now
    .filter((row) => isTaken(row) && !owned.has(row.uid) && !wanted.has(baseAddress(row.address)))
    .map((row) => ({ clone: row.address, place: placeOf(run) }));
}

function placeOf({ id }: Pick<RunRecord, 'id'>): DesiredClone['places']['declaration'] {
  return { file: `run ${id}`, line: 1, column: 1, text: '' };
}
