// One call of a forge's API: tried again where that is harmless, and told what to do where it is refused.

const TRIES = 4;
const TIMEOUT_MS = 30_000;
const LONGEST_WAIT_MS = 60_000;

export class ForgeError extends Error {
  constructor(message, { status = null, mayBeDone = false } = {}) {
    super(message);
    this.status = status;
    /** The call may have been done although no good answer came. */
    this.mayBeDone = mayBeDone;
  }
}

/** @returns a function (method, path, body?) → parsed answer. Throws ForgeError. */
export function createSend({ base, headers, hints }) {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(`${base}${path}`, method, headers, body);
      if (answer.ok) return answer.value;
      const isLast = attempt === TRIES;
      // A POST that may have been done is its caller's to look into.
      const mayRepeat = answer.isLimited || (answer.isPassing && method !== 'POST');
      if (!mayRepeat || isLast) throw toError(method, path, answer, hints);
      await new Promise((resolve) => setTimeout(resolve, waitFor(answer, attempt)));
    }
  };
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

async function once(url, method, headers, body) {
  try {
    const response = await fetch(url, {
      method,
      // The token goes along only to where it was meant to go.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return { ok: true, value: text === '' ? null : JSON.parse(text) };
    const { status } = response;
    const retryAfter = response.headers.get('retry-after');
    const isLimited =
      status === 429 ||
      (status === 403 && (retryAfter !== null || response.headers.get('x-ratelimit-remaining') === '0'));
    return { ok: false, status, retryAfter, isLimited, isPassing: status >= 500, says: messageOf(text) };
  } catch (error) {
    const says = error?.cause?.code ?? error?.name ?? 'unknown';
    return { ok: false, status: null, retryAfter: null, isLimited: false, isPassing: true, says };
  }
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

function waitFor({ retryAfter }, attempt) {
  const asked = retryAfter === null ? Number.NaN : Number(retryAfter) * 1000;
  return Math.min(LONGEST_WAIT_MS, Number.isNaN(asked) ? 500 * 2 ** attempt : asked);
}

function toError(method, path, { status, says, isPassing }, hints) {
  const hint = hints[status];
  const what = status === null ? `no answer (${says})` : `${status} ${says}`;
  return new ForgeError(`${method} ${path}: ${what}${hint === undefined ? '' : `\n  next: ${hint}`}`, {
    status,
    mayBeDone: isPassing,
  });
}
