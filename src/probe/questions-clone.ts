// What a clone does: conflicts, headers, what comes along, what is refused.
import type { RawAnswer } from '../palette/raw-call.ts';
import type { Bench } from './bench.ts';
import { judge, Unsettled } from './evidence.ts';
import { open, type ProbeAnswer, saw } from './finding.ts';
import { DESCRIPTION, LABELS, type Target } from './profile-body.ts';
import { createdUid, isNotFound, isYes, mayBeRefusal, read, statusWords, textIn } from './reading.ts';
import { listRows } from './scope-list.ts';

/** The first temporary profile and its first clone, which the questions share. */
export interface SharedPair {
  readonly uid: string;
  readonly name: string;
  readonly cloneUid: string;
  readonly cloneVersion: string;
}

export function targetAt(bench: Bench, name: string, version: string): Target {
  return { name, version, projectUid: bench.projectUid };
}

const hasUid = (answer: RawAnswer): boolean => createdUid(answer) !== '';

/** A clone of the source that has to work, beside one that may be refused. */
function cloneThatWorks(bench: Bench, pair: SharedPair): () => Promise<RawAnswer> {
  return () => bench.clone(pair.uid, targetAt(bench, bench.freshName('control'), '1.0.0'), bench.projectUid);
}

function cloneOfTaken(bench: Bench, pair: SharedPair): Promise<RawAnswer> {
  return bench.clone(pair.uid, targetAt(bench, pair.name, pair.cloneVersion), bench.projectUid);
}

export async function conflictStatus(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const verdict = await judge(
    () => cloneOfTaken(bench, pair),
    cloneThatWorks(bench, pair),
    (answer) => hasUid(answer) && createdUid(answer) !== pair.cloneUid,
  );
  if (verdict.kind === 'unclear') return open(verdict.why);
  if (verdict.kind === 'refused') return saw(String(verdict.answer.status), statusWords(verdict.answer));
  return hasUid(verdict.answer)
    ? saw('none', 'a second clone with the same name and version was created')
    : open('the response to a clone of a taken name and version has no UID');
}

export async function validateReportsConflict(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const verdict = await judge(
    () => bench.validate(pair.uid, targetAt(bench, pair.name, pair.cloneVersion), bench.projectUid),
    () => bench.validate(pair.uid, targetAt(bench, bench.freshName('control'), '1.0.0'), bench.projectUid),
  );
  if (verdict.kind === 'unclear') return open(verdict.why);
  return saw(
    verdict.kind === 'yes' ? 'no' : 'yes',
    `clone/validate of a taken name and version: ${statusWords(verdict.answer)}`,
  );
}

/** From the project to the tenant, as a dry run: with the source's header, and with the target's, which is none. */
export async function cloneHeader(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const control = (): Promise<RawAnswer> =>
    bench.validate(pair.uid, targetAt(bench, bench.freshName('control'), '1.0.0'), bench.projectUid);
  const target = { name: bench.freshName('across'), version: '1.0.0', projectUid: null };
  const withSource = await judge(() => bench.validate(pair.uid, target, bench.projectUid), control);
  const withTarget = await judge(() => bench.validate(pair.uid, target, null), control);
  if (withSource.kind === 'unclear') return open(withSource.why);
  if (withTarget.kind === 'unclear') return open(withTarget.why);
  const detail = `clone/validate into another scope: ${statusWords(withSource.answer)} with the source’s header, ${statusWords(withTarget.answer)} with the target’s`;
  if (withSource.kind === 'yes') return saw(withTarget.kind === 'yes' ? 'either' : 'source', detail);
  if (withTarget.kind === 'yes') return saw('target', detail);
  return open(`${detail}; does this key have permissions at tenant scope?`);
}

/**
 * The same name and version at tenant scope. Needs rights there. Each try has a name of its own: what a lost answer left behind
 * would look like a conflict.
 */
export async function uniqueAcrossScopes(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const toTenant = (name: string, header: string | null): Promise<RawAnswer> =>
    bench.clone(pair.uid, { name, version: '1.0.0', projectUid: null }, header);
  const twinOf = async (header: string | null): Promise<RawAnswer> => {
    const name = bench.freshName('twin');
    const inProject = await bench.clone(pair.uid, targetAt(bench, name, '1.0.0'), bench.projectUid);
    if (!hasUid(inProject)) throw new Unsettled(`a clone could not be created: ${statusWords(inProject)}`);
    return toTenant(name, header);
  };
  const detailOf = (answer: RawAnswer): string =>
    `a clone to tenant scope under a name and version of the project: ${statusWords(answer)}`;
  const first = await twinOf(bench.projectUid);
  if (hasUid(first)) return saw('no', detailOf(first));
  const header = first.status === 404 ? null : bench.projectUid;
  const verdict = await judge(
    () => twinOf(header),
    () => toTenant(bench.freshName('control'), header),
    hasUid,
  );
  if (verdict.kind === 'unclear')
    return open(`${verdict.why}; does this key have permissions at tenant scope?`);
  const { answer } = verdict;
  if (verdict.kind === 'yes') return hasUid(answer) ? saw('no', detailOf(answer)) : open(detailOf(answer));
  // What it says of a key that is taken in its own scope is what a conflict looks like here.
  const taken = await cloneOfTaken(bench, pair);
  const isConflict = answer.status === taken.status && answer.code === taken.code;
  return isConflict ? saw('yes', detailOf(answer)) : open(detailOf(answer));
}

