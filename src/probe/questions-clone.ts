// What a clone does: conflicts, headers, what comes along, what is refused.
import type { Bench, Target } from './bench.ts';
import { DESCRIPTION, LABELS } from './bench.ts';
import { type Answer, open, saw } from './finding.ts';
import { isYes, read, statusWords, text } from './reading.ts';

/** The first throw-away and its first clone, which the questions share. */
export interface Pair {
  readonly uid: string;
  readonly name: string;
  readonly cloneUid: string;
  readonly cloneVersion: string;
}

export function at(bench: Bench, name: string, version: string): Target {
  return { name, version, projectUid: bench.projectUid };
}

export async function conflictStatus(bench: Bench, pair: Pair): Promise<Answer> {
  const answer = await bench.clone(pair.uid, at(bench, pair.name, pair.cloneVersion), bench.projectUid);
  if (isYes(answer)) return saw('none', 'a second clone with the same name and version was made');
  return saw(String(answer.status), statusWords(answer));
}

export async function validateReportsConflict(bench: Bench, pair: Pair): Promise<Answer> {
  const answer = await bench.validate(pair.uid, at(bench, pair.name, pair.cloneVersion), bench.projectUid);
  return saw(isYes(answer) ? 'no' : 'yes', `clone/validate of a taken key: ${statusWords(answer)}`);
}

/** From the project to the tenant, as a dry run: with the source's header, and with the target's, which is none. */
export async function cloneHeader(bench: Bench, pair: Pair): Promise<Answer> {
  const target = { name: `${pair.name}-across`, version: '1.0.0', projectUid: null };
  const withSource = await bench.validate(pair.uid, target, bench.projectUid);
  const withTarget = await bench.validate(pair.uid, target, null);
  const detail = `clone/validate into another scope: ${statusWords(withSource)} with the source’s header, ${statusWords(withTarget)} with the target’s`;
  if (isYes(withSource) && isYes(withTarget)) return saw('either', detail);
  if (isYes(withSource)) return saw('source', detail);
  if (isYes(withTarget)) return saw('target', detail);
  return open(`${detail}; does this key have rights at tenant scope?`);
}

/** The same name and version at tenant scope. Needs rights there. */
export async function uniqueAcrossScopes(bench: Bench, pair: Pair): Promise<Answer> {
  const target = { name: pair.name, version: '1.0.0', projectUid: null };
  const first = await bench.clone(pair.uid, target, bench.projectUid);
  const answer = isYes(first) || first.status !== 404 ? first : await bench.clone(pair.uid, target, null);
  const detail = `a clone to tenant scope under a name and version of the project: ${statusWords(answer)}`;
  if (isYes(answer)) return saw('no', detail);
  // What it says of a key that is taken in its own scope is what a conflict looks like here.
  const taken = await bench.clone(pair.uid, at(bench, pair.name, pair.cloneVersion), bench.projectUid);
  const isConflict = answer.status === taken.status && answer.code === taken.code;
  return isConflict && answer.code !== null ? saw('yes', detail) : open(detail);
}

export async function cloneCopiesLabels(bench: Bench, pair: Pair): Promise<Answer> {
  const { body } = await bench.get(pair.cloneUid);
  const labels = read(body, 'metadata', 'labels');
  const isCopied = Object.keys(LABELS).every((name) => read(labels, name) !== undefined);
  return saw(isCopied ? 'yes' : 'no', `the clone has the labels ${JSON.stringify(labels ?? {})}`);
}

export async function cloneCopiesDescription(bench: Bench, pair: Pair): Promise<Answer> {
  const { body } = await bench.get(pair.cloneUid);
  const description = text(read(body, 'metadata', 'annotations', 'description'));
  return saw(description === DESCRIPTION ? 'yes' : 'no', `its description is ${JSON.stringify(description)}`);
}

export async function cloneOfDraft(bench: Bench, pair: Pair): Promise<Answer> {
  const name = `${pair.name}-draft`;
  const made = await bench.create({ name, version: '1.0.0', isPublished: false });
  const uid = text(read(made.body, 'uid'));
  if (!isYes(made) || uid === '') return open(`a draft could not be made: ${statusWords(made)}`);
  const answer = await bench.clone(uid, at(bench, name, '1.0.1'), bench.projectUid);
  return saw(isYes(answer) ? 'draft' : 'refused', `the clone of a draft: ${statusWords(answer)}`);
}

export async function twoPartVersion(bench: Bench, pair: Pair): Promise<Answer> {
  const answer = await bench.clone(pair.uid, at(bench, pair.name, '7.2'), bench.projectUid);
  const uid = text(read(answer.body, 'uid'));
  if (!isYes(answer) || uid === '') return saw('refused', `version 7.2: ${statusWords(answer)}`);
  const version = text(read((await bench.get(uid)).body, 'spec', 'version'));
  return saw(version === '7.2.0' ? 'normalised' : 'kept', `version 7.2 became ${JSON.stringify(version)}`);
}

/** Five identical clones at once: at most one may be made. Not an assumption with a switch, but the ground of all of them. */
export async function identicalAtOnce(bench: Bench, pair: Pair): Promise<string> {
  const target = at(bench, pair.name, '8.0.0');
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => bench.clone(pair.uid, target, bench.projectUid)),
  );
  return `${answers.filter(isYes).length} of 5`;
}
