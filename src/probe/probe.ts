// Finds out on a Palette in earnest what no document settles. Makes throw-away profiles in one project, looks, and takes them away.
import { ASSUMPTIONS, type AssumptionName } from '../palette/assumptions.ts';
import type { RawAnswer } from '../palette/raw-call.ts';
import { TransportError } from '../palette/transport.ts';
import type { Bench } from './bench.ts';
import { type Answer, type Finding, isConclusive, type Leftover, open } from './finding.ts';
import { auditHeader, dateHeader, goneProjectStatus, retryAfter } from './questions-answers.ts';
import {
  at,
  cloneCopiesDescription,
  cloneCopiesLabels,
  cloneHeader,
  cloneOfDraft,
  conflictStatus,
  identicalAtOnce,
  type Pair,
  twoPartVersion,
  uniqueAcrossScopes,
  validateReportsConflict,
} from './questions-clone.ts';
import {
  annotationsSurvive,
  groupedRow,
  listsShowNewObjects,
  maskLiteral,
  patchLabels,
  variablesMoveTimestamp,
} from './questions-object.ts';
import { isYes, read, statusWords, text } from './reading.ts';

export interface Probed {
  readonly findings: readonly Finding[];
  readonly left: readonly Leftover[];
  /** How many of five identical clones at once were made, e.g. `1 of 5`. */
  readonly identicalAtOnce: string | null;
}

const NEEDS_A_CLUSTER = 'nothing that a probe makes is in use: try it on a profile that a test cluster has';

type Question = (bench: Bench, pair: Pair) => Promise<Answer>;

/** In this order: what is asked about copies comes before what changes them; the rush comes last. */
const QUESTIONS: readonly (readonly [AssumptionName, Question])[] = [
  ['cloneCopiesLabels', cloneCopiesLabels],
  ['cloneCopiesDescription', cloneCopiesDescription],
  ['conflictStatus', conflictStatus],
  ['validateReportsConflict', validateReportsConflict],
  ['cloneHeader', cloneHeader],
  ['cloneOfDraft', cloneOfDraft],
  ['twoPartVersion', twoPartVersion],
  ['uniqueAcrossScopes', uniqueAcrossScopes],
  ['maskLiteral', maskLiteral],
  ['patchLabels', patchLabels],
  ['annotationsSurvive', annotationsSurvive],
  ['variablesMoveTimestamp', variablesMoveTimestamp],
  ['groupedRow', groupedRow],
  ['listsShowNewObjects', listsShowNewObjects],
  ['goneProjectStatus', goneProjectStatus],
];

/** The rush for a 429 costs Palette the most requests, so it waits until the other answers show that the probe is worth it. */
async function rushFor429(bench: Bench, answers: ReadonlyMap<AssumptionName, Answer>): Promise<Answer> {
  if (!isConclusive([...answers.values()])) return open('not asked: too little else could be settled');
  return guarded(() => retryAfter(bench));
}

/** Resolves also where Palette refuses everything: then every finding is open, and says why. */
export async function probe(bench: Bench, tell: (question: string) => void): Promise<Probed> {
  const answers = new Map<AssumptionName, Answer>();
  let identical: string | null = null;
  let left: readonly Leftover[] = [];
  try {
    const first = await bench.create({ name: bench.prefix, version: '1.0.0', isPublished: true });
    answers.set('dateHeader', dateHeader(first));
    answers.set('auditHeader', isYes(first) ? auditHeader(first) : open(refusedWords(first)));
    const pair = await makePair(bench, first);
    for (const [name, ask] of QUESTIONS) {
      tell(ASSUMPTIONS[name].question);
      answers.set(name, typeof pair === 'string' ? open(pair) : await guarded(() => ask(bench, pair)));
    }
    tell(ASSUMPTIONS.retryAfter.question);
    answers.set('retryAfter', await rushFor429(bench, answers));
    identical = typeof pair === 'string' ? null : await identicalAtOnce(bench, pair).catch(() => null);
  } finally {
    left = await bench.clear();
  }
  return { findings: toFindings(answers), left, identicalAtOnce: identical };
}

async function makePair(bench: Bench, first: RawAnswer): Promise<Pair | string> {
  const uid = text(read(first.body, 'uid'));
  if (!isYes(first) || uid === '') return refusedWords(first);
  const cloneVersion = '1.0.1';
  const cloned = await bench.clone(uid, at(bench, bench.prefix, cloneVersion), bench.projectUid);
  const cloneUid = text(read(cloned.body, 'uid'));
  if (!isYes(cloned) || cloneUid === '') return `a clone was refused: ${statusWords(cloned)}`;
  return { uid, name: bench.prefix, cloneUid, cloneVersion };
}

function refusedWords(answer: RawAnswer): string {
  return `a profile could not be made: ${statusWords(answer)}`;
}

/** One question without an answer does not spoil the others. */
async function guarded(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TransportError) return open(`no answer came (${error.kind})`);
    throw error;
  }
}

function toFindings(answers: ReadonlyMap<AssumptionName, Answer>): readonly Finding[] {
  return (Object.keys(ASSUMPTIONS) as AssumptionName[]).map((name) => {
    const { question, assumed } = ASSUMPTIONS[name];
    const { seen, detail } = answers.get(name) ?? open(NEEDS_A_CLUSTER);
    return { name, question, assumed, seen, detail };
  });
}