/** The source and its clone as they were made, before any question changed them; a string says why not. */
async function bothOf(bench: Bench, pair: SharedPair): Promise<{ source: unknown; clone: unknown } | string> {
  const source = await bench.get(pair.uid);
  const clone = await bench.get(pair.cloneUid);
  for (const [answer, uid] of [
    [source, pair.uid],
    [clone, pair.cloneUid],
  ] as const) {
    if (!isYes(answer) || textIn(read(answer.body, 'metadata', 'uid')) !== uid)
      return `an object could not be read: ${statusWords(answer)}`;
  }
  return { source: source.body, clone: clone.body };
}

export async function cloneCopiesLabels(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const both = await bothOf(bench, pair);
  if (typeof both === 'string') return open(both);
  const has = (body: unknown): boolean =>
    Object.keys(LABELS).every((name) => read(body, 'metadata', 'labels', name) !== undefined);
  if (!has(both.source)) return open('the source itself shows no labels');
  const labels = read(both.clone, 'metadata', 'labels');
  return saw(has(both.clone) ? 'yes' : 'no', `the clone has the labels ${JSON.stringify(labels ?? {})}`);
}

export async function cloneCopiesDescription(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const both = await bothOf(bench, pair);
  if (typeof both === 'string') return open(both);
  const of = (body: unknown): string => textIn(read(body, 'metadata', 'annotations', 'description'));
  if (of(both.source) !== DESCRIPTION) return open('the source itself shows no description');
  const description = of(both.clone);
  return saw(description === DESCRIPTION ? 'yes' : 'no', `its description is ${JSON.stringify(description)}`);
}

export async function cloneOfDraft(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const name = bench.freshName('draft');
  const made = await bench.create({ name, version: '1.0.0', isPublished: false });
  const uid = createdUid(made);
  if (uid === '') return open(`a draft could not be created: ${statusWords(made)}`);
  const verdict = await judge(
    () => bench.clone(uid, targetAt(bench, bench.freshName('draft'), '1.0.1'), bench.projectUid),
    cloneThatWorks(bench, pair),
    hasUid,
  );
  if (verdict.kind === 'unclear') return open(verdict.why);
  const detail = `the clone of a draft: ${statusWords(verdict.answer)}`;
  if (verdict.kind === 'refused') return saw('refused', detail);
  return hasUid(verdict.answer) ? saw('draft', detail) : open(detail);
}

export async function twoPartVersion(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const verdict = await judge(
    () => bench.clone(pair.uid, targetAt(bench, bench.freshName('two'), '7.2'), bench.projectUid),
    cloneThatWorks(bench, pair),
    hasUid,
  );
  if (verdict.kind === 'unclear') return open(verdict.why);
  if (verdict.kind === 'refused') return saw('refused', `version 7.2: ${statusWords(verdict.answer)}`);
  const uid = createdUid(verdict.answer);
  const shown = uid === '' ? null : await bench.get(uid);
  const isOwn = shown !== null && isYes(shown) && read(shown.body, 'metadata', 'uid') === uid;
  const version = isOwn ? textIn(read(shown.body, 'spec', 'version')) : '';
  if (version === '') return open('the version that 7.2 became could not be read');
  return saw(version === '7.2.0' ? 'normalised' : 'kept', `version 7.2 became ${JSON.stringify(version)}`);
}

/**
 * Five identical clones at once: at most one may be made. Not an assumption with a switch, but the ground of all of them.
 * null: an answer is missing, so that nobody can say how many were made.
 */
export async function identicalAtOnce(bench: Bench, pair: SharedPair): Promise<string | null> {
  const target = targetAt(bench, bench.freshName('same'), '8.0.0');
  const sent = await Promise.allSettled(
    Array.from({ length: 5 }, () => bench.clone(pair.uid, target, bench.projectUid)),
  );
  const answers = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const made = answers.filter(hasUid).length;
  const isClear = answers.filter((answer) => hasUid(answer) || mayBeRefusal(answer)).length === sent.length;
  return isClear && made > 0 ? `${made} of 5` : null;
}

/** No profile with such a pack can be made, so one that is there is cloned; without one the question stays open. */
export async function cloneWithDeletedPack(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const rows = await listRows(bench.caller, bench.projectUid);
  if (rows === null) return open('no list of profiles could be read whole');
  const source = rows.find((row) => Number(read(row, 'status', 'pack', 'deleted')) > 0);
  if (source === undefined) return open('no profile has a deleted pack: ask again once one has');
  const isOfProject = textIn(read(source, 'metadata', 'annotations', 'scope')) === 'project';
  const uid = textIn(read(source, 'metadata', 'uid'));
  const ask = (header: string | null): ReturnType<typeof judge> =>
    judge(
      () => bench.clone(uid, targetAt(bench, bench.freshName('leaving'), '1.0.0'), header),
      cloneThatWorks(bench, pair),
      hasUid,
    );
  let verdict = await ask(isOfProject ? bench.projectUid : null);
  // Where the header names the target (`cloneHeader`), the scope of the source finds nothing.
  if (!isOfProject && verdict.kind === 'refused' && isNotFound(verdict.answer))
    verdict = await ask(bench.projectUid);
  if (verdict.kind === 'unclear') return open(verdict.why);
  const detail = `the clone of a profile with a deleted pack: ${statusWords(verdict.answer)}`;
  // That says nothing of the pack: the profile went, or this key may not clone it.
  if (isNotFound(verdict.answer)) return open(detail);
  return saw(verdict.kind === 'refused' ? 'refused' : 'allowed', detail);
}
