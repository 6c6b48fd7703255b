// Finds out on a Palette in earnest what no document settles. Makes temporary profiles in one project, looks, and takes them away.
import { ASSUMPTIONS, type AssumptionName } from '../palette/assumptions.ts';
import { TransportError } from '../palette/transport.ts';
import { type Bench, ProbeStopped } from './bench.ts';
import { Unsettled } from './evidence.ts';
import { isConclusive, open, type ProbeAnswer, type ProbeFinding } from './finding.ts';
import { auditHeader, dateHeader, goneProjectStatus, projectTags, retryAfter } from './questions-answers.ts';
import { auditNotes, auditsOfObject } from './questions-audit.ts';
import {
  cloneCopiesDescription,
  cloneCopiesLabels,
  cloneHeader,
  cloneOfDraft,
  cloneWithDeletedPack,
  conflictStatus,
  identicalAtOnce,
  type SharedPair,
  targetAt,
  twoPartVersion,
  uniqueAcrossScopes,
  validateReportsConflict,
} from './questions-clone.ts';
import {
  annotationsSurvive,
  groupedRow,
  listsShowNewObjects,
  manifestsBesideDraft,
  maskLiteral,
  patchLabels,
  putKeepsAnnotations,
  variablesMoveTimestamp,
} from './questions-object.ts';
import { createdUid, mayBeRefusal, statusWords } from './reading.ts';
import type { Swept } from './sweep.ts';

export interface Probed extends Swept {
  readonly findings: readonly ProbeFinding[];
  /** How many of five identical clones at once were made, e.g. `1 of 5`; null: not known. */
  readonly identicalAtOnce: string | null;
  /** It was stopped before every question was asked. */
  readonly isStopped: boolean;
}

const NEEDS_A_CLUSTER =
  'a probe creates nothing that is in use: test it with a profile that a test cluster uses';
const NEEDS_A_FILTER =
  'a key hides nothing from itself: test it with the key of a user who has a resource filter';
const STOPPED = 'the probe was stopped before this question';

type Question = (bench: Bench, pair: SharedPair) => Promise<ProbeAnswer>;

/** In this order: what is asked about copies comes before what changes them; the rush comes last. */
const QUESTIONS: readonly (readonly [AssumptionName, Question])[] = [
  ['cloneCopiesLabels', cloneCopiesLabels],
  ['cloneCopiesDescription', cloneCopiesDescription],
  ['conflictStatus', conflictStatus],
  ['validateReportsConflict', validateReportsConflict],
  ['cloneHeader', cloneHeader],
  ['cloneOfDraft', cloneOfDraft],
  ['cloneWithDeletedPack', cloneWithDeletedPack],
  ['twoPartVersion', twoPartVersion],
  ['uniqueAcrossScopes', uniqueAcrossScopes],
  ['maskLiteral', maskLiteral],
  ['patchLabels', patchLabels],
  ['annotationsSurvive', annotationsSurvive],
  ['putKeepsAnnotations', putKeepsAnnotations],
  ['manifestsBesideDraft', manifestsBesideDraft],
  ['variablesMoveTimestamp', variablesMoveTimestamp],
  ['groupedRow', groupedRow],
  ['listsShowNewObjects', listsShowNewObjects],
  ['goneProjectStatus', goneProjectStatus],
  ['projectTags', projectTags],
  ['auditsOfObject', auditsOfObject],
  ['auditNotes', auditNotes],
];

/** What a copy is like is seen on an untouched one only, so these are not asked a second time. */
const ONCE: ReadonlySet<AssumptionName> = new Set(['cloneCopiesLabels', 'cloneCopiesDescription']);

/** Resolves also where Palette refuses everything, or the probe is stopped: then findings are open, and say why. */
export async function probe(bench: Bench, tell: (question: string) => void): Promise<Probed> {
  const answers = new Map<AssumptionName, ProbeAnswer>();
  let identical: string | null = null;
  let isStopped = false;
  let swept: Swept = { left: [], unseen: [] };
  try {
    identical = await askAll(bench, answers, tell);
    isStopped = bench.isStopping();
  } catch (error) {
    if (!(error instanceof ProbeStopped)) throw error;
    isStopped = true;
  } finally {
    swept = await bench.clear();
  }
  answers.set('dateHeader', dateHeader(bench));
  answers.set('auditHeader', auditHeader(bench));
  answers.set('hiddenByFilter', open(NEEDS_A_FILTER));
  const findings = toFindings(answers, isStopped ? STOPPED : NEEDS_A_CLUSTER);
  return { findings, ...swept, identicalAtOnce: identical, isStopped };
}

