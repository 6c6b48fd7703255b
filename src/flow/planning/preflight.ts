// Asks Palette's own dry run about every object that a plan would make.
import pMap from 'p-map';
import { cloneTarget, sourceScopeOf } from '../../apply/scopes.ts';
import type { PreflightAnswer } from '../../model/observed.ts';
import { endsRun, isConflict, isRefusalAs500, PaletteError } from '../../palette/palette-error.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type Change, isAskedAbout, type PlannedChange } from '../../plan/change.ts';

const CONCURRENT_QUESTIONS = 64;
/** A check that fails this often without one answer is not asked about the rest: each question costs retries and seconds. */
const MOST_UNANSWERED = 10;

/** Asks each question once: keys are asked about while the plan is made, and the plan shows the answers. */
export function rememberAnswers(
  client: Pick<PaletteReader, 'validateClone'>,
): Pick<PaletteReader, 'validateClone'> {
  const answers = new Map<string, Promise<void>>();
  return {
    validateClone: (uid, scope, clone) => {
      const id = JSON.stringify([uid, clone]);
      const answer = answers.get(id) ?? client.validateClone(uid, scope, clone);
      answers.set(id, answer);
      return answer;
    },
  };
}

/** Answers by address, `unanswered` among them: no answer says nothing against the change, and the plan says so. */
export async function askPreflight(
  client: Pick<PaletteReader, 'validateClone'>,
  changes: readonly PlannedChange[],
): Promise<ReadonlyMap<string, PreflightAnswer>> {
  // What may have been made already would be told so here; apply finds out, and tells ours from theirs.
  const inDoubt = new Set(
    changes.flatMap((change) =>
      change.kind === 'resume' && change.resume.verdict === 'retry' ? [change.address] : [],
    ),
  );
  // Of a recreate, apply asks under another version.
  const makers = changes.filter(isAskedAbout).filter(({ address }) => !inDoubt.has(address));
  let unanswered = 0;
  let lastUnanswered: PreflightAnswer | null = null;
  const askUnlessFailing = async (change: (typeof makers)[number]): Promise<PreflightAnswer | null> => {
    if (lastUnanswered !== null && unanswered >= MOST_UNANSWERED) return lastUnanswered;
    const answer = await ask(client, change);
    if (answer?.status === 'unanswered') {
      unanswered++;
      lastUnanswered = answer;
    } else if (answer !== null) unanswered = 0;
    return answer;
  };
  const answers = await pMap(
    makers,
    async (change) => [change.address, await askUnlessFailing(change)] as const,
    { concurrency: CONCURRENT_QUESTIONS },
  );
  return new Map(
    answers.filter((pair): pair is readonly [(typeof pair)[0], PreflightAnswer] => pair[1] !== null),
  );
}

async function ask(
  client: Pick<PaletteReader, 'validateClone'>,
  change: Pick<Change, 'source' | 'clone'>,
): Promise<PreflightAnswer | null> {
  const uid = change.source.uid;
  if (uid === null) return null;
  try {
    await client.validateClone(uid, sourceScopeOf(change), cloneTarget(change.clone));
    return { status: 'accepted' };
  } catch (error) {
    if (!(error instanceof PaletteError) || endsRun(error)) throw error;
    const { code, message } = error;
    if (!isRefusal(error)) return { status: 'unanswered', code, message };
    return { status: 'refused', code, message, ...(isConflict(error) ? { isTaken: true } : {}) };
  }
}

/**
 * Gateways, throttles and failures of the server say nothing about the question. Palette says no with a 4xx, or with a 500 that has
 * a code of its own (facts.md section 10, row 18).
 */
function isRefusal(error: PaletteError): boolean {
  const { status } = error;
  if (error.kind !== 'status' || status === null || !error.hasOwnBody) return false;
  return isRefusalAs500(error) || (status >= 400 && status < 500 && status !== 408 && status !== 429);
}
