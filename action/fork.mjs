// Does this run carry what somebody wrote who may not write here? It then gets no key, whatever the event. Secrets are at hand in
// pull_request_target, issue_comment and workflow_run, so that a workflow which checks out the pull request there would run with them.

const WITH_PULL_REQUEST = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
];
/** Events that are about commits which are in this repository already, or that only people with write access cause. */
const OF_THIS_REPOSITORY = [
  'push',
  'workflow_dispatch',
  'workflow_call',
  'repository_dispatch',
  'schedule',
  'release',
];
const LOOKED_UP = ['issue_comment', 'merge_group', 'workflow_run'];

/** An event that cannot be told from one of a fork. */
export function isUnknownEvent({ GITHUB_EVENT_NAME: name }) {
  return Boolean(name) && ![...WITH_PULL_REQUEST, ...OF_THIS_REPOSITORY, ...LOOKED_UP].includes(name);
}

/** Needs no API. @returns {boolean | number} a number: the pull request to ask about */
export function isForkEvent({ GITHUB_REPOSITORY: repository, GITHUB_EVENT_NAME: name }, event) {
  const { pull_request: request, workflow_run: run, issue, merge_group: group } = event;
  const isElsewhere = (place) => place?.full_name !== repository;
  if (WITH_PULL_REQUEST.includes(name) || request !== undefined) return isElsewhere(request?.head?.repo);
  if (name === 'workflow_run' || run !== undefined) return isElsewhere(run?.head_repository);
  if (issue?.pull_request !== undefined) return issue.number;
  const queued = /\/pr-(\d+)-[0-9a-f]+$/.exec(group?.head_ref ?? '');
  return queued === null ? false : Number(queued[1]);
}

/** Throws ForgeError. `open` gives the forge; it is called only where the event itself does not say. */
export async function isFork(env, event, open) {
  const known = isForkEvent(env, event);
  return typeof known === 'number' ? await open().isFork(known) : known;
}

/** The code of a pull request decides what this run does, as far as the event tells. */
export function isOfPullRequest({ pull_request: request, workflow_run: run, issue }) {
  return request !== undefined || run !== undefined || issue?.pull_request !== undefined;
}
