// What answers carry: dates, audit ids, and how a throttled one looks.
import type { RawAnswer } from '../palette/raw-call.ts';
import type { Bench } from './bench.ts';
import { type Answer, open, saw } from './finding.ts';
import { isYes, statusWords } from './reading.ts';

export function dateHeader(answer: RawAnswer): Answer {
  const date = answer.headers['date'];
  return date === undefined ? saw('absent', 'answers have no Date') : saw('present', `Date: ${date}`);
}

export function auditHeader(answer: RawAnswer): Answer {
  const isThere = answer.headers['audituid'] !== undefined;
  return saw(isThere ? 'present' : 'absent', `the answer to a create has ${isThere ? 'an' : 'no'} AuditUid`);
}

/** A project that nobody has: UIDs are 24 hex digits, and this one begins at no point in time. */
const NO_PROJECT = '0'.repeat(24);

export async function goneProjectStatus(bench: Bench): Promise<Answer> {
  const path = '/v1/clusterprofiles/macros';
  const answer = await bench.caller.call({ method: 'GET', path, projectUid: NO_PROJECT });
  const isTold = answer.code === 'ProjectNotFoundInTenant' || answer.code === 'ResourceAccessDenied';
  const words = `a call in a project that does not exist: ${statusWords(answer)}`;
  return isTold ? saw(String(answer.status), words) : open(words);
}

/** More than the documented burst of the users prefix (50, facts.md section 8), in parts, until one is throttled. */
const RUSHED = 80;
const AT_ONCE = 20;

/** Ends early where answers are neither good nor throttled: more requests would not help, and somebody has to serve them. */
export async function retryAfter(bench: Bench): Promise<Answer> {
  for (let sent = AT_ONCE; sent <= RUSHED; sent += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        bench.caller.rush({ method: 'GET', path: '/v1/users/info', projectUid: null }),
      ),
    );
    const throttled = answers.find(({ status }) => status === 429);
    if (throttled !== undefined) return fromThrottled(throttled, `after ${sent} calls at once`);
    const odd = answers.find((answer) => !isYes(answer));
    if (odd !== undefined) return open(`a call that should be throttled was answered ${statusWords(odd)}`);
  }
  return open(`${RUSHED} calls at once were not throttled`);
}

function fromThrottled({ headers }: RawAnswer, when: string): Answer {
  const value = headers['retry-after'];
  return value === undefined
    ? saw('absent', `the 429 ${when} has no Retry-After`)
    : saw('present', `Retry-After: ${value}`);
}
