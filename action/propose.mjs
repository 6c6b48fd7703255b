// Keeps one pull request for each group of upgrades: opened, updated, or closed where it is obsolete. What people did is left as it is.
import {
  branchOf,
  contentIn,
  contentOf,
  descriptionOf,
  factsIn,
  messageOf,
  titleOf,
  versionsOf,
} from './upgrade-groups.mjs';

/**
 * `prepared` is what prepareUpgrades returned, `forge` what openForge returned; `say(level, text)` reports what was left alone. Running
 * it again does nothing if nothing changed. Throws ForgeError.
 * @returns {Promise<{opened: string[], updated: string[], closed: string[], unchanged: string[]}>} addresses of the requests
 */
export async function proposeUpgrades(forge, { prepared, key, prefix, target, limit, say }) {
  const author = await forge.author();
  const found = [];
  for await (const request of forge.openRequests(target))
    if (request.branch.startsWith(prefix)) found.push(request);
  const mine = found.filter(
    (request) => request.author === author && factsIn(request.description)?.key === key,
  );
  const branches = new Set(prepared.groups.map((group) => branchOf(prefix, key, group)));
  const obsolete = mine.filter(({ branch }) => !branches.has(branch));
  const done = { opened: [], updated: [], closed: [], unchanged: [] };
  // Room first: an obsolete request does not count against the limit.
  for (const request of obsolete) {
    await closeObsolete(forge, request, say);
    done.closed.push(request.url);
  }
  const { base } = prepared;
  const count = mine.length - obsolete.length;
  const job = { forge, author, key, prefix, target, limit, say, open: found, base, count };
  for (const group of prepared.groups) {
    const [became, url] = await propose(job, group);
    if (url !== null) done[became].push(url);
  }
  return done;
}

/** What became of it, a line each. */
export function proposalLines({ opened, updated, closed, unchanged }, { groups, left }) {
  const lines = [
    ...opened.map((url) => `Opened ${url}`),
    ...updated.map((url) => `Updated ${url}`),
    ...closed.map((url) => `Closed ${url}: obsolete`),
    ...unchanged.map((url) => `Unchanged ${url}`),
    ...left.map(({ from, file, line, because }) => `Not raised: ${from} at ${file}:${line}: ${because}`),
  ];
  return lines.length === 0 && groups.length === 0 ? ['There is nothing to raise.'] : lines;
}

/** What became of the request of the group, and its address; null: there is none. */
async function propose(job, group) {
  const branch = branchOf(job.prefix, job.key, group);
  const request = job.open.find((one) => one.branch === branch) ?? null;
  const why = await whyNot(job, group, branch, request);
  if (why !== null) {
    job.say('notice', why);
    return ['unchanged', request?.url ?? null];
  }
  const pushed = await push(job, branch, group, request !== null);
  if (pushed === 'foreign') {
    const where = request === null ? `the branch ${branch}` : `${request.url} (branch ${branch})`;
    job.say('notice', `${where} has commits of somebody else: it is left alone`);
    return ['unchanged', request?.url ?? null];
  }
  return request === null ? open(job, group, branch) : update(job, group, { request, pushed });
}

/** A sentence without its period; null: nothing is in the way. */
async function whyNot({ forge, author, key, limit, count, target }, group, branch, request) {
  if (request !== null)
    return request.author === author && factsIn(request.description)?.key === key
      ? null
      : `${request.url} uses the branch ${branch} and is not of cloneform: it is left alone`;
  for await (const { author: by, description, url } of forge.declinedRequests(branch, target))
    if (by === author && factsIn(description)?.versions === versionsOf(group))
      return `${titleOf(group)}: not proposed again, as ${url} was closed without a merge`;
  return count < limit
    ? null
    : `${titleOf(group)}: not proposed, as ${count} upgrades are open and \`limit\` is ${limit}`;
}

async function open(job, group, branch) {
  const { forge, target, key } = job;
  const description = descriptionOf(key, group, forge.most);
  const { url } = await forge.openRequest({ branch, target, title: titleOf(group), description });
  job.count += 1;
  return ['opened', url];
}

async function update({ forge, key }, group, { request, pushed }) {
  const title = titleOf(group);
  const description = descriptionOf(key, group, forge.most);
  const isShown = factsIn(request.description).shown === factsIn(description).shown;
  if (pushed === 'same' && isShown && request.title === title) return ['unchanged', request.url];
  await forge.updateRequest(request.number, { title, description });
  return ['updated', request.url];
}

/** @returns {Promise<'same' | 'pushed' | 'foreign'>} foreign: the last commit of the branch is not ours */
async function push({ forge, base }, branch, { files, ...group }, isOpen) {
  const head = await forge.head(branch);
  const content = contentOf(files);
  if (head !== null) {
    const known = contentIn(head.message);
    if (known === null) return 'foreign';
    // Without a request the branch may be merged already: only a new commit differs from its target then.
    if (isOpen && known === content) return 'same';
  }
  const message = messageOf(titleOf(group), { ...group, content });
  await forge.commit({ branch, base, head: head?.id ?? null, message, files });
  return 'pushed';
}

async function closeObsolete(forge, { number, url, branch }, say) {
  const head = await forge.head(branch);
  await forge.create(
    number,
    'These versions are no longer proposed: they are merged, declared otherwise, or there is a newer release.',
  );
  await forge.closeRequest(number);
  if (head !== null && contentIn(head.message) !== null) await forge.removeBranch(branch);
  else if (head !== null)
    say('notice', `${url} is closed; its branch ${branch} has commits of somebody else and stays`);
}
