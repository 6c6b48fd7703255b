// Branches and pull requests on GitHub. A commit is made through the API: the checkout needs no credentials, and GitHub signs it.
import { ForgeError, pages } from './send.mjs';

/** `send` of createSend, `repo` as `/repos/owner/name`. */
export function githubRequests(send, repo) {
  const owner = repo.split('/')[2];
  const list = async function* (query) {
    for await (const found of pages(send, `${repo}/pulls?${query}`)) yield toRequest(found);
  };
  const refOf = (branch) => `${repo}/git/refs/heads/${branch}`;
  return {
    async *openRequests(target) {
      for await (const found of list(`state=open&base=${encodeURIComponent(target)}`))
        if (found.isHere(repo)) yield found;
    },
    async *declinedRequests(branch, target) {
      const head = encodeURIComponent(`${owner}:${branch}`);
      for await (const found of list(`state=closed&head=${head}&base=${encodeURIComponent(target)}`))
        if (!found.isMerged) yield found;
    },
    /** null: there is no such branch. */
    head: async (branch) => {
      const ref = await orNull(send('GET', `${repo}/git/ref/heads/${branch}`));
      if (ref === null) return null;
      const { message } = await send('GET', `${repo}/git/commits/${ref.object.sha}`);
      return { id: ref.object.sha, message };
    },
    /** On top of what the branch has, so that a commit which somebody adds meanwhile is never lost: GitHub then refuses. */
    commit: async ({ branch, base, head, message, files }) => {
      const { tree: of } = await send('GET', `${repo}/git/commits/${base}`);
      const entries = files.map(({ path, mode, content }) => ({ path, mode, type: 'blob', content }));
      const tree = await send('POST', `${repo}/git/trees`, { base_tree: of.sha, tree: entries });
      const parents = head === null ? [base] : [head, base];
      const made = await send('POST', `${repo}/git/commits`, { message, tree: tree.sha, parents });
      if (head === null)
        await send('POST', `${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: made.sha });
      else await send('PATCH', refOf(branch), { sha: made.sha, force: false });
    },
    openRequest: async ({ branch, target, title, description }) => {
      const body = { head: branch, base: target, title, body: description };
      return { url: (await send('POST', `${repo}/pulls`, body)).html_url };
    },
    updateRequest: async (number, { title, description }) =>
      void (await send('PATCH', `${repo}/pulls/${number}`, { title, body: description })),
    closeRequest: async (number) =>
      void (await send('PATCH', `${repo}/pulls/${number}`, { state: 'closed' })),
    removeBranch: async (branch) => void (await orNull(send('DELETE', refOf(branch)))),
  };
}

function toRequest({ number, html_url: url, title, body, user, head, merged_at: mergedAt }) {
  return {
    number,
    url,
    title,
    description: body ?? '',
    author: user?.login ?? '',
    branch: head.ref,
    isMerged: Boolean(mergedAt),
    isHere: (repo) => `/repos/${head.repo?.full_name}` === repo,
  };
}

/** null: it is not there. GitHub says 422 where a ref to delete is gone. */
async function orNull(asked) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ForgeError && [404, 422].includes(error.status)) return null;
    throw error;
  }
}
