// One call of a forge's API: tried again where that is harmless, and told what to do where it is refused.

const TRIES = 4;
const TIMEOUT_MS = 30_000;
/** Longer limits are for the next run to meet: a job that sleeps costs, too. */
const LONGEST_WAIT_MS = 90_000;
/** GitHub asks for a minute where it names no time for a secondary limit. */
const SECONDARY_WAIT_MS = 60_000;

export class ForgeError extends Error {
  constructor(message, { status = null, mayBeDone = false, isLimited = false } = {}) {
    super(message);
    this.status = status;
    /** The call may have been done although no good answer came. */
    this.mayBeDone = mayBeDone;
    /** Refused for the rate, whatever the status says. */
    this.isLimited = isLimited;
  }
}

/**
 * `tell` gets a line before each wait. @returns a function (method, path, body?) → parsed answer; its `now()` is the clock of the forge:
 * that of a runner may be off, and times are compared with the forge's. Throws ForgeError.
 */
export function createSend({ base, headers, hints, tell = (line) => console.error(line) }) {
  let serverMs = null;
  const send = async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(`${base}${path}`, method, headers, body);
      serverMs = answer.serverMs ?? serverMs;
      if (answer.ok) return answer.value;
      const isLast = attempt === TRIES;
      const waitMs = waitFor(answer, attempt, serverMs ?? Date.now());
      // A POST that may have been done is its caller's to look into.
      const mayRepeat = answer.isLimited || (answer.isPassing && method !== 'POST');
      if (!mayRepeat || isLast || waitMs > LONGEST_WAIT_MS)
        throw toError({ base, method, path, answer, hints, waitMs });
      if (answer.isLimited || waitMs > 5000) tell(waitWords(answer, waitMs));
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  return Object.assign(send, { now: () => new Date(serverMs ?? Date.now()).toISOString() });
}

/** Pages of a list until one is short. */
export async function* pages(send, path, size = 100) {
  const join = path.includes('?') ? '&' : '?';
  for (let page = 1; ; page++) {
    const items = await send('GET', `${path}${join}per_page=${size}&page=${page}`);
    if (!Array.isArray(items)) throw new ForgeError(`GET ${path}: the answer is not a list`);
    yield* items;
    if (items.length < size) return;
  }
}

const FAILED = {
  ok: false,
  status: null,
  isLimited: false,
  isPassing: false,
  says: '',
  resetMs: null,
  serverMs: null,
};

async function once(url, method, headers, body) {
  try {
    const response = await fetch(url, {
      method,
      // The token goes along only to where it was meant to go.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    const facts = { ...FAILED, status: response.status, serverMs: Number.isNaN(date) ? null : date };
    const text = await response.text();
    if (response.ok) return readValue(text, facts);
    if (response.status >= 300 && response.status < 400)
      return { ...facts, says: 'a redirect', location: placeOf(response.headers.get('location'), url) };
    const limit = limitOf(response, text);
    return { ...facts, ...limit, isPassing: response.status >= 500, says: messageOf(text) };
  } catch (error) {
    return { ...FAILED, isPassing: true, says: error?.cause?.code ?? error?.name ?? 'unknown' };
  }
}

/** A page of a proxy under a good status is no answer, and nobody knows what became of the call. */
function readValue(text, facts) {
  try {
    return { ...facts, ok: true, value: text === '' ? null : JSON.parse(text) };
  } catch {
    return { ...facts, isPassing: true, says: 'an answer that is not JSON' };
  }
}

/** Without its query: that can hold what is not for logs. */
function placeOf(location, url) {
  if (location === null || !URL.canParse(location, url)) return null;
  const { origin, pathname } = new URL(location, url);
  return `${origin}${pathname}`;
}

/** Both forges say when to come again: GitHub as x-ratelimit-reset, GitLab as ratelimit-reset, and either as retry-after. */
function limitOf({ status, headers }, text) {
  const retryAfter = headers.get('retry-after');
  const remaining = headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining');
  const isSecondary = /secondary rate limit|abuse detection/i.test(text);
  const isLimited =
    status === 429 || (status === 403 && (retryAfter !== null || remaining === '0' || isSecondary));
  if (!isLimited) return { isLimited };
  const reset = headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset');
  const resetMs = remaining === '0' && reset !== null && /^\d+$/.test(reset) ? Number(reset) * 1000 : null;
  return { isLimited, isSecondary, retryAfter, resetMs };
}

function messageOf(text) {
  try {
    const { message, error } = JSON.parse(text);
    const says = message ?? error;
    return typeof says === 'string' ? says : JSON.stringify(says ?? null);
  } catch {
    return text.slice(0, 200);
  }
}

function waitFor({ isLimited, retryAfter = null, resetMs, isSecondary = false }, attempt, nowMs) {
  const steady = 500 * 2 ** attempt;
  if (!isLimited) return steady;
  if (retryAfter !== null) {
    const asked = /^\d+(\.\d+)?$/.test(retryAfter)
      ? Number(retryAfter) * 1000
      : Date.parse(retryAfter) - nowMs;
    if (!Number.isNaN(asked)) return Math.max(0, asked);
  }
  // Its second is over only with the next one.
  if (resetMs !== null) return Math.max(0, resetMs - nowMs + 1000);
  return isSecondary ? SECONDARY_WAIT_MS : steady;
}

function waitWords({ isLimited, isSecondary = false, status }, waitMs) {
  const seconds = Math.ceil(waitMs / 1000);
  const why = isLimited
    ? `the ${isSecondary ? 'secondary ' : ''}rate limit is used up (${status})`
    : 'there is no good answer';
  return `${why}: waiting ${seconds} s`;
}

function toError({ base, method, path, answer, hints, waitMs }) {
  const { status, says, isPassing, isLimited, location } = answer;
  const what = status === null ? `no answer from ${new URL(base).host} (${says})` : `${status} ${says}`;
  const next =
    location !== undefined ? redirectHint(base, location) : (limitHint(isLimited, waitMs) ?? hints[status]);
  const hint =
    next ??
    (status === null
      ? 'check that the API can be reached from this runner, then run the job again'
      : undefined);
  return new ForgeError(`${method} ${path}: ${what}${hint === undefined ? '' : `\n  next: ${hint}`}`, {
    status,
    mayBeDone: isPassing,
    isLimited,
  });
}

function redirectHint(base, location) {
  const where = location === null ? 'a place that it does not name' : location;
  return `the API at ${base} redirects to ${where}, and the token is not sent after a redirect: set GITHUB_API_URL or CI_API_V4_URL to the API itself`;
}

function limitHint(isLimited, waitMs) {
  if (!isLimited) return undefined;
  const minutes = Math.ceil(waitMs / 60_000);
  return waitMs > LONGEST_WAIT_MS
    ? `the rate limit of this token is used up for another ${minutes} min: run the job again then, or use a token of its own`
    : 'the rate limit of this token is used up: run the job again later, or use a token of its own';
}
