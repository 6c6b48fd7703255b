// Gathers the evidence that model/absence.ts asks for, piece by piece: no request is sent that does not decide something.
import {
  type Absence,
  deniesProject,
  type Evidence,
  type FormerPlace,
  judgeAbsence,
} from '../model/absence.ts';
import { type NaturalKey, type ScopeRef, scopeId } from '../model/natural-key.ts';
import type { ReadFailure, ScopeRead } from '../model/observed.ts';
import type { NamedProject } from '../model/project.ts';
import { endsRun, isConflict, isOutage, PaletteError } from '../palette/palette-error.ts';
import type { PaletteReader } from '../palette/port.ts';
import { type RawRead, toReadFailure } from './read-object.ts';
import { readScope } from './read-scope.ts';

export type AbsenceReads = Pick<
  PaletteReader,
  'countProjects' | 'listProjects' | 'validateName' | 'validateClone'
>;

export interface Missing {
  readonly uid: string;
  readonly place: FormerPlace;
  readonly read: Exclude<RawRead, { status: 'present' }>;
  /** The UID and scope of what it was copied from, for a dry run of the same clone; absent: not known. */
  readonly source?: { readonly uid: string; readonly scope: ScopeRef } | undefined;
}

/** Where lists and projects come from: one reading of them serves many objects. */
export interface Witnesses {
  readonly list: (scope: ScopeRef) => Promise<ScopeRead>;
  readonly project: (uid: string) => Promise<NonNullable<Evidence['project']>>;
}

/** Whether what was not found is gone. */
export async function readAbsence(
  client: AbsenceReads,
  missing: Missing,
  witnesses: Witnesses,
): Promise<Absence> {
  const { uid, place, read } = missing;
  const answer = read.status === 'not_found' ? 'object' : read.failure;
  let evidence: Evidence = { uid, place, answer, list: undefined, project: undefined, name: undefined };
  for (;;) {
    const judged = judgeAbsence(evidence);
    if (!('ask' in judged)) return judged;
    if (judged.ask === 'list') evidence = { ...evidence, list: await witnesses.list(place) };
    else if (judged.ask === 'project')
      evidence = { ...evidence, project: await witnesses.project(place.projectUid ?? '') };
    else if (place.name !== null)
      evidence = { ...evidence, name: await readFree(client, place, missing.source) };
  }
}

/** Whether a failed read may be an absence all the same: there is more evidence to ask for. */
export function mayBeAbsent(read: RawRead): read is Missing['read'] {
  return read.status === 'not_found' || (read.status === 'unreadable' && deniesProject(read.failure));
}

/**
 * Whether both of Palette's own checks call a natural key free: that of names, and, where the source is known, the dry run of a clone.
 * Which of them sees what a resource filter hides from the key is not documented (facts.md section 10, row 19).
 */
async function readFree(
  client: AbsenceReads,
  key: NaturalKey,
  source: Missing['source'],
): Promise<'free' | 'taken' | ReadFailure> {
  const name = await readName(client, key);
  if (name !== 'free' || source === undefined) return name;
  const target =
    key.projectUid === null ? { scope: key.scope } : { scope: key.scope, projectUid: key.projectUid };
  try {
    await client.validateClone(source.uid, source.scope, { name: key.name, version: key.version, target });
    return 'free';
  } catch (error) {
    if (!(error instanceof PaletteError) || endsRun(error)) throw error;
    // Any other answer is about the source: it says nothing about the name.
    return isConflict(error) ? 'taken' : 'free';
  }
}

/** Whether Palette calls a natural key free. */
export async function readName(
  client: Pick<AbsenceReads, 'validateName'>,
  key: NaturalKey,
): Promise<'free' | 'taken' | ReadFailure> {
  try {
    return await client.validateName(key, key.name, key.version);
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return toReadFailure(error);
    throw error;
  }
}

/**
 * Asks for the projects once, and only if somebody wants to know. `known`: UIDs of projects that were listed already; a project that is
 * not among them is looked for in the list that has a count.
 */
export function projectWitness(
  client: Pick<AbsenceReads, 'countProjects' | 'listProjects'>,
  known: ReadonlySet<string> = new Set(),
): Witnesses['project'] {
  let counted: ReturnType<typeof readProjects> | null = null;
  return async (uid) => {
    if (known.has(uid)) return 'listed';
    counted ??= readProjects(client);
    const projects = await counted;
    if ('code' in projects) return projects;
    return projects.has(uid) ? 'listed' : 'missing';
  };
}

async function readProjects(
  client: Pick<AbsenceReads, 'countProjects' | 'listProjects'>,
): Promise<ReadonlySet<string> | ReadFailure> {
  try {
    const { rows, missing } = await countedProjects(client);
    if (missing === 0) return new Set(rows.map(({ uid }) => uid));
    return { code: 'IncompleteList', message: 'the list of projects is incomplete' };
  } catch (error) {
    if (error instanceof PaletteError && !endsRun(error)) return toReadFailure(error);
    throw error;
  }
}

/** A Palette without the counted list has the other one, which is never paged (facts.md section 3). */
async function countedProjects(
  client: Pick<AbsenceReads, 'countProjects' | 'listProjects'>,
): Promise<{ readonly rows: readonly NamedProject[]; readonly missing: number }> {
  try {
    return await client.countProjects();
  } catch (error) {
    const isLacking =
      error instanceof PaletteError && (isOutage(error) || error.status === 405 || error.status === 501);
    if (!isLacking) throw error;
    return { rows: await client.listProjects(), missing: 0 };
  }
}

interface Reading {
  readonly running: Promise<ScopeRead>;
  /** Starts when that one has ended, for those who asked meanwhile. */
  next: Promise<ScopeRead> | null;
}

/**
 * Each list begins after it was asked for: what was deleted before is no longer in it. Those who ask while one is being read share the
 * next one, so that a thousand deletes do not cost a thousand lists.
 */
export function sharedLists(client: Pick<PaletteReader, 'listProfiles'>): Witnesses['list'] {
  const readings = new Map<string, Reading>();
  const start = (id: string, scope: ScopeRef): Promise<ScopeRead> => {
    const running = readScope(client, scope);
    const reading: Reading = { running, next: null };
    readings.set(id, reading);
    const end = (): void => {
      if (readings.get(id) === reading && reading.next === null) readings.delete(id);
    };
    running.then(end, end);
    return running;
  };
  return (scope) => {
    const id = scopeId(scope);
    const reading = readings.get(id);
    if (reading === undefined) return start(id, scope);
    const then = (): Promise<ScopeRead> => start(id, scope);
    reading.next ??= reading.running.then(then, then);
    return reading.next;
  };
}
