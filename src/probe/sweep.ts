// Takes away what a probe made, and proves it: an object is gone when Palette itself says so by UID and a whole list is without it.
import type { Clock } from '../palette/clock.ts';
import type { RawAnswer, RawCaller } from '../palette/raw-call.ts';
import type { Leftover } from './finding.ts';
import { isNotFound, isYes, read, textIn } from './reading.ts';
import { listObjects } from './scope-list.ts';

export interface ToSweep {
  /** Begins the name of everything that the probe made; nobody else uses it. */
  readonly prefix: string;
  /** Objects whose UIDs are known, oldest first. */
  readonly made: readonly (Leftover & { readonly uid: string })[];
  /** Requests whose answers never came, or do not say what became of them. */
  readonly doubtful: readonly Leftover[];
  /** More scopes to list: a project's UID, null for the tenant. */
  readonly scopes?: readonly (string | null)[];
  /** Whether doubtful requests may still be carried out, so that lists are read again until they show. */
  readonly areFresh?: boolean;
}

export interface Swept {
  readonly left: readonly Leftover[];
  /** Doubtful requests of which a whole list shows nothing so far. */
  readonly unseen: readonly Leftover[];
}

interface SweepDeps {
  readonly caller: RawCaller;
  readonly clock: Clock;
}

/**
 * Before each further round, milliseconds. After a probe there are two at least: lists can be late, a lost request can still be carried
 * out, and one that something on the way sent twice was carried out although its answer is a conflict.
 */
const PAUSES_MS = [2_000, 2_000, 4_000] as const;
/** A server that answers nothing is given up on after this time; what is left is reported then. */
const LONGEST_MS = 120_000;

/** Never rejects: what cannot be proven gone is left. Deletes only objects that this prefix names, or whose UIDs Palette gave the probe. */
export async function sweep(deps: SweepDeps, what: ToSweep): Promise<Swept> {
  const { made, doubtful, areFresh = true } = what;
  const startedAt = deps.clock.now();
  const known = new Map(made.map((item) => [item.uid, item]));
  const gone = new Set<string>();
  const touched = [...made, ...doubtful].map(({ projectUid }) => projectUid);
  const scopes = [...new Set([...touched, ...(what.scopes ?? [])])];
  if (scopes.length === 0) return { left: [], unseen: [] };
  for (let round = 0; ; round++) {
    const areWhole = await sweepOnce(deps, what.prefix, scopes, known, gone);
    const unseen = unseenOf(doubtful, known);
    const isWaitedFor = areFresh && (round === 0 || unseen.length > 0);
    const isDone = areWhole && gone.size === known.size && !isWaitedFor;
    const pause = PAUSES_MS[round];
    if (isDone || pause === undefined || deps.clock.now() - startedAt > LONGEST_MS) {
      const left = [...known.values()].filter(({ uid }) => !gone.has(uid));
      return areWhole ? { left, unseen } : { left: [...left, ...unseen], unseen: [] };
    }
    await deps.clock.sleep(pause);
  }
}

/** Deletes, lists, and adds to `known` what the lists show and to `gone` what is proven. The answer: whether all lists are whole. */
async function sweepOnce(
  deps: SweepDeps,
  prefix: string,
  scopes: readonly (string | null)[],
  known: Map<string, Leftover & { readonly uid: string }>,
  gone: Set<string>,
): Promise<boolean> {
  await removeAll(deps, [...known.values()].filter(({ uid }) => !gone.has(uid)).toReversed());
  const seen = await look(deps, prefix, scopes);
  for (const item of [...seen.values()].flatMap((objects) => objects ?? [])) {
    if (!known.has(item.uid)) known.set(item.uid, item);
  }
  for (const item of known.values()) {
    if (!gone.has(item.uid) && (await isGone(deps, item, seen))) gone.add(item.uid);
  }
  return [...seen.values()].every((objects) => objects !== null);
}

/** Names of a probe are its prefix, or begin with it and a dash. */
export function hasPrefix(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}-`);
}

function unseenOf(doubtful: readonly Leftover[], known: ReadonlyMap<string, Leftover>): readonly Leftover[] {
  return doubtful.filter(
    ({ name, version, projectUid }) =>
      ![...known.values()].some(
        (item) => item.name === name && item.version === version && item.projectUid === projectUid,
      ),
  );
}

type Seen = ReadonlyMap<string | null, readonly (Leftover & { readonly uid: string })[] | null>;

async function look(deps: SweepDeps, prefix: string, scopes: readonly (string | null)[]): Promise<Seen> {
  const lists = scopes.map(async (projectUid) => {
    const objects = await listObjects(deps.caller, projectUid, (name) => hasPrefix(name, prefix));
    return [projectUid, objects?.map((item) => ({ ...item, projectUid })) ?? null] as const;
  });
  return new Map(await Promise.all(lists));
}

/** Where the way to Palette is broken, the rest waits for the next round. */
async function removeAll(
  deps: SweepDeps,
  items: readonly (Leftover & { readonly uid: string })[],
): Promise<void> {
  for (const item of items) {
    const answer = await send(deps, 'DELETE', item);
    if (answer === null) return;
    if (answer.status === 429) await deps.clock.sleep(waitOf(answer));
  }
}

/** As long as Palette asks for, within reason. */
function waitOf({ headers }: RawAnswer): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 30) * 1000 : 1_000;
}

async function isGone(
  deps: SweepDeps,
  item: Leftover & { readonly uid: string },
  seen: Seen,
): Promise<boolean> {
  const listed = seen.get(item.projectUid) ?? null;
  if (listed === null || listed.some(({ uid }) => uid === item.uid)) return false;
  const answer = await send(deps, 'GET', item);
  return answer !== null && isNotFound(answer);
}

function send(
  { caller }: SweepDeps,
  method: 'GET' | 'DELETE',
  { uid, projectUid }: Leftover & { readonly uid: string },
): Promise<RawAnswer | null> {
  return caller.call({ method, path: `/v1/clusterprofiles/${uid}`, projectUid }).catch(() => null);
}

/** The journal of an older probe is a file: an object is taken for its own only when Palette shows it under the probe's name. */
export async function confirmMade(
  deps: SweepDeps,
  prefix: string,
  claimed: readonly (Leftover & { readonly uid: string })[],
): Promise<{
  readonly made: readonly (Leftover & { readonly uid: string })[];
  readonly unclear: readonly Leftover[];
}> {
  const made: (Leftover & { readonly uid: string })[] = [];
  const unclear: Leftover[] = [];
  for (const item of claimed) {
    const answer = await send(deps, 'GET', item);
    const name = answer !== null && isYes(answer) ? textIn(read(answer.body, 'metadata', 'name')) : '';
    if (hasPrefix(name, prefix)) made.push(item);
    else if (answer === null || !(isNotFound(answer) || name !== '')) unclear.push(item);
  }
  return { made, unclear };
}
