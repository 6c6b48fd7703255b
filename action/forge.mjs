// Where comments live: GitHub or GitLab, by the environment that their runners give. One shape for both.
import { readFileSync } from 'node:fs';
import { githubRequests } from './github-requests.mjs';
import { gitlabRequests } from './gitlab-requests.mjs';
import { createSend, ForgeError, pages } from './send.mjs';

/** What a comment may hold. */
const GITHUB_CHARACTERS = 65_536;
const GITLAB_CHARACTERS = 1_000_000;

/** Throws ForgeError without a token, and outside of both. */
export function openForge(env) {
  if (env.GITLAB_CI !== undefined && env.GITHUB_ACTIONS === undefined) return gitlab(env);
  if (env.GITHUB_REPOSITORY !== undefined) return github(env);
  throw new ForgeError('neither GitHub (GITHUB_REPOSITORY) nor GitLab (GITLAB_CI) is where this runs');
}

/** What GitHub says happened; {} where it says nothing. */
export function readEvent(env) {
  if (!env.GITHUB_EVENT_PATH) return {};
  return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
}

function github(env) {
  const token = env.GITHUB_TOKEN;
  if (!token)
    throw new ForgeError(
      'there is no token for comments\n  next: give the action github-token, or switch comments off with `comment: false`',
    );
  const send = createSend({
    base: (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, ''),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'cloneform-action',
      'x-github-api-version': '2022-11-28',
    },
    hints: {
      401: 'the token is not valid (any more)',
      403: 'give the job `permissions: { contents: read, pull-requests: write }`',
      404: 'the token does not see this repository or pull request',
    },
  });
  const repo = `/repos/${env.GITHUB_REPOSITORY}`;
  const pull = readEvent(env).pull_request ?? null;
  const isFork = (head) => head?.repo?.full_name !== env.GITHUB_REPOSITORY;
  return {
    most: GITHUB_CHARACTERS,
    /** The pull request that this run is for; null: none. */
    request: pull === null ? null : { number: pull.number, head: pull.head.sha, isFork: isFork(pull.head) },
    /** For events that name a pull request without saying where its commits come from. */
    isFork: async (number) => isFork((await send('GET', `${repo}/pulls/${number}`)).head),
    name: (number) => `pull request #${number}`,
    author: () => githubAuthor(send, env.COMMENT_AUTHOR),
    async *comments(number) {
      for await (const found of pages(send, `${repo}/issues/${number}/comments`))
        yield { ...textOf(found), author: found.user?.login ?? '', url: found.html_url };
    },
    create: async (number, body) => {
      const made = await send('POST', `${repo}/issues/${number}/comments`, { body });
      return { id: made.id, url: made.html_url };
    },
    remove: async (_, id) => void (await send('DELETE', `${repo}/issues/comments/${id}`)),
    now: send.now,
    merged: (sha) => githubMerged({ send, repo, env, isFork }, sha),
    reviews: (number) => githubReviews(send, repo, number),
    mayWrite: (review) => mayWrite(send, repo, review),
    ...githubRequests(send, repo),
  };
}

async function githubMerged({ send, repo, env, isFork }, sha) {
  for await (const found of pages(send, `${repo}/commits/${sha}/pulls`))
    if (found.merged_at && found.merge_commit_sha === sha && isInto(found.base, env))
      return {
        number: found.number,
        head: found.head.sha,
        mergedAt: found.merged_at,
        author: found.user?.login ?? '',
        isFork: found.head.repo !== undefined && isFork(found.head),
      };
  return null;
}

async function githubReviews(send, repo, number) {
  const found = [];
  for await (const review of pages(send, `${repo}/pulls/${number}/reviews`))
    found.push({
      state: review.state,
      commit: review.commit_id,
      at: review.submitted_at,
      login: review.user?.login ?? '',
      // The account of a review can be gone.
      isPerson: review.user != null && review.user.type !== 'Bot',
      association: review.author_association ?? 'NONE',
    });
  return found;
}

/** A pull request into another branch can have the same merge commit: its reviews were not for this one. */
function isInto(base, { GITHUB_REF_NAME: branch, GITHUB_REF_TYPE: type }) {
  return base?.ref === undefined || !branch || type === 'tag' || base.ref === branch;
}

