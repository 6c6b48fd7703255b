// Branches and merge requests on GitLab.
import { ForgeError, pages } from './send.mjs';

/** `send` of createSend, `project` as `/projects/42`. */
export function gitlabRequests(send, project) {
  const requests = `${project}/merge_requests`;
  const list = async function* (query) {
    for await (const found of pages(send, `${requests}?${query}`))
      if (found.source_project_id === found.target_project_id) yield toRequest(found);
  };
  const placeOf = (branch) => `${project}/repository/branches/${encodeURIComponent(branch)}`;
  return {
    openRequests: (target) => list(`state=opened&target_branch=${encodeURIComponent(target)}`),
    declinedRequests: (branch, target) => {
      const places = `source_branch=${encodeURIComponent(branch)}&target_branch=${encodeURIComponent(target)}`;
      return list(`state=closed&${places}`);
    },
    /** null: there is no such branch. */
    head: async (branch) => {
      const found = await orNull(send('GET', placeOf(branch)));
      return found === null ? null : { id: found.commit.id, message: found.commit.message };
    },
    /** Replaces what the branch has: `head` was looked at just before. */
    commit: async ({ branch, base, head, message, files }) => {
      const actions = files.map(({ path, content }) => ({
        action: 'update',
        file_path: path,
        content: Buffer.from(content, 'utf8').toString('base64'),
        encoding: 'base64',
      }));
      const place = { branch, start_sha: base, ...(head === null ? {} : { force: true }) };
      await send('POST', `${project}/repository/commits`, { ...place, commit_message: message, actions });
    },
    openRequest: async ({ branch, target, title, description }) => {
      const places = { source_branch: branch, target_branch: target, remove_source_branch: true };
      return { url: (await send('POST', requests, { ...places, title, description })).web_url };
    },
    updateRequest: async (number, { title, description }) =>
      void (await send('PUT', `${requests}/${number}`, { title, description })),
    closeRequest: async (number) =>
      void (await send('PUT', `${requests}/${number}`, { state_event: 'close' })),
    removeBranch: async (branch) => void (await orNull(send('DELETE', placeOf(branch)))),
  };
}

function toRequest({ iid: number, web_url: url, title, description, author, source_branch: branch }) {
  return { number, url, title, description: description ?? '', author: author?.username ?? '', branch };
}

async function orNull(asked) {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ForgeError && error.status === 404) return null;
    throw error;
  }
}
