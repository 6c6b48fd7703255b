// Takes secrets out of text that others wrote or that goes out: as they are, and as URLs, JSON and base64 carry them.

/** Shorter ones would take harmless text out too: out of what Palette says, and out of all that we say. */
const SHORTEST = 8;
const SHORTEST_KEPT = 12;

export type Redact = (text: string) => string;

export function redactorOf(secrets: readonly string[], shortest = SHORTEST): Redact {
  const forms = [
    ...new Set(secrets.filter((secret) => secret.length >= shortest).flatMap(formsOf)),
    // The longest first: one may be a part of another.
  ].sort((a, b) => b.length - a.length);
  return (text) => {
    let safe = text;
    for (const form of forms) if (safe.includes(form)) safe = safe.replaceAll(form, '***');
    return safe;
  };
}

function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((offset) => base64At(secret, offset));
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ].filter((form) => form.length >= SHORTEST);
}

/** The characters that are the secret's alone when it stands `offset` bytes behind a border of three. */
function base64At(secret: string, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    .toString('base64')
    .replace(/=+$/, '');
  const whole = (offset + Buffer.byteLength(secret)) % 3 === 0;
  return text.slice(Math.ceil((offset * 4) / 3), whole ? undefined : -1);
}

/** The secrets of one process, as they become known: what it says goes through here. */
export class SecretKeeper {
  readonly #secrets: string[] = [];
  #redact: Redact | null = null;

  keep(secret: string | undefined): void {
    const trimmed = secret?.trim() ?? '';
    if (trimmed === '' || this.#secrets.includes(trimmed)) return;
    this.#secrets.push(trimmed);
    this.#redact = null;
  }

  redact(text: string): string {
    this.#redact ??= redactorOf(this.#secrets, SHORTEST_KEPT);
    return this.#redact(text);
  }
}