/** GitHub names `maintain` write, and `triage` read. Where the token may not ask, the review says how its author is associated. */
async function mayWrite(send, repo, { login, association }) {
  try {
    const path = `${repo}/collaborators/${encodeURIComponent(login)}/permission`;
    return ['admin', 'write'].includes((await send('GET', path)).permission);
  } catch (error) {
    const mayNotAsk = error instanceof ForgeError && [403, 404].includes(error.status) && !error.isLimited;
    if (!mayNotAsk) throw error;
    return ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association);
  }
}

function textOf({ id, body, created_at: createdAt, updated_at: updatedAt }) {
  return { id, body: body ?? '', isEdited: createdAt !== updatedAt };
}

/** A job's own token may not ask who it is: it is this one. */
async function githubAuthor(send, given) {
  if (given) return given;
  try {
    return (await send('GET', '/user')).login;
  } catch (error) {
    if (error instanceof ForgeError && error.status === 403 && !error.isLimited) return 'github-actions[bot]';
    throw error;
  }
}

function gitlab(env) {
  const token = env.GITLAB_TOKEN;
  if (!token)
    throw new ForgeError(
      'there is no token for notes: a job token cannot write them\n  next: make a project access token with the scope `api`, and set it as the masked variable GITLAB_TOKEN',
    );
  const send = createSend({
    base: env.CI_API_V4_URL ?? 'https://gitlab.com/api/v4',
    headers: { 'private-token': token, 'user-agent': 'cloneform-action' },
    hints: {
      401: 'the token is not valid (any more)',
      403: 'the token needs the scope `api` and the role Reporter or higher',
      404: 'the token does not see this project or merge request',
    },
  });
  const project = `/projects/${encodeURIComponent(env.CI_PROJECT_ID ?? '')}`;
  const iid = env.CI_MERGE_REQUEST_IID;
  const head = env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA;
  const isForeign = (source) => source !== undefined && String(source) !== env.CI_PROJECT_ID;
  const notes = (number) => `${project}/merge_requests/${number}/notes`;
  const urlOf = (number, id) =>
    env.CI_PROJECT_URL ? `${env.CI_PROJECT_URL}/-/merge_requests/${number}#note_${id}` : `note ${id}`;
  return {
    most: GITLAB_CHARACTERS,
    request: iid ? { number: iid, head, isFork: isForeign(env.CI_MERGE_REQUEST_SOURCE_PROJECT_ID) } : null,
    name: (number) => `merge request !${number}`,
    author: async () => env.COMMENT_AUTHOR || (await send('GET', '/user')).username,
    async *comments(number) {
      for await (const found of pages(send, `${notes(number)}?sort=asc&order_by=created_at`))
        yield { ...textOf(found), author: found.author?.username ?? '', url: urlOf(number, found.id) };
    },
    create: async (number, body) => {
      const { id } = await send('POST', notes(number), { body });
      return { id, url: urlOf(number, id) };
    },
    remove: async (number, id) => void (await send('DELETE', `${notes(number)}/${id}`)),
    now: send.now,
    merged: (sha) => gitlabMerged({ send, project, env, isForeign }, sha),
    ...gitlabRequests(send, project),
    reviews: async () => {
      throw new ForgeError('GitLab enforces approvals itself, before a merge: set approval rules there');
    },
  };
}

async function gitlabMerged({ send, project, env, isForeign }, sha) {
  const branch = env.CI_COMMIT_BRANCH;
  for await (const found of pages(send, `${project}/repository/commits/${sha}/merge_requests`)) {
    const commits = [found.merge_commit_sha, found.squash_commit_sha, found.sha];
    const isHere = !branch || found.target_branch === undefined || found.target_branch === branch;
    if (found.state === 'merged' && commits.includes(sha) && isHere)
      return {
        number: found.iid,
        head: found.sha,
        mergedAt: found.merged_at,
        author: found.author?.username ?? '',
        isFork: isForeign(found.source_project_id),
      };
  }
  return null;
}
