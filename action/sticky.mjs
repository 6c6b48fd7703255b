// The one comment of a pull request: written, found again, and read after the merge. A comment is never updated: a new plan gets a new
// comment, and the old one is removed. So a comment whose times differ was edited by somebody else.
import { needApproval, Unreviewed } from './approvals.mjs';
import { isMarked, makeBody, readFacts } from './body.mjs';
import { ForgeError } from './send.mjs';

const TRIES = 3;

/**
 * Writes the comment of `key` in the request that this run is for, in place of the earlier one. `checksum` null: there is no plan. Of
 * several runs at the same moment the last comment stays. Throws ForgeError. @returns {Promise<string>} its address
 */
export async function writeSticky(forge, { key, checksum, report }) {
  const { request } = forge;
  if (request === null) throw new ForgeError('this run is for no pull request or merge request');
  const { number, head, isFork } = request;
  if (isFork) throw new ForgeError(`${forge.name(number)} comes from a fork: no plan of it is published`);
  const author = await forge.author();
  let wanted = null;
  for (let attempt = 1; ; attempt++) {
    const earlier = await findAll(forge, number, author, key);
    const same = earlier.findLast(({ body, isEdited }) => body === wanted && !isEdited);
    wanted ??= makeBody(
      key,
      { checksum, head, since: sinceOf(earlier.at(-1), { key, checksum, head, now: forge.now() }) },
      report,
      forge.most,
    );
    try {
      const { id, url } = same ?? (await forge.create(number, wanted));
      await removeOlder(forge, { number, author, key, id });
      return url;
    } catch (error) {
      // It may be there in spite of the answer. Looking comes before a second one.
      if (!(error instanceof ForgeError && error.mayBeDone) || attempt === TRIES) throw error;
    }
  }
}

/** The same plan again was there before: an approval of it stays one. */
function sinceOf(before, { key, checksum, head, now }) {
  const facts = before === undefined || before.isEdited ? null : readFacts(before.body, key);
  return facts !== null && facts.checksum === checksum && facts.head === head ? facts.since : now;
}

/** The list is read again: another run may have written its own since. It removes those before its own, too. */
async function removeOlder(forge, { number, author, key, id }) {
  for (const comment of await findAll(forge, number, author, key)) {
    if (comment.id >= id) continue;
    await forge.remove(number, comment.id).catch((error) => {
      if (!(error instanceof ForgeError) || !isGone(error)) throw error;
    });
  }
}

function isGone({ status }) {
  return status === 404 || status === 410;
}

/**
 * The checksum that was in the request when `sha` was merged from it. Throws Unreviewed, ForgeError.
 * @returns {Promise<{checksum: string, number: number, url: string}>}
 */
export async function readReviewed(forge, { sha, key, needsApproval }) {
  const merged = await forge.merged(sha);
  if (merged === null) throw new Unreviewed(`${sha.slice(0, 8)} was not merged from a pull or merge request`);
  const { number, head, mergedAt } = merged;
  const where = forge.name(number);
  if (merged.isFork) throw new Unreviewed(`${where} comes from a fork, and no plan of a fork counts`);
  const comment = (await findAll(forge, number, await forge.author(), key)).at(-1);
  if (comment === undefined) throw new Unreviewed(`${where} has no plan of ${key}`);
  const facts = readFacts(comment.body, key);
  if (facts === null || comment.isEdited)
    throw new Unreviewed(`the comment in ${where} was edited: ${comment.url}`);
  if (facts.checksum === null) throw new Unreviewed(`the last plan of ${where} failed: ${comment.url}`);
  if (facts.head !== head)
    throw new Unreviewed(
      `the plan in ${where} is of ${facts.head.slice(0, 8)}, merged was ${head.slice(0, 8)}: ${comment.url}`,
    );
  if (Date.parse(facts.since) > Date.parse(mergedAt))
    throw new Unreviewed(`the plan in ${where} came after the merge: ${comment.url}`);
  if (needsApproval) await needApproval(forge, merged, facts);
  return { checksum: facts.checksum, number, url: comment.url };
}

/** All of ours, oldest first: other people's with the same first line are theirs. */
async function findAll(forge, number, author, key) {
  const found = [];
  for await (const comment of forge.comments(number))
    if (comment.author === author && isMarked(comment.body, key)) found.push(comment);
  return found.sort((one, other) => one.id - other.id);
}
