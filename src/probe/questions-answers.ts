// What answers carry: dates, audit ids, and how a throttled one looks.
import type { RawAnswer } from '../palette/raw-call.ts';
import type { Bench } from './bench.ts';
import { open, type ProbeAnswer, saw } from './finding.ts';
import { isYes, itemsIn, read, statusWords, textIn } from './reading.ts';

/** Fewer good answers than this prove nothing: one proxy on one of them would decide. */
const ENOUGH = 3;

export function dateHeader({ heard }: Pick<Bench, 'heard'>): ProbeAnswer {
  return fromHeader(heard.all, 'date', 'Date');
}

export function auditHeader({ heard }: Pick<Bench, 'heard'>): ProbeAnswer {
  return fromHeader(heard.made, 'audituid', 'AuditUid');
}

/** What all good answers agree on. */
function fromHeader(answers: readonly RawAnswer[], name: string, shown: string): ProbeAnswer {
  const having = answers.filter(({ headers }) => headers[name] !== undefined).length;
  if (answers.length < ENOUGH) return open(`only ${answers.length} responses were usable`);
  const detail = `${having} of ${answers.length} usable responses have ${shown}`;
  if (having === answers.length) return saw('present', detail);
  return having === 0 ? saw('absent', detail) : open(detail);
}

/** A project that nobody has: UIDs are 24 hex digits, and this one begins at no point in time. */
const NO_PROJECT = '0'.repeat(24);

/** Asked twice: what a gateway says once is no fact. */
export async function goneProjectStatus(bench: Bench): Promise<ProbeAnswer> {
  const path = '/v1/clusterprofiles/macros';
  const ask = () => bench.caller.call({ method: 'GET', path, projectUid: NO_PROJECT });
  const [answer, again] = [await ask(), await ask()];
  const isSame = answer.status === again.status && answer.code === again.code;
  const isTold = answer.code === 'ProjectNotFoundInTenant' || answer.code === 'ResourceAccessDenied';
  const words = `a call in a project that does not exist: ${statusWords(answer)}`;
  return isTold && isSame ? saw(String(answer.status), words) : open(words);
}

/** So many projects are looked at one by one. */
const PROJECTS_LOOKED_AT = 10;

/** Only looks: in a tenant whose projects have no tags, the question stays open. */
export async function projectTags({ caller, projectUid }: Bench): Promise<ProbeAnswer> {
  const path = '/v1/dashboard/projects?limit=50';
  const list = await caller.call({ method: 'POST', path, projectUid: null, body: { filter: {}, sort: [] } });
  if (!isYes(list)) return open(`the list of projects: ${statusWords(list)}`);
  const rows = itemsIn(read(list.body, 'items'));
  const tagged = rows.filter(hasTags).length;
  if (tagged > 0) return saw('yes', `${tagged} of ${rows.length} projects in the list have tags`);
  const uids = rows.map((row) => textIn(read(row, 'metadata', 'uid'))).filter((uid) => uid !== '');
  const ownFirst = [...uids].sort((a, b) => Number(b === projectUid) - Number(a === projectUid));
  for (const uid of ownFirst.slice(0, PROJECTS_LOOKED_AT)) {
    const answer = await caller.call({ method: 'GET', path: `/v1/projects/${uid}`, projectUid: null });
    if (isYes(answer) && hasTags(answer.body))
      return saw('no', 'a project has tags that its row in the list does not have');
  }
  return open('no tags were seen: add a tag to the project of the probe, then ask again');
}

function hasTags(project: unknown): boolean {
  const labels = read(project, 'metadata', 'labels');
  return typeof labels === 'object' && labels !== null && Object.keys(labels).length > 0;
}

/** More than the documented burst of the users prefix (50, facts.md section 8), in parts, until some are throttled. */
const RUSHED = 80;
const AT_ONCE = 20;

/** Ends early where answers are neither good nor throttled: more requests would not help, and somebody has to serve them. */
export async function retryAfter(bench: Bench): Promise<ProbeAnswer> {
  const throttled: RawAnswer[] = [];
  for (let sent = AT_ONCE; sent <= RUSHED; sent += AT_ONCE) {
    const calls = Array.from({ length: AT_ONCE }, () =>
      bench.caller.rush({ method: 'GET', path: '/v1/users/info', projectUid: null }),
    );
    // All of them have ended before one that failed is looked at.
    await Promise.allSettled(calls);
    const answers = await Promise.all(calls);
    throttled.push(...answers.filter(({ status }) => status === 429));
    const odd = answers.find((answer) => !isYes(answer) && answer.status !== 429);
    if (odd !== undefined) return open(`a call that should be throttled returned ${statusWords(odd)}`);
    // A single one may come from something on the way.
    if (throttled.length > 1) return fromThrottled(throttled, `after ${sent} calls at once`);
  }
  return open(
    throttled.length === 0
      ? `${RUSHED} calls at once were not throttled`
      : `only one of ${RUSHED} calls at once was throttled`,
  );
}

function fromThrottled(throttled: readonly RawAnswer[], when: string): ProbeAnswer {
  const values = throttled.map(({ headers }) => headers['retry-after']);
  const [value] = values;
  if (values.every((item) => item === undefined))
    return saw('absent', `${throttled.length} responses with status 429 ${when} have no Retry-After`);
  if (value !== undefined && !values.includes(undefined)) return saw('present', `Retry-After: ${value}`);
  return open(`some responses with status 429 ${when} have a Retry-After, others have none`);
}
