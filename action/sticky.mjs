// The one comment of a pull request: written, found again, and read after the merge.
import { isMarked, makeBody, readFacts } from './body.mjs';
import { ForgeError } from './send.mjs';

const TRIES = 3;

/**
 * Creates or updates the comment of `key` in the request that this run is for. `checksum` null: there is no plan.
 * Throws ForgeError. @returns {Promise<string>} its address
 */
export async function writeSticky(forge, { key, checksum, report, now }) {
  const { request } = forge;
  if (request === null) throw new ForgeError('this run is for no pull request or merge request');
  const { number, head } = request;
  const author = await forge.author();
  for (let attempt = 1; ; attempt++) {
    const known = await find(forge, number, author, key);
    const before = known === null ? null : readFacts(known.body, key);
    // The same plan again was there before: an approval of it stays one.
    const isSame = before !== null && before.checksum === checksum && before.head === head;
    const since = isSame ? before.since : now;
    const body = makeBody(key, { checksum, head, since }, report, forge.most);
    if (known !== null) return forge.update(number, known.id, body);
    try {
      return await forge.create(number, body);
    } catch (error) {
      // It may be there in spite of the answer. Looking comes before a second one.
      if (!(error instanceof ForgeError) || !error.mayBeDone || attempt === TRIES) throw error;
    }
  }
}

/** Why no plan counts as reviewed: words for whoever merged. */
export class Unreviewed extends Error {}

/**
 * The checksum that was in the request when `sha` was merged from it. Throws Unreviewed, ForgeError.
 * @returns {Promise<{checksum: string, number: number, url: string}>}
 */
export async function readReviewed(forge, { sha, key, needsApproval }) {
  const merged = await forge.merged(sha);
  if (merged === null) throw new Unreviewed(`${sha.slice(0, 8)} was not merged from a pull or merge request`);
  const { number, head, mergedAt } = merged;
  const where = forge.name(number);
  const comment = await find(forge, number, await forge.author(), key);
  if (comment === null) throw new Unreviewed(`${where} has no plan of ${key}`);
  const facts = readFacts(comment.body, key);
  if (facts === null) throw new Unreviewed(`the comment in ${where} was edited: ${comment.url}`);
  if (facts.checksum === null) throw new Unreviewed(`the last plan of ${where} failed: ${comment.url}`);
  if (facts.head !== head)
    throw new Unreviewed(
      `the plan in ${where} is of ${facts.head.slice(0, 8)}, merged was ${head.slice(0, 8)}: ${comment.url}`,
    );
  if (Date.parse(facts.since) > Date.parse(mergedAt))
    throw new Unreviewed(`the plan in ${where} came after the merge: ${comment.url}`);
  if (needsApproval) await needApproval(forge, number, facts);
  return { checksum: facts.checksum, number, url: comment.url };
}

async function needApproval(forge, number, { head, since }) {
  const approvals = await forge.approvals(number);
  const counts = ({ commit, at }) => commit === head && Date.parse(at) >= Date.parse(since);
  if (!approvals.some(counts))
    throw new Unreviewed(
      `nobody approved ${forge.name(number)} after its last plan (${since}, of ${head.slice(0, 8)})`,
    );
}

/** The oldest of ours: other people's with the same first line are theirs. */
async function find(forge, number, author, key) {
  for await (const comment of forge.comments(number))
    if (comment.author === author && isMarked(comment.body, key)) return comment;
  return null;
}
