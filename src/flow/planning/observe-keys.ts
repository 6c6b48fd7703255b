// Whether a natural key is free for a new object: by Palette's dry run of the clone where one is made anyway, by its check of names, and
// by a list of the scope where these call it taken, say nothing, or cost more.
import pMap from 'p-map';
import { readName } from '../../inventory/read-absence.ts';
import { keyId, type NaturalKey, type ScopeRef, scopeId } from '../../model/natural-key.ts';
import type { ReadFailure } from '../../model/observed.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { isAskedAbout, type PlannedChange } from '../../plan/change.ts';
import type { Decided } from '../../plan/decide.ts';
import { groupBy } from '../../plan/planning-context.ts';
import { keyOf } from '../../plan/rules/draft.ts';
import type { ReadingTally } from '../reading-progress.ts';
import type { Reading } from './observe.ts';
import { isWorthAList } from './observe-lists.ts';
import { askPreflight } from './preflight.ts';

const CONCURRENCY = { concurrency: 64 };
/** A check that fails this often without one answer is not asked again: each question costs retries and seconds. */
const MOST_UNANSWERED = 10;

/**
 * `dryRun`: asks about clones that would be made; null: nobody is to be asked. false: all that was in question is free,
 * and nothing is decided in another way for that.
 */
export async function readKeys(
  reading: Reading,
  { wantsKeys, changes }: Pick<Decided, 'wantsKeys' | 'changes'>,
  dryRun: Pick<PaletteReader, 'validateClone'> | null,
): Promise<boolean> {
  const keys = wantsKeys.filter((key) => !reading.scopes.has(scopeId(key)));
  if (keys.length === 0) return false;
  // Whether it looks at names at all is an assumption.
  const isTold = reading.input.client.facts.validateReportsConflict === 'yes';
  const others =
    dryRun === null || !isTold ? { open: keys, taken: [] } : await askDryRun(reading, dryRun, keys, changes);
  const { client, tally } = reading.input;
  const { names, list } = reading;
  const listed = await proveFree({ client, tally, names, list }, others.open);
  await listAll(list, others.taken);
  return listed.length + others.taken.length > 0;
}

export interface NameReading {
  readonly client: Pick<PaletteReader, 'validateName'>;
  readonly tally: ReadingTally;
  /** Palette's word, by `keyId`. */
  readonly names: Map<string, 'free' | 'taken' | ReadFailure>;
  readonly list: (scope: ScopeRef) => Promise<unknown>;
}

/** By Palette's check of names, and by lists where it does not call a key free or where they cost less. Gives the keys listed for. */
export async function proveFree(
  reading: NameReading,
  keys: readonly NaturalKey[],
): Promise<readonly NaturalKey[]> {
  const byScope = [...groupBy(keys, scopeId).values()];
  const few = byScope.filter(({ length }) => !isWorthAList(length)).flat();
  const many = byScope.filter(({ length }) => isWorthAList(length)).flat();
  const listed = [...many, ...(await askNames(reading, few))];
  await listAll(reading.list, listed);
  return listed;
}

interface Answered {
  /** Nobody said anything about them. */
  readonly open: readonly NaturalKey[];
  readonly taken: readonly NaturalKey[];
}

/** The answers are kept: a plan shows them, too. */
async function askDryRun(
  reading: Reading,
  dryRun: Pick<PaletteReader, 'validateClone'>,
  keys: readonly NaturalKey[],
  changes: readonly PlannedChange[],
): Promise<Answered> {
  const wanted = new Map(keys.map((key) => [keyId(key), key]));
  // What is resumed tells of which clone nobody is to be asked.
  const asked = changes.filter(
    (change) => change.kind === 'resume' || (isAskedAbout(change) && wanted.has(keyId(keyOf(change.clone)))),
  );
  const { tally } = reading.input;
  const counted: typeof dryRun = {
    validateClone: (...question) => tally.count('names', dryRun.validateClone(...question)),
  };
  tally.expect('names', asked.filter((change) => isAskedAbout(change) && change.source.uid !== null).length);
  const answers = await askPreflight(counted, asked);
  const taken: NaturalKey[] = [];
  for (const change of asked) {
    const answer = isAskedAbout(change) ? answers.get(change.address) : undefined;
    if (answer === undefined || !isAskedAbout(change)) continue;
    const id = keyId(keyOf(change.clone));
    const key = wanted.get(id);
    if (key === undefined) continue;
    if (answer.status === 'accepted') reading.names.set(id, 'free');
    else if (answer.status === 'refused' && answer.isTaken === true) taken.push(key);
    else continue;
    wanted.delete(id);
  }
  return { open: [...wanted.values()], taken };
}

/** Those that Palette does not call free. */
async function askNames(
  { client, tally, names }: NameReading,
  keys: readonly NaturalKey[],
): Promise<readonly NaturalKey[]> {
  let unanswered = 0;
  const notFree: NaturalKey[] = [];
  tally.expect('names', keys.length);
  await pMap(
    keys,
    async (key) => {
      const answer = unanswered < MOST_UNANSWERED ? await tally.count('names', readName(client, key)) : null;
      if (typeof answer === 'string') names.set(keyId(key), answer);
      if (answer !== 'free') notFree.push(key);
      if (answer !== null) unanswered = typeof answer === 'string' ? 0 : unanswered + 1;
    },
    CONCURRENCY,
  );
  return notFree;
}

async function listAll(list: NameReading['list'], scopes: readonly ScopeRef[]): Promise<void> {
  await Promise.all([...new Map(scopes.map((scope) => [scopeId(scope), scope])).values()].map(list));
}