async function askAll(
  bench: Bench,
  answers: Map<AssumptionName, ProbeAnswer>,
  tell: (question: string) => void,
): Promise<string | null> {
  const pair = await makePair(bench);
  if (typeof pair === 'string') {
    for (const [name] of QUESTIONS) answers.set(name, open(pair));
    answers.set('retryAfter', open(pair));
    return null;
  }
  for (const [name, ask] of QUESTIONS) {
    tell(ASSUMPTIONS[name].question);
    answers.set(name, await guarded(() => ask(bench, pair)));
  }
  // One bad moment must not leave a question open, and a Palette that is away is not asked everything twice.
  if (isConclusive([...answers.values()])) {
    for (const [name, ask] of QUESTIONS) {
      if (answers.get(name)?.seen === null && !ONCE.has(name))
        answers.set(name, await guarded(() => ask(bench, pair)));
    }
  }
  tell(ASSUMPTIONS.retryAfter.question);
  answers.set('retryAfter', await rushFor429(bench, answers));
  return identicalAtOnce(bench, pair);
}

/** The rush for a 429 costs Palette the most requests, so it waits until the other answers show that the probe is worth it. */
async function rushFor429(
  bench: Bench,
  answers: ReadonlyMap<AssumptionName, ProbeAnswer>,
): Promise<ProbeAnswer> {
  if (!isConclusive([...answers.values()]))
    return open('not asked: too few other questions could be answered');
  return guarded(() => retryAfter(bench));
}

const PAIR_TRIES = 3;

/** A string says why there is none. A refusal is final; what may be a bad moment is tried again, under another name. */
async function makePair(bench: Bench): Promise<SharedPair | string> {
  let why = '';
  for (let tries = 1; tries <= PAIR_TRIES; tries++) {
    if (tries > 1) await bench.sleep(1000);
    const made = await tryPair(bench, tries === 1 ? bench.prefix : bench.freshName('again'));
    if (typeof made === 'object' && 'cloneUid' in made) return made;
    why = made.why;
    if (made.isFinal) break;
  }
  return why;
}

type NoPair = { readonly why: string; readonly isFinal: boolean };

async function tryPair(bench: Bench, name: string): Promise<SharedPair | NoPair> {
  const cloneVersion = '1.0.1';
  try {
    const first = await bench.create({ name, version: '1.0.0', isPublished: true });
    const uid = createdUid(first);
    if (uid === '') return noPair('a profile could not be created', first);
    const cloned = await bench.clone(uid, targetAt(bench, name, cloneVersion), bench.projectUid);
    const cloneUid = createdUid(cloned);
    return cloneUid === ''
      ? noPair('a clone could not be created', cloned)
      : { uid, name, cloneUid, cloneVersion };
  } catch (error) {
    if (error instanceof Unsettled) return { why: error.message, isFinal: true };
    if (!(error instanceof TransportError)) throw error;
    return { why: `the first requests got no response (${error.kind})`, isFinal: false };
  }
}

function noPair(what: string, answer: Parameters<typeof statusWords>[0]): NoPair {
  const isFinal = mayBeRefusal(answer) || answer.status === 401 || answer.status === 403;
  return { why: `${what}: ${statusWords(answer)}`, isFinal };
}

/** One question without an answer does not spoil the others. */
async function guarded(ask: () => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TransportError) return open(`no response (${error.kind})`);
    if (error instanceof Unsettled) return open(error.message);
    throw error;
  }
}

function toFindings(
  answers: ReadonlyMap<AssumptionName, ProbeAnswer>,
  otherwise: string,
): readonly ProbeFinding[] {
  return (Object.keys(ASSUMPTIONS) as AssumptionName[]).map((name) => {
    const { question, assumed } = ASSUMPTIONS[name];
    const { seen, detail } = answers.get(name) ?? open(otherwise);
    return { name, question, assumed, seen, detail };
  });
}
