// The one comment of a pull request: written, found again, and read after the merge.
import { isMarked, makeBody, readFacts } from './body.mjs';
import { ForgeError } from './send.mjs';

const TRIES = 3;

/**
 * Creates or updates the comment of `key` in the request that this run is for. `checksum` null: there is no plan. Of several runs at the
 * same moment each may create one: all of them keep the oldest. Throws ForgeError. @returns {Promise<string>} its address
 */
export async function writeSticky(forge, { key, checksum, report }) {
  const { request } = forge;
  if (request === null) throw new ForgeError('this run is for no pull request or merge request');
  const { number, head } = request;
  const author = await forge.author();
  for (let attempt = 1; ; attempt++) {
    const [known, ...younger] = await findAll(forge, number, author, key);
    const before = known === undefined ? null : readFacts(known.body, key);
    // The same plan again was there before: an approval of it stays one.
    const isSame = before !== null && before.checksum === checksum && before.head === head;
    // The clock of the forge: a merge and an approval are dated by it, too.
    const since = isSame ? before.since : forge.now();
    const body = makeBody(key, { checksum, head, since }, report, forge.most);
    try {
      if (known !== undefined) {
        const url = await forge.update(number, known.id, body);
        await removeAll(forge, number, younger);
        return url;
      }
      const made = await forge.create(number, body);
      return await keepOldest(forge, { number, author, key, made, body });
    } catch (error) {
      // It may be there in spite of the answer, or another run has taken it away. Looking comes before a second one.
      const mayLook = error instanceof ForgeError && (error.mayBeDone || isGone(error));
      if (!mayLook || attempt === TRIES) throw error;
    }
  }
}

/** Another run may have created its own since the list was read. The oldest stays, with what is newest. */
async function keepOldest(forge, { number, author, key, made, body }) {
  const [oldest, ...younger] = await findAll(forge, number, author, key);
  if (oldest === undefined || oldest.id === made.id) {
    await removeAll(forge, number, younger);
    return made.url;
  }
  const url = await forge.update(number, oldest.id, body);
  await removeAll(forge, number, younger);
  return url;
}

async function removeAll(forge, number, comments) {
  for (const { id } of comments) {
    await forge.remove(number, id).catch((error) => {
      // The other run drops it, too.
      if (!(error instanceof ForgeError) || !isGone(error)) throw error;
    });
  }
}

function isGone({ status }) {
  return status === 404 || status === 410;
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
  const [comment] = await findAll(forge, number, await forge.author(), key);
  if (comment === undefined) throw new Unreviewed(`${where} has no plan of ${key}`);
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

/** All of ours, oldest first: other people's with the same first line are theirs. */
async function findAll(forge, number, author, key) {
  const found = [];
  for await (const comment of forge.comments(number))
    if (comment.author === author && isMarked(comment.body, key)) found.push(comment);
  return found.sort((one, other) => one.id - other.id);
}
